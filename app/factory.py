"""The only place that puts the parts together."""

from flask import Flask

from app.catalogue import Catalogue
from app.persistence.database import Database
from app.settings import Settings
from app.web import create_web


def create_app(settings: Settings | None = None) -> Flask:
    """The web app on a migrated database."""
    settings = settings or Settings()
    catalogue = Catalogue(settings.questionnaires)
    database = Database(settings.url)
    return create_web(settings, catalogue, database)

"""Bringing a database to the newest schema with the project's migrations."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.settings import ROOT


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the database behind `engine` to `revision`. Safe to run on every start."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = engine
    command.upgrade(config, revision)

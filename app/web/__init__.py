"""What the browser sees: routes, forms, access, templates. Flask and WTForms stop here."""

from datetime import timedelta

from flask import Blueprint, Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.catalogue import Catalogue
from app.persistence.database import Database
from app.reporting.pdf import ASSETS
from app.settings import Settings
from app.web import access, context, errors, headers, language, limits, templating
from app.web.accounts import accounts
from app.web.answering import answering
from app.web.batches import batches
from app.web.comparisons import comparisons
from app.web.context import TransactionalFlask
from app.web.drafts import drafts
from app.web.exposure import exposures
from app.web.files import allow_file
from app.web.outputs import outputs
from app.web.pages import pages
from app.web.participants import participants
from app.web.plans import plans
from app.web.portfolio import portfolios
from app.web.results import results
from app.web.rules import rule_pages
from app.web.savings import saving_pages
from app.web.uploads import uploads
from app.web.verifying import verifying

# A page of fourteen answers with reasons and documents is far below; a pasted book is above.
MAX_REQUEST_BYTES = 2 * 1024 * 1024


def create_web(settings: Settings, catalogue: Catalogue, database: Database) -> Flask:
    """The Flask app on the given content and database."""
    app = TransactionalFlask(__name__)
    app.config.update(
        SECRET_KEY=settings.key,
        SESSION_COOKIE_NAME="readiness",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.draft_days),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        # A form may lie open for days; the token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
        # Nobody asks a page for its methods; the answer would not look at what the address names.
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    context.install(app, settings, catalogue, database)
    templating.install(app)
    language.install(app)
    headers.install(app)
    # Access before the forgery check: a stranger learns nothing, a holder gets the form back.
    access.install(app)
    app.before_request(allow_file)
    CSRFProtect(app)
    limits.install(app)
    Bootstrap5(app)
    errors.install(app)
    # The stylesheet that the result page shares with the PDF.
    reporting = Blueprint(
        "reporting", __name__, static_folder=ASSETS, static_url_path="/static/report"
    )
    planning = (plans, exposures, saving_pages, rule_pages, comparisons)
    batched = (batches, uploads, portfolios, participants, outputs)
    open_ones = (pages, accounts, verifying)
    single = (drafts, answering, results)
    for blueprint in (*open_ones, *single, *planning, *batched, reporting):
        app.register_blueprint(blueprint)
    return app

"""The pages open to everybody: start, method, privacy, language, health."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.domain.problems import N_
from app.web.access import Rule, held_drafts, open_to
from app.web.context import services
from app.web.language import as_lang, remember
from app.web.redirects import local
from app.web.templating import newest

pages = Blueprint("pages", __name__)


@pages.get("/")
@open_to(Rule.ANYONE)
def home() -> ResponseReturnValue:
    """What the app is for, and where to begin or go on."""
    return render_template("pages/home.html", questionnaire=newest(), held=held_drafts())


@pages.post("/resume")
@open_to(Rule.ANYONE)
def paste_link() -> ResponseReturnValue:
    """Go on from a private link that was pasted, whole or only its last part."""
    token = urlsplit(request.form.get("link", "").strip()).path.rstrip("/").rpartition("/")[2]
    if not token:
        flash(N_("Paste the whole private link."))
        return redirect(url_for("pages.home"))
    return redirect(url_for("drafts.resume", token=token))


@pages.get("/method")
@open_to(Rule.ANYONE)
def method() -> ResponseReturnValue:
    """How the score works, the measures and the sources."""
    return render_template("pages/method.html", questionnaire=newest())


@pages.get("/privacy")
@open_to(Rule.ANYONE)
def privacy() -> ResponseReturnValue:
    """What is kept, for how long, and who sees it."""
    return render_template("pages/privacy.html")


@pages.post("/language")
@open_to(Rule.ANYONE)
def choose_language() -> ResponseReturnValue:
    """Answer this browser in another language from now on, and go back to the page."""
    response = redirect(local(request.form.get("back", ""), url_for("pages.home")))
    lang = as_lang(request.form.get("lang"))
    return remember(response, lang) if lang else response


@pages.get("/healthz")
@open_to(Rule.ANYONE)
def health() -> ResponseReturnValue:
    """Whether the app can answer: its database does."""
    services().session.execute(text("SELECT 1"))
    return jsonify(status="ok")

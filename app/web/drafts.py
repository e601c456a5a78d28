"""An assessment from start to deletion: its overview, its private link, leaving and deleting it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.problems import N_
from app.services import assessments, results
from app.services.errors import NotFound
from app.web import access
from app.web.access import Rule, draft, open_to
from app.web.context import services
from app.web.forms.pages import form_pages
from app.web.limits import RESUME, START, limiter

drafts = Blueprint("drafts", __name__)


@drafts.post("/assessments")
@open_to(Rule.ANYONE)
@limiter.limit(START)
def start() -> ResponseReturnValue:
    """Begin an assessment."""
    begun = assessments.start(services())
    access.hold(begun)
    return redirect(url_for("drafts.overview", public_id=begun.public_id))


@drafts.get("/resume/<token>")
@open_to(Rule.ANYONE)
@limiter.limit(RESUME)
def resume(token: str) -> ResponseReturnValue:
    """Open a private link; from here on the session opens the assessment, not the address."""
    try:
        found = assessments.resume(services(), token)
    except NotFound:
        return render_template("errors/link.html"), 404
    access.hold(found)
    return redirect(url_for("drafts.overview", public_id=found.public_id))


@drafts.get("/assessments/<public_id>")
@open_to(Rule.HOLDER)
def overview() -> ResponseReturnValue:
    """What is filled in and what is left."""
    result = results.evaluated(draft())
    return render_template(
        "assessment/overview.html",
        draft=draft(),
        pages=form_pages(draft(), result),
        link=_private_link(),
    )


@drafts.get("/assessments/<public_id>/link")
@open_to(Rule.HOLDER)
def link() -> ResponseReturnValue:
    """The private link, and how to renew it."""
    return render_template("assessment/link.html", draft=draft(), link=_private_link())


@drafts.post("/assessments/<public_id>/link")
@open_to(Rule.HOLDER)
def renew_link() -> ResponseReturnValue:
    """Make a new private link; the old one dies."""
    access.hold(assessments.renew_link(services(), draft().public_id))
    flash(N_("The link is renewed. The old link no longer works."))
    return redirect(url_for("drafts.link", public_id=draft().public_id))


@drafts.post("/assessments/<public_id>/leave")
@open_to(Rule.HOLDER)
def leave() -> ResponseReturnValue:
    """Forget the assessment on this device; the private link opens it again."""
    access.let_go(draft().public_id)
    flash(N_("This device has forgotten the assessment. The private link opens it again."))
    return redirect(url_for("pages.home"))


@drafts.get("/assessments/<public_id>/delete")
@open_to(Rule.HOLDER)
def confirm_delete() -> ResponseReturnValue:
    """Ask once more before everything is deleted."""
    return render_template("assessment/delete.html", draft=draft())


@drafts.post("/assessments/<public_id>/delete")
@open_to(Rule.HOLDER)
def delete() -> ResponseReturnValue:
    """Delete the assessment with everything in it."""
    assessments.delete(services(), draft().public_id)
    access.let_go(draft().public_id)
    flash(N_("The assessment and everything in it are deleted."))
    return redirect(url_for("pages.home"))


def _private_link() -> str:
    token = assessments.resume_token(services(), draft())
    return url_for("drafts.resume", token=token, _external=True)

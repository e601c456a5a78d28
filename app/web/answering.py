"""The form pages of an assessment: the company, its profile, the questions of each domain."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.problems import N_
from app.services.drafts import SUBMITTED
from app.services.errors import AlreadySubmitted
from app.services.saving import SaveOutcome
from app.web import saving
from app.web.access import Rule, draft, open_to
from app.web.forms.pages import (
    EnterprisePage,
    FormPage,
    ProfilePage,
    QuestionsPage,
    form_pages,
)
from app.web.language import answer_in, as_lang, remember

answering = Blueprint("answering", __name__, url_prefix="/assessments/<public_id>")

NEXT, STAY, OVERVIEW, ROWS, LANGUAGE = "next", "stay", "overview", "rows", "lang"


@answering.route("/enterprise", methods=["GET", "POST"])
@open_to(Rule.HOLDER)
def enterprise() -> ResponseReturnValue:
    """Who is assessed."""
    return _answer(EnterprisePage(draft()))


@answering.route("/profile/<group>", methods=["GET", "POST"])
@open_to(Rule.HOLDER)
def profile(group: str) -> ResponseReturnValue:
    """One group of facts."""
    return _answer(_profile_page(group))


@answering.post("/profile/<group>/shown")
@open_to(Rule.HOLDER)
def shown(group: str) -> ResponseReturnValue:
    """Which of the page's facts to ask, given what is typed so far. Saves nothing."""
    page = _profile_page(group)
    typed = saving.read(page)
    values = {subject: form.raw() for subject, form in typed.forms.items()}
    return jsonify(shown=page.asked_with(values))


@answering.route("/questions/<domain>", methods=["GET", "POST"])
@open_to(Rule.HOLDER)
def questions(domain: str) -> ResponseReturnValue:
    """The questions of one domain."""
    return _answer(_questions_page(domain))


def page_of_request() -> FormPage | None:
    """The form page that the current request is about, if it is about one."""
    view_args = request.view_args or {}
    makers: dict[str, Callable[[], FormPage]] = {
        EnterprisePage.endpoint: lambda: EnterprisePage(draft()),
        ProfilePage.endpoint: lambda: _profile_page(str(view_args["group"])),
        QuestionsPage.endpoint: lambda: _questions_page(str(view_args["domain"])),
    }
    make = makers.get(request.endpoint or "")
    return make() if make else None


def _profile_page(group_id: str) -> ProfilePage:
    groups = draft().questionnaire.profile.groups
    found = next((group for group in groups if group.id == group_id), None)
    if found is None:
        abort(404)
    return ProfilePage(draft(), found)


def _questions_page(domain_id: str) -> QuestionsPage:
    domains = draft().questionnaire.domains
    found = next((domain for domain in domains if domain.id == domain_id), None)
    if found is None:
        abort(404)
    return QuestionsPage(draft(), found)


def _answer(page: FormPage) -> ResponseReturnValue:
    if page.draft.status == SUBMITTED:
        if request.method == "POST":
            raise AlreadySubmitted
        return redirect(url_for("results.result", public_id=page.draft.public_id))
    if request.method != "POST":
        return saving.show(page, rows=request.args.get("rows"))
    typed = saving.read(page)
    outcome = saving.save(page, typed)
    after = saving.reloaded(page)
    if outcome.problems or outcome.conflicts:
        return _show_in_chosen_language(after, typed, outcome)
    return _move_on(page, after)


def _show_in_chosen_language(
    page: FormPage, typed: saving.Typed, outcome: SaveOutcome
) -> ResponseReturnValue:
    """What is still open, in the language asked for: a reader may need it to understand why."""
    action, _, value = request.form.get("then", NEXT).partition(":")
    lang = as_lang(value) if action == LANGUAGE else None
    if lang is None:
        return saving.show_outcome(page, typed, outcome)
    answer_in(lang)
    return remember(make_response(saving.show_outcome(page, typed, outcome)), lang)


def _move_on(before: FormPage, after: FormPage) -> Response:
    """Where the pressed button leads once everything is saved."""
    action, _, value = request.form.get("then", NEXT).partition(":")
    public_id = after.draft.public_id
    lang = as_lang(value)
    if action == LANGUAGE and lang:
        return remember(redirect(after.url()), lang)
    if action == ROWS and value in after.subjects:
        return redirect(f"{after.url()}?rows={value}#{value}")
    flash(N_("Your answers are saved."))
    if action == OVERVIEW:
        return redirect(url_for("drafts.overview", public_id=public_id))
    if action == STAY:
        return redirect(after.url())
    fresh = [subject for subject in after.shown if subject not in before.shown]
    if fresh:
        flash(N_("Your answers bring up new questions on this page."))
        return redirect(after.url(anchor=fresh[0]))
    following = _following(after)
    if following is None:
        return redirect(url_for("results.result", public_id=public_id))
    return redirect(following.url())


def _following(page: FormPage) -> FormPage | None:
    pages = form_pages(page.draft)
    here = next(i for i, p in enumerate(pages) if p.url() == page.url())
    return pages[here + 1] if here + 1 < len(pages) else None

"""The result of an assessment: on the page, as PDF and JSON; checking and submitting it."""

from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.expressions import names
from app.domain.questionnaire import Check
from app.domain.text import Text
from app.reporting.pdf import PdfLang
from app.reporting.worker import RenderFailed, render_in_worker
from app.services.drafts import ENTERPRISE, SUBMITTED
from app.services.errors import Contradicted, Incomplete
from app.services.results import document_json, evaluated, missing
from app.services.results import report as report_of
from app.services.results import submit as submit_assessment
from app.web.access import Rule, draft, open_to
from app.web.context import services, settings
from app.web.downloads import download
from app.web.forms.pages import FormPage, form_pages
from app.web.language import language
from app.web.limits import PDF, limiter
from app.web.report_parts import cover, sections

results = Blueprint("results", __name__, url_prefix="/assessments/<public_id>")
REPORT_LANGS: tuple[PdfLang, ...] = ("zh", "en", "both")


@dataclass(frozen=True, slots=True)
class Place:
    """A field that a contradiction points to."""

    topic: Text
    url: str


@results.get("/result")
@open_to(Rule.HOLDER)
def result() -> ResponseReturnValue:
    """The score and everything that explains it."""
    report = report_of(services(), draft())
    return render_template(
        "assessment/result.html",
        draft=draft(),
        cover=cover(report),
        sections=sections(report),
    )


@results.get("/submit")
@open_to(Rule.HOLDER)
def check() -> ResponseReturnValue:
    """What contradicts itself and what is open, before submitting."""
    if draft().status == SUBMITTED:
        return redirect(url_for("results.result", public_id=draft().public_id))
    return _check_page()


@results.post("/submit")
@open_to(Rule.HOLDER)
def submit() -> ResponseReturnValue:
    """Freeze the assessment."""
    try:
        submit_assessment(services(), draft().public_id)
    except (Contradicted, Incomplete):
        return _check_page(refused=True), 422
    return redirect(url_for("results.result", public_id=draft().public_id))


@results.get("/report.pdf")
@open_to(Rule.HOLDER)
@limiter.limit(PDF)
def report_pdf() -> ResponseReturnValue:
    """The report as PDF: in Chinese, in English or both."""
    lang = _report_lang()
    report = report_of(services(), draft())
    try:
        pdf = render_in_worker(
            report, lang, "standard", settings().render_seconds, settings().font_cache
        )
    except RenderFailed as error:
        current_app.logger.error("report not rendered: %s", error)
        return render_template("errors/render.html"), 503
    return download(pdf, "application/pdf", f"{lang}.pdf")


@results.get("/report.json")
@open_to(Rule.HOLDER)
def report_json() -> ResponseReturnValue:
    """The assessment in its published JSON form."""
    data = document_json(services(), draft())
    return download(data, "application/json", "json")


def _report_lang() -> PdfLang:
    wanted = request.args.get("lang", language())
    lang = next((lang for lang in REPORT_LANGS if lang == wanted), None)
    if lang is None:
        abort(400)
    return lang


def _check_page(*, refused: bool = False) -> str:
    found = evaluated(draft())
    form_page_list = form_pages(draft(), found)
    places = _places(form_page_list)
    return render_template(
        "assessment/submit.html",
        draft=draft(),
        result=found,
        pages=form_page_list,
        missing=missing(draft()),
        warnings=[c for c in found.contradictions if c not in found.blocking],
        places_of=lambda check: _places_of(check, places),
        place_of_problem={ENTERPRISE: form_page_list[0].url()},
        refused=refused,
    )


def _places(form_page_list: tuple[FormPage, ...]) -> dict[str, Place]:
    return {
        subject: Place(page.topic(subject), page.url(anchor=subject))
        for page in form_page_list
        for subject in page.shown
    }


def _places_of(check: Check, places: dict[str, Place]) -> list[Place]:
    """The fields on view that the check looks at, in the order of the pages."""
    looked_at = names(check.when)
    return [place for subject, place in places.items() if subject in looked_at]

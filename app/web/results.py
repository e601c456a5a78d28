"""The result of an assessment: on the page, printed and as JSON; checking and submitting it."""

from dataclasses import dataclass
from datetime import timedelta

from flask import (
    Blueprint,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.expressions import names
from app.domain.questionnaire import Check
from app.domain.text import Text
from app.persistence.participants import DONE
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang
from app.reporting.results_workbook import results_workbook
from app.services import printing
from app.services.drafts import ENTERPRISE, SUBMITTED
from app.services.errors import Contradicted, Incomplete
from app.services.results import document, document_json, evaluated, missing
from app.services.results import report as report_of
from app.services.results import submit as submit_assessment
from app.web.access import Rule, draft, open_to
from app.web.context import door, services
from app.web.downloads import XLSX, download
from app.web.forms.pages import FormPage, form_pages
from app.web.language import language
from app.web.limits import PDF, limiter
from app.web.report_choice import asked_report
from app.web.report_parts import cover, sections

results = Blueprint("results", __name__, url_prefix="/assessments/<public_id>")
# A report takes a second or two once begun: who waits longer is told why.
LATE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Place:
    """A field that a contradiction points to."""

    topic: Text
    url: str


@results.get("/result")
@open_to(Rule.HOLDER)
def result() -> ResponseReturnValue:
    """The score and everything that explains it."""
    found = report_of(services(), draft())
    return render_template(
        "assessment/result.html",
        draft=draft(),
        cover=cover(found),
        sections=sections(found),
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
    """The report as PDF, in Chinese, in English or both; asked for where it is not there yet."""
    lang, length = asked_report(request.args)
    printed = printing.found(services(), draft(), lang, length)
    if printed is None:
        with door().transaction() as writing:
            printed = printing.ask_for_assessment(writing, draft(), lang, length)
    if printed.state == DONE:
        pdf = printing.pdf_of(services(), printed)
        ending = lang if length == "standard" else f"{length}.{lang}"
        return download(pdf, "application/pdf", f"{ending}.pdf")
    return redirect(_waiting_page(lang, length), 303)


@results.get("/report")
@open_to(Rule.HOLDER)
def report() -> ResponseReturnValue:
    """Where one waits for a report that was asked for."""
    lang, length = asked_report(request.args)
    printed = printing.found(services(), draft(), lang, length)
    if printed is None:  # the answers have changed meanwhile
        return redirect(_pdf(lang, length), 303)
    return render_template(
        "assessment/printing.html",
        draft=draft(),
        printed=printed,
        lang_=lang,
        length=length,
        address=_pdf(lang, length),
        is_late=services().now - printed.asked_at > LATE,
    )


@results.post("/report")
@open_to(Rule.HOLDER)
@limiter.limit(PDF)
def print_again() -> ResponseReturnValue:
    """Try a report again that could not be made."""
    lang, length = asked_report(request.args)
    printing.ask_for_assessment(services(), draft(), lang, length, again=True)
    return redirect(_waiting_page(lang, length), 303)


@results.get("/report.json")
@open_to(Rule.HOLDER)
def report_json() -> ResponseReturnValue:
    """The assessment in its published JSON form."""
    data = document_json(services(), draft())
    return download(data, "application/json", "json")


@results.get("/report.xlsx")
@open_to(Rule.HOLDER)
@limiter.limit(PDF)
def report_xlsx() -> ResponseReturnValue:
    """The figures of the JSON as a workbook."""
    found = draft()
    shown = document(services(), found)
    content = results_workbook(found.questionnaire, found.rules, shown, language())
    return download(content, XLSX, "results.xlsx")


def _waiting_page(lang: PdfLang, length: Length) -> str:
    return url_for(".report", public_id=draft().public_id, lang=lang, length=length)


def _pdf(lang: PdfLang, length: Length) -> str:
    return url_for(".report_pdf", public_id=draft().public_id, lang=lang, length=length)


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

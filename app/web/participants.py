"""One participant of a batch: its result as on an assessment's page, its PDF, what changed."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.portfolio.ranking import Ranked
from app.persistence.participants import DONE
from app.reporting.lengths import LENGTHS, Length
from app.reporting.pdf import PdfLang
from app.services import participant_reports as reports
from app.services import participants as service
from app.services.errors import NotFound
from app.services.participants import Evaluated, ParticipantView
from app.services.portfolio import portfolio
from app.services.printing import Printed, pdf_of
from app.web.access import Rule, batch, open_to
from app.web.comparisons import splits
from app.web.context import services
from app.web.downloads import named
from app.web.limits import PDF, limiter
from app.web.report_choice import REPORT_LANGS, asked_report
from app.web.report_parts import cover, sections
from app.web.results import LATE

participants = Blueprint("participants", __name__, url_prefix="/batches/<batch_id>/enterprises")


@participants.get("/<participant_id>")
@open_to(Rule.OWNER)
def participant(participant_id: str) -> ResponseReturnValue:
    """The participant's result, or why there is none."""
    view = _view(participant_id)
    found = view.evaluated
    shown = service.report(found) if found else None
    beside = service.beside(services(), batch(), view)
    return render_template(
        "portfolio/participant.html",
        batch=batch(),
        participant=view,
        ranked=_ranked(participant_id),
        cover=cover(shown) if shown else None,
        sections=sections(shown) if shown else [],
        beside=beside,
        lengths=LENGTHS,
        langs=REPORT_LANGS,
        splits=splits(beside.earlier.result, beside.later.result, beside.changes) if beside else (),
    )


@participants.get("/<participant_id>/report.json")
@open_to(Rule.OWNER)
def report_json(participant_id: str) -> ResponseReturnValue:
    """The participant's assessment in its published JSON form."""
    found = _scored(_view(participant_id))
    response = Response(service.document_json(found), mimetype="application/json")
    return named(response, found.questionnaire, found.assessment, "json")


@participants.post("/<participant_id>/report")
@open_to(Rule.OWNER)
@limiter.limit(PDF)
def ask(participant_id: str) -> ResponseReturnValue:
    """Ask for the report as PDF, and go where it is waited for."""
    lang, length = asked_report(request.form)
    try:
        reports.ask(services(), batch(), participant_id, lang, length, again=True)
    except NotFound:
        abort(404)
    return redirect(_address("report", participant_id, lang, length), 303)


@participants.get("/<participant_id>/report")
@open_to(Rule.OWNER)
def report(participant_id: str) -> ResponseReturnValue:
    """How far the PDF is; the page asks again by itself until it is done."""
    lang, length = asked_report(request.args)
    view = _view(participant_id)
    printed = _printed(participant_id, lang, length)
    return render_template(
        "portfolio/report.html",
        batch=batch(),
        participant=view,
        printed=printed,
        lang_=lang,
        length=length,
        slow=printed is not None and services().now - printed.asked_at > LATE,
        download=_address("report_pdf", participant_id, lang, length),
    )


@participants.get("/<participant_id>/report.pdf")
@open_to(Rule.OWNER)
def report_pdf(participant_id: str) -> ResponseReturnValue:
    """The PDF once it is printed; until then the page that waits for it."""
    lang, length = asked_report(request.args)
    found = _scored(_view(participant_id))
    printed = _printed(participant_id, lang, length)
    if printed is None or printed.state != DONE:
        return redirect(_address("report", participant_id, lang, length))
    response = Response(pdf_of(services(), printed), mimetype="application/pdf")
    return named(response, found.questionnaire, found.assessment, f"{lang}.pdf")


def _printed(participant_id: str, lang: PdfLang, length: Length) -> Printed | None:
    try:
        return reports.found(services(), batch(), participant_id, lang, length)
    except NotFound:
        abort(404)


def _address(page: str, participant_id: str, lang: PdfLang, length: Length) -> str:
    return url_for(
        f"participants.{page}",
        batch_id=batch().public_id,
        participant_id=participant_id,
        lang=lang,
        length=length,
    )


def _view(participant_id: str) -> ParticipantView:
    try:
        return service.participant(services(), batch(), participant_id)
    except NotFound:
        abort(404)


def _ranked(participant_id: str) -> Ranked | None:
    """Its places within the whole batch; None where it is not scored."""
    ranking = portfolio(services(), batch()).ranking
    return next((r for r in ranking if r.participant.id == participant_id), None)


def _scored(view: ParticipantView) -> Evaluated:
    if view.evaluated is None:
        abort(404)
    return view.evaluated

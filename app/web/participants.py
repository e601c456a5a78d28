"""One participant of a batch: its result as on an assessment's own page, and what changed."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from app.domain.portfolio.ranking import Ranked
from app.services import participants as service
from app.services.errors import NotFound
from app.services.participants import Evaluated, ParticipantView
from app.services.portfolio import portfolio
from app.web.access import Rule, batch, open_to
from app.web.comparisons import splits
from app.web.context import services
from app.web.downloads import named
from app.web.report_parts import cover, sections

participants = Blueprint("participants", __name__, url_prefix="/batches/<batch_id>/enterprises")


@participants.get("/<participant_id>")
@open_to(Rule.OWNER)
def participant(participant_id: str) -> ResponseReturnValue:
    """The participant's result, or why there is none."""
    view = _view(participant_id)
    found = view.evaluated
    report = service.report(found) if found else None
    beside = service.beside(services(), batch(), view)
    return render_template(
        "portfolio/participant.html",
        batch=batch(),
        participant=view,
        ranked=_ranked(participant_id),
        cover=cover(report) if report else None,
        sections=sections(report) if report else [],
        beside=beside,
        splits=splits(beside.earlier.result, beside.later.result, beside.changes) if beside else (),
    )


@participants.get("/<participant_id>/report.json")
@open_to(Rule.OWNER)
def report_json(participant_id: str) -> ResponseReturnValue:
    """The participant's assessment in its published JSON form."""
    found = _scored(_view(participant_id))
    response = Response(service.document_json(found), mimetype="application/json")
    return named(response, found.questionnaire, found.assessment, "json")


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

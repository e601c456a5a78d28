"""What a batch gives away: the results as a workbook, the printed reports as a ZIP."""

from collections.abc import Sequence
from typing import TypeVar

from flask import Blueprint, Response, abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.domain.problems import N_
from app.reporting.lengths import LENGTHS
from app.services import bundles
from app.services import outputs as service
from app.spreadsheets.results import MEDIA_TYPE
from app.web.access import Rule, batch, open_to
from app.web.context import services
from app.web.downloads import named_by
from app.web.language import language
from app.web.limits import OUTPUTS, limiter
from app.web.results import REPORT_LANGS

outputs = Blueprint("outputs", __name__, url_prefix="/batches/<batch_id>")
Choice = TypeVar("Choice", bound=str)


@outputs.get("/results.xlsx")
@open_to(Rule.OWNER)
@limiter.limit(OUTPUTS)
def results_workbook() -> ResponseReturnValue:
    """All figures, one row an enterprise."""
    file = service.results_workbook(services(), batch(), language())
    return _named(send_file(file, MEDIA_TYPE), "xlsx")


@outputs.get("/reports.zip")
@open_to(Rule.OWNER)
@limiter.limit(OUTPUTS)
def reports_zip() -> ResponseReturnValue:
    """The printed reports in one language and length, with a manifest."""
    lang = _asked("lang", REPORT_LANGS, language())
    length = _asked("length", LENGTHS, "standard")
    found = bundles.bundle(services(), batch(), lang, length)
    if not found.count:
        flash(N_("No report of that language and length is printed yet."))
        return redirect(url_for("batches.batch", batch_id=batch().public_id))
    size, pieces = bundles.stream(found)
    response = Response(pieces, mimetype=bundles.MEDIA_TYPE)
    response.content_length = size
    return _named(response, f"{length}.{lang}.zip")


def _asked(name: str, choices: Sequence[Choice], default: Choice) -> Choice:
    """The choice that the address names; a name that is none is refused."""
    wanted = request.args.get(name, default)
    found = next((choice for choice in choices if choice == wanted), None)
    if found is None:
        abort(400)
    return found


def _named(response: Response, ending: str) -> Response:
    found = batch()
    response.cache_control.no_store = True
    return named_by(response, found.questionnaire, found.name, found.assessed_on, ending)

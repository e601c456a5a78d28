"""What a batch gives away: results as a workbook, printed reports as a ZIP, its own report."""

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.problems import N_
from app.persistence.participants import DONE, WAITING
from app.services import batches, bundles, printing
from app.services import outputs as service
from app.web.access import Rule, batch, open_to
from app.web.context import services
from app.web.downloads import XLSX, named_by
from app.web.language import language
from app.web.limits import OUTPUTS, limiter
from app.web.report_choice import REPORT_LANGS, asked_lang, asked_report

outputs = Blueprint("outputs", __name__, url_prefix="/batches/<batch_id>")


@outputs.get("/results.xlsx")
@open_to(Rule.OWNER)
@limiter.limit(OUTPUTS)
def results_workbook() -> ResponseReturnValue:
    """All figures, one row an enterprise."""
    file = service.results_workbook(services(), batch(), language())
    return _named(send_file(file, XLSX), "xlsx")


@outputs.get("/reports.zip")
@open_to(Rule.OWNER)
@limiter.limit(OUTPUTS)
def reports_zip() -> ResponseReturnValue:
    """The printed reports in one language and length, with a manifest."""
    lang, length = asked_report(request.args)
    found = bundles.bundle(services(), batch(), lang, length)
    if not found.count:
        flash(N_("No report of that language and length is printed yet."))
        return redirect(url_for("batches.batch", batch_id=batch().public_id))
    size, pieces = bundles.stream(found)
    response = Response(pieces, mimetype=bundles.MEDIA_TYPE)
    response.content_length = size
    return _named(response, f"{length}.{lang}.zip")


@outputs.get("/portfolio/report")
@open_to(Rule.OWNER)
def portfolio_report() -> ResponseReturnValue:
    """The report of the whole batch in each language: made, being made, or to be asked for."""
    row = batches.row_of(services(), batch())
    found = {lang: printing.last_of_batch(services(), row, lang) for lang in REPORT_LANGS}
    waiting = [lang for lang, (one, _) in found.items() if one and one.state == WAITING]
    return render_template(
        "outputs/portfolio_report.html", batch=batch(), found=found, waiting=waiting
    )


@outputs.post("/portfolio/report")
@open_to(Rule.OWNER)
@limiter.limit(OUTPUTS)
def ask_for_portfolio_report() -> ResponseReturnValue:
    """Have the report of the whole batch made as things stand."""
    lang = asked_lang(request.form)
    row = batches.row_of(services(), batch(), to_change=True)
    printing.ask_for_batch_report(services(), row, lang, again=True)
    return redirect(url_for("outputs.portfolio_report", batch_id=batch().public_id), 303)


@outputs.get("/portfolio.pdf")
@open_to(Rule.OWNER)
@limiter.limit(OUTPUTS)
def portfolio_pdf() -> ResponseReturnValue:
    """The report of the whole batch as last made; without one, where to ask for it."""
    lang = asked_lang(request.args)
    row = batches.row_of(services(), batch())
    printed, _ = printing.last_of_batch(services(), row, lang)
    if printed is None or printed.state != DONE:
        return redirect(url_for("outputs.portfolio_report", batch_id=batch().public_id))
    pdf = printing.pdf_of(services(), printed)
    return _named(Response(pdf, mimetype="application/pdf"), f"{lang}.pdf")


def _named(response: Response, ending: str) -> Response:
    found = batch()
    response.cache_control.no_store = True
    return named_by(response, found.questionnaire, found.name, found.assessed_on, ending)

"""Batches: list, begin, watch, steer, delete."""

from dataclasses import asdict

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.problems import N_, InvalidInput, Problem
from app.reporting.lengths import LENGTHS
from app.services import batches as service
from app.services import uploads
from app.services.batches import Batch
from app.services.errors import NotNow
from app.services.printing import ask_for_batch
from app.services.progress import progress
from app.spreadsheets.guarding import Refused
from app.web.access import Rule, batch, member, open_to
from app.web.context import services
from app.web.forms.batches import BatchForm, NewBatchForm
from app.web.language import language
from app.web.report_choice import REPORT_LANGS, chosen
from app.web.sheets import at_sheet, sheet_given, sheet_once_more, takes_sheet

batches = Blueprint("batches", __name__, url_prefix="/batches")

FAILED_SHOWN = 50
STEPS = {
    "pause": (service.pause, N_("Paused. What is under way ends; nothing more is begun.")),
    "resume": (service.resume, N_("The work goes on.")),
    "cancel": (service.cancel, N_("Cancelled. What is done stays; resume takes up the rest.")),
}


@batches.get("")
@open_to(Rule.MEMBER)
def listing() -> ResponseReturnValue:
    """The organisation's batches."""
    return render_template("batches/listing.html", batches=_listed())


@batches.route("/new", methods=["GET", "POST"])
@open_to(Rule.MEMBER)
@takes_sheet
def new() -> ResponseReturnValue:
    """Begin a batch, with its first sheet if it is at hand."""
    form = NewBatchForm(request.form)
    if request.method != "POST":
        form.assessed_on.data = services().today.isoformat()
        return _form_page("new", form)
    filename, data = sheet_given()
    try:
        made = service.create(services(), member().organisation_id, form.raw(), member().user_id)
    except InvalidInput as error:
        again = [sheet_once_more(filename, data)] if filename else []
        return _refused("new", form, [*error.problems, *again])
    if not filename:
        return redirect(url_for("uploads.new", batch_id=made.public_id))
    try:
        upload = uploads.hand_in(services(), made, filename, data)
    except Refused as error:
        services().session.rollback()
        return _refused("new", form, [at_sheet(error)])
    return redirect(url_for("uploads.upload", batch_id=made.public_id, upload_id=upload.public_id))


@batches.get("/<batch_id>", endpoint="batch")
@open_to(Rule.OWNER)
def overview() -> ResponseReturnValue:
    """How far the batch is, and everything that can be done with it."""
    found = batch()
    return render_template(
        "batches/overview.html",
        batch=found,
        progress=progress(services(), found),
        uploads=uploads.of_batch(services(), found),
        failed=service.failures(services(), found, FAILED_SHOWN),
        failed_shown=FAILED_SHOWN,
        printed=service.reports_made(services(), found),
        langs=REPORT_LANGS,
        lengths=LENGTHS,
    )


@batches.get("/<batch_id>/progress.json")
@open_to(Rule.OWNER)
def progress_json() -> ResponseReturnValue:
    """The figures that the batch's page shows while it runs."""
    found = progress(services(), batch())
    response = jsonify(
        state=batch().state,
        working=found.is_working,
        phases={
            name: asdict(phase)
            | {"text": render_template("batches/phase.html", phase=phase).strip()}
            for name, phase in (("scoring", found.scoring), ("printing", found.printing))
        },
    )
    response.cache_control.no_store = True
    return response


@batches.post("/<batch_id>/<any(pause, resume, cancel):step>")
@open_to(Rule.OWNER)
def steer(step: str) -> ResponseReturnValue:
    """Pause, resume or cancel the work."""
    carry_out, message = STEPS[step]
    try:
        carry_out(services(), batch())
        flash(message)
    except NotNow:
        flash(N_("The batch is no longer in that state. This is how it stands now."))
    return _to_overview(batch())


@batches.post("/<batch_id>/retry")
@open_to(Rule.OWNER)
def retry() -> ResponseReturnValue:
    """Try again what failed."""
    try:
        count = service.retry_failed(services(), batch())
        flash(N_("What failed is tried again.") if count else N_("Nothing has failed."))
    except NotNow:
        flash(N_("The batch is paused or cancelled: resume it first."))
    return _to_overview(batch())


@batches.post("/<batch_id>/reports")
@open_to(Rule.OWNER)
def print_reports() -> ResponseReturnValue:
    """Have a PDF made for every scored enterprise that lacks one."""
    lang = chosen(request.form.get("lang"), REPORT_LANGS)
    length = chosen(request.form.get("length"), LENGTHS)
    row = service.row_of(services(), batch(), to_change=True)
    count = ask_for_batch(services(), row, lang, length)
    if not count:
        flash(N_("These reports are all there."))
    elif batch().is_open:
        flash(N_("The reports are being made."))
    else:
        flash(N_("The reports are made once the batch is resumed."))
    return _to_overview(batch())


@batches.route("/<batch_id>/settings", methods=["GET", "POST"])
@open_to(Rule.OWNER)
def settings() -> ResponseReturnValue:
    """Change the batch's name, what it is compared with, and who is told."""
    found = batch()
    if request.method != "POST":
        data = {
            "name": found.name,
            "previous": found.previous[0] if found.previous else "",
            "notify_email": found.notify_email,
            "notify_url": found.notify_url,
        }
        return _form_page("settings", BatchForm(data=data))
    form = BatchForm(request.form)
    try:
        service.change(services(), found, form.raw())
    except InvalidInput as error:
        return _refused("settings", form, error.problems)
    flash(N_("Saved."))
    return _to_overview(found)


@batches.get("/<batch_id>/delete")
@open_to(Rule.OWNER)
def confirm_delete() -> ResponseReturnValue:
    """Ask once more before everything is deleted."""
    return render_template("batches/delete.html", batch=batch())


@batches.post("/<batch_id>/delete")
@open_to(Rule.OWNER)
def delete() -> ResponseReturnValue:
    """Delete the batch with everything in it."""
    service.delete(services(), batch())
    flash(N_("The batch and everything in it are deleted."))
    return redirect(url_for("batches.listing"))


def _listed() -> tuple[service.Listed, ...]:
    return service.listed(services(), member().organisation_id)


def _form_page(name: str, form: BatchForm, **context: object) -> str:
    own = batch().public_id if name == "settings" else ""
    earlier = [(b.public_id, b.name) for b in _listed() if b.public_id != own]
    return render_template(
        f"batches/{name}.html",
        form=form,
        batch=batch() if own else None,
        earlier=earlier,
        **context,
    )


def _refused(
    name: str, form: BatchForm, problems: list[Problem] | tuple[Problem, ...]
) -> tuple[str, int]:
    return _form_page(name, form, problems=form.attach(problems, language())), 422


def _to_overview(found: Batch) -> Response:
    return redirect(url_for("batches.batch", batch_id=found.public_id))

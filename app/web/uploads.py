"""Handing in a sheet: the template, the file, what was understood of it, and what becomes of it."""

from datetime import timedelta
from io import BytesIO
from pathlib import PurePath
from threading import BoundedSemaphore

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.domain.problems import N_
from app.services import uploads as service
from app.services.errors import NotFound, NotNow
from app.services.uploads import Upload
from app.spreadsheets.findings import CellProblem
from app.spreadsheets.guarding import Refused
from app.spreadsheets.template import template_csv, template_workbook
from app.web.access import Rule, batch, open_to
from app.web.context import services
from app.web.downloads import XLSX
from app.web.forms.batches import SheetForm
from app.web.language import as_lang, language
from app.web.limits import TEMPLATE, limiter
from app.web.sheets import at_sheet, sheet_given, takes_sheet
from app.web.templating import newest

uploads = Blueprint("uploads", __name__)

PROBLEMS_A_PAGE = 100
# Ten thousand rows are read within this time; what takes longer waits behind something else.
LATE = timedelta(seconds=60)
_BATCH = "/batches/<batch_id>/uploads"
_UPLOAD = f"{_BATCH}/<upload_id>"


@uploads.get("/template")
@open_to(Rule.ANYONE)
def template() -> ResponseReturnValue:
    """The template, how to fill it in, and what is accepted besides."""
    return render_template("batches/template.html", questionnaire=newest())


@uploads.get("/template/<lang>.<any(xlsx, csv):kind>")
@open_to(Rule.ANYONE)
@limiter.limit(TEMPLATE)
def template_file(lang: str, kind: str) -> ResponseReturnValue:
    """The template as a file."""
    chosen = as_lang(lang)
    if chosen is None:
        abort(404)
    make, mimetype = (
        (template_workbook, XLSX) if kind == "xlsx" else (template_csv, "text/csv; charset=utf-8")
    )
    return send_file(
        BytesIO(make(newest(), chosen)),
        mimetype=mimetype,
        as_attachment=True,
        download_name=f"{newest().id}-{newest().version}-{chosen}.{kind}",
    )


@uploads.route(f"{_BATCH}/new", methods=["GET", "POST"])
@open_to(Rule.OWNER)
@takes_sheet
def new() -> ResponseReturnValue:
    """Hand in a sheet."""
    form = SheetForm(request.form)
    if request.method != "POST":
        return render_template("batches/upload_new.html", batch=batch(), form=form)
    filename, data = sheet_given()
    try:
        if not filename:
            raise Refused(N_("Choose a file."))
        upload = service.hand_in(services(), batch(), filename, data)
    except Refused as error:
        problems = form.attach([at_sheet(error)], language())
        page = render_template(
            "batches/upload_new.html", batch=batch(), form=form, problems=problems
        )
        return page, 422
    return _to(upload)


@uploads.get(_UPLOAD)
@open_to(Rule.OWNER)
def upload(upload_id: str) -> ResponseReturnValue:
    """What was understood of the sheet, everything wrong with it, and what to do with it."""
    found = _upload(upload_id)
    start = max(request.args.get("from", 1, type=int), 1) - 1
    problems = _problems(found, start)
    return render_template(
        "batches/upload.html",
        batch=batch(),
        upload=found,
        problems=problems,
        start=start,
        step=PROBLEMS_A_PAGE,
        late=found.is_under_way and services().now - found.since > LATE,
    )


@uploads.post(f"{_UPLOAD}/store")
@open_to(Rule.OWNER)
def store(upload_id: str) -> ResponseReturnValue:
    """Store the good rows, and have them scored."""
    try:
        service.store(services(), batch(), _upload(upload_id))
    except NotNow:
        flash(N_("This file has no rows that can be stored now."))
    return redirect(_address(upload_id))


@uploads.post(f"{_UPLOAD}/discard")
@open_to(Rule.OWNER)
def discard(upload_id: str) -> ResponseReturnValue:
    """Forget the sheet."""
    try:
        service.discard(services(), batch(), _upload(upload_id))
        flash(N_("The file is discarded; nothing of it was stored."))
    except NotNow:
        flash(N_("The file is stored already."))
    return redirect(url_for("batches.batch", batch_id=batch().public_id))


@uploads.get(f"{_UPLOAD}/marked.xlsx")
@open_to(Rule.OWNER)
@limiter.limit(TEMPLATE)
def marked(upload_id: str) -> ResponseReturnValue:
    """The sheet with its faults marked: all of its rows, or only the bad ones."""
    found = _upload(upload_id)
    only_bad = request.args.get("rows") == "bad"
    if not _marking.acquire(blocking=False):
        flash(N_("Another workbook is being marked. Try again in a few seconds."))
        return redirect(_address(upload_id))
    try:
        data = service.marked(services(), batch(), found, language(), only_bad=only_bad)
    except NotFound:
        abort(404)
    except Refused as error:
        return render_template(
            "batches/upload.html",
            batch=batch(),
            upload=found,
            problems=_problems(found, 0),
            start=0,
            step=PROBLEMS_A_PAGE,
            not_marked=error.problem,
        ), 422
    finally:
        _marking.release()
    stem = PurePath(found.filename).stem
    name = f"{stem}-errors.xlsx" if only_bad else f"{stem}-marked.xlsx"
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


# A marked copy of ten thousand rows takes seconds and most of what memory a process may have.
_marking = BoundedSemaphore(1)


def _upload(upload_id: str) -> Upload:
    try:
        return service.find(services(), batch(), upload_id)
    except NotFound:
        abort(404)


def _problems(found: Upload, start: int) -> tuple[CellProblem, ...] | None:
    """A page of what is wrong; None where the file is no longer kept."""
    if found.summary is None:
        return ()
    try:
        return service.problems(services(), found, start, PROBLEMS_A_PAGE)
    except NotFound:
        return None


def _address(upload_id: str) -> str:
    return url_for("uploads.upload", batch_id=batch().public_id, upload_id=upload_id)


def _to(found: Upload) -> ResponseReturnValue:
    return redirect(_address(found.public_id))

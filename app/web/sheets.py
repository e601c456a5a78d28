"""Taking a sheet from a form: larger than any other form, and not unpacked in this process."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, request

from app.domain.problems import N_, Problem
from app.spreadsheets.guarding import MAX_BYTES, Refused, guard

View = TypeVar("View", bound=Callable[..., object])
# Above what is read, so that a file somewhat too large is told so at its field.
MAX_REQUEST = 2 * MAX_BYTES


def takes_sheet(view: View) -> View:
    """Let an endpoint's forms carry a sheet."""
    view.__dict__["takes_sheet"] = True
    return view


def allow_sheet() -> None:
    """Raise the limit of this request where its endpoint takes sheets; before the form is read."""
    if expects_sheet():
        request.max_content_length = MAX_REQUEST


def expects_sheet() -> bool:
    """Whether this request's endpoint takes sheets."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "takes_sheet", False))


def sheet_given() -> tuple[str, bytes]:
    """Name and bytes of the sheet that was sent; both empty where none was chosen."""
    file = request.files.get("sheet")
    if file is None or not file.filename:
        return "", b""
    return file.filename, file.read()


def at_sheet(error: Refused) -> Problem:
    """Why the sheet was refused, at its field."""
    return Problem(error.problem.message, error.problem.params, "sheet")


def sheet_once_more(filename: str, data: bytes) -> Problem:
    """What to say of a sheet whose form is shown again: a browser cannot be handed it back."""
    try:
        guard(data, filename)
    except Refused as error:
        return at_sheet(error)
    return Problem(N_("Choose the file once more."), {}, "sheet")

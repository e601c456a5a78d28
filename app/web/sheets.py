"""Taking a sheet from a form: larger than any other form, and not unpacked in this process."""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, request

from app.spreadsheets.guarding import MAX_BYTES

View = TypeVar("View", bound=Callable[..., object])
# Somewhat above what is read, so that a file just too large is told so at its field.
MAX_REQUEST = MAX_BYTES + 4 * 1024 * 1024


def takes_sheet(view: View) -> View:
    """Let an endpoint's forms carry a sheet."""
    view.__dict__["takes_sheet"] = True
    return view


def allow_sheet() -> None:
    """Raise the limit of this request where its endpoint takes sheets; before the form is read."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_sheet", False):
        request.max_content_length = MAX_REQUEST


def sheet_given() -> tuple[str, bytes]:
    """Name and bytes of the sheet that was sent; both empty where none was chosen."""
    file = request.files.get("sheet")
    if file is None or not file.filename:
        return "", b""
    return file.filename, file.read()

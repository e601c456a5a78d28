"""Taking a sheet from a form: larger than any other form, and not unpacked in this process."""

from flask import request

from app.domain.problems import N_, Problem
from app.spreadsheets.guarding import MAX_BYTES, Refused, guard
from app.web.files import takes_file

# Above what is read, so that a file somewhat too large is told so at its field.
MAX_REQUEST = 2 * MAX_BYTES
SHEET = "sheet"
takes_sheet = takes_file(SHEET, MAX_REQUEST)


def sheet_given() -> tuple[str, bytes]:
    """Name and bytes of the sheet that was sent; both empty where none was chosen."""
    file = request.files.get(SHEET)
    if file is None or not file.filename:
        return "", b""
    return file.filename, file.read()


def at_sheet(error: Refused) -> Problem:
    """Why the sheet was refused, at its field."""
    return Problem(error.problem.message, error.problem.params, SHEET)


def sheet_once_more(filename: str, data: bytes) -> Problem:
    """What to say of a sheet whose form is shown again: a browser cannot be handed it back."""
    try:
        guard(data, filename)
    except Refused as error:
        return at_sheet(error)
    return Problem(N_("Choose the file once more."), {}, SHEET)

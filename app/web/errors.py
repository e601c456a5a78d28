"""The pages for what went wrong: what happened, what to do now, never a stack trace."""

from dataclasses import dataclass

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.domain.problems import N_
from app.services.errors import AlreadySubmitted, NotFound
from app.web import access, saving
from app.web.answering import page_of_request
from app.web.exposure import ExposurePage
from app.web.files import file_expected
from app.web.forms.pages import FormPage
from app.web.inputs import InputPage
from app.web.plans import PlanPage
from app.web.savings import SavingsPage
from app.web.sheets import SHEET
from app.web.verifying import REPORT


@dataclass(frozen=True, slots=True)
class Message:
    """An error page: its heading and what to do now."""

    title: str
    advice: str


MESSAGES = {
    400: Message(
        N_("This request cannot be read"),
        N_(
            "Something in it does not belong to this page. Nothing was saved. Go back, "
            "reload the page and try again."
        ),
    ),
    403: Message(
        N_("This is not allowed"),
        N_("You may not do this here. Go back to the start page."),
    ),
    404: Message(
        N_("Page not found"),
        N_(
            "The address may be mistyped, or what it showed is deleted, expired or not open to "
            "you on this device. Open your private link to go on with an assessment; sign in to "
            "see your organisation's batches."
        ),
    ),
    405: Message(
        N_("This address cannot be opened like this"),
        N_("Go back and use the buttons of the page."),
    ),
    413: Message(
        N_("This is too much at once"),
        N_(
            "What you sent is larger than a page of answers can be. Nothing was saved. Go "
            "back, shorten the longest text and save again."
        ),
    ),
    429: Message(
        N_("Too many tries"),
        N_(
            "This was done very often from your network within a short time. Wait a little "
            "and try again; everything saved is still there."
        ),
    ),
    500: Message(
        N_("Something went wrong on our side"),
        N_(
            "Nothing of this request was saved; what you saved before is still there. Go "
            "back and try again. If it happens again, tell the operator the time and what "
            "you did."
        ),
    ),
}


_SHEET_TOO_LARGE = Message(
    N_("The file is too large"),
    N_(
        "A sheet may have at most 20 MB. Nothing was taken. Save the table without pictures and "
        "unused sheets, and hand that in."
    ),
)
_REPORT_TOO_LARGE = Message(
    N_("The file is too large"),
    N_("A report has at most 5 MB. Nothing was looked at. Choose the PDF as it was issued."),
)
_TOO_LARGE = {SHEET: _SHEET_TOO_LARGE, REPORT: _REPORT_TOO_LARGE}
_INPUT_PAGES: tuple[type[InputPage], ...] = (PlanPage, ExposurePage, SavingsPage)


def install(app: Flask) -> None:
    """Answer the errors of `app` with pages."""
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(AlreadySubmitted, _already_submitted)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(HTTPException, _http)


def error_page(code: int) -> tuple[str, int]:
    """The page for a status code."""
    message = MESSAGES.get(code) or MESSAGES[400 if code < 500 else 500]
    expected = file_expected()
    if code == 413 and expected is not None:
        message = _TOO_LARGE[expected.kind]
    return render_template("errors/error.html", message=message, code=code), code


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    page, status = error_page(code)
    headers = {k: v for k, v in error.get_headers() if k in ("Allow", "Retry-After")}
    if isinstance(error, InternalServerError):
        headers["Connection"] = "close"
    return page, status, headers


def _not_found(_: NotFound) -> ResponseReturnValue:
    return error_page(404)


def _already_submitted(_: AlreadySubmitted) -> ResponseReturnValue:
    return render_template("errors/submitted.html", draft=access.draft()), 409


def _expired(_: CSRFError) -> ResponseReturnValue:
    """The form was too old or not ours. What a holder typed is shown again, not saved."""
    try:
        page = _page_of_request() if access.has_draft() else None
        if page is not None and page.takes_posts:
            return saving.show_typed(page, saving.read(page), expired=True), 400
    except HTTPException as unreadable:
        return error_page(unreadable.code or 400)
    return render_template("errors/expired.html"), 400


def _page_of_request() -> FormPage | None:
    """The form page that the current request is about, if it is about one."""
    for page_class in _INPUT_PAGES:
        if request.endpoint == page_class.endpoint:
            return page_class(access.draft())
    return page_of_request()

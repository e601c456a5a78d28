"""The page on which anybody checks a printed report: by the code on it, or with the file."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.problems import N_, Problem
from app.reporting.imprint import grouped, read_code
from app.reporting.opening import MAX_FILE
from app.services import issuing
from app.services.issuing import Issued
from app.services.recognising import Finding, recognise
from app.web.access import Rule, open_to
from app.web.context import services
from app.web.files import takes_file
from app.web.limits import VERIFYING, limiter

verifying = Blueprint("verifying", __name__, url_prefix="/verify")
# Above what is read, so that a file somewhat too large is told so on the page.
MAX_REQUEST = 2 * MAX_FILE
REPORT = "report"
_NEITHER = Problem(N_("Choose the report's PDF, or type the code that is printed on it."))
_NO_CODE = Problem(
    N_("This is no report code: it has ten letters and digits, such as 7KQ2M-4XH9D.")
)


@verifying.get("")
@open_to(Rule.ANYONE)
def start() -> ResponseReturnValue:
    """Ask for the file or the code."""
    return _page()


@verifying.post("")
@open_to(Rule.ANYONE)
@limiter.limit(VERIFYING)
@takes_file(REPORT, MAX_REQUEST)
def check() -> ResponseReturnValue:
    """Look at the file that was sent, or go to the page of the code that was typed."""
    file = request.files.get(REPORT)
    if file is not None and file.filename:
        with file.stream as stream:
            return _page(finding=recognise(services(), stream.read(MAX_FILE + 1)))
    typed = request.form.get("code", "").strip()
    code = read_code(typed)
    if code is None:
        return _page(problem=_NO_CODE if typed else _NEITHER, typed=typed[:40]), 422
    return redirect(url_for(".known", code=code), 303)


@verifying.get("/<code>")
@open_to(Rule.ANYONE)
@limiter.limit(VERIFYING)
def known(code: str) -> ResponseReturnValue:
    """What was issued under the code."""
    plain = read_code(code)
    found = issuing.find(services(), plain) if plain else None
    if found is None:
        flash(N_("No report was issued here under this code. Look at it once more."))
        return redirect(url_for(".start"))
    return _page(issued=found)


def _page(
    *,
    issued: Issued | None = None,
    finding: Finding | None = None,
    problem: Problem | None = None,
    typed: str = "",
) -> str:
    return render_template(
        "verify/verify.html",
        issued=issued,
        finding=finding,
        problem_=problem,
        typed=typed,
        grouped=grouped,
    )

"""The page on which anybody checks a printed report: by the code on it, or with the file."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.problems import N_, Problem
from app.reporting.imprint import grouped, read_code
from app.reporting.opening import MAX_FILE
from app.services import issuing
from app.services.issuing import Issued
from app.services.recognising import Busy, Finding, recognise
from app.web.access import Rule, open_to
from app.web.context import door, services
from app.web.files import takes_file
from app.web.limits import VERIFYING, limiter

verifying = Blueprint("verifying", __name__, url_prefix="/verify")
# Above what is read, so that a file somewhat too large is told so on the page.
MAX_REQUEST = 2 * MAX_FILE
REPORT, CODE = "report", "code"
_NEITHER = Problem(
    N_("Choose the report's PDF, or type the code that is printed on it."), field=CODE
)
_BUSY = Problem(N_("Other files are being checked just now. Try again in a minute."), field=REPORT)
_NO_CODE = Problem(
    N_("This is no report code: it has ten letters and digits, such as 7KQ2M-4XH9D."), field=CODE
)
_UNKNOWN = Problem(
    N_("No report was issued here under this code. Look at it once more."), field=CODE
)
_MAX_TYPED = 40


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
    file, typed = request.files.get(REPORT), request.form.get(CODE, "").strip()
    if file is not None and file.filename:
        with file.stream as stream:
            content = stream.read(MAX_FILE + 1)
        try:
            finding = recognise(door(), content)
        except Busy:
            return _page(problem=_BUSY, typed=typed), 503
        refused = _refused(finding)
        if refused is not None:
            return _page(problem=refused, typed=typed), 422
        return _page(finding=finding)
    code = read_code(typed)
    if code is None:
        return _page(problem=_NO_CODE if typed else _NEITHER, typed=typed), 422
    return redirect(url_for(".known", code=code), 303)


@verifying.get("/<code>")
@open_to(Rule.ANYONE)
@limiter.limit(VERIFYING)
def known(code: str) -> ResponseReturnValue:
    """What was issued under the code."""
    plain = read_code(code)
    found = issuing.find(services(), plain) if plain else None
    if found is None:
        problem, shown = (_UNKNOWN, grouped(plain)) if plain else (_NO_CODE, code)
        return _page(problem=problem, typed=shown), 404
    return _page(issued=found)


def _refused(finding: Finding) -> Problem | None:
    """Why the file is nothing that can be checked; None where there is something to say of it."""
    found = finding.verification
    if found is None or finding.is_unaltered or found.outcome == "differs":
        return None
    if found.document is not None or found.making is not None:
        return None
    return replace(found.reasons[0], field=REPORT)


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
        typed=typed[:_MAX_TYPED],
        grouped=grouped,
    )

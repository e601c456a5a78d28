"""What can be said of a report's PDF: do its figures follow from its answers, is it as issued.

That figures agree proves nothing of the origin: whoever knows the method can compute them. Only a
valid signature of somebody trusted, or the digest that the issuing site keeps, speaks of that.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

from pydantic import ValidationError

from app.catalogue import Catalogue
from app.catalogue.loading import Absent
from app.catalogue.located import CatalogueError
from app.catalogue.publishing import Publishable, changed
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.reporting.document import Document, document_from_json
from app.reporting.imprint import APP_VERSION, Imprint, Making
from app.reporting.opening import Opened, PageSeen, Unreadable, open_report, refuse_at_sight
from app.reporting.report import Report, build_report
from app.reporting.shape import SCHEMA
from app.reporting.signatures import Signature, signatures
from app.services.recomputing import Difference, differences, recomputed
from app.spreadsheets.guarding import Refused
from app.spreadsheets.limited import run_limited

Pages = Literal[
    "same", "extended", "alike", "framed_otherwise", "drawn_otherwise", "differ", "not_compared"
]
Figures = Literal["agree", "differ", "not_checked"]
Outcome = Literal["agrees", "differs", "undecided"]
Printer = Callable[[Report, Making, Imprint], bytes]
SECONDS = 30
_UNKNOWN_FIELD = "unexpected_keyword_argument"  # as pydantic calls it
_PLAN_TAKEN = N_(
    "How near the plan is to the best possible one, and what a target out of reach lacks, was not "
    "computed anew."
)
_NO_PLAN = N_(
    "The data ask for a plan and hold none; whether there could be one was not computed anew."
)


@dataclass(frozen=True, slots=True)
class Verification:
    """The findings on one file; `sha256` is that of the whole file, `size` in bytes.

    `figures` compares the embedded data with what follows from the answers in them, `pages` the
    file with those data printed afresh; `reasons` say what could not be checked. Pages are the
    `same` where every byte of the file is; `extended` where something follows those bytes, such as
    a signature; else `alike` where this program reads the same in both, which others need not.
    """

    sha256: str
    size: int
    document: Document | None = None
    making: Making | None = None
    figures: Figures = "not_checked"
    differences: tuple[Difference, ...] = ()
    pages: Pages = "not_compared"
    pages_that_differ: tuple[int, ...] = ()
    signatures: tuple[Signature, ...] = ()
    reasons: tuple[Problem, ...] = field(default=())

    @property
    def signature(self) -> Signature | None:
        """The last signature: the one that can cover all of the file."""
        return self.signatures[-1] if self.signatures else None

    @property
    def is_signed_whole(self) -> bool:
        """Whether somebody trusted has signed all of the file: then it was not altered since."""
        return (
            self.signature is not None and self.signature.state == "valid" and not self.is_spoiled
        )

    @property
    def is_spoiled(self) -> bool:
        """Whether a signature speaks against the file."""
        return any(one.state in ("changed", "broken") for one in self.signatures)

    @property
    def outcome(self) -> Outcome:
        """`differs` where anything speaks against the file, `undecided` where anything is open.

        Programs read PDFs unlike each other: without the very bytes, a trusted signer must vouch
        for what others show.
        """
        if self.figures == "differ" or self.pages == "differ" or self.is_spoiled:
            return "differs"
        shown = self.pages == "same" or (
            self.pages in ("extended", "alike") and self.is_signed_whole
        )
        return "agrees" if self.figures == "agree" and shown else "undecided"


def verify(
    pdf: bytes, catalogue: Catalogue, roots: Sequence[bytes] = (), printer: Printer | None = None
) -> Verification:
    """Everything that can be said of the file, without the network.

    `roots` are the certificates (DER) whose signatures count. The pages are compared where there
    is a `printer`, which may raise OSError or RuntimeError where it cannot print.
    """
    blank = Verification(sha256(pdf).hexdigest(), len(pdf))
    try:
        refuse_at_sight(pdf)
    except Unreadable as error:
        return replace(blank, reasons=(error.problem,))
    try:
        opened, signed = run_limited(_examined, pdf, list(roots), printer is not None,
                                     seconds=SECONDS)  # fmt: skip
    except Refused:
        message = N_("Reading the file needs more time or memory than any report.")
        return replace(blank, reasons=(Problem(message),))
    found = replace(blank, signatures=signed)
    if isinstance(opened, Problem):
        return replace(found, reasons=(opened,))
    return _checked(replace(found, making=opened.making), pdf, opened, catalogue, printer)


def _examined(
    pdf: bytes, roots: Sequence[bytes], with_pages: bool
) -> tuple[Opened | Problem, tuple[Signature, ...]]:
    """The report's parts, or why there are none, with its signatures."""
    opened: Opened | Problem
    try:
        opened = open_report(pdf, with_pages=with_pages)
    except Unreadable as error:
        opened = error.problem
    return opened, signatures(pdf, roots)


def _checked(
    found: Verification,
    pdf: bytes,
    opened: Opened,
    catalogue: Catalogue,
    printer: Printer | None,
) -> Verification:
    try:
        document = document_from_json(opened.data)
    except ValidationError as error:
        return _open(found, _misshapen(error))
    if _says_twice(opened.data):
        message = N_("The embedded data name a field twice: other programs may read the other one.")
        return _open(found, Problem(message))
    found = replace(found, document=document)
    try:
        questionnaire, rules = _content(catalogue, document)
    except Absent:
        message = N_("The questionnaire {name} or its rules of {day} are not installed here.")
        name = f"{document.questionnaire.id}/{document.questionnaire.version}"[:60]
        return _open(found, Problem(message, {"name": name, "day": document.rules_version[:20]}))
    except CatalogueError:
        message = N_("The questionnaire or the rules here are not those that were published.")
        return _open(found, Problem(message))
    try:
        unlike = differences(document, recomputed(questionnaire, rules, document))
    except (InvalidInput, ValueError):
        return _open(found, Problem(N_("The embedded answers are none that the app takes.")))
    found = replace(found, figures="differ" if unlike else "agree", differences=unlike)
    if not unlike and document.inputs.get("plan"):
        found = _open(found, Problem(_NO_PLAN if document.plan is None else _PLAN_TAKEN))
    if printer is None:
        return found
    try:
        report = build_report(questionnaire, rules, document)
    except (LookupError, ValueError, TypeError, ArithmeticError, RuntimeError):
        # Figures that follow from no answers may also be none that can be shown.
        return _open(found, Problem(N_("The embedded data cannot be printed.")))
    return _with_pages(found, pdf, opened, report, printer)


def _says_twice(data: bytes) -> bool:
    """Whether an object of the JSON names a field twice."""
    found: list[int] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        found.append(len(pairs) - len({name for name, _ in pairs}))

    json.loads(data, object_pairs_hook=look)
    return any(found)


def _misshapen(error: ValidationError) -> Problem:
    """Why the data are none of ours, or whose they may be: a later version adds fields."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    if any(fault["type"] != _UNKNOWN_FIELD for fault in faults):
        message = N_("The embedded data have not the shape of {schema}.")
        return Problem(message, {"schema": SCHEMA})
    message = N_(
        "The embedded data have fields that version {ours} of the app does not know, such as "
        "{field}: a later version wrote them, or somebody else did."
    )
    field = ".".join(map(str, faults[0]["loc"]))
    return Problem(message, {"ours": APP_VERSION, "field": field[:60]})


def _with_pages(
    found: Verification, pdf: bytes, opened: Opened, report: Report, printer: Printer
) -> Verification:
    making = opened.making
    if making is None:
        return _open(found, Problem(N_("The file does not say how its pages were made.")))
    if making.app_version != APP_VERSION:
        message = N_(
            "The pages were made by version {theirs} of the app and cannot be compared by "
            "version {ours}."
        )
        params = {"theirs": making.app_version, "ours": APP_VERSION}
        return _open(found, Problem(message, params))
    imprint = Imprint(opened.data, making.code, making.address)
    try:
        printed = printer(report, making, imprint)
        if printed == pdf:
            return replace(found, pages="same")
        afresh = open_report(printed)
    except (OSError, RuntimeError, Unreadable):
        return _open(found, Problem(N_("The pages could not be printed afresh to compare them.")))
    pages, where = _compared(opened.pages, afresh.pages)
    if pages == "alike" and opened.frame != afresh.frame:
        pages = "framed_otherwise"
    elif pages == "alike" and pdf.startswith(printed):
        pages = "extended"
    return replace(found, pages=pages, pages_that_differ=where)


def _compared(
    shown: Sequence[PageSeen], afresh: Sequence[PageSeen]
) -> tuple[Pages, tuple[int, ...]]:
    """How the pages compare, and the numbers, from 1, of those that do not."""
    count = max(len(shown), len(afresh))
    pairs = [
        (shown[at] if at < len(shown) else None, afresh[at] if at < len(afresh) else None)
        for at in range(count)
    ]
    unlike = [at for at, (one, other) in enumerate(pairs, 1) if one != other]
    if not unlike:
        return "alike", ()
    said = [(one and one.text, other and other.text) for one, other in pairs]
    told = tuple(at for at, (one, other) in enumerate(said, 1) if one != other)
    return ("differ", told) if told else ("drawn_otherwise", tuple(unlike))


def _content(catalogue: Catalogue, document: Document) -> tuple[Questionnaire, RuleBook]:
    """The questionnaire and rules that the document names, as published. Raises CatalogueError."""
    named = document.questionnaire
    questionnaire = catalogue.questionnaire(named.id, named.version)
    rules = catalogue.rules(named.id, document.rules_version)
    home = catalogue.root / named.id
    faults = changed(Publishable(home / named.version, "versions"))
    faults += changed(Publishable(home / "rules" / document.rules_version, "rules"))
    if faults:
        raise CatalogueError(faults)
    return questionnaire, rules


def _open(found: Verification, reason: Problem) -> Verification:
    return replace(found, reasons=(*found.reasons, reason))

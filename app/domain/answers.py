"""Answers: one way to read them from any door, what they are worth, what their evidence is."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import LEVEL_VALUES, EvidenceItem, Kind, Question
from app.domain.reading import read_date, read_flag, read_number, read_text, read_whole

MAX_DOCUMENTS = 20
MAX_REASON = 500
OTHER_DOCUMENT = "other"
_KEYS = frozenset({"level", "number", "yes", "unknown", "not_applicable", "evidence", "documents"})
_VALUE_KEY = {Kind.MATURITY: "level", Kind.NUMBER: "number", Kind.YES_NO: "yes"}


@dataclass(frozen=True, slots=True)
class Document:
    """One paper behind an answer. `id` is an evidence id of the question, or `other`."""

    id: str
    title: str
    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. At most one of level, number, yes, unknown and not_applicable is given.

    `level` is 0…4, `number` in the question's unit, `evidence` the step 0…3 a person claims.
    """

    level: int | None = None
    number: float | None = None
    yes: bool | None = None
    unknown: bool = False
    not_applicable: str | None = None
    evidence: int = 0
    documents: tuple[Document, ...] = ()

    @property
    def has_value(self) -> bool:
        return self.level is not None or self.number is not None or self.yes is not None


NO_ANSWER = Answer()


def value_of(question: Question, answer: Answer) -> float | None:
    """The answer's value v, 0…1; None where it has none."""
    if answer.level is not None:
        return LEVEL_VALUES[answer.level]
    if answer.yes is not None:
        return 1.0 if answer.yes else 0.0
    if answer.number is not None:
        return question.value_of_number(answer.number)
    return None


def valid_through(document: Document, evidence: tuple[EvidenceItem, ...]) -> date | None:
    """The last day on which the document is valid; None where it has no limit.

    `valid_until` decides, else `issued_on` plus the evidence's `valid_months` calendar months,
    the day cut to the month's end.
    """
    if document.valid_until is not None:
        return document.valid_until
    months = next((e.valid_months for e in evidence if e.id == document.id), None)
    if document.issued_on is None or months is None:
        return None
    month = document.issued_on.month - 1 + months
    year, month = document.issued_on.year + month // 12, month % 12 + 1
    return date(year, month, min(document.issued_on.day, monthrange(year, month)[1]))


def effective_evidence(question: Question, answer: Answer, day: date) -> tuple[int, bool]:
    """The evidence step that counts on `day`, and whether expiry lowered it.

    With at least one document, all of them expired, the step is one lower, never below 0.
    """
    if not answer.documents or answer.evidence == 0:
        return answer.evidence, False
    ends = [valid_through(document, question.evidence) for document in answer.documents]
    expired = all(end is not None and end < day for end in ends)
    return (answer.evidence - 1, True) if expired else (answer.evidence, False)


def parse_answer(question: Question, raw: Mapping[str, object], day: date) -> Answer:
    """The answer in `raw`, whatever door it came through.

    Keys as in an enterprise file (level, number, yes, unknown, not_applicable, evidence,
    documents); values may be typed or text. `day` is the day of assessment. An empty mapping is
    an unanswered question. Raises `InvalidInput` with every problem at its key.
    """
    problems = [
        Problem(N_("“{key}” is not known here."), {"key": str(key)[:40]}, str(key))
        for key in raw
        if key not in _KEYS
    ]
    collected: dict[str, object] = {}
    readers = (_read_choice, _read_evidence, _read_documents)
    for reader in readers:
        try:
            collected.update(reader(question, raw, day))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return Answer(**collected)  # type: ignore[arg-type]


def answer_as_raw(answer: Answer) -> dict[str, object]:
    """The answer as plain data that `parse_answer` reads back: what is stored and exported."""
    raw: dict[str, object] = {}
    for key in ("level", "number", "yes"):
        if getattr(answer, key) is not None:
            raw[key] = getattr(answer, key)
    if answer.unknown:
        raw["unknown"] = True
    if answer.not_applicable is not None:
        raw["not_applicable"] = answer.not_applicable
    if answer.evidence:
        raw["evidence"] = answer.evidence
    if answer.documents:
        raw["documents"] = [_document_as_raw(document) for document in answer.documents]
    return raw


def _document_as_raw(document: Document) -> dict[str, str]:
    raw = {"id": document.id, "title": document.title, "issuer": document.issuer}
    for key in ("issued_on", "valid_until"):
        day = getattr(document, key)
        if day is not None:
            raw[key] = day.isoformat()
    return {key: value for key, value in raw.items() if value}


def _given(raw: Mapping[str, object], key: str) -> bool:
    value = raw.get(key)
    if key == "unknown":
        return _read_flag(raw, key)
    if key == "not_applicable":
        return value is not None  # even without a reason, which is then asked for
    return value is not None and not (isinstance(value, str) and not value.strip())


def _read_flag(raw: Mapping[str, object], key: str) -> bool:
    return read_flag(raw.get(key), key) or False


def _read_choice(question: Question, raw: Mapping[str, object], _: date) -> dict[str, object]:
    expected = _VALUE_KEY[question.kind]
    problems = [
        Problem(N_("This question is answered with “{expected}”, not “{key}”."),
                {"expected": expected, "key": key}, key)
        for key in _VALUE_KEY.values()
        if key != expected and _given(raw, key)
    ]  # fmt: skip
    chosen = [k for k in (expected, "unknown", "not_applicable") if _given(raw, k)]
    if len(chosen) > 1:
        message = N_("Choose one: an answer, “don't know” or “does not apply”.")
        problems.append(Problem(message, {}, chosen[-1]))
    if problems:
        raise InvalidInput(problems)
    if not chosen:
        return {}
    match chosen[0]:
        case "unknown":
            return {"unknown": True}
        case "not_applicable":
            return {"not_applicable": _read_reason(question, raw["not_applicable"])}
        case "level":
            return {"level": read_whole(raw["level"], "level", 0, len(LEVEL_VALUES) - 1)}
        case "yes":
            return {"yes": _read_flag(raw, "yes")}
    unit = "%" if question.unit is not None and "%" in question.unit.en else ""
    low, high = question.minimum, question.maximum
    return {"number": read_number(raw["number"], "number", low, high, unit)}


def _read_reason(question: Question, raw: object) -> str:
    if not question.na_allowed:
        message = N_("“Does not apply” is not offered for this question: choose a level.")
        raise InvalidInput([Problem(message, {}, "not_applicable")])
    reason = read_text(raw, "not_applicable", MAX_REASON)
    if not reason:
        raise InvalidInput([Problem(N_("Say why it does not apply."), {}, "not_applicable")])
    return reason


def _read_evidence(_: Question, raw: Mapping[str, object], __: date) -> dict[str, object]:
    if not _given(raw, "evidence"):
        return {}
    return {"evidence": read_whole(raw["evidence"], "evidence", 0, 3)}


def _read_documents(question: Question, raw: Mapping[str, object], day: date) -> dict[str, object]:
    given = raw.get("documents")
    if given is None or given == "":
        return {}
    if not isinstance(given, (list, tuple)):
        raise InvalidInput([Problem(N_("Enter a list of documents."), {}, "documents")])
    if len(given) > MAX_DOCUMENTS:
        message = N_("At most {maximum} documents for one answer.")
        raise InvalidInput([Problem(message, {"maximum": MAX_DOCUMENTS}, "documents")])
    problems: list[Problem] = []
    documents: list[Document] = []
    for number, entry in enumerate(given):
        try:
            documents.append(_read_document(question, entry, day))
        except InvalidInput as error:
            problems.extend(p.under(f"documents.{number}") for p in error.problems)
    if problems:
        raise InvalidInput(problems)
    return {"documents": tuple(documents)}


def _read_document(question: Question, raw: object, day: date) -> Document:
    if not isinstance(raw, Mapping):
        raise InvalidInput([Problem(N_("Enter a document with id, title and dates."))])
    problems = [
        Problem(N_("“{key}” is not known here."), {"key": key}, str(key))
        for key in raw
        if key not in ("id", "title", "issuer", "issued_on", "valid_until")
    ]
    read: dict[str, object] = {}
    for key, reader in (
        ("title", read_text),
        ("issuer", read_text),
        ("issued_on", read_date),
        ("valid_until", read_date),
    ):
        try:
            read[key] = reader(raw.get(key), key)
        except InvalidInput as error:
            problems.extend(error.problems)
    document_id = raw.get("id") or OTHER_DOCUMENT
    if document_id != OTHER_DOCUMENT and all(e.id != document_id for e in question.evidence):
        message = N_("“{id}” is not one of this question's documents.")
        problems.append(Problem(message, {"id": str(document_id)[:40]}, "id"))
    if not read.get("title") and "title" in read:
        problems.append(Problem(N_("Enter the document's title."), {}, "title"))
    problems.extend(_date_problems(read.get("issued_on"), read.get("valid_until"), day))
    if problems:
        raise InvalidInput(problems)
    return Document(id=str(document_id), **read)  # type: ignore[arg-type]


def _date_problems(issued: object, until: object, day: date) -> list[Problem]:
    if not isinstance(issued, date):
        return []
    if issued > day:
        message = N_("The date of issue lies after the day of assessment, {day}.")
        return [Problem(message, {"day": day.isoformat()}, "issued_on")]
    if isinstance(until, date) and until < issued:
        return [Problem(N_("The last valid day lies before the date of issue."), {}, "valid_until")]
    return []

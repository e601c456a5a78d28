"""The form of one answer: the choice, its evidence and the documents behind it."""

from functools import cache
from typing import ClassVar

from wtforms import Field, FieldList, Form, FormField, RadioField, SelectField, StringField

from app.domain.answers import MAX_DOCUMENTS, NO_ANSWER, Answer, answer_as_raw
from app.domain.questionnaire import LEVEL_VALUES, Kind, Question
from app.domain.reading import shown
from app.services.saving import digest
from app.web.forms.entries import EntryForm

UNKNOWN, NOT_APPLICABLE, FIGURE = "unknown", "not_applicable", "figure"
EVIDENCE_STEPS = ("0", "1", "2", "3")
EMPTY_ROWS = 2
ROW_FIELDS = ("id", "title", "issuer", "issued_on", "valid_until")


class DocumentRow(Form):  # type: ignore[misc]
    """One paper behind an answer."""

    id = SelectField(validate_choice=False)
    title = StringField()
    issuer = StringField()
    issued_on = StringField()
    valid_until = StringField()

    def raw(self) -> dict[str, object]:
        """What was typed; empty where the row is blank."""
        return {key: self[key].data for key in ROW_FIELDS if (self[key].data or "").strip()}


class AnswerForm(EntryForm):
    """One answer. A number is typed beside the choice, everything else is one of its options."""

    choice: RadioField
    number = StringField()
    reason = StringField()
    evidence = RadioField(choices=list(EVIDENCE_STEPS), validate_choice=False)
    documents: FieldList

    kind: ClassVar[Kind]
    places: ClassVar[dict[str, str]] = {
        "level": "choice",
        "yes": "choice",
        "unknown": "choice",
        "not_applicable": "reason",
    }

    def raw(self) -> dict[str, object]:
        raw = self._raw_choice()
        if self.evidence.data:
            raw["evidence"] = self.evidence.data
        documents = [row for _, row in self.filled_rows()]
        if documents:
            raw["documents"] = documents
        return raw

    def _raw_choice(self) -> dict[str, object]:
        chosen = self.choice.data or ""
        raw: dict[str, object] = {}
        if self.kind is Kind.NUMBER and (self.number.data or "").strip():
            raw["number"] = self.number.data
        if not chosen and (self.reason.data or "").strip():
            chosen = NOT_APPLICABLE
        match chosen:
            case "" | "figure":
                return raw
            case "unknown":
                return {**raw, "unknown": True}
            case "not_applicable":
                return {**raw, "not_applicable": self.reason.data or ""}
        return {**raw, "yes" if self.kind is Kind.YES_NO else "level": chosen}

    def filled_rows(self) -> list[tuple[FormField, dict[str, object]]]:
        rows = ((entry, entry.form.raw()) for entry in self.documents)
        return [(entry, raw) for entry, raw in rows if raw]

    def field_at(self, path: str) -> Field:
        parts = path.split(".")
        if parts[0] != "documents":
            return super().field_at(path)
        rows = self.filled_rows()
        if len(parts) < 2 or int(parts[1]) >= len(rows):
            return self.documents
        row = rows[int(parts[1])][0].form
        return row[parts[2]] if len(parts) > 2 and parts[2] in ROW_FIELDS else row["title"]

    def document_titles(self) -> list[str]:
        """The titles of the documents filled in."""
        return [str(raw.get("title", "…")) for _, raw in self.filled_rows()]

    def document_problems(self) -> bool:
        """Whether something is wrong with the documents, so that they are shown opened."""
        fields = (
            row[key] for entry in self.documents for row in [entry.form] for key in ROW_FIELDS
        )
        return bool(self.documents.errors) or any(field.errors for field in fields)

    def prepare(self) -> None:
        """Offer room for more documents than are filled in."""
        empty = len(self.documents) - len(self.filled_rows())
        room = MAX_DOCUMENTS - len(self.documents)
        for _ in range(min(EMPTY_ROWS - empty, room)):
            self.documents.append_entry()


def answer_form(question: Question) -> type[AnswerForm]:
    """The form class for a question."""
    papers = tuple(item.id for item in question.evidence)
    return _form_class(question.kind, question.na_allowed, papers)


def answer_data(answer: Answer) -> dict[str, object]:
    """A stored answer as the form shows it."""
    raw = answer_as_raw(answer)
    number = "" if answer.number is None else shown(answer.number)
    return {
        "base": digest(raw),
        "choice": _choice(answer),
        "number": number,
        "reason": answer.not_applicable or "",
        "evidence": None if answer == NO_ANSWER else str(answer.evidence),
        "documents": raw.get("documents", []),
    }


def _choice(answer: Answer) -> str | None:
    if answer.unknown:
        return UNKNOWN
    if answer.not_applicable is not None:
        return NOT_APPLICABLE
    if answer.level is not None:
        return str(answer.level)
    if answer.yes is not None:
        return "yes" if answer.yes else "no"
    return FIGURE if answer.number is not None else None


@cache
def _form_class(kind: Kind, na_allowed: bool, papers: tuple[str, ...]) -> type[AnswerForm]:
    values = {
        Kind.MATURITY: [str(level) for level in range(len(LEVEL_VALUES))],
        Kind.YES_NO: ["yes", "no"],
        Kind.NUMBER: [FIGURE],
    }[kind]
    values += [UNKNOWN, NOT_APPLICABLE] if na_allowed else [UNKNOWN]
    row = type(
        "DocumentRow",
        (DocumentRow,),
        {"id": SelectField(choices=["", *papers, "other"], validate_choice=False)},
    )
    return type(
        "AnswerForm",
        (AnswerForm,),
        {
            "choice": RadioField(choices=values, validate_choice=False),
            "documents": FieldList(FormField(row)),
            "kind": kind,
        },
    )

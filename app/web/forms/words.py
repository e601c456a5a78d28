"""A stored value in words, to show what a colleague saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.answers import parse_answer
from app.domain.expressions import Value
from app.domain.facts import parse_fact
from app.domain.problems import N_
from app.domain.questionnaire import Province, Question, Questionnaire, Variable
from app.domain.reading import shown
from app.domain.reasons import fact_text
from app.domain.text import Text
from app.i18n import label

ENTERPRISE_LABELS: Mapping[str, str] = {
    "name_zh": N_("Name in Chinese"),
    "name_en": N_("Name in English"),
    "uscc": N_("Unified social credit code"),
    "province": N_("Province"),
    "employees": N_("Number of staff"),
    "contact": N_("Contact"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line."""

    name: Text
    value: Text


def enterprise(raw: object, provinces: Mapping[str, Province]) -> list[Line]:
    """A stored enterprise, key by key."""
    assert isinstance(raw, Mapping)
    lines: list[Line] = []
    for key, name in ENTERPRISE_LABELS.items():
        value = raw.get(key)
        if value:
            same = Text(str(value), str(value))
            text = provinces[str(value)].text if key == "province" else same
            lines.append(Line(label(name), text))
    return lines


def fact(variable: Variable, raw: object) -> list[Line]:
    """A stored fact."""
    value: Value | None = parse_fact(variable, raw)
    text = label(N_("Nothing")) if value is None else fact_text(variable, value)
    return [Line(label(N_("Answer")), text)]


def answer(questionnaire: Questionnaire, question: Question, raw: object) -> list[Line]:
    """A stored answer with its evidence and documents."""
    assert isinstance(raw, Mapping)
    # It was valid on the day it was saved; no later day makes it less readable.
    found = parse_answer(question, raw, date.max)
    lines = [Line(label(N_("Answer")), _choice(question, raw))]
    if found.evidence:
        level = questionnaire.evidence_levels[found.evidence]
        lines.append(Line(label(N_("Evidence")), level.label))
    for paper in found.documents:
        days = [d.isoformat() for d in (paper.issued_on, paper.valid_until) if d is not None]
        text = " · ".join([paper.title, *([paper.issuer] if paper.issuer else []), *days])
        lines.append(Line(label(N_("Document")), Text(text, text)))
    return lines


def _choice(question: Question, raw: Mapping[str, object]) -> Text:
    match raw:
        case {"level": int(level)}:
            return question.levels[level]
        case {"number": int() | float() as number}:
            unit = question.unit or Text("", "")
            figure = shown(float(number))
            return Text(f"{figure} {unit.zh}".strip(), f"{figure} {unit.en}".strip())
        case {"yes": bool(yes)}:
            return label(N_("Yes")) if yes else label(N_("No"))
        case {"unknown": True}:
            return label(N_("Don't know"))
        case {"not_applicable": str(reason)}:
            return label(N_("Does not apply: {reason}"), reason=reason)
    return label(N_("Nothing"))

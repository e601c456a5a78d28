"""A published assessment computed once more from the answers in it, and compared in every figure.

The plan's figures follow from its own timetable; that no better timetable exists is not proved
anew, so its `gap` and `shortfall` are taken as they stand.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isclose
from typing import Any

from app.domain.assessment import Assessment, Result, evaluate
from app.domain.planning.model import build_model
from app.domain.planning.outcome import outcome
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.text import shortened
from app.reporting.document import Document, build_document, document_as_json
from app.reporting.planning_document import plan_entry
from app.reporting.planning_shape import PlanEntry
from app.reporting.shape import QuestionEntry
from app.services.inputs import with_inputs
from app.services.plans import exposure_of, savings_of
from app.spreadsheets.contents import assessment_from_content

MAX_SHOWN = 60
_ABSENT = "–"
# As exact as figures are compared; the last digits of a binary fraction say nothing.
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what follows from the answers: where, as written, as computed."""

    path: str
    written: str
    computed: str


def recomputed(questionnaire: Questionnaire, rules: RuleBook, document: Document) -> Document:
    """What the document should be, from its facts, answers and inputs alone.

    Raises `InvalidInput` where these are none that the app takes.
    """
    assessment = with_inputs(_assessment(questionnaire, document), document.inputs, questionnaire)
    result = evaluate(questionnaire, assessment)
    with_contact = document.enterprise.contact is not None
    return replace(
        build_document(questionnaire, rules, assessment, result, with_contact=with_contact),
        inputs=document.inputs,
        plan=_plan(questionnaire, rules, assessment, result, document.plan),
        exposure=exposure_of(rules, assessment),
        savings=savings_of(assessment, result),
    )


def differences(written: Document, computed: Document) -> tuple[Difference, ...]:
    """Every place in which they differ, in the document's order."""
    plain = [json.loads(document_as_json(one)) for one in (written, computed)]
    return tuple(_compared("", *plain))


def _assessment(questionnaire: Questionnaire, document: Document) -> Assessment:
    who = document.enterprise
    name = {"zh": who.name.zh, "en": who.name.en}
    enterprise = {
        "name": {lang: text for lang, text in name.items() if text},
        "uscc": who.uscc,
        "province": who.province,
        "employees": who.employees,
        "contact": who.contact,
    }
    given = {entry.id: _answer(entry) for entry in document.questions}
    content = {
        "enterprise": {key: value for key, value in enterprise.items() if value not in (None, "")},
        "assessed_on": document.assessed_on.isoformat(),
        "profile": {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in document.profile.given.items()
        },
        "answers": {id_: raw for id_, raw in given.items() if raw},
    }
    return assessment_from_content(content, questionnaire)


def _answer(entry: QuestionEntry) -> dict[str, Any]:
    """The answer as plain data, as an enterprise file has it."""
    raw: dict[str, Any] = {}
    if entry.answer is not None:
        keys = ("level", "number", "yes", "not_applicable")
        raw = {key: getattr(entry.answer, key) for key in keys}
        raw["unknown"] = entry.answer.unknown or None
    raw["evidence"] = entry.evidence_claimed or None
    raw["documents"] = [
        {
            key: value if isinstance(value, str) else value.isoformat()
            for key in ("id", "title", "issuer", "issued_on", "valid_until")
            if (value := getattr(paper, key))
        }
        for paper in entry.documents
    ] or None
    return {key: value for key, value in raw.items() if value is not None}


def _plan(
    questionnaire: Questionnaire,
    rules: RuleBook,
    assessment: Assessment,
    result: Result,
    written: PlanEntry | None,
) -> PlanEntry | None:
    """The figures of the plan with the written timetable; None where no such plan can be."""
    request = assessment.plan
    if request is None or written is None:
        return None
    if written.shortfall is not None:  # the plan was made without the target out of reach
        request = replace(request, target_grade=None, target_date=None)
    model = build_model(questionnaire, rules, result.facts, result.items, request)
    starts = {entry.action: entry.first_quarter - 1 for entry in written.actions}
    known = model.candidates.by_id
    if any(
        id_ not in known or start < 0 or start + known[id_].length > request.quarters
        for id_, start in starts.items()
    ):
        return None
    assert assessment.plan is not None
    made = plan_entry(assessment.plan, outcome(model, starts, written.gap))
    # A document written before domains were has none.
    domains = made.domains if written.domains else ()
    return replace(made, shortfall=written.shortfall, domains=domains)


def _compared(path: str, written: Any, computed: Any) -> Iterator[Difference]:
    if isinstance(written, dict) and isinstance(computed, dict):
        for key in dict.fromkeys([*written, *computed]):
            place = f"{path}.{key}" if path else key
            yield from _compared(place, written.get(key), computed.get(key))
    elif isinstance(written, list) and isinstance(computed, list):
        for at in range(max(len(written), len(computed))):
            pair = [one[at] if at < len(one) else None for one in (written, computed)]
            yield from _compared(f"{path}[{_name(at, *pair)}]", *pair)
    elif not _same(written, computed):
        yield Difference(path, _shown(written), _shown(computed))


def _name(at: int, *entries: Any) -> str:
    """An entry's id where both have the same, else its place in the list."""
    names = {str(one.get("id", at)) if isinstance(one, Mapping) else str(at) for one in entries}
    return names.pop() if len(names) == 1 else str(at)


def _same(written: Any, computed: Any) -> bool:
    """Equal; figures to the last digits, which another machine may round otherwise."""
    kinds = (int, float)
    numbers = isinstance(written, kinds) and isinstance(computed, kinds)
    if numbers and not isinstance(written, bool) and not isinstance(computed, bool):
        return isclose(written, computed, rel_tol=1e-9, abs_tol=1e-9)
    return bool(written == computed) and type(written) is type(computed)


def _shown(value: Any) -> str:
    if value is None:
        return _ABSENT
    if isinstance(value, float):
        value = float(f"{value:.{_DIGITS}g}")
    return shortened(json.dumps(value, ensure_ascii=False), MAX_SHOWN)

"""The published assessment: built from an evaluated one, written to JSON, read back, described.

A submitted assessment is stored as this JSON, and its report is made from it alone.
"""

import json
from datetime import date

from pydantic import TypeAdapter

from app.domain.acting import OpenAction, first_steps, open_actions
from app.domain.answers import NO_ANSWER, Answer, valid_through
from app.domain.answers import Document as Paper
from app.domain.assessment import Assessment, Enterprise, Result
from app.domain.expressions import Env
from app.domain.facts import Facts, fact_as_raw
from app.domain.questionnaire import Question, Questionnaire, ScoringRules
from app.domain.rules import Rule, RuleBook
from app.domain.scoring import Item, ReadingName, Score, State
from app.reporting.shape import (
    SCHEMA,
    ActionEntry,
    AnswerEntry,
    ContradictionEntry,
    Document,
    DomainEntry,
    DomainReading,
    EnterpriseEntry,
    FactValue,
    GateEntry,
    GateRule,
    GradeRule,
    Grades,
    MeasureEntry,
    MeasureShare,
    MilestoneEntry,
    PaperEntry,
    Points,
    ProfileEntry,
    QuestionEntry,
    QuestionnaireRef,
    RuleEntry,
    ScoringEntry,
)

__all__ = ["Document", "build_document", "document_as_json", "document_from_json", "json_schema"]

FIRST_STEPS = 3
_ADAPTER = TypeAdapter(Document)


def document_as_json(document: Document) -> bytes:
    """The document as UTF-8 JSON: fields in their published order, two spaces of indent."""
    plain = _ADAPTER.dump_python(document, mode="json")
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2)
    return text.encode() + b"\n"


def document_from_json(data: bytes) -> Document:
    """The document in `data`; raises `pydantic.ValidationError` where it has another shape."""
    return _ADAPTER.validate_json(data, strict=True, extra="forbid")


def json_schema() -> dict[str, object]:
    """The JSON Schema of the published file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_ADAPTER.json_schema(mode="serialization"),
        "title": SCHEMA,
    }


def build_document(
    questionnaire: Questionnaire,
    rules: RuleBook,
    assessment: Assessment,
    result: Result,
    *,
    with_contact: bool = False,
) -> Document:
    """The published form of an evaluated assessment. Contact data only on request."""
    score, day = result.score, assessment.assessed_on
    readings = {name: score.reading(name) for name in ReadingName}
    opened = open_actions(questionnaire, result.items, score)
    return Document(
        schema=SCHEMA,
        questionnaire=QuestionnaireRef(questionnaire.id, questionnaire.version),
        rules_version=rules.version,
        enterprise=_enterprise(assessment.enterprise, with_contact),
        assessed_on=day,
        profile=ProfileEntry(_facts(questionnaire, assessment.facts),
                             _facts(questionnaire, result.facts)),
        scoring=_scoring(questionnaire.scoring),
        score=Points(*(readings[name].score for name in ReadingName)),
        grade=Grades(*(readings[name].grade for name in ReadingName)),
        uncapped_grade=Grades(*(readings[name].uncapped_grade for name in ReadingName)),
        provisional=score.provisional,
        completeness=score.completeness,
        evidence_share=score.evidence_share,
        gates=tuple(
            GateEntry(cap.question, name.value, cap.cap)
            for name in ReadingName
            for cap in readings[name].caps
        ),
        domains=_domains(questionnaire, score),
        measures=_measures(questionnaire, result),
        questions=tuple(_question(item, assessment, result) for item in result.items),
        actions=tuple(map(_action, opened)),
        first_steps=tuple(entry.action.id for entry in first_steps(opened, FIRST_STEPS)),
        contradictions=tuple(ContradictionEntry(check.id, check.severity)  # type: ignore[arg-type]
                             for check in result.contradictions),
        rules=tuple(_rule(rule, result.facts, day) for rule in rules.rules),
    )  # fmt: skip


def _enterprise(enterprise: Enterprise, with_contact: bool) -> EnterpriseEntry:
    return EnterpriseEntry(
        enterprise.name,
        enterprise.uscc,
        enterprise.province,
        enterprise.employees,
        enterprise.contact if with_contact else None,
    )


def _facts(questionnaire: Questionnaire, facts: Facts) -> dict[str, FactValue]:
    """The facts in the profile's order; a set as a sorted list."""
    found: dict[str, FactValue] = {}
    for variable in questionnaire.profile.variables:
        if variable.id in facts:
            raw = fact_as_raw(facts[variable.id])
            found[variable.id] = tuple(raw) if isinstance(raw, list) else raw
    return found


def _scoring(rules: ScoringRules) -> ScoringEntry:
    return ScoringEntry(
        tuple(GradeRule(grade.id, grade.minimum) for grade in rules.grades),
        rules.evidence_factors,
        rules.applicability_floor,
        rules.domain_minimum,
        rules.evidence_share,
        rules.completeness_below,
        rules.declared_na_above,
    )


def _domains(questionnaire: Questionnaire, score: Score) -> tuple[DomainEntry, ...]:
    declared_na = dict(score.declared_na)
    found: list[DomainEntry] = []
    for position, domain in enumerate(questionnaire.domains):
        three = [score.reading(name).domains[position] for name in ReadingName]
        found.append(
            DomainEntry(
                domain.id,
                domain.weight,
                sum(q.weight for q in questionnaire.questions_of(domain.id)),
                declared_na[domain.id],
                *(DomainReading(one.score, one.counted, one.weight) for one in three),
            )
        )
    return tuple(found)


def _measures(questionnaire: Questionnaire, result: Result) -> tuple[MeasureEntry, ...]:
    scored = {measure.id: measure.scored for measure in questionnaire.measures}
    return tuple(
        MeasureEntry(m.id, scored[m.id], m.questions, m.proved, m.declared, m.possible)
        for m in result.measures
    )


def _question(item: Item, assessment: Assessment, result: Result) -> QuestionEntry:
    question = item.question
    answer = assessment.answers.get(question.id, NO_ANSWER)
    step = result.steps.get(question.id)
    answered = item.state is State.ANSWERED
    return QuestionEntry(
        id=question.id,
        domain=question.domain,
        weight=question.weight,
        measures=tuple(MeasureShare(measure, share) for measure, share in question.measures),
        gate=GateRule(question.gate.need, question.gate.cap) if question.gate else None,
        state=item.state.value,
        answer=_answer(answer),
        documents=tuple(_paper(question, p, assessment.assessed_on) for p in answer.documents),
        value=item.value if answered else None,
        evidence=item.evidence if answered else 0,
        evidence_claimed=answer.evidence,
        lowered=item.lowered,
        points_lost=result.points_lost.get(question.id),
        one_step_value=step.value if step else None,
        one_step_gain=step.gain if step else None,
        one_step_grade=step.grade if step else None,
    )


def _answer(answer: Answer) -> AnswerEntry | None:
    if not answer.has_value and not answer.unknown and answer.not_applicable is None:
        return None
    return AnswerEntry(
        answer.level, answer.number, answer.yes, answer.unknown, answer.not_applicable
    )


def _paper(question: Question, paper: Paper, day: date) -> PaperEntry:
    last = valid_through(paper, question.evidence)
    return PaperEntry(
        paper.id,
        paper.title,
        paper.issuer,
        paper.issued_on,
        paper.valid_until,
        last,
        last is not None and last < day,
    )


def _action(entry: OpenAction) -> ActionEntry:
    action = entry.action
    return ActionEntry(
        id=action.id,
        question=action.question,
        step="next" if entry.is_next else "later",
        written_for=action.written_for,
        target=action.target,
        evidence=action.evidence,
        effort_days=action.effort_days,
        elapsed_weeks=action.elapsed_weeks,
        cost_band=action.cost_band,
        role=action.role,
        after=action.after,
        waits_for=entry.waits_for,
        rules=action.rules,
        gain=entry.gain,
        grade=entry.grade,
        clears_gate=entry.clears_gate,
    )


def _rule(rule: Rule, facts: Env, day: date) -> RuleEntry:
    ahead = rule.next_milestone(day)
    coming = MilestoneEntry(ahead.date, ahead.kind, (ahead.date - day).days) if ahead else None
    return RuleEntry(
        id=rule.id,
        scope=rule.scope(facts).value,
        in_force=rule.in_force(day),
        next_milestone=coming,
        checked_on=rule.checked_on,
        next_check=rule.next_check,
        check_again=rule.next_check <= day,
    )

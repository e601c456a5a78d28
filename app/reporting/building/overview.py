"""Who was assessed, the verdict, the gates and the page a boss reads in a minute."""

from app.domain.problems import N_
from app.domain.questionnaire import Variable
from app.domain.reasons import fact_text
from app.domain.text import Text
from app.reporting.building.source import Source, fact_value, reading_name, three
from app.reporting.building.steps import step_row
from app.reporting.shape import GateEntry, ReadingId
from app.reporting.values import (
    EnterpriseCard,
    FactGroup,
    FactLine,
    Gap,
    GateLine,
    RuleCard,
    Summary,
    Verdict,
)
from app.reporting.wording import as_typed, long_date, percent_shown, say

NOT_SETTLED = ("unknown", "unanswered")
APPLYING = ("answered", "unanswered", "unknown", "na_declared")


def enterprise_card(source: Source) -> EnterpriseCard:
    """The enterprise with its profile in words; a name given in one language serves for both."""
    entry, day = source.document.enterprise, source.document.assessed_on
    province = source.questionnaire.provinces.get(entry.province)
    return EnterpriseCard(
        Text(as_typed(entry.name.either("zh")), as_typed(entry.name.either("en"))),
        entry.uscc,
        province.text if province else None,
        entry.employees,
        as_typed(entry.contact) if entry.contact else None,
        day.isoformat(),
        long_date(day),
        _profile(source),
    )


def _profile(source: Source) -> tuple[FactGroup, ...]:
    profile, facts = source.questionnaire.profile, source.document.profile.given
    groups = []
    for group in profile.groups:
        lines = tuple(
            FactLine(variable.topic, _fact(variable, source))
            for variable in profile.variables
            if variable.group == group.id and variable.id in facts
        )
        if lines:
            groups.append(FactGroup(group.text, lines))
    return tuple(groups)


def _fact(variable: Variable, source: Source) -> Text:
    return fact_text(variable, fact_value(source.document.profile.given[variable.id]))


def verdict(source: Source) -> Verdict:
    """Grades, score with its interval, and what makes the result provisional."""
    document = source.document
    grade = document.grade.declared
    texts = {g.id: g.text for g in source.questionnaire.scoring.grades}
    uncapped = document.uncapped_grade.declared
    states = [entry.state for entry in document.questions]
    score = document.score
    return Verdict(
        grade=grade,
        grade_text=texts[grade] if grade else None,
        proved_grade=document.grade.proved,
        possible_grade=document.grade.possible,
        capped_from=uncapped if uncapped != grade else None,
        score=three(score.proved, score.declared, score.possible),
        provisional_because=_provisional(source),
        completeness=percent_shown(document.completeness),
        evidence_share=percent_shown(document.evidence_share),
        applying=sum(state in APPLYING for state in states),
        answered=sum(state == "answered" for state in states),
        total=len(states),
    )


def _provisional(source: Source) -> tuple[Text, ...]:
    document, rules = source.document, source.document.scoring
    if not document.provisional:
        return ()
    found: list[Text] = []
    if round(document.completeness - rules.completeness_below, 9) < 0:
        still = sum(entry.state in NOT_SETTLED for entry in document.questions)
        message = N_("{share} of the questions' weight is settled, less than {limit}; {n} are open")
        found.append(
            say(
                message,
                share=percent_shown(document.completeness),
                limit=percent_shown(rules.completeness_below),
                n=still,
            )
        )
    for domain, entry in zip(source.questionnaire.domains, document.domains, strict=True):
        if round(entry.declared_na_share - rules.declared_na_above, 9) > 0:
            message = N_("In {domain}, {share} was declared not to apply, more than {limit}")
            found.append(
                say(
                    message,
                    domain=domain.title,
                    share=percent_shown(entry.declared_na_share),
                    limit=percent_shown(rules.declared_na_above),
                )
            )
    return tuple(found)


def gates(source: Source) -> tuple[GateLine, ...]:
    """The gates that tripped; those that cap the declared grade first, lowest cap first."""
    tripped: dict[str, list[GateEntry]] = {}
    for entry in source.document.gates:
        tripped.setdefault(entry.question, []).append(entry)
    lines = [_gate(source, question, entries) for question, entries in tripped.items()]
    order = [grade.id for grade in source.questionnaire.scoring.grades]
    return tuple(sorted(lines, key=lambda g: (not g.declared, -order.index(g.cap), g.question)))


def _gate(source: Source, question_id: str, entries: list[GateEntry]) -> GateLine:
    question = source.question(question_id)
    readings: list[ReadingId] = [entry.reading for entry in entries]
    gate = question.gate
    assert gate is not None  # only a question with a gate trips one
    return GateLine(
        question_id,
        question.topic,
        entries[0].cap,
        tuple(reading_name(reading) for reading in readings),
        "declared" in readings,
        source.answer_text(source.entries[question_id]),
        source.value_text(question, gate.need),
        gate.reason,
    )


def summary(source: Source, gaps: tuple[Gap, ...], rules: tuple[RuleCard, ...]) -> Summary:
    """The three biggest gaps, the three steps to begin with, the next dated rule in scope."""
    ahead = [rule for rule in rules if rule.next is not None and not rule.open]
    return Summary(
        gaps[:3],
        tuple(step_row(source, source.actions[name]) for name in source.document.first_steps),
        min(ahead, key=lambda rule: rule.next.date if rule.next else "", default=None),
    )

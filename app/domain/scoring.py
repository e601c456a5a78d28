"""The score: five states of a question, three readings of the same answers, grades and gates.

All figures follow one ordered walk over the questionnaire. Scores are points 0…100, shares and
values 0…1. Thresholds are compared after rounding to nine decimals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import floor

from app.domain.answers import NO_ANSWER, Answer, effective_evidence, value_of
from app.domain.expressions import Env
from app.domain.questionnaire import Domain, Question, Questionnaire, ScoringRules


class State(StrEnum):
    """What counts of a question; the first that holds decides."""

    NA_AUTO = "na_auto"
    NA_DECLARED = "na_declared"
    UNKNOWN = "unknown"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"


class ReadingName(StrEnum):
    """The three readings: what is proved, declared, and possible once open questions are best."""

    PROVED = "proved"
    DECLARED = "declared"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Item:
    """A question in its state. `value` is v (0 where there is none), `evidence` the step 0…3."""

    question: Question
    state: State
    value: float = 0.0
    evidence: int = 0
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class DomainScore:
    """A domain in one reading.

    `score` is in points, None where nothing counts; `counted` is A = Σw, `weight` the effective
    weight W' = W·min(1, A/(τ·B)).
    """

    id: str
    counted: float
    weight: float
    score: float | None


@dataclass(frozen=True, slots=True)
class Cap:
    """A gate that tripped: the grade is at most `cap` because of `question`."""

    question: str
    cap: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the answers; score and grade are None where no domain counts."""

    score: float | None
    grade: str | None
    uncapped_grade: str | None
    domains: tuple[DomainScore, ...]
    caps: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """All readings of one set of items, with what makes the result provisional."""

    proved: Reading
    declared: Reading
    possible: Reading
    evidence_share: float | None
    completeness: float
    declared_na: tuple[tuple[str, float], ...]
    provisional: bool

    def reading(self, name: ReadingName) -> Reading:
        """The reading of that name."""
        match name:
            case ReadingName.PROVED:
                return self.proved
            case ReadingName.DECLARED:
                return self.declared
            case ReadingName.POSSIBLE:
                return self.possible


def classify(
    questionnaire: Questionnaire, facts: Env, answers: Mapping[str, Answer], day: date
) -> tuple[Item, ...]:
    """Every question in its state. `facts` are the effective facts, `day` the assessment's."""
    return tuple(
        _item(question, facts, answers.get(question.id, NO_ANSWER), day)
        for question in questionnaire.questions
    )


def _item(question: Question, facts: Env, answer: Answer, day: date) -> Item:
    applies = True if question.applies_if is None else question.applies_if.evaluate(facts)
    if applies is False:
        return Item(question, State.NA_AUTO)
    if answer.not_applicable is not None and question.na_allowed:
        return Item(question, State.NA_DECLARED)
    if applies is None:
        return Item(question, State.UNKNOWN)
    value = value_of(question, answer)
    if value is None:
        return Item(question, State.UNANSWERED)
    evidence, lowered = effective_evidence(question, answer, day)
    return Item(question, State.ANSWERED, value, evidence, lowered)


def points_of(item: Item, reading: ReadingName, rules: ScoringRules) -> float | None:
    """The points y (0…1) of an item in a reading; None where it is not counted there."""
    match item.state:
        case State.NA_AUTO:
            return None
        case State.NA_DECLARED:
            return 0.0 if reading is ReadingName.PROVED else None
        case State.UNKNOWN:
            return {ReadingName.PROVED: 0.0, ReadingName.POSSIBLE: 1.0}.get(reading)
        case State.UNANSWERED:
            return 1.0 if reading is ReadingName.POSSIBLE else 0.0
        case State.ANSWERED:
            if reading is ReadingName.PROVED:
                return rules.evidence_factors[item.evidence] * item.value
            return item.value


@dataclass(slots=True)
class _Sums:
    """Weights and weighted points of one domain, gathered in one pass over its items."""

    full: float = 0.0
    answered: float = 0.0
    unanswered: float = 0.0
    unknown: float = 0.0
    declared_na: float = 0.0
    value: float = 0.0
    proved: float = 0.0


def score(questionnaire: Questionnaire, items: Sequence[Item]) -> Score:
    """The three readings of `items`, which hold every question of the questionnaire once."""
    rules = questionnaire.scoring
    factors = rules.evidence_factors
    sums = {domain.id: _Sums() for domain in questionnaire.domains}
    for item in items:
        question = item.question
        weight = question.weight
        found = sums[question.domain]
        found.full += weight
        match item.state:
            case State.ANSWERED:
                found.answered += weight
                found.value += weight * item.value
                found.proved += weight * item.value * factors[item.evidence]
            case State.UNANSWERED:
                found.unanswered += weight
            case State.UNKNOWN:
                found.unknown += weight
            case State.NA_DECLARED:
                found.declared_na += weight
    value = sum(s.value for s in sums.values())
    share = sum(s.proved for s in sums.values()) / value if value else None
    completeness, declared_na = _completeness(sums)
    caps = _caps(items)
    domains = questionnaire.domains
    return Score(
        _reading(domains, sums, rules, share, ReadingName.PROVED, caps),
        _reading(domains, sums, rules, share, ReadingName.DECLARED, caps),
        _reading(domains, sums, rules, share, ReadingName.POSSIBLE, caps),
        share,
        completeness,
        declared_na,
        round(completeness - rules.completeness_below, 9) < 0
        or any(round(part - rules.declared_na_above, 9) > 0 for _, part in declared_na),
    )


def _completeness(sums: Mapping[str, _Sums]) -> tuple[float, tuple[tuple[str, float], ...]]:
    """Completeness 0…1, and per domain the share of weight that people declared away."""
    done = total = 0.0
    declared: list[tuple[str, float]] = []
    for domain, s in sums.items():
        settled = s.answered + s.declared_na
        applying = settled + s.unanswered + s.unknown
        done += settled
        total += applying
        declared.append((domain, s.declared_na / applying if applying else 0.0))
    return (done / total if total else 0.0), tuple(declared)


def _reading(
    domains: Sequence[Domain],
    sums: Mapping[str, _Sums],
    rules: ScoringRules,
    share: float | None,
    name: ReadingName,
    caps: Mapping[ReadingName, tuple[Cap, ...]],
) -> Reading:
    found: list[DomainScore] = []
    total = weights = 0.0
    for domain in domains:
        s = sums[domain.id]
        counted = s.answered + s.unanswered
        points = s.value
        if name is ReadingName.PROVED:
            counted += s.unknown + s.declared_na
            points = s.proved
        elif name is ReadingName.POSSIBLE:
            counted += s.unknown
            points += s.unanswered + s.unknown
        if not counted:
            found.append(DomainScore(domain.id, 0.0, 0.0, None))
            continue
        weight = domain.weight * min(1.0, counted / (rules.applicability_floor * s.full))
        found.append(DomainScore(domain.id, counted, weight, 100 * points / counted))
        total += weight * points / counted
        weights += weight
    if not weights:
        return Reading(None, None, None, tuple(found), caps[name])
    result = 100 * total / weights
    uncapped = uncapped_grade(result, [d.score for d in found], share, rules)
    grade = capped(uncapped, caps[name], rules)
    return Reading(result, grade, uncapped, tuple(found), caps[name])


def uncapped_grade(
    points: float, domains: Sequence[float | None], share: float | None, rules: ScoringRules
) -> str:
    """The grade of a score before gates, the conditions of the best grade included."""
    rounded = round(points, 9)
    position = next(i for i, grade in enumerate(rules.grades) if rounded >= grade.minimum)
    if position == 0 and len(rules.grades) > 1:
        weak = any(d is not None and round(d, 9) < rules.domain_minimum for d in domains)
        unproved = share is not None and round(share, 9) < rules.evidence_share
        position = 1 if weak or unproved else 0
    return rules.grades[position].id


def capped(grade: str, caps: Sequence[Cap], rules: ScoringRules) -> str:
    """`grade`, or the lowest cap where that is lower."""
    if not caps:
        return grade
    order = [g.id for g in rules.grades]
    return order[max(order.index(grade), *(order.index(cap.cap) for cap in caps))]


def gate_value(item: Item, reading: ReadingName) -> float | None:
    """What a gate looks at in a reading; None in a state where gates do not look."""
    if item.state is State.ANSWERED:
        return 0.0 if reading is ReadingName.PROVED and item.evidence < 2 else item.value
    if item.state is State.UNANSWERED:
        return 1.0 if reading is ReadingName.POSSIBLE else 0.0
    return None


def _caps(items: Sequence[Item]) -> dict[ReadingName, tuple[Cap, ...]]:
    gated = [item for item in items if item.question.gate is not None]
    return {
        reading: tuple(
            Cap(item.question.id, item.question.gate.cap)
            for item in gated
            if item.question.gate is not None and trips(item, reading)
        )
        for reading in ReadingName
    }


def trips(item: Item, reading: ReadingName) -> bool:
    """Whether the question's gate caps the grade of a reading."""
    value = gate_value(item, reading)
    gate = item.question.gate
    return gate is not None and value is not None and round(value - gate.need, 9) < 0


def displayed(points: float) -> str:
    """A score as shown: cut to one decimal, never rounded up past a grade's threshold."""
    return f"{floor(round(points, 9) * 10) / 10:.1f}"

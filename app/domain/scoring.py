"""The score: five states of a question, three readings of the same answers, grades and gates.

All figures follow one ordered walk over the questionnaire. Scores are points 0…100, shares and
values 0…1. Thresholds are compared after rounding to nine decimals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import floor
from typing import NamedTuple

from app.domain.answers import NO_ANSWER, Answer, effective_evidence, value_of
from app.domain.expressions import Env
from app.domain.questionnaire import (
    HALF_A_NANO,
    Domain,
    Gate,
    Question,
    Questionnaire,
    ScoringRules,
)


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


class Item(NamedTuple):
    """A question in its state. `value` is v (0 where there is none), `evidence` the step 0…3.

    A named tuple, as is all that exists by the dozen for each assessment: made three times faster.
    """

    question: Question
    state: State
    value: float = 0.0
    evidence: int = 0
    lowered: bool = False


class DomainScore(NamedTuple):
    """A domain in one reading.

    `score` is in points, None where nothing counts; `counted` is A = Σw, `weight` the effective
    weight W' = W·min(1, A/(τ·B)).
    """

    id: str
    counted: float
    weight: float
    score: float | None


class Cap(NamedTuple):
    """A gate that tripped: the grade is at most `cap` because of `question`."""

    question: str
    cap: str


class Reading(NamedTuple):
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


@dataclass(slots=True)
class _Sums:
    """Weights and weighted points of one domain, gathered in one pass over its items."""

    full: float
    answered: float = 0.0
    unanswered: float = 0.0
    unknown: float = 0.0
    declared_na: float = 0.0
    value: float = 0.0
    proved: float = 0.0


# The states of a question that an action can raise: it counts in the declared reading.
OPEN = frozenset({State.ANSWERED, State.UNANSWERED})

# Looked up once: an enum's members are found through its metaclass, which the inner loop feels.
_ANSWERED, _UNANSWERED, _NA_AUTO = State.ANSWERED, State.UNANSWERED, State.NA_AUTO
_UNKNOWN, _NA_DECLARED = State.UNKNOWN, State.NA_DECLARED
_PROVED, _DECLARED, _POSSIBLE = ReadingName.PROVED, ReadingName.DECLARED, ReadingName.POSSIBLE


def points_of(
    item: Item, factors: Sequence[float]
) -> tuple[float | None, float | None, float | None]:
    """The points y (0…1) of an item, proved, declared and possible; None where not counted."""
    state = item.state
    if state is _ANSWERED:
        return factors[item.evidence] * item.value, item.value, item.value
    if state is _UNANSWERED:
        return 0.0, 0.0, 1.0
    if state is _UNKNOWN:
        return 0.0, None, 1.0
    return (0.0 if state is _NA_DECLARED else None), None, None


def score(questionnaire: Questionnaire, items: Sequence[Item]) -> Score:
    """The three readings of `items`, which hold every question of the questionnaire once."""
    rules = questionnaire.scoring
    factors = rules.evidence_factors
    sums = {id_: _Sums(full) for id_, full in questionnaire.full_weights.items()}
    gated: list[Item] = []
    for item in items:
        question, state, value, evidence, _ = item
        if state is _NA_AUTO:
            continue
        weight = question.weight
        found = sums[question.domain]
        if state is _ANSWERED:
            found.answered += weight
            points = weight * value
            found.value += points
            found.proved += points * factors[evidence]
        elif state is _UNANSWERED:
            found.unanswered += weight
        elif state is _UNKNOWN:
            found.unknown += weight
            continue
        else:
            found.declared_na += weight
            continue
        if question.gate is not None:
            gated.append(item)
    total = sum(s.value for s in sums.values())
    share = sum(s.proved for s in sums.values()) / total if total else None
    completeness, declared_na = _completeness(sums)
    domains = questionnaire.domains
    proved_caps, declared_caps, possible_caps = _caps(gated)
    return Score(
        _reading(domains, sums, rules, share, _PROVED, proved_caps),
        _reading(domains, sums, rules, share, _DECLARED, declared_caps),
        _reading(domains, sums, rules, share, _POSSIBLE, possible_caps),
        share,
        completeness,
        declared_na,
        completeness + HALF_A_NANO < rules.completeness_below
        or any(part - HALF_A_NANO > rules.declared_na_above for _, part in declared_na),
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
    proof: float | None,
    name: ReadingName,
    caps: tuple[Cap, ...],
) -> Reading:
    floor_share = rules.applicability_floor
    found: list[DomainScore] = []
    total = weights = 0.0
    for domain in domains:
        s = sums[domain.id]
        counted = s.answered + s.unanswered
        points = s.value
        if name is _PROVED:
            counted += s.unknown + s.declared_na
            points = s.proved
        elif name is _POSSIBLE:
            counted += s.unknown
            points += s.unanswered + s.unknown
        if not counted:
            found.append(DomainScore(domain.id, 0.0, 0.0, None))
            continue
        weight = domain.weight
        enough = floor_share * s.full
        if counted < enough:
            weight *= counted / enough
        share = points / counted
        found.append(DomainScore(domain.id, counted, weight, 100 * share))
        total += weight * share
        weights += weight
    if not weights:
        return Reading(None, None, None, tuple(found), caps)
    result = 100 * total / weights
    uncapped = grade_of(result, [d.score for d in found], proof, rules)
    return Reading(result, capped(uncapped, caps, rules), uncapped, tuple(found), caps)


def grade_of(
    points: float, domains: Sequence[float | None], share: float | None, rules: ScoringRules
) -> str:
    """The grade of a score before gates, the conditions of the best grade included."""
    points += HALF_A_NANO
    best = rules.grades[0]
    if points < best.minimum:
        return next(grade.id for grade in rules.grades if points >= grade.minimum)
    weak = any(d is not None and d + HALF_A_NANO < rules.domain_minimum for d in domains)
    unproved = share is not None and share + HALF_A_NANO < rules.evidence_share
    return rules.grades[1].id if weak or unproved else best.id


def capped(grade: str, caps: Sequence[Cap], rules: ScoringRules) -> str:
    """`grade`, or the lowest cap where that is lower."""
    rank = rules.rank
    for cap in caps:
        if rank[cap.cap] > rank[grade]:
            grade = cap.cap
    return grade


def trips(gate: Gate, value: float) -> bool:
    """Whether the gate caps the grade of a reading in which it sees `value`."""
    return gate.need - value > HALF_A_NANO


def _caps(gated: Sequence[Item]) -> tuple[tuple[Cap, ...], tuple[Cap, ...], tuple[Cap, ...]]:
    """The gates that trip in the three readings; they look at (un)answered questions only."""
    proved: list[Cap] = []
    declared: list[Cap] = []
    possible: list[Cap] = []
    for question, state, value, evidence, _ in gated:
        gate = question.gate
        if gate is None:
            continue
        tripped = gate.need - value > HALF_A_NANO
        if tripped or (evidence < 2 and gate.need > HALF_A_NANO):
            cap = Cap(question.id, gate.cap)
            proved.append(cap)
            if tripped:
                declared.append(cap)
                if state is _ANSWERED:
                    possible.append(cap)
    return tuple(proved), tuple(declared), tuple(possible)


def displayed(points: float) -> str:
    """A score as shown: cut to one decimal, never rounded up past a grade's threshold."""
    return f"{floor(round(points, 9) * 10) / 10:.1f}"

"""Where the points went: measures, the waterfall of lost points, one step up, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from app.domain.questionnaire import HALF_A_NANO, Questionnaire
from app.domain.scoring import (
    Item,
    Reading,
    ReadingName,
    Score,
    State,
    capped,
    grade_of,
    points_of,
    score,
    trips,
)


class MeasureScore(NamedTuple):
    """One measure in the three readings (points 0…100, None without a counted question).

    `questions` is how many questions count in the declared reading.
    """

    id: int
    proved: float | None
    declared: float | None
    possible: float | None
    questions: int


class Step(NamedTuple):
    """What one step up on a question would bring to the declared score and grade."""

    question: str
    value: float
    gain: float
    grade: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one reading's score, split by switching its causes in this fixed order."""

    total: float
    questionnaire: float
    applicability: float
    answers: float
    evidence: float


def measure_scores(questionnaire: Questionnaire, items: Sequence[Item]) -> tuple[MeasureScore, ...]:
    """Σ share·w·y / Σ share·w over the counted questions of each measure, in each reading."""
    factors = questionnaire.scoring.evidence_factors
    # Per measure: points and weight of the three readings in turn, then the number of questions.
    sums = {measure.id: [0.0] * 7 for measure in questionnaire.measures}
    for item in items:
        if item.state is State.NA_AUTO:
            continue
        proved, declared, possible = points_of(item, factors)
        for measure, share in item.question.measures:
            found = sums[measure]
            weight = share * item.question.weight
            if proved is not None:
                found[0] += weight * proved
                found[1] += weight
            if declared is not None:
                found[2] += weight * declared
                found[3] += weight
                found[6] += 1
            if possible is not None:
                found[4] += weight * possible
                found[5] += weight
    return tuple(
        MeasureScore(id_, _share(*f[0:2]), _share(*f[2:4]), _share(*f[4:6]), int(f[6]))
        for id_, f in sums.items()
    )


def _share(points: float, weight: float) -> float | None:
    return 100 * points / weight if weight else None


def points_per_weight(reading: Reading) -> dict[str, float]:
    """Per domain: the points of the whole score that one unit of question weight carries."""
    weights = sum(domain.weight for domain in reading.domains)
    return {
        domain.id: 100 * domain.weight / (domain.counted * weights)
        for domain in reading.domains
        if domain.counted
    }


def points_lost(items: Sequence[Item], result: Score) -> dict[str, float]:
    """The waterfall of the declared reading: points lost per counted question.

    They sum to 100 minus the declared score.
    """
    worth = points_per_weight(result.declared)
    answered, unanswered = State.ANSWERED, State.UNANSWERED
    return {
        question.id: worth[question.domain] * question.weight * (1 - value)
        for question, state, value, _, _ in items
        if state is answered or state is unanswered
    }


def one_step_up(
    questionnaire: Questionnaire, items: Sequence[Item], result: Score
) -> tuple[Step, ...]:
    """For each answered or unanswered question below the top: what its next step would bring."""
    raiser = Raiser(questionnaire, items, result)
    answered, unanswered = State.ANSWERED, State.UNANSWERED
    steps: list[Step] = []
    for item in items:
        if item.state is answered or item.state is unanswered:
            target = item.question.next_value(item.value)
            if target is not None:
                steps.append(raiser.raised(item, target, item.evidence))
    return tuple(steps)


class Raiser:
    """The declared score and grade with one answer raised, without scoring everything anew.

    Raising an answer that counts leaves every weight as it is, so the change is one term; a
    property test holds it against the scorer itself.
    """

    def __init__(self, questionnaire: Questionnaire, items: Sequence[Item], result: Score) -> None:
        self.rules = questionnaire.scoring
        self.reading = result.declared
        self.worth = points_per_weight(result.declared)
        self.value = sum(
            item.question.weight * item.value for item in items if item.state is State.ANSWERED
        )
        self.proved = (result.evidence_share or 0.0) * self.value

    def raised(self, item: Item, value: float, evidence: int) -> Step:
        """The step from `item` to `value` (0…1) with `evidence` (0…3); `item` must count."""
        question = item.question
        rise = question.weight * (value - item.value)
        gain = self.worth[question.domain] * rise
        assert self.reading.score is not None  # an item that counts makes the score exist
        points = self.reading.score + gain
        grade = self._grade(item, points, rise, value, evidence)
        caps = self.reading.caps
        if caps and question.gate is not None and not trips(question.gate, value):
            caps = tuple(cap for cap in caps if cap.question != question.id)
        return Step(question.id, value, gain, capped(grade, caps, self.rules))

    def _grade(self, item: Item, points: float, rise: float, value: float, evidence: int) -> str:
        rules, domains = self.rules, self.reading.domains
        if points + HALF_A_NANO < rules.grades[0].minimum:
            return grade_of(points, (), None, rules)
        factors = rules.evidence_factors
        total = self.value + rise
        proved = self.proved + item.question.weight * (
            value * factors[evidence] - item.value * factors[item.evidence]
        )
        scores = [
            domain.score + 100 * rise / domain.counted
            if domain.id == item.question.domain and domain.score is not None
            else domain.score
            for domain in domains
        ]
        return grade_of(points, scores, proved / total if total else None, rules)


def change(
    reading: ReadingName, stages: Sequence[tuple[Questionnaire, Sequence[Item]]]
) -> Change | None:
    """Split the change of one reading between two assessments.

    `stages` are five: the earlier assessment, then the same with the questionnaire, the facts,
    the answers and at last the evidence of the later one. Each part is the difference that its
    switch makes; they sum to the change. None where a stage has no score.
    """
    scores = [score(q, items).reading(reading).score for q, items in stages]
    known = [s for s in scores if s is not None]
    if len(stages) != 5:
        raise ValueError(f"five stages are compared, not {len(stages)}")
    if len(known) != len(scores):
        return None
    parts = [after - before for before, after in pairwise(known)]
    return Change(known[-1] - known[0], *parts)

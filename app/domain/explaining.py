"""Where the points went: measures, the waterfall of lost points, one step up, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.questionnaire import Questionnaire
from app.domain.scoring import (
    Item,
    Reading,
    ReadingName,
    Score,
    State,
    capped,
    points_of,
    score,
    trips,
    uncapped_grade,
)


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One measure in the three readings (points 0…100, None without a counted question).

    `questions` is how many questions count in the declared reading.
    """

    id: int
    proved: float | None
    declared: float | None
    possible: float | None
    questions: int


@dataclass(frozen=True, slots=True)
class Step:
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
    rules = questionnaire.scoring
    sums = {m.id: {reading: [0.0, 0.0] for reading in ReadingName} for m in questionnaire.measures}
    counts = {measure.id: 0 for measure in questionnaire.measures}
    for item in items:
        for reading in ReadingName:
            points = points_of(item, reading, rules)
            if points is None:
                continue
            for measure, share in item.question.measures:
                found = sums[measure][reading]
                found[0] += share * item.question.weight * points
                found[1] += share * item.question.weight
                counts[measure] += reading is ReadingName.DECLARED
    return tuple(
        MeasureScore(
            measure.id,
            _share(*sums[measure.id][ReadingName.PROVED]),
            _share(*sums[measure.id][ReadingName.DECLARED]),
            _share(*sums[measure.id][ReadingName.POSSIBLE]),
            counts[measure.id],
        )
        for measure in questionnaire.measures
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
    return {
        item.question.id: worth[item.question.domain] * item.question.weight * (1 - item.value)
        for item in items
        if item.state in (State.ANSWERED, State.UNANSWERED)
    }


def one_step_up(
    questionnaire: Questionnaire, items: Sequence[Item], result: Score
) -> tuple[Step, ...]:
    """For each answered or unanswered question below the top: what its next step would bring."""
    raiser = Raiser(questionnaire, items, result)
    steps: list[Step] = []
    for item in items:
        if item.state in (State.ANSWERED, State.UNANSWERED):
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
        question, factors = item.question, self.rules.evidence_factors
        rise = question.weight * (value - item.value)
        gain = self.worth[question.domain] * rise
        total_value = self.value + rise
        proved = self.proved + question.weight * (
            value * factors[evidence] - item.value * factors[item.evidence]
        )
        domains = [
            domain.score + 100 * rise / domain.counted
            if domain.id == question.domain and domain.score is not None
            else domain.score
            for domain in self.reading.domains
        ]
        share = proved / total_value if total_value else None
        assert self.reading.score is not None  # an item that counts makes the score exist
        grade = uncapped_grade(self.reading.score + gain, domains, share, self.rules)
        caps = [cap for cap in self.reading.caps if cap.question != question.id]
        own = replace(item, state=State.ANSWERED, value=value, evidence=evidence)
        if trips(own, ReadingName.DECLARED):
            caps = list(self.reading.caps)
        return Step(question.id, value, gain, capped(grade, caps, self.rules))


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

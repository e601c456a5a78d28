"""How the scores of a group are spread: histogram, quartiles, grades."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.portfolio.participant import Participant
from app.domain.questionnaire import Questionnaire

BIN_WIDTH = 5
_BINS = 100 // BIN_WIDTH


class Spread(NamedTuple):
    """Of one reading's scores, in points: the ends, the median and the quartiles between."""

    lowest: float
    lower_quartile: float
    median: float
    upper_quartile: float
    highest: float
    mean: float


class Bin(NamedTuple):
    """How many scores of each reading lie from `start` up to below `end`; 100 is in the last."""

    start: int
    end: int
    proved: int
    declared: int
    possible: int


class GradeCount(NamedTuple):
    """How many have the grade in the declared and in the proved reading."""

    grade: str
    declared: int
    proved: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """The spread of those `count` that have a score; spreads are None where nobody has.

    `provisional` counts those among them whose score is provisional, `without_score` the others.
    """

    count: int
    without_score: int
    provisional: int
    bins: tuple[Bin, ...]
    grades: tuple[GradeCount, ...]
    proved: Spread | None
    declared: Spread | None
    possible: Spread | None


def distribution(questionnaire: Questionnaire, participants: Sequence[Participant]) -> Distribution:
    """The spread of the participants' scores; grades from best to worst."""
    scored = [p for p in participants if p.declared.score is not None]
    proved = [p.proved.score for p in scored if p.proved.score is not None]
    declared = [p.declared.score for p in scored if p.declared.score is not None]
    possible = [p.possible for p in scored if p.possible is not None]
    heights = zip(*(_histogram(s) for s in (proved, declared, possible)), strict=True)
    return Distribution(
        count=len(scored),
        without_score=len(participants) - len(scored),
        provisional=sum(p.provisional for p in scored),
        bins=tuple(
            Bin(at * BIN_WIDTH, (at + 1) * BIN_WIDTH, *counts) for at, counts in enumerate(heights)
        ),
        grades=tuple(
            GradeCount(
                grade.id,
                sum(p.declared.grade == grade.id for p in scored),
                sum(p.proved.grade == grade.id for p in scored),
            )
            for grade in questionnaire.scoring.grades
        ),
        proved=spread(proved),
        declared=spread(declared),
        possible=spread(possible),
    )


def spread(scores: Sequence[float]) -> Spread | None:
    """The spread of the scores; None without any.

    Quartiles lie between two scores in proportion, as spreadsheets do (QUARTILE.INC).
    """
    if not scores:
        return None
    in_order = sorted(scores)

    def quantile(share: float) -> float:
        at = share * (len(in_order) - 1)
        below = int(at)
        above = min(below + 1, len(in_order) - 1)
        return in_order[below] + (at - below) * (in_order[above] - in_order[below])

    # Adding up must not carry the mean beyond the scores themselves.
    mean = min(max(sum(in_order) / len(in_order), in_order[0]), in_order[-1])
    return Spread(in_order[0], quantile(0.25), quantile(0.5), quantile(0.75), in_order[-1], mean)


def _histogram(scores: Sequence[float]) -> list[int]:
    counts = [0] * _BINS
    for score in scores:
        # As everywhere, a threshold is met after rounding to nine decimals.
        counts[min(max(int(round(score, 9) // BIN_WIDTH), 0), _BINS - 1)] += 1
    return counts

"""What a group has in common: its average scores, weakest questions, most valuable actions."""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from app.domain.portfolio.participant import Level, Participant
from app.domain.questionnaire import Questionnaire


class Average(NamedTuple):
    """A domain or a measure: the mean scores of those `enterprises` for whom it counts.

    Means are in points, None where it counts for nobody.
    """

    id: str
    enterprises: int
    proved: float | None
    declared: float | None


class WeakQuestion(NamedTuple):
    """A question and what it costs those `enterprises` for which it counts.

    `lost` is their mean in points of the declared score, `lost_in_all` their sum. `low` counts
    those who stand at one of the two lowest levels, `unanswered` those who gave no answer.
    """

    id: str
    enterprises: int
    lost: float
    lost_in_all: float
    low: int
    unanswered: int


class SharedAction(NamedTuple):
    """An action and how many `enterprises` could begin it now.

    `gain` is their mean in points of the declared score when each does it alone, `gain_in_all`
    their sum.
    """

    id: str
    enterprises: int
    gain: float
    gain_in_all: float


def domain_averages(
    questionnaire: Questionnaire, participants: Sequence[Participant]
) -> tuple[Average, ...]:
    """The group's mean in each domain."""
    ids = [domain.id for domain in questionnaire.domains]
    declared = zip(*(p.scores.domains for p in participants), strict=True)
    proved = zip(*(p.proved_scores.domains for p in participants), strict=True)
    return _averages(ids, list(proved), list(declared))


def measure_averages(
    questionnaire: Questionnaire, participants: Sequence[Participant]
) -> tuple[Average, ...]:
    """The group's mean in each measure."""
    ids = [str(measure.id) for measure in questionnaire.measures]
    declared = zip(*(p.scores.measures for p in participants), strict=True)
    proved = zip(*(p.proved_scores.measures for p in participants), strict=True)
    return _averages(ids, list(proved), list(declared))


def weak_questions(
    questionnaire: Questionnaire, participants: Sequence[Participant]
) -> tuple[WeakQuestion, ...]:
    """The questions that cost the group anything, those that cost it most first."""
    found: list[WeakQuestion] = []
    levels = zip(*(p.levels for p in participants), strict=True)
    losses = zip(*(p.lost for p in participants), strict=True)
    for question, level, lost in zip(questionnaire.questions, levels, losses, strict=False):
        count = len(level) - level.count(Level.NOT_COUNTED)
        total = sum(lost)
        if total > 0:
            low, unanswered = level.count(Level.LOW), level.count(Level.UNANSWERED)
            found.append(
                WeakQuestion(question.id, count, total / count, total, low + unanswered, unanswered)
            )
    return tuple(sorted(found, key=lambda q: (-q.lost_in_all, q.id)))


def shared_actions(participants: Sequence[Participant]) -> tuple[SharedAction, ...]:
    """The actions that could begin now, those that would bring the group most first."""
    gains: dict[str, list[float]] = {}
    for participant in participants:
        for id_, gain in zip(participant.actions, participant.gains, strict=True):
            gains.setdefault(id_, []).append(gain)
    found = [
        SharedAction(id_, len(each), sum(each) / len(each), sum(each))
        for id_, each in gains.items()
    ]
    return tuple(sorted(found, key=lambda a: (-a.gain_in_all, a.id)))


_Column = tuple[float | None, ...]


def _averages(
    ids: Sequence[str], proved: Sequence[_Column], declared: Sequence[_Column]
) -> tuple[Average, ...]:
    if not declared:
        return tuple(Average(id_, 0, None, None) for id_ in ids)
    return tuple(
        Average(id_, len(_known(said)), _mean(_known(shown)), _mean(_known(said)))
        for id_, shown, said in zip(ids, _with(proved, declared), declared, strict=True)
    )


def _with(proved: Sequence[_Column], declared: Sequence[_Column]) -> list[_Column]:
    """The proved scores of those who have a declared one, so that both means are of the same."""
    pairs = zip(proved, declared, strict=True)
    return [tuple(compress(p, (score is not None for score in d))) for p, d in pairs]


def _known(scores: _Column) -> list[float]:
    return [score for score in scores if score is not None]


def _mean(scores: Sequence[float]) -> float | None:
    return sum(scores) / len(scores) if scores else None

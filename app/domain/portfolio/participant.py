"""What the group's picture needs of one participant: a small part of its standing.

Ten thousand of these are held in memory at once, so figures go by position, in the order of the
questionnaire's domains, measures and questions, rather than under names, and the longest rows are
arrays: that takes 5 kB each, half of what objects would.
"""

from array import array
from dataclasses import dataclass
from enum import IntEnum
from sys import intern
from typing import NamedTuple

from app.domain.portfolio.standing import (
    Mark,
    QuestionStanding,
    SavingSum,
    Standing,
    Triple,
    YearSum,
    interval_of,
)
from app.domain.questionnaire import HALF_A_NANO, Questionnaire
from app.domain.rules import Scope
from app.domain.scoring import State
from app.domain.text import Text

# The two lowest of a question's five levels.
LOW_VALUE = 0.25


class Level(IntEnum):
    """How a question stands: low is `LOW_VALUE` or less, an open answer is worth 0."""

    NOT_COUNTED = 0
    HIGHER = 1
    LOW = 2
    UNANSWERED = 3


class Columns(NamedTuple):
    """The scores of one reading, by domain and by measure; None where nothing counts."""

    domains: tuple[float | None, ...]
    measures: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """One scored participant; `id` is its public one.

    `lost` (points of the declared score) and `levels` (a `Level` each) go by question. `actions`
    are those that can begin now, `gains` the points that each brings when done alone.
    """

    id: str
    key: str
    name: Text
    sector: str
    province: str
    region: str
    size: str
    markets: tuple[str, ...]
    proved: Mark
    declared: Mark
    possible: float | None
    provisional: bool
    scores: Columns
    proved_scores: Columns
    lost: "array[float]"
    levels: bytes
    actions: tuple[str, ...]
    gains: "array[float]"
    rules_in: tuple[str, ...]
    rules_open: tuple[str, ...]
    goods: int
    trades: int
    exposure: tuple[YearSum, ...]
    savings: tuple[SavingSum, ...]

    @property
    def interval(self) -> tuple[float, float] | None:
        """From the proved to the possible score, the declared one within; None without a score."""
        return interval_of(self.proved.score, self.declared.score, self.possible)


def participant_of(
    questionnaire: Questionnaire, public_id: str, key: str, standing: Standing
) -> Participant:
    """The participant with that standing, which must be of this questionnaire's version.

    `key` names the enterprise within its batch.
    """
    domains = [standing.domains[domain.id] for domain in questionnaire.domains]
    measures = [standing.measures[measure.id] for measure in questionnaire.measures]
    ids = [question.id for question in questionnaire.questions]
    found = standing.questions
    return Participant(
        id=public_id,
        key=key,
        name=standing.name,
        sector=intern(standing.sector),
        province=intern(standing.province),
        region=intern(standing.region),
        size=intern(standing.size),
        markets=tuple([intern(market) for market in standing.markets]),
        proved=standing.proved,
        declared=standing.declared,
        possible=standing.possible.score,
        provisional=standing.provisional,
        scores=_columns(domains, measures, 1),
        proved_scores=_columns(domains, measures, 0),
        lost=array("d", [found[id_].lost if id_ in found else 0.0 for id_ in ids]),
        levels=bytes([_level(found[id_]) if id_ in found else _NOT_COUNTED for id_ in ids]),
        actions=tuple([intern(a.id) for a in standing.actions if a.ready]),
        gains=array("d", [a.gain for a in standing.actions if a.ready]),
        rules_in=tuple([intern(r.id) for r in standing.rules if r.scope is Scope.IN]),
        rules_open=tuple([intern(r.id) for r in standing.rules if r.scope is Scope.OPEN]),
        goods=standing.goods,
        trades=standing.trades,
        exposure=standing.exposure,
        savings=standing.savings,
    )


# Plain numbers, looked up once: enum members are found slowly, and this is done by the million.
_NOT_COUNTED, _HIGHER = Level.NOT_COUNTED.value, Level.HIGHER.value
_LOW, _OPEN = Level.LOW.value, Level.UNANSWERED.value
_ANSWERED, _UNANSWERED = State.ANSWERED, State.UNANSWERED


def _level(question: QuestionStanding) -> int:
    state, value, _, _ = question
    if state is _ANSWERED:
        return _LOW if value <= LOW_VALUE + HALF_A_NANO else _HIGHER
    return _OPEN if state is _UNANSWERED else _NOT_COUNTED


def _columns(domains: list[Triple], measures: list[Triple], reading: int) -> Columns:
    return Columns(
        tuple([triple[reading] for triple in domains]),
        tuple([triple[reading] for triple in measures]),
    )

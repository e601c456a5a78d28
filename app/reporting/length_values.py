"""What single lengths of the report show: lines for the short ones, every answer for the full one.

Selections and counts are made here once; templates lay them out.
"""

from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.planning_values import GoodLine, TradeLine
from app.reporting.values import (
    FactLine,
    Figure,
    Gap,
    HeldPaper,
    ProofRow,
    QuestionRow,
    RuleCard,
)


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """How many answers stand on a level of evidence, and what it takes."""

    level: int
    label: Text
    test: Text
    answers: int


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A paper that is held, and until when it counts."""

    question: str
    paper: HeldPaper
    until: Text


@dataclass(frozen=True, slots=True)
class WantedLine:
    """An answer that no paper supports yet, and what would prove it."""

    question: str
    topic: Text
    papers: Text


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A quarter in one line; `actions` are the ids of what starts in it."""

    number: int
    start: str
    end: str
    actions: Text
    staff_days: str
    cost: Text
    score: str
    grade: str | None


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """Actions left out for one reason, by their ids."""

    reason: Text
    ids: Text


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What the standard report says of a plan beside its drawings."""

    frame: Text
    quarters: tuple[QuarterLine, ...]
    left_out: tuple[LeftOutLine, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What the short lengths show in place of pages.

    `outlook` has a line each for the plan, the exposure and the savings, where there are any.
    `gates_holding` counts the gates that cap the declared grade; the fields ending in `_more`
    count what the lists leave to the full report.
    """

    profile: tuple[FactLine, ...]
    gates_holding: int
    evidence: tuple[EvidenceCount, ...]
    gaps: tuple[Gap, ...]
    rules: tuple[RuleCard, ...]
    outlook: tuple[FactLine, ...]
    held: tuple[HeldLine, ...]
    held_more: int
    wanted: tuple[WantedLine, ...]
    wanted_more: int
    plan: PlanLine | None
    goods: tuple[GoodLine, ...]
    goods_more: int
    trades: tuple[TradeLine, ...]
    trades_more: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question with all that was said to it; `papers` is None where none count."""

    row: QuestionRow
    text: Text
    state: Text
    value: Figure
    weight: str
    claimed: Text | None
    papers: ProofRow | None


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """A domain's answers; `left_out` are the topics that do not apply by the profile."""

    title: Text
    rows: tuple[AnswerRow, ...]
    left_out: tuple[Text, ...]

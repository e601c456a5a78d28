"""What the sheets of the results workbook are made of: values, columns, what columns mean."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import NamedTuple

from app.domain.portfolio.ranking import Places
from app.domain.portfolio.standing import Standing
from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.text import Text
from app.i18n import label
from app.spreadsheets.quick_rows import Cell

Row = Sequence[Cell]

# How figures are written: whole, points, shares, money, days; text has none.
WHOLE, POINTS, SHARE, MONEY, DAY, WORDS = "0", "0.00", "0%", "#,##0.00", "yyyy-mm-dd", ""
# Scores are cut to so many parts of a point, so that none reads as the threshold it misses.
_PARTS = 100
NARROW, MIDDLE, WIDE = 11, 16, 34


class Earlier(NamedTuple):
    """How the same enterprise stood in the batch before; scores in points, None without one."""

    declared: float | None
    proved: float | None
    grade: str | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored enterprise of the batch; `before` is None where it was not scored last time."""

    number: int
    key: str
    standing: Standing
    places: Places | None
    before: Earlier | None


@dataclass(frozen=True, slots=True)
class Content:
    """What the ids in a standing mean. `compared` says that there is a batch before."""

    questionnaire: Questionnaire
    rules: RuleBook
    day: date
    compared: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it means where the heading does not say, width, format."""

    heading: Text
    format: str = WORDS
    width: int = NARROW
    meaning: Text | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name and columns, and the rows that it has of one enterprise."""

    name: Text
    columns: tuple[Column, ...]
    rows: Callable[[Scored], Iterable[Row]]
    frozen: int = 2


def cut(points: float | None) -> float | None:
    """A score as the workbook has it: cut to two decimals."""
    return None if points is None else floor(round(points, 9) * _PARTS) / _PARTS


KEY = Column(
    label(N_("Code or key")),
    WORDS,
    22,
    label(N_("The credit code, or the number that the sheet handed in gave the enterprise.")),
)
NAME = Column(label(N_("Enterprise name")), WORDS, WIDE)


def marked(column: str, meaning: str, format_: str = POINTS) -> Column:
    """A column whose meaning has to be said."""
    return Column(label(column), format_, NARROW, label(meaning))


def identity() -> tuple[Column, ...]:
    """Who it is, as it said itself."""
    return (
        marked(N_("No."), N_("The enterprise's place in the batch, as handed in."), WHOLE),
        KEY,
        Column(label(N_("Name in Chinese")), WORDS, WIDE),
        Column(label(N_("Name in English")), WORDS, WIDE),
        Column(label(N_("Province"))),
        Column(label(N_("Region"))),
        Column(label(N_("Sector")), WORDS, MIDDLE),
        Column(label(N_("Size")), WORDS, MIDDLE),
        Column(label(N_("Employees")), WHOLE),
        Column(label(N_("Export markets")), WORDS, MIDDLE),
    )


def figures() -> tuple[Column, ...]:
    """How it stands."""
    return (
        marked(N_("Declared score"), N_("0 to 100, taking every answer as given.")),
        marked(N_("Declared grade"), N_("After gates and caps, which may hold it down."), WORDS),
        marked(N_("Proved score"), N_("0 to 100, counting what papers support.")),
        marked(N_("Proved grade"), N_("The grade of the proved score."), WORDS),
        marked(
            N_("Possible score"),
            N_("0 to 100, if every open question were at its best."),
        ),
        marked(
            N_("Provisional score"),
            N_("Too much is open, or set aside as not applicable, for a firm score."),
            WORDS,
        ),
        marked(N_("Answered"), N_("The weighted share of the questions with an answer."), SHARE),
        marked(
            N_("Evidence share"),
            N_("How much of what is declared is proved; empty where nothing is declared."),
            SHARE,
        ),
        marked(N_("Place"), N_("By the declared score; equal scores share it."), WHOLE),
        marked(
            N_("Place from"),
            N_("The best place the enterprise may truly have, as its score lies between what it "
               "proved and what is possible."),
            WHOLE,
        ),
        marked(N_("Place to"), N_("The last place it may truly have."), WHOLE),
    )  # fmt: skip


CONTRADICTIONS = Column(
    label(N_("Contradictions")),
    WORDS,
    MIDDLE,
    label(N_("Checks that found answers which do not fit together, by their id.")),
)

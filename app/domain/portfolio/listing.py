"""The enterprises of a group in any order that a reader asks for, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from app.domain.portfolio.picture import Portfolio
from app.domain.portfolio.ranking import Ranked

Reading = Literal["declared", "proved"]
Row = TypeVar("Row")
PAGE = 50
PLACE, NAME, SCORE, PROVED, DOMAIN, MEASURE = (
    "place",
    "name",
    "score",
    "proved",
    "domain",
    "measure",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What to sort by: one of the columns above; `at` is the domain's or the measure's place.

    `reading` decides which scores of domains and measures count.
    """

    column: str = PLACE
    at: int = 0
    descending: bool = False
    reading: Reading = "declared"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page: the rows, its number from 1 and how many pages there are."""

    rows: tuple[Row, ...]
    number: int
    pages: int


def listed(portfolio: Portfolio, order: Order) -> tuple[Ranked, ...]:
    """Everybody in that order, equals by their place; those without a value always at the end."""
    if order.column == PLACE:
        return _by_place(portfolio.ranking, descending=order.descending)
    if order.column == NAME:
        by_name = sorted(portfolio.ranking, key=_name, reverse=order.descending)
        return tuple(by_name)
    value = _value(order)
    known = [r for r in portfolio.ranking if value(r) is not None]
    known.sort(key=lambda r: value(r) or 0.0, reverse=order.descending)
    return (*known, *(r for r in portfolio.ranking if value(r) is None))


def page_of(rows: Sequence[Row], number: int) -> Page[Row]:
    """The page of that number, or the nearest there is."""
    pages = max(1, -(-len(rows) // PAGE))
    number = min(max(number, 1), pages)
    start = (number - 1) * PAGE
    return Page(tuple(rows[start : start + PAGE]), number, pages)


def score_of(ranked: Ranked, order: Order) -> float | None:
    """The score in the order's column: of a domain or a measure in its reading, or the whole."""
    return _value(order)(ranked)


def _by_place(ranking: Sequence[Ranked], *, descending: bool) -> tuple[Ranked, ...]:
    if not descending:
        return tuple(ranking)
    placed = [r for r in ranking if r.place is not None]
    return (*reversed(placed), *(r for r in ranking if r.place is None))


def _name(ranked: Ranked) -> tuple[str, str]:
    name = ranked.participant.name
    return name.zh or name.en, ranked.participant.key


def _value(order: Order) -> Callable[[Ranked], float | None]:
    at = order.at
    match order.column, order.reading:
        case "domain", "declared":
            return lambda r: r.participant.scores.domains[at]
        case "domain", _:
            return lambda r: r.participant.proved_scores.domains[at]
        case "measure", "declared":
            return lambda r: r.participant.scores.measures[at]
        case "measure", _:
            return lambda r: r.participant.proved_scores.measures[at]
        case "proved", _:
            return lambda r: r.participant.proved.score
        case _:
            return lambda r: r.participant.declared.score

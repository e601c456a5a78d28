"""What the address of a portfolio page asks for: filters, order, page; and addresses like it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from flask import request, url_for

from app.domain.portfolio.filters import NOT_KNOWN, Filters
from app.domain.portfolio.listing import (
    DOMAIN,
    MEASURE,
    NAME,
    PLACE,
    PROVED,
    SCORE,
    Order,
    Reading,
)
from app.domain.portfolio.sizes import SIZE_TEXTS
from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.text import Text
from app.i18n import label

MAX_TEXT = 100
RANKING, DOMAINS, MEASURES = "ranking", "domains", "measures"
VIEWS = (RANKING, DOMAINS, MEASURES)
FILTER_NAMES = {
    "sector": N_("Sector"),
    "province": N_("Province"),
    "region": N_("Region"),
    "size": N_("Size"),
    "market": N_("Market"),
    "grade": N_("Declared grade"),
    "search": N_("Name or code"),
}
_BY_TEXT = frozenset({PLACE, NAME})


@dataclass(frozen=True, slots=True)
class Query:
    """One page's question. `sort` is a column of the listing, or a domain's or measure's id."""

    batch_id: str
    filters: Filters
    view: str = RANKING
    sort: str = PLACE
    descending: bool = False
    reading: Reading = "declared"
    page: int = 1

    def order(self, questionnaire: Questionnaire) -> Order:
        """The order asked for; by place where the column is not known."""
        domains = [domain.id for domain in questionnaire.domains]
        measures = [str(measure.id) for measure in questionnaire.measures]
        for column, ids in ((DOMAIN, domains), (MEASURE, measures)):
            if self.sort in ids:
                return Order(column, ids.index(self.sort), self.descending, self.reading)
        known = self.sort in (PLACE, NAME, SCORE, PROVED)
        return Order(self.sort if known else PLACE, 0, self.descending, self.reading)

    def url(self, endpoint: str, **changes: object) -> str:
        """The address of `endpoint` asking the same but for the changes.

        The page is the first again unless it is what changes; defaults are left out.
        """
        asked = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        given: dict[str, object] = dict(asked.filters.active)
        for name in ("view", "sort", "reading", "page"):
            if getattr(asked, name) != getattr(_DEFAULT, name):
                given[name] = getattr(asked, name)
        if asked.descending:
            given["order"] = "desc"
        return url_for(endpoint, batch_id=self.batch_id, **given)  # type: ignore[arg-type]

    def without(self, endpoint: str, name: str) -> str:
        """The same without one filter."""
        return self.url(endpoint, filters=replace(self.filters, **{name: ""}))

    def unfiltered(self, endpoint: str) -> str:
        """The same without any filter."""
        return self.url(endpoint, filters=Filters())

    def sorted_by(self, endpoint: str, column: str) -> str:
        """The same sorted by a column: scores begin with the highest, a second time turns round."""
        if column == self.sort:
            return self.url(endpoint, descending=not self.descending)
        return self.url(endpoint, sort=column, descending=column not in _BY_TEXT)

    def direction(self, column: str) -> str:
        """What `aria-sort` says of the column."""
        if column != self.sort:
            return "none"
        return "descending" if self.descending else "ascending"


_DEFAULT = Query("", Filters())


def asked(batch_id: str) -> Query:
    """The query of this request; what it does not know it passes over."""
    given = request.args
    texts = {f.name: given.get(f.name, "").strip()[:MAX_TEXT] for f in fields(Filters)}
    view, reading = given.get("view", RANKING), given.get("reading", "declared")
    return Query(
        batch_id,
        Filters(**texts),
        view if view in VIEWS else RANKING,
        given.get("sort", PLACE)[:MAX_TEXT],
        given.get("order") == "desc",
        "proved" if reading == "proved" else "declared",
        max(given.get("page", 1, type=int), 1),
    )


def names_of(questionnaire: Questionnaire, name: str) -> Mapping[str, Text]:
    """What the values of a filter are called, in the order in which to offer them."""
    content = questionnaire
    unknown = {NOT_KNOWN: label(N_("Not stated"))}
    match name:
        case "sector":
            return {**content.sectors, **unknown}
        case "province":
            return {**{p.id: p.text for p in content.provinces.values()}, **unknown}
        case "region":
            return {**content.regions, **unknown}
        case "size":
            return {**{size: label(text) for size, text in SIZE_TEXTS.items()}, **unknown}
        case "market":
            return {**_markets(content), **unknown}
        case _:
            grades = {g.id: Text(g.id, g.id) for g in content.scoring.grades}
            return {**grades, NOT_KNOWN: label(N_("No score"))}


def _markets(questionnaire: Questionnaire) -> dict[str, Text]:
    return {option.id: option.text for option in questionnaire.profile.options("markets")}

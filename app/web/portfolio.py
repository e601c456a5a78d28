"""The picture of a whole batch: its portfolio, its enterprises in any order, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain.portfolio.amounts import Amounts
from app.domain.portfolio.changes import Change
from app.domain.portfolio.distribution import Spread
from app.domain.portfolio.due import DueDate
from app.domain.portfolio.filters import Filters, choices
from app.domain.portfolio.findings import SharedAction, WeakQuestion
from app.domain.portfolio.listing import Page, listed, page_of
from app.domain.portfolio.participant import Columns, Participant
from app.domain.portfolio.picture import Portfolio
from app.domain.portfolio.ranking import Ranked
from app.domain.questionnaire import Action, Question
from app.domain.rules import Milestone, Rule
from app.domain.text import Text
from app.reporting.portfolio.charting import readings_of, spread_chart
from app.reporting.portfolio.charts import shade
from app.services import portfolio as service
from app.services.batches import Batch
from app.services.portfolio import Group
from app.web.access import Rule as Access
from app.web.access import batch, open_to
from app.web.context import services
from app.web.drawings import GROUP, drawing
from app.web.portfolio_query import DOMAINS, FILTER_NAMES, MEASURES, Query, asked, names_of

portfolios = Blueprint("portfolio", __name__, url_prefix="/batches/<batch_id>")
TOP = 10


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as the form offers it: (value, text, how many) of each choice."""

    name: str
    label: str
    chosen: str
    options: tuple[tuple[str, Text, int], ...]


@dataclass(frozen=True, slots=True)
class DueRule:
    """A rule's date with the texts behind its ids."""

    due: DueDate
    rule: Rule
    milestone: Milestone


class PortfolioPage:
    """What all pages of a portfolio show: the batch, the filters, the picture."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.batch: Batch = batch()
        self.query: Query = asked(self.batch.public_id)
        self.group: Group = service.group(services(), self.batch)
        self.found: Portfolio = service.portfolio(services(), self.batch, self.query.filters)
        self.questionnaire = self.group.questionnaire

    @cached_property
    def filter_fields(self) -> list[FilterField]:
        """The filters that have anything to choose from."""
        return [field for name in FILTER_NAMES if (field := self._filter(name)).options]

    @property
    def active(self) -> list[tuple[str, str, Text]]:
        """The filters in use: (name, label, what is chosen)."""
        given = self.query.filters.active
        return [(name, FILTER_NAMES[name], self.chosen(name, given[name])) for name in given]

    def chosen(self, name: str, value: str) -> Text:
        """A filter's value in words."""
        return self._names(name).get(value, Text(value, value))

    def sector(self, participant: Participant) -> Text:
        """The participant's sector in words, empty where it is not known."""
        return self.questionnaire.sectors.get(participant.sector, Text("", ""))

    def province(self, participant: Participant) -> Text:
        """The participant's province in words, empty where it is not known."""
        found = self.questionnaire.provinces.get(participant.province)
        return found.text if found else Text("", "")

    def _names(self, name: str) -> dict[str, Text]:
        return {} if name == "search" else dict(names_of(self.questionnaire, name))

    def _filter(self, name: str) -> FilterField:
        counts = {} if name == "search" else choices(self.group.participants, name)
        offered = [(v, text, counts[v]) for v, text in self._names(name).items() if v in counts]
        chosen = getattr(self.query.filters, name)
        return FilterField(name, FILTER_NAMES[name], chosen, tuple(offered))


class Overview(PortfolioPage):
    """The findings on one page; of long lists the first `top`, with the rest at hand."""

    top = TOP

    def with_grade(self, grade: str) -> Filters:
        """The filters of this page, narrowed to those with the declared grade."""
        return replace(self.query.filters, grade=grade)

    def chart(self) -> Markup | None:
        """The spread of the scores; None where nobody has one."""
        chart = spread_chart(self.questionnaire, self.found, self.spreads())
        return None if chart is None else drawing("spread", chart, charts=GROUP)

    def spreads(self) -> tuple[tuple[Text, Spread], ...]:
        """The readings with their spreads, as far as there are any."""
        return readings_of(self.found)

    def questions(self) -> list[tuple[Question, WeakQuestion]]:
        """The weakest questions, those first that cost the group most."""
        by_id = self.questionnaire.by_question
        return [(by_id[found.id], found) for found in self.found.questions]

    def actions(self) -> list[tuple[Action, SharedAction]]:
        """The most valuable actions."""
        by_id = self.questionnaire.by_action
        return [(by_id[found.id], found) for found in self.found.actions]

    def due(self, months: int) -> list[DueRule]:
        """The dates that fall within so many months, 6, or from there up to 12."""
        dates = [due for due in self.found.due if due.months == months]
        rules = [self.group.rules.rule(due.rule) for due in dates]
        return [
            DueRule(due, rule, rule.milestones[due.at])
            for due, rule in zip(dates, rules, strict=True)
        ]

    @property
    def amounts(self) -> Amounts:
        """CBAM exposure and FTA savings in sums."""
        return self.found.amounts


class Enterprises(PortfolioPage):
    """The enterprises, a page at a time: ranked, or as a heat map of domains or measures."""

    @cached_property
    def page(self) -> Page[Ranked]:
        """The rows to show."""
        rows = listed(self.found, self.query.order(self.questionnaire))
        return page_of(rows, self.query.page)

    @cached_property
    def columns(self) -> list[tuple[str, Text, Text]]:
        """The heat map's columns: (id, what stands above, the title in full).

        A measure that no question scores has none.
        """
        if self.query.view == DOMAINS:
            return [(d.id, d.short, d.title) for d in self.questionnaire.domains]
        numbers = [(str(m.id), m.title) for m in self.questionnaire.measures if m.scored]
        return [(id_, Text(id_, id_), title) for id_, title in numbers]

    def cells(self, participant: Participant) -> Sequence[float | None]:
        """The participant's scores below the columns."""
        declared = self.query.reading == "declared"
        scores: Columns = participant.scores if declared else participant.proved_scores
        if self.query.view == DOMAINS:
            return scores.domains
        return tuple(compress(scores.measures, self._scored))

    @property
    def means(self) -> list[float | None]:
        """The group's means below the columns."""
        averages = self.found.domains
        if self.query.view == MEASURES:
            averages = tuple(compress(self.found.measures, self._scored))
        return [a.declared if self.query.reading == "declared" else a.proved for a in averages]

    @cached_property
    def _scored(self) -> list[bool]:
        return [measure.scored for measure in self.questionnaire.measures]

    @staticmethod
    def heat(score: float | None) -> str:
        """The class of a cell: five steps from pale for low to strong for high."""
        if score is None:
            return "heat-none"
        return f"heat-{shade(score)}"


class ChangesPage(PortfolioPage):
    """Enterprise by enterprise, this batch beside the one before."""

    @cached_property
    def earlier(self) -> str:
        """The name of the batch before; empty without one."""
        found = service.previous(services(), self.batch)
        return found.name if found else ""

    @cached_property
    def page(self) -> Page[Change]:
        """Those in both, the largest rise first, or the largest fall where that is asked for."""
        found = self.found.changes.both if self.found.changes else ()
        return page_of(found[::-1] if self.query.descending else found, self.query.page)


@portfolios.get("/portfolio")
@open_to(Access.OWNER)
def portfolio() -> ResponseReturnValue:
    """The findings about the whole group."""
    return render_template("portfolio/portfolio.html", page=Overview("portfolio.portfolio"))


@portfolios.get("/portfolio/enterprises")
@open_to(Access.OWNER)
def enterprises() -> ResponseReturnValue:
    """Everybody, in the order asked for."""
    page = Enterprises("portfolio.enterprises")
    heat = page.query.view in (DOMAINS, MEASURES)
    name = "portfolio/heat.html" if heat else "portfolio/ranking.html"
    return render_template(name, page=page)


@portfolios.get("/portfolio/changes")
@open_to(Access.OWNER)
def changes() -> ResponseReturnValue:
    """What changed since the batch before."""
    return render_template("portfolio/changes.html", page=ChangesPage("portfolio.changes"))

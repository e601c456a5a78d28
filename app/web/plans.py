"""The plan: its frame and decisions, the quarters that follow, calendar and spreadsheet."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain.assessment import Result
from app.domain.planning.request import MAX_QUARTERS, MIN_QUARTERS
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Action, Variable
from app.domain.reading import shown
from app.domain.reasons import undecided
from app.domain.scoring import State
from app.domain.text import Lang, Text
from app.i18n import label
from app.reporting import planning_words
from app.reporting.building.plan_drawings import plan_bars, plan_days, plan_path
from app.reporting.calendar import calendar
from app.reporting.document import Document
from app.reporting.planning_shape import (
    Band,
    LeftOutEntry,
    PlanEntry,
    PlannedEntry,
    RuleOutlook,
)
from app.reporting.wording import number_of
from app.reporting.workbook import workbook
from app.services import results
from app.services.inputs import PLAN
from app.services.plans import make_plan
from app.web import inputs
from app.web.access import Rule, draft, open_to
from app.web.context import services
from app.web.downloads import XLSX, download
from app.web.drawings import drawing, source_of
from app.web.forms import words
from app.web.forms.entries import EntryForm
from app.web.forms.plan import (
    BUDGET_PER_TEXTS,
    DONE,
    EXCLUDED,
    PlanForm,
    plan_data,
    plan_form,
    plan_words,
)
from app.web.language import as_lang, language
from app.web.limits import PLANNING, limiter
from app.web.templating import own_text

plans = Blueprint("plans", __name__, url_prefix="/assessments/<public_id>")


class PlanPage(inputs.InputPage):
    """Frame, decisions and the plan made of them."""

    template = "planning/plan.html"
    endpoint = "plans.plan"
    names: ClassVar[Mapping[str, str]] = {PLAN: N_("Plan")}
    title_message = N_("Roadmap: what to do first, by when, at what cost")

    @cached_property
    def document(self) -> Document:
        """The assessment with its plan."""
        return results.document(services(), self.draft)

    @property
    def plan(self) -> PlanEntry | None:
        """The plan as it stands; None without one."""
        return self.document.plan

    @property
    def has_outcome(self) -> bool:
        return self.plan is not None

    @cached_property
    def result(self) -> Result:
        """What the scorer says of the answers."""
        return results.evaluated(self.draft)

    def stale(self) -> dict[str, tuple[Problem, ...]]:
        found = super().stale()
        request = self.draft.assessment.plan
        if not found and request is not None and self.plan is None:
            questionnaire, rules = self.draft.questionnaire, self.draft.rules
            try:
                make_plan(questionnaire, rules, self.result, request)
            except InvalidInput as error:
                return {PLAN: error.problems}
        return found

    def charts(self) -> list[Markup]:
        """The actions over the quarters, a drawing a domain, and the days of the rules."""
        assert self.plan is not None
        source = source_of(self.draft, self.result, self.document)
        found = (*plan_bars(source, self.plan), *plan_days(source, self.plan))
        return [drawing("gantt", chart, number) for number, chart in enumerate(found, 1)]

    def path(self) -> Markup | None:
        """The score from quarter to quarter."""
        assert self.plan is not None
        found = plan_path(source_of(self.draft, self.result, self.document), self.plan)
        return drawing("path", found) if found else None

    def action(self, id_: str) -> Action:
        """The action with that id."""
        return self.draft.questionnaire.by_action[id_]

    def cost(self, id_: str) -> Text:
        """What an action costs, as a band."""
        return self.draft.questionnaire.cost_bands[self.action(id_).cost_band].text

    def role(self, id_: str) -> Text:
        """Who does it."""
        return self.draft.questionnaire.roles[self.action(id_).role]

    @cached_property
    def planned(self) -> dict[str, PlannedEntry]:
        """The planned actions by id."""
        return {entry.action: entry for entry in self.plan.actions} if self.plan else {}

    def effort(self, id_: str) -> Text:
        """The staff days it takes."""
        return number_of(self.action(id_).effort_days, N_("{n} staff day"), N_("{n} staff days"))

    def weeks(self, id_: str) -> Text:
        """How long it takes from start to end."""
        return number_of(self.action(id_).elapsed_weeks, N_("{n} week"), N_("{n} weeks"))

    def cost_of(self, band: Band) -> Text:
        """A range of money in the questionnaire's currency."""
        return planning_words.cost(band, self.draft.questionnaire.currency)

    def whole_cost(self) -> Text:
        """The whole plan's cost."""
        assert self.plan is not None
        costs = [quarter.cost for quarter in self.plan.quarters]
        return self.cost_of(Band(sum(c.low for c in costs), sum(c.high for c in costs)))

    def whole_days(self) -> str:
        """The whole plan's staff days."""
        assert self.plan is not None
        return self.tenths(sum(quarter.staff_days for quarter in self.plan.quarters))

    def tenths(self, days: float) -> str:
        """Staff days with one decimal where they need it."""
        return shown(round(days, 1))

    def quality(self) -> Text:
        """How good the plan is proved to be."""
        assert self.plan is not None
        return planning_words.quality(self.plan)

    def lacking(self) -> Text | None:
        """What would do to reach the target grade."""
        assert self.plan is not None
        return planning_words.lacking(self.plan, self.draft.questionnaire.currency)

    def outlook(self, rule: RuleOutlook) -> Text:
        """What becomes of a rule under the plan."""
        return planning_words.outlook(rule)

    def quarters(self) -> list[tuple[str, str]]:
        """How many quarters may be planned."""
        return [(str(n), str(n)) for n in range(MIN_QUARTERS, MAX_QUARTERS + 1)]

    def spans(self) -> list[tuple[str, str]]:
        """What a budget may be for."""
        return [(per.value, own_text(label(text))) for per, text in BUDGET_PER_TEXTS.items()]

    def grades(self) -> list[tuple[str, str]]:
        """The grades to aim for."""
        none = ("", own_text(label(N_("None: the most points"))))
        return [none, *((g.id, g.id) for g in self.draft.questionnaire.scoring.grades)]

    def opened(self, form: PlanForm, left: Sequence[LeftOutEntry]) -> bool:
        """Whether something stands in a folded list that must be seen."""
        return any(form[entry.action].errors or form[entry.action].data for entry in left)

    def options(self, form: PlanForm, id_: str) -> list[tuple[str, Text]]:
        """What may be decided about an action; what was typed is among it, right or wrong."""
        offered = [str(n) for n in range(1, MAX_QUARTERS + 1)]
        typed = form.quarters.data
        quarters = offered[: offered.index(typed) + 1] if typed in offered else []
        given = form[id_].data or ""
        if given and given not in (*quarters, EXCLUDED, DONE):
            quarters.append(given)
        return [
            ("", label(N_("The plan decides"))),
            *((n, label(N_("Start in quarter {n}"), n=n)) for n in quarters),
            (EXCLUDED, label(N_("Leave out"))),
            (DONE, label(N_("Done already"))),
        ]

    def settled(self, form: PlanForm) -> list[str]:
        """Actions neither planned nor left out about which something is decided."""
        plan = self.plan
        shown: set[str] = set()
        if plan is not None:
            shown = {a.action for a in plan.actions} | {out.action for out in plan.left_out}
        return [id_ for id_ in form.decided if id_ not in shown]

    def left_out(self) -> list[tuple[Text, Sequence[LeftOutEntry]]]:
        """The actions left out by their reason, in the order in which reasons can be changed."""
        groups: dict[Text, list[LeftOutEntry]] = {}
        if self.plan is not None:
            for reason in (EXCLUDED, "prerequisite", *planning_words.REASONS):
                for entry in self.plan.left_out:
                    if entry.reason == reason:
                        group = groups.setdefault(planning_words.reason(self.plan, entry), [])
                        if entry not in group:
                            group.append(entry)
        return list(groups.items())

    def facts_missing(self, id_: str) -> tuple[Variable, ...]:
        """The facts that decide whether what an action waits for concerns the enterprise."""
        items = {item.question.id: item for item in self.result.items}
        profile = self.draft.questionnaire.profile
        found: dict[str, Variable] = {}
        for need in self.action(id_).after:
            item = items[self.action(need).question]
            applies_if = item.question.applies_if
            if item.state is State.UNKNOWN and applies_if is not None:
                for variable in undecided(applies_if, profile, self.result.facts):
                    found[variable.id] = variable
        return tuple(found.values())

    def in_words(self, _: str, raw: object) -> list[words.Line]:
        assert isinstance(raw, Mapping)
        return plan_words(raw)

    def _form(self, _: str) -> tuple[type[EntryForm], dict[str, object]]:
        stored = self.draft.inputs.get(PLAN)
        return plan_form(self.draft.questionnaire), plan_data(stored, services().today)


@plans.route("/plan", methods=["GET", "POST"])
@open_to(Rule.HOLDER)
@limiter.limit(PLANNING, methods=["POST"])
def plan() -> ResponseReturnValue:
    """The plan and everything that shapes it."""
    return inputs.answer(PlanPage(draft()))


@plans.get("/plan.ics")
@open_to(Rule.HOLDER)
def plan_ics() -> ResponseReturnValue:
    """The plan's actions and the dates of the rules in scope, for a calendar."""
    document = results.document(services(), draft())
    content = calendar(draft().questionnaire, draft().rules, document, _lang())
    return download(content, "text/calendar", "ics")


@plans.get("/plan.xlsx")
@open_to(Rule.HOLDER)
def plan_xlsx() -> ResponseReturnValue:
    """The plan as a spreadsheet."""
    document = results.document(services(), draft())
    content = workbook(draft().questionnaire, draft().rules, document, _lang())
    return download(content, XLSX, "xlsx")


def _lang() -> Lang:
    """The language asked for, else the reader's own."""
    lang = as_lang(request.args.get("lang", language()))
    if lang is None:
        abort(400)
    return lang

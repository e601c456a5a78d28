"""The roadmap: what can be spent, what to do by quarter, what it brings, what is left out."""

from app.domain.problems import N_
from app.domain.reading import shown
from app.domain.text import Text
from app.reporting.building.plan_drawings import plan_bars, plan_change, plan_days, plan_path
from app.reporting.building.source import Source
from app.reporting.charts.path import BESIDE
from app.reporting.planning_shape import Band, PlanEntry, PlannedEntry, QuarterEntry, Standing
from app.reporting.planning_values import (
    LeftOutGroup,
    LeftOutRow,
    PlannedRow,
    QuarterPart,
    Reached,
    Roadmap,
    RuleLine,
)
from app.reporting.planning_words import BUDGET_PER, cost, lacking, money, outlook, quality, reason
from app.reporting.values import FactLine
from app.reporting.wording import joined, number_of, points_shown, say, score_shown

LEFT_OUT_ORDER = ("excluded", "prerequisite", "budget", "days", "time", "not_needed", "no_points")


def roadmap(source: Source) -> Roadmap | None:
    """The plan in full; None where the enterprise has not said what it can spend."""
    plan = source.document.plan
    if plan is None:
        return None
    currency = source.questionnaire.currency
    costs = [quarter.cost for quarter in plan.quarters]
    whole = Band(sum(band.low for band in costs), sum(band.high for band in costs))
    rules = _rules(source, plan)
    return Roadmap(
        frame=tuple(_frame(source, plan)),
        before=_reached(plan.before),
        after=_reached(plan.after),
        gain=_gain(plan),
        cost=cost(whole, currency),
        staff_days=_days(sum(quarter.staff_days for quarter in plan.quarters)),
        count=len(plan.actions),
        aim=_aim(plan, currency),
        quality=quality(plan),
        optimised=plan.gap is not None,
        quarters=tuple(_quarter(source, plan, quarter) for quarter in plan.quarters),
        left_out=_left_out(source, plan),
        rules=rules,
        gantt=(*plan_bars(source, plan), *plan_days(source, plan)),
        path=plan_path(source, plan, BESIDE),
        change=plan_change(source, plan),
    )


def _frame(source: Source, plan: PlanEntry) -> list[FactLine]:
    frame, currency = plan.frame, source.questionnaire.currency
    first, last = plan.quarters[0].start.isoformat(), plan.quarters[-1].end.isoformat()
    span = number_of(frame.quarters, N_("{n} quarter"), N_("{n} quarters"))
    days = number_of(frame.staff_days_per_quarter, N_("{n} staff day"), N_("{n} staff days"))
    budget = say(
        N_("{amount} {per}"),
        amount=money(frame.budget, currency),
        per=say(BUDGET_PER[frame.budget_per]),
    )
    lines = [
        FactLine(
            say(N_("Time")), say(N_("{span}, {first} to {last}"), span=span, first=first, last=last)
        ),
        FactLine(say(N_("Staff days a quarter")), days),
        FactLine(say(N_("Budget for outside costs")), budget),
        FactLine(say(N_("Aim")), _target(plan)),
    ]
    decided = (
        (N_("Counted as done"), frame.done),
        (N_("Left out by you"), frame.excluded),
        (N_("Pinned"), tuple(f"{action} → {quarter}" for action, quarter in frame.pinned.items())),
    )
    lines += [FactLine(say(topic), _ids(ids)) for topic, ids in decided if ids]
    return lines


def _ids(ids: tuple[str, ...]) -> Text:
    return joined([Text(id_, id_) for id_ in ids])


def _target(plan: PlanEntry) -> Text:
    frame = plan.frame
    if frame.target_grade is None:
        return say(N_("The rules first, then the most points"))
    if frame.target_date is None:
        return say(N_("Grade {grade} at the least cost"), grade=frame.target_grade)
    return say(
        N_("Grade {grade} by {day} at the least cost"),
        grade=frame.target_grade,
        day=frame.target_date.isoformat(),
    )


def _aim(plan: PlanEntry, currency: str) -> Text | None:
    """Whether the target is reached, or what lacks; None without a target."""
    if plan.frame.target_grade is None:
        return None
    short = lacking(plan, currency)
    if short is None:
        return say(N_("Grade {grade} is reached."), grade=plan.frame.target_grade)
    return short


def _reached(standing: Standing | QuarterEntry) -> Reached:
    return Reached(
        score_shown(standing.score),
        standing.grade,
        score_shown(standing.proved_score),
        standing.proved_grade,
    )


def _gain(plan: PlanEntry) -> str:
    """The difference of the scores as they are shown, so that the three figures add up."""
    if plan.before.score is None or plan.after.score is None:
        return points_shown(None)
    before, after = (float(score_shown(at.score)) for at in (plan.before, plan.after))
    return f"+{points_shown(after - before)}"


def _days(days: float) -> str:
    return shown(round(days, 1))


def _quarter(source: Source, plan: PlanEntry, quarter: QuarterEntry) -> QuarterPart:
    planned = {entry.action: entry for entry in plan.actions}
    return QuarterPart(
        quarter.number,
        quarter.start.isoformat(),
        quarter.end.isoformat(),
        tuple(_row(source, planned[id_]) for id_ in quarter.actions),
        cost(quarter.cost, source.questionnaire.currency),
        _days(quarter.staff_days),
        _reached(quarter),
    )


def _row(source: Source, entry: PlannedEntry) -> PlannedRow:
    questionnaire = source.questionnaire
    action = questionnaire.by_action[entry.action]
    return PlannedRow(
        id=action.id,
        title=action.title,
        role=questionnaire.roles[action.role],
        effort=shown(action.effort_days),
        cost=questionnaire.cost_bands[action.cost_band].text,
        until=entry.last_quarter if entry.last_quarter > entry.first_quarter else None,
        pinned=entry.pinned,
        has_sheet=action.id in source.sheet_ids,
    )


def _left_out(source: Source, plan: PlanEntry) -> tuple[LeftOutGroup, ...]:
    """The actions left out, by reason; first those that a decision of the enterprise left out."""
    groups: dict[Text, list[LeftOutRow]] = {}
    for kind in LEFT_OUT_ORDER:
        for entry in plan.left_out:
            if entry.reason == kind:
                title = source.questionnaire.by_action[entry.action].title
                groups.setdefault(reason(plan, entry), []).append(LeftOutRow(entry.action, title))
    return tuple(LeftOutGroup(text, tuple(rows)) for text, rows in groups.items())


def _rules(source: Source, plan: PlanEntry) -> tuple[RuleLine, ...]:
    return tuple(
        RuleLine(
            entry.rule,
            source.rules.rule(entry.rule).title,
            entry.due.isoformat(),
            outlook(entry),
            entry.met,
        )
        for entry in plan.rules
    )

"""The charts of the roadmap, each with a description that says the same in words."""

from datetime import date, timedelta

from app.domain.problems import N_
from app.domain.text import Text
from app.reporting.building.source import Source
from app.reporting.charts.gantt import Due, Gantt, Task, due_days, gantt
from app.reporting.charts.path import ScorePath, Stand, score_path
from app.reporting.planning_shape import PlanEntry
from app.reporting.planning_words import outlook
from app.reporting.wording import cut, joined, say, score_shown

# How many characters fit beside a bar.
CUT_ZH, CUT_EN = 16, 35
# How many rows a drawing has at most, so that pages break between drawings.
ROWS = 6


def plan_bars(source: Source, plan: PlanEntry) -> tuple[Gantt, ...]:
    """One drawing a domain that has planned actions, or several that continue each other."""
    questionnaire = source.questionnaire
    groups: list[Gantt] = []
    for domain in questionnaire.domains:
        tasks = [
            Task(
                entry.action,
                cut(questionnaire.by_action[entry.action].title, CUT_ZH, CUT_EN),
                entry.first_quarter,
                entry.last_quarter,
                entry.pinned,
            )
            for entry in plan.actions
            if source.question(questionnaire.by_action[entry.action].question).domain == domain.id
        ]
        for first in range(0, len(tasks), ROWS):
            rows = tasks[first : first + ROWS]
            words = joined([_runs(task) for task in rows], "；", "; ")
            groups.append(gantt(domain.short, rows, plan.frame.quarters, words, headed=not first))
    return tuple(groups)


def plan_days(source: Source, plan: PlanEntry) -> tuple[Gantt, ...]:
    """The due days of the rules that fall into the plan, if any."""
    days = [
        Due(
            entry.rule,
            cut(source.rules.rule(entry.rule).title, CUT_ZH, CUT_EN),
            entry.due,
            bool(entry.met),
        )
        for entry in plan.rules
    ]
    message = N_("{rule}, {day}: {outlook}")
    said = [
        say(message, rule=entry.rule, day=entry.due.isoformat(), outlook=outlook(entry))
        for entry in plan.rules
    ]
    found = due_days(say(N_("Due days of rules")), days, _edges(plan), joined(said, "；", "; "))
    return (found,) if found else ()


def plan_path(source: Source, plan: PlanEntry) -> ScorePath | None:
    """The score today and at the end of each quarter."""
    ends = [(str(quarter.number), quarter) for quarter in plan.quarters]
    before = plan.before
    stands = [Stand("0", before.score, before.proved_score, score_shown(before.score))]
    stands += [Stand(n, at.score, at.proved_score, score_shown(at.score)) for n, at in ends]
    start = say(N_("Before the plan {score}"), score=score_shown(plan.before.score))
    message = N_("after quarter {n} {score}, proved {proved}")
    later = [
        say(
            message,
            n=label,
            score=score_shown(at.score),
            proved=score_shown(at.proved_score),
        )
        for label, at in ends
    ]
    grades = [(grade.id, grade.minimum) for grade in source.document.scoring.grades]
    return score_path(stands, grades, joined([start, *later], "；", "; "))


def _edges(plan: PlanEntry) -> list[date]:
    """The first day of each quarter, and the day after the last."""
    return [
        *(quarter.start for quarter in plan.quarters),
        plan.quarters[-1].end + timedelta(days=1),
    ]


def _runs(task: Task) -> Text:
    return say(
        N_("{action}: quarters {first} to {last}"),
        action=task.id,
        first=task.first,
        last=task.last,
    )

"""The charts of the roadmap, each with a description that says the same in words."""

from datetime import date, timedelta
from math import ceil

from app.domain.problems import N_
from app.domain.text import Text
from app.reporting.building.source import Source
from app.reporting.charts.base import WIDTH
from app.reporting.charts.dumbbell import Change, Dumbbell, dumbbell
from app.reporting.charts.gantt import Due, Gantt, Task, due_days, gantt
from app.reporting.charts.path import ScorePath, Stand, score_path
from app.reporting.planning_shape import DomainStanding, PlanEntry, Standing
from app.reporting.planning_words import outlook
from app.reporting.wording import joined, say, score_shown

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
                questionnaire.by_action[entry.action].title,
                entry.first_quarter,
                entry.last_quarter,
                entry.pinned,
            )
            for entry in plan.actions
            if source.question(questionnaire.by_action[entry.action].question).domain == domain.id
        ]
        pieces = ceil(len(tasks) / ROWS)
        for piece in range(pieces):  # as even as can be: no row or two alone on the next page
            first, end = (len(tasks) * n // pieces for n in (piece, piece + 1))
            rows = tasks[first:end]
            words = joined([_runs(task) for task in rows], "；", "; ")
            groups.append(gantt(domain.short, rows, plan.frame.quarters, words, headed=not piece))
    return tuple(groups)


def plan_days(source: Source, plan: PlanEntry) -> tuple[Gantt, ...]:
    """The due days of the rules that fall into the plan, if any."""
    days = [
        Due(
            entry.rule,
            source.rules.rule(entry.rule).title,
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


def plan_path(source: Source, plan: PlanEntry, width: float = WIDTH) -> ScorePath | None:
    """The score today and at the end of each quarter; `width` is that of the drawing."""
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
    return score_path(stands, grades, joined([start, *later], "；", "; "), width)


def plan_change(source: Source, plan: PlanEntry) -> Dumbbell | None:
    """The whole score and each domain before and after the plan.

    None where the plan says nothing of domains, as in documents written before it did.
    """
    if not plan.domains:
        return None
    names = {domain.id: domain.short for domain in source.questionnaire.domains}
    changes = [
        _change(say(N_("Score")), plan.before, plan.after),
        *(_change(names[entry.domain], entry.before, entry.after) for entry in plan.domains),
    ]
    return dumbbell(changes, joined([_moves(change) for change in changes], "；", "; "))


def _change(
    label: Text, before: Standing | DomainStanding, after: Standing | DomainStanding
) -> Change:
    return Change(
        label,
        before.score,
        after.score,
        before.proved_score,
        after.proved_score,
        score_shown(before.score),
        score_shown(after.score),
    )


def _moves(change: Change) -> Text:
    message = N_("{label}: from {before} to {after}, proved from {proved_before} to {proved_after}")
    return say(
        message,
        label=change.label,
        before=change.before_shown,
        after=change.after_shown,
        proved_before=score_shown(change.proved_before),
        proved_after=score_shown(change.proved_after),
    )


def _edges(plan: PlanEntry) -> list[date]:
    """The first day of each quarter, and the day after the last."""
    return [
        *(quarter.start for quarter in plan.quarters),
        plan.quarters[-1].end + timedelta(days=1),
    ]


def _runs(task: Task) -> Text:
    one, several = (
        N_("{action} {title}: quarter {first}"),
        N_("{action} {title}: quarters {first} to {last}"),
    )
    return say(
        one if task.first == task.last else several,
        action=task.id,
        title=task.label,
        first=task.first,
        last=task.last,
    )

"""A timetable turned into a plan: quarter by quarter, scored by the scorer itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.planning.candidates import after_actions
from app.domain.planning.greedy import Board
from app.domain.planning.model import Duty, Model, Timetable, usage
from app.domain.planning.settling import met_duties
from app.domain.rules import Rule
from app.domain.scoring import Score, score


class Reason(StrEnum):
    """Why an action is not in the plan."""

    BUDGET = "budget"
    DAYS = "days"
    TIME = "time"
    NO_POINTS = "no_points"
    NOT_NEEDED = "not_needed"
    EXCLUDED = "excluded"
    PREREQUISITE = "prerequisite"


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action in the plan; quarters are counted from 1, both ends included."""

    action: str
    first_quarter: int
    last_quarter: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter: what starts in it, what it takes, and where the score stands at its end.

    Cost in CNY as the range of the cost bands, staff days of all that runs in it.
    """

    number: int
    start: date
    end: date
    actions: tuple[str, ...]
    finished: tuple[str, ...]
    cost_low: float
    cost_high: float
    staff_days: float
    score: Score


@dataclass(frozen=True, slots=True)
class LeftOut:
    action: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class DutyOutlook:
    """A rule that counts, its due day, and whether the plan meets it; None: due after the plan."""

    rule: Rule
    due: date
    met: bool | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What an unreachable target lacks: the least extra of one thing alone; None: not enough.

    Budget in CNY a budget span, staff days a quarter, time in quarters.
    """

    grade: str
    budget: float | None
    staff_days: float | None
    quarters: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, when, and what it brings. `gap` is the distance to the best bound, None where
    the plan was not optimised; `before` is the score with the done actions counted."""

    before: Score
    actions: tuple[PlannedAction, ...]
    quarters: tuple[Quarter, ...]
    left_out: tuple[LeftOut, ...]
    duties: tuple[DutyOutlook, ...]
    gap: float | None
    shortfall: Shortfall | None

    @property
    def after(self) -> Score:
        """The score at the end of the plan."""
        return self.quarters[-1].score

    @property
    def optimised(self) -> bool:
        return self.gap is not None


def outcome(
    model: Model, timetable: Timetable, gap: float | None, shortfall: Shortfall | None = None
) -> Plan:
    """The plan that a timetable makes."""
    by_id, pinned = model.candidates.by_id, model.request.pinned
    order = {id_: place for place, id_ in enumerate(by_id)}
    chosen = sorted(timetable, key=lambda id_: (timetable[id_], order[id_]))
    return Plan(
        model.score,
        tuple(
            PlannedAction(
                id_, timetable[id_] + 1, timetable[id_] + by_id[id_].length, id_ in pinned
            )
            for id_ in chosen
        ),
        tuple(_quarter(model, timetable, chosen, n) for n in range(model.request.quarters)),
        _left_out(model, timetable),
        _outlooks(model, timetable),
        gap,
        shortfall,
    )


def _quarter(model: Model, timetable: Timetable, chosen: list[str], number: int) -> Quarter:
    by_id, request = model.candidates.by_id, model.request
    ends = {id_: timetable[id_] + by_id[id_].length - 1 for id_ in chosen}
    starting = tuple(id_ for id_ in chosen if timetable[id_] == number)
    done = [by_id[id_].action for id_ in chosen if ends[id_] <= number]
    days, costs = usage(model, timetable)
    return Quarter(
        number + 1,
        request.quarter_start(number),
        request.quarter_end(number),
        starting,
        tuple(id_ for id_ in chosen if ends[id_] == number),
        sum(by_id[id_].cost_low for id_ in starting),
        costs[number],
        days[number],
        score(model.questionnaire, after_actions(model.items, done)),
    )


def _outlooks(model: Model, timetable: Timetable) -> tuple[DutyOutlook, ...]:
    met = {duty.rule.id for duty in met_duties(model, timetable)}

    def outlook(duty: Duty) -> DutyOutlook:
        if not duty.short:
            return DutyOutlook(duty.rule, duty.due, True)
        inside = duty.quarters is not None
        return DutyOutlook(duty.rule, duty.due, duty.rule.id in met if inside else None)

    return tuple(outlook(duty) for duty in sorted(model.duties, key=lambda d: (d.due, d.rule.id)))


def _left_out(model: Model, timetable: Timetable) -> tuple[LeftOut, ...]:
    found: list[LeftOut] = []
    for id_ in model.questionnaire.by_action:
        if id_ in model.candidates.blocked:
            reason = Reason(model.candidates.blocked[id_])
            found.append(LeftOut(id_, reason))
        elif id_ in model.candidates.by_id and id_ not in timetable:
            found.append(LeftOut(id_, _reason(model, timetable, id_)))
    return tuple(found)


def _reason(model: Model, timetable: Timetable, id_: str) -> Reason:
    by_id = model.candidates.by_id
    action = by_id[id_].action
    if any(
        by_id[other].action.question == action.question
        and by_id[other].action.target >= action.target
        for other in timetable
    ):
        return Reason.NO_POINTS
    if not _placed(model, timetable, id_, days=False, money=False):
        return Reason.TIME
    if not _placed(model, timetable, id_, days=True, money=False):
        return Reason.DAYS
    if not _placed(model, timetable, id_, days=True, money=True):
        return Reason.BUDGET
    return Reason.NOT_NEEDED


def _placed(
    model: Model, timetable: Mapping[str, int], id_: str, *, days: bool, money: bool
) -> bool:
    """Whether the action with all it needs would fit beside the timetable."""
    board = Board(model)
    for other, start in timetable.items():
        board.put(other, start)
    if not days:
        board.days = [float("inf")] * len(board.days)
    if not money:
        board.money = [float("inf")] * len(board.money)
    return board.place(id_)

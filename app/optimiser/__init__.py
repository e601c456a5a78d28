"""Solves the plan's model with HiGHS, stage after stage, each result a constraint of the next.

Every stage is bounded by nodes and a stated gap, so that the same model gives the same timetable;
the time limit is only a safety net, and where it strikes there is no solution.
"""

from dataclasses import dataclass, replace

from scipy.optimize import OptimizeResult

from app.domain.planning.goal import goal_of
from app.domain.planning.greedy import filled
from app.domain.planning.model import Model
from app.domain.planning.request import MAX_BUDGET, MAX_QUARTERS, MAX_STAFF_DAYS
from app.domain.planning.settling import settle
from app.optimiser.program import NODES, Program, Row
from app.optimiser.timetabler import GAP, Timetabler

SECONDS = 10.0
LIMIT, INFEASIBLE = 1, 2


@dataclass(frozen=True, slots=True)
class Solution:
    """A timetable, and the gap to the best bound that the stage of points (or cost) reached."""

    timetable: dict[str, int]
    gap: float


class Unsolved(Exception):
    """The safety net struck before a timetable was found."""


class Unreachable(Exception):
    """No timetable reaches the target grade."""


def optimise(model: Model, seconds: float = SECONDS) -> Solution:
    """The best timetable by the stages: rules, points or the target's cost, cost, early starts.

    Raises `Unreachable` where no timetable reaches the target grade, `Unsolved` where the safety
    net struck first.
    """
    goal = goal_of(model)
    if not model.candidates.by_id:
        if goal is not None and any(demand.least > 0 for demand in goal.demands):
            raise Unreachable
        return Solution({}, 0.0)
    tabler = Timetabler(model, seconds)
    if tabler.missed:
        fewest = _solve(tabler.program, tabler.missed, 0.0)
        tabler.program.row(tabler.missed, upper=round(fewest.fun) + 1e-6)
    if goal is None:
        best = _solve(tabler.program, tabler.points_before_costs(), GAP)
    else:
        tabler.require(goal)
        best = _solve(tabler.program, tabler.costs(), GAP)
    timetable = tabler.timetable(best.x)
    if goal is None:
        timetable = filled(model, timetable)
    return Solution(settle(model, timetable), float(best.mip_gap or 0.0))


@dataclass(frozen=True, slots=True)
class Extra:
    """The least extra of one resource alone that would reach the target; None: it would not do.

    Budget in CNY for each budget span, staff days for each quarter, time in quarters.
    """

    budget: float | None
    staff_days: float | None
    quarters: int | None


def least_extra(model: Model, seconds: float = SECONDS) -> Extra:
    """What an unreachable target lacks."""
    if not model.candidates.by_id:
        return Extra(None, None, None)
    return Extra(
        _least(model, seconds, "money", MAX_BUDGET),
        _least(model, seconds, "days", MAX_STAFF_DAYS),
        _more_quarters(model, seconds),
    )


def _least(model: Model, seconds: float, resource: str, maximum: float) -> float | None:
    tabler = Timetabler(model, seconds, resource, maximum)
    goal = goal_of(model)
    assert goal is not None
    assert tabler.extra is not None
    tabler.require(goal)
    try:
        found = _solve(tabler.program, {tabler.extra: 1.0}, GAP)
    except (Unreachable, Unsolved):
        return None
    return float(found.fun)


def _more_quarters(model: Model, seconds: float) -> int | None:
    request = model.request
    for quarters in range(request.quarters + 1, MAX_QUARTERS + 1):
        longer = replace(model, request=replace(request, quarters=quarters, target_date=None))
        goal = goal_of(longer)
        assert goal is not None
        tabler = Timetabler(longer, seconds)
        tabler.require(goal)
        try:
            _solve(tabler.program, {}, 1.0)
        except Unreachable:
            continue
        except Unsolved:
            return None
        return quarters - request.quarters
    return None


def _solve(program: Program, objective: Row, gap: float) -> OptimizeResult:
    result = program.minimise(objective, gap)
    if result.status == INFEASIBLE:
        raise Unreachable
    # A limit on nodes gives the same answer each time, one on seconds does not.
    by_the_clock = result.status == LIMIT and (result.mip_node_count or 0) < NODES
    if result.x is None or by_the_clock:
        raise Unsolved
    return result

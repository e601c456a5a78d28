"""Pins that cannot hold: each said at its field, before anything is solved."""

from collections.abc import Mapping

from app.domain.planning.model import Model, usage
from app.domain.problems import N_, Problem


def pin_problems(model: Model) -> tuple[Problem, ...]:
    """What is wrong with the pinned actions, each at `pinned.<action>`."""
    problems: list[Problem] = []
    pinned: dict[str, int] = {}
    for id_, quarter in model.request.pinned.items():
        problem = _place_problem(model, id_, quarter)
        if problem is None:
            pinned[id_] = quarter - 1
        else:
            problems.append(problem)
    problems += _order_problems(model, pinned)
    if not problems:
        problems += _capacity_problems(model, pinned)
    return tuple(problems)


def _place_problem(model: Model, id_: str, quarter: int) -> Problem | None:
    field = f"pinned.{id_}"
    candidate = model.candidates.by_id.get(id_)
    if id_ in model.candidates.blocked:
        message = N_(
            "{action} waits for an action that is excluded: unpin it or include the other."
        )
        return Problem(message, {"action": id_}, field)
    if candidate is None:
        message = N_("{action} is not open: its question does not apply or stands high enough.")
        return Problem(message, {"action": id_}, field)
    latest = model.request.quarters - candidate.length + 1
    if quarter > latest:
        message = N_(
            "{action} takes {length} quarters; to end in time it starts by quarter {latest}."
        )
        params = {"action": id_, "length": candidate.length, "latest": latest}
        return Problem(message, params, field)
    return None


def _order_problems(model: Model, pinned: Mapping[str, int]) -> list[Problem]:
    earliest = _earliest(model)
    problems: list[Problem] = []
    for id_, start in pinned.items():
        field = f"pinned.{id_}"
        if start < earliest[id_]:
            message = N_("{action} waits for {needs}: it starts in quarter {earliest} or later.")
            needs = ", ".join(model.candidates.by_id[id_].needs)
            params = {"action": id_, "needs": needs, "earliest": earliest[id_] + 1}
            problems.append(Problem(message, params, field))
            continue
        for (before, after), lag in model.candidates.lags.items():
            if after == id_ and before in pinned and start < pinned[before] + lag:
                message = N_("{action} comes before {need}, which it waits for.")
                problems.append(Problem(message, {"action": id_, "need": before}, field))
    return problems


def _earliest(model: Model) -> dict[str, int]:
    """The earliest quarter, from 0, in which each candidate can start."""
    earliest: dict[str, int] = {}
    before: dict[str, list[tuple[str, int]]] = {}
    for (need, id_), lag in model.candidates.lags.items():
        before.setdefault(id_, []).append((need, lag))

    def of(id_: str) -> int:
        if id_ not in earliest:
            earliest[id_] = max((of(need) + lag for need, lag in before.get(id_, ())), default=0)
        return earliest[id_]

    for id_ in model.candidates.by_id:
        of(id_)
    return earliest


def _capacity_problems(model: Model, pinned: Mapping[str, int]) -> list[Problem]:
    request = model.request
    days, costs = usage(model, pinned)
    problems: list[Problem] = []
    for quarter, used in enumerate(days):
        if used > request.staff_days + 1e-6:
            message = N_(
                "The actions pinned need {used} staff days in quarter {quarter}; there are {have}."
            )
            params = {
                "used": f"{used:g}",
                "quarter": quarter + 1,
                "have": f"{request.staff_days:g}",
            }
            problems.append(Problem(message, params, "pinned"))
    for span in request.budget_spans():
        spent = sum(costs[q] for q in span)
        if spent > request.budget + 1e-6:
            message = N_(
                "The actions pinned to quarters {first}–{last} may cost CNY {spent}; "
                "the budget is {have}."
            )
            params = {
                "first": span.start + 1,
                "last": span.stop,
                "spent": f"{spent:,.0f}",
                "have": f"{request.budget:,.0f}",
            }
            problems.append(Problem(message, params, "pinned"))
    return problems

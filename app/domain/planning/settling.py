"""Tidying a timetable: drop what brings nothing, then start everything as early as it can."""

from app.domain.planning.model import Duty, Model, Timetable, violations


def settle(model: Model, timetable: Timetable) -> dict[str, int]:
    """The same points and duties for the least cost, every action as early as possible.

    Dearer actions are dropped first; in the questionnaire's order among equals.
    """
    return _earlier(model, _needed(model, timetable))


def met_duties(model: Model, timetable: Timetable) -> tuple[Duty, ...]:
    """The counted duties that the timetable meets in time."""
    return tuple(duty for duty in model.counted_duties if _is_met(model, duty, timetable))


def _is_met(model: Model, duty: Duty, timetable: Timetable) -> bool:
    by_id = model.candidates.by_id
    return all(
        any(
            id_ in timetable and timetable[id_] + by_id[id_].length <= (duty.quarters or 0)
            for id_ in model.reaching(question, need)
        )
        for question, need in duty.short
    )


def _needed(model: Model, timetable: Timetable) -> dict[str, int]:
    kept = dict(timetable)
    by_id = model.candidates.by_id
    duties = met_duties(model, kept)
    order = sorted(kept, key=lambda id_: (-by_id[id_].cost_high, -by_id[id_].action.effort_days))
    changed = True
    while changed:
        changed = False
        for id_ in order:
            if id_ in kept and id_ not in model.request.pinned and _is_idle(model, id_, kept):
                fewer = {other: start for other, start in kept.items() if other != id_}
                if met_duties(model, fewer) == duties:
                    kept = fewer
                    changed = True
    return kept


def _is_idle(model: Model, id_: str, timetable: Timetable) -> bool:
    """Whether nothing waits for the action and another one reaches as high."""
    by_id = model.candidates.by_id
    action = by_id[id_].action
    if any(id_ in by_id[other].needs for other in timetable):
        return False
    return any(
        other != id_
        and by_id[other].action.question == action.question
        and by_id[other].action.target >= action.target
        and by_id[other].action.evidence >= action.evidence
        for other in timetable
    )


def _earlier(model: Model, timetable: Timetable) -> dict[str, int]:
    settled = dict(timetable)
    order = {id_: place for place, id_ in enumerate(model.candidates.by_id)}
    moved = True
    while moved:
        moved = False
        for id_ in sorted(settled, key=lambda name: (settled[name], order[name])):
            if id_ in model.request.pinned:
                continue
            for start in range(settled[id_]):
                trial = {**settled, id_: start}
                if not violations(model, trial):
                    settled = trial
                    moved = True
                    break
    return settled

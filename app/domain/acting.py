"""Open actions: which actions an assessment leaves to do, the next one of each question first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.explaining import Raiser
from app.domain.questionnaire import HALF_A_NANO, Action, Questionnaire
from app.domain.scoring import OPEN, Item, Score, State, trips

NOT_APPLYING = (State.NA_AUTO, State.NA_DECLARED)


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action that would still raise its question.

    `gain` (points of the declared score) and `grade` are what the action brings when done alone;
    `is_next` marks the open step of its question, the others come later. `waits_for` are the
    prerequisites not yet met. `clears_gate` says that it lifts a cap on the declared grade.
    """

    action: Action
    gain: float
    grade: str
    is_next: bool
    waits_for: tuple[str, ...]
    clears_gate: bool


def open_actions(
    questionnaire: Questionnaire, items: Sequence[Item], result: Score
) -> tuple[OpenAction, ...]:
    """The open actions in the questionnaire's order; at most one of each question is next.

    A candidate's question is answered or unanswered and stands below the action's target. The
    next one has the lowest target; among equals one that was written for this value.
    """
    by_question = {item.question.id: item for item in items}
    raiser = Raiser(questionnaire, items, result)
    found: list[OpenAction] = []
    for item in items:
        candidates = [a for a in questionnaire.actions_of(item.question.id) if is_open(a, item)]
        if not candidates:
            continue
        first = min(candidates, key=lambda action: _order(action, item.value))
        later = [a for a in candidates if round(a.target - first.target, 9) > 0]
        found.extend(
            _opened(questionnaire, raiser, item, action, action is first, by_question)
            for action in (first, *later)
        )
    return tuple(found)


def _order(action: Action, value: float) -> tuple[float, bool, float, str]:
    misfit = round(value - action.written_for, 9) > 0
    return action.target, misfit, action.written_for, action.id


def _opened(
    questionnaire: Questionnaire,
    raiser: Raiser,
    item: Item,
    action: Action,
    is_next: bool,
    by_question: Mapping[str, Item],
) -> OpenAction:
    evidence = max(item.evidence, action.evidence)
    step = raiser.raised(item, max(item.value, action.target), evidence)
    gate = item.question.gate
    clears = (
        gate is not None and trips(gate, item.value) and round(action.target - gate.need, 9) >= 0
    )
    waits = tuple(
        name for name in action.after if not is_met(questionnaire.by_action[name], by_question)
    )
    return OpenAction(action, step.gain, step.grade, is_next, waits, clears)


def is_open(action: Action, item: Item) -> bool:
    """An action is open while its question counts and stands below the action's target."""
    return item.state in OPEN and action.target - item.value > HALF_A_NANO


def is_met(prerequisite: Action, by_question: Mapping[str, Item]) -> bool:
    """A prerequisite is met when its question does not apply or stands at its target already."""
    item = by_question[prerequisite.question]
    return item.state in NOT_APPLYING or (item.state in OPEN and not is_open(prerequisite, item))


def first_steps(found: Sequence[OpenAction], count: int) -> tuple[OpenAction, ...]:
    """The `count` steps to begin with: those that lift a cap on the grade, then by points.

    A step that waits for a prerequisite gives its place to that prerequisite, however deep.
    """
    by_action = {entry.action.id: entry for entry in found}
    next_ones = [entry for entry in found if entry.is_next]
    next_ones.sort(key=lambda entry: (not entry.clears_gate, -entry.gain, entry.action.id))
    chosen: dict[str, OpenAction] = {}  # looked up by id: comparing whole actions takes long
    for entry in next_ones:
        ready = _ready(entry, by_action)
        chosen.setdefault(ready.action.id, ready)
        if len(chosen) == count:
            break
    return tuple(chosen.values())


def _ready(entry: OpenAction, by_action: Mapping[str, OpenAction]) -> OpenAction:
    """The first prerequisite of `entry` that can begin now; `entry` itself where none is open."""
    seen: set[str] = set()
    while entry.action.id not in seen:
        seen.add(entry.action.id)
        waiting = [by_action[name] for name in entry.waits_for if name in by_action]
        if not waiting:
            break
        entry = waiting[0]
    return entry

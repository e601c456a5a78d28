"""Which actions could be done, what each takes, and in which order they must come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from app.domain.acting import is_met, is_open
from app.domain.planning.request import PlanRequest
from app.domain.questionnaire import Action, Questionnaire
from app.domain.scoring import OPEN, Item, State

WEEKS = 13  # in a quarter


@dataclass(frozen=True, slots=True)
class Candidate:
    """An action that would raise its question.

    `length` in quarters, `staff_days` in each of them, cost in CNY in the first; `needs` are the
    candidates that must end before it starts.
    """

    action: Action
    length: int
    staff_days: float
    cost_low: float
    cost_high: float
    needs: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.action.id


@dataclass(frozen=True, slots=True)
class Candidates:
    """All candidates by id, in the questionnaire's order, and why others cannot be chosen.

    `lags[(a, b)]` is how many quarters b starts after a at the least, where both are done.
    """

    by_id: Mapping[str, Candidate]
    blocked: Mapping[str, str]
    lags: Mapping[tuple[str, str], int]


def raised(item: Item, action: Action) -> Item:
    """The item once the action is done: v at its target, evidence at least a dated record."""
    evidence = max(item.evidence, action.evidence)
    return item._replace(
        state=State.ANSWERED, value=max(item.value, action.target), evidence=evidence
    )


def after_actions(items: Sequence[Item], actions: Iterable[Action]) -> tuple[Item, ...]:
    """The items once all `actions` are done; an action on a question that is not open is idle."""
    by_question: dict[str, list[Action]] = {}
    for action in actions:
        by_question.setdefault(action.question, []).append(action)
    result: list[Item] = []
    for item in items:
        found = item
        if item.state in OPEN:
            for action in by_question.get(item.question.id, ()):
                found = raised(found, action)
        result.append(found)
    return tuple(result)


def find_candidates(
    questionnaire: Questionnaire, items: Sequence[Item], request: PlanRequest
) -> Candidates:
    """The candidates for items on which the request's done actions count already.

    An action is blocked when a person excluded it, or when it waits for one that is blocked or
    whose question cannot be decided yet.
    """
    by_question = {item.question.id: item for item in items}
    found: dict[str, Candidate] = {}
    for question in questionnaire.questions:
        for action in questionnaire.actions_of(question.id):
            if is_open(action, by_question[question.id]):
                found[action.id] = _candidate(questionnaire, action, by_question)
    blocked = {id_: "excluded" for id_ in found if id_ in request.excluded}
    changed = True
    while changed:
        changed = False
        for id_, candidate in found.items():
            lost = [n for n in candidate.needs if n in blocked or n not in found]
            if id_ not in blocked and lost:
                blocked[id_] = blocked.get(lost[0], "prerequisite")
                changed = True
    free = {id_: candidate for id_, candidate in found.items() if id_ not in blocked}
    return Candidates(free, blocked, _lags(free))


def _candidate(
    questionnaire: Questionnaire, action: Action, by_question: Mapping[str, Item]
) -> Candidate:
    length = max(1, ceil(action.elapsed_weeks / WEEKS))
    band = questionnaire.cost_bands[action.cost_band]
    needs = tuple(
        name for name in action.after if not is_met(questionnaire.by_action[name], by_question)
    )
    return Candidate(action, length, action.effort_days / length, band.low, band.high, needs)


def _lags(candidates: Mapping[str, Candidate]) -> dict[tuple[str, str], int]:
    """Two may share a quarter when their weeks together fit in it; so must a whole chain."""
    lags: dict[tuple[str, str], int] = {}

    def walk(last: str, chain: tuple[str, ...], weeks: float) -> None:
        """Follow the chains that end in `last`, backwards, as long as they fit one quarter."""
        for need in candidates[chain[0]].needs:
            earlier = candidates[need]
            total = weeks + earlier.action.elapsed_weeks
            fits = earlier.length == 1 and candidates[last].length == 1 and total <= WEEKS
            key = (need, last)
            lags[key] = max(lags.get(key, 0), 0 if fits else earlier.length)
            if fits:
                walk(last, (need, *chain), total)

    for id_ in candidates:
        walk(id_, (id_,), candidates[id_].action.elapsed_weeks)
    return lags

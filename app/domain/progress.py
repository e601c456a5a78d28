"""What became of a plan: the actions done since, and what they really brought."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.acting import is_open
from app.domain.explaining import points_per_weight
from app.domain.questionnaire import Action
from app.domain.rules import Rule, RuleBook
from app.domain.scoring import OPEN, Item, Score


@dataclass(frozen=True, slots=True)
class Progress:
    """A planned action. `brought` is in points of the later declared score; 0 while not done."""

    action: Action
    done: bool
    brought: float


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """How the rules of one day differ from those of another, ids in their order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def progress(
    actions: Sequence[Action], before: Sequence[Item], after: Sequence[Item], score: Score
) -> tuple[Progress, ...]:
    """Each planned action against the answers of a later assessment with this `score`.

    An action is done when its question now stands at its target. What several actions of one
    question brought is split at their targets.
    """
    worth = points_per_weight(score.declared)
    stood = {item.question.id: item.value for item in before if item.state in OPEN}
    stands = {item.question.id: item for item in after if item.state in OPEN}
    found: dict[str, Progress] = {}
    for action in sorted(actions, key=lambda a: (a.question, a.target)):
        item = stands.get(action.question)
        if item is None:
            found[action.id] = Progress(action, False, 0.0)
            continue
        level = stood.get(action.question, 0.0)
        reached = min(item.value, action.target)
        stood[action.question] = max(level, reached)
        brought = worth[item.question.domain] * item.question.weight * max(reached - level, 0.0)
        found[action.id] = Progress(action, not is_open(action, item), brought)
    return tuple(found[action.id] for action in actions)


def rule_changes(before: RuleBook, after: RuleBook) -> RuleChanges:
    """Which rules were added, dropped or changed; a mere new day of checking is no change."""
    old = {rule.id: _unchecked(rule) for rule in before.rules}
    new = {rule.id: _unchecked(rule) for rule in after.rules}
    return RuleChanges(
        tuple(id_ for id_ in new if id_ not in old),
        tuple(id_ for id_ in old if id_ not in new),
        tuple(id_ for id_, rule in new.items() if id_ in old and old[id_] != rule),
    )


def _unchecked(rule: Rule) -> Rule:
    return replace(rule, checked_on=date.min, next_check=date.min)

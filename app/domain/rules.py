"""The dated rules an exporter may meet: whom they concern and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.cbam import CbamParameters
from app.domain.expressions import Env, Expression
from app.domain.questionnaire import Reference
from app.domain.text import Text

DUE_KINDS = frozenset({"applies", "deadline", "reporting"})


class Scope(StrEnum):
    """Whether a rule concerns an enterprise, as far as its profile tells."""

    IN = "in_scope"
    OUT = "not_in_scope"
    OPEN = "needs_an_answer"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated event of a rule: applies, deadline, reporting, price or target (a policy goal)."""

    date: date
    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as checked on `checked_on`.

    `duty` names who bears it, empty where none does; `force` is binding, conditional or
    voluntary; `confidence` is high, medium or low. `parameters` are the figures the calculators
    use, in the units stated among them.
    """

    id: str
    title: Text
    jurisdiction: str
    asks: Text
    duty: tuple[str, ...]
    force: str
    milestones: tuple[Milestone, ...]
    valid_from: date | None
    valid_to: date | None
    source: Reference
    also: tuple[Reference, ...]
    note: Text | None
    checked_on: date
    next_check: date
    confidence: str
    applies_if: Expression | None = None
    parameters: Mapping[str, object] | None = None

    def scope(self, facts: Env) -> Scope:
        """Whether the rule concerns an enterprise with these effective facts."""
        if self.applies_if is None:
            return Scope.IN
        match self.applies_if.evaluate(facts):
            case True:
                return Scope.IN
            case False:
                return Scope.OUT
            case None:
                return Scope.OPEN

    def next_milestone(self, day: date) -> Milestone | None:
        """The first milestone of kind applies, deadline or reporting after `day`."""
        ahead = [m for m in self.milestones if m.kind in DUE_KINDS and m.date > day]
        return min(ahead, key=lambda m: m.date, default=None)

    def in_force(self, day: date) -> bool:
        """Whether the rule applies on `day`; a rule without `valid_from` does not yet."""
        started = self.valid_from is not None and self.valid_from <= day
        return started and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of one day; `version` is that day in ISO form.

    `cbam` holds the figures of rule EU-CBAM for the exposure, None where the rule is not there.
    """

    version: str
    checked_on: date
    not_stated: Text
    rules: tuple[Rule, ...]
    cbam: CbamParameters | None = None

    def rule(self, rule_id: str) -> Rule:
        """The rule with that id; KeyError where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

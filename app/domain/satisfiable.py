"""Whether any enterprise can make an expression true, the profile's own rules counted.

A search over the facts that matter, from the top of the profile down: a branch ends as soon as
the expression is false whatever comes (Kleene), and succeeds as soon as it is true whatever
comes. A set is decided option by option; options and numbers that no expression tells apart are
tried once.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.domain.expressions import (
    And,
    Comparison,
    Expression,
    Fact,
    Named,
    Not,
    Or,
    Value,
    leaves,
    names,
)
from app.domain.facts import Facts
from app.domain.questionnaire import Implication, Option, Profile, Variable

Leaves = Mapping[str, tuple[Comparison, ...]]
MAX_BRANCHES = 20_000


class TooInvolved(Exception):
    """The search was given up: the expressions interlock too much to be looked through."""


def satisfying_facts(profile: Profile, expression: Expression) -> Facts | None:
    """Facts of an enterprise for which `expression` is true; None where there can be none.

    What is not asked holds its implied value, as in `effective_facts`. Every name in the
    expressions must be a variable of the profile. Raises `TooInvolved` after `MAX_BRANCHES`.
    """
    return _Search(profile, expression).run()


@dataclass(frozen=True, slots=True)
class _Implied:
    """An implication that may settle a variable, its `when` prepared for the search."""

    when: Expression
    value: Value


class _Search:
    def __init__(self, profile: Profile, expression: Expression) -> None:
        self.goal = _by_option(expression)
        self.variables = _relevant(profile, expression)
        ids = {variable.id for variable in self.variables}
        self.asked_if = {
            v.id: _by_option(v.asked_if) for v in self.variables if v.asked_if is not None
        }
        self.implied: dict[str, list[_Implied]] = defaultdict(list)
        used = [expression, *(v.asked_if for v in self.variables if v.asked_if is not None)]
        for implication, name, value in _implications(profile):
            if name in ids:
                used.append(implication.when)
                self.implied[name].append(_Implied(_by_option(implication.when), value))
        self.leaves = _by_name(used)
        self.env: dict[str, Value] = {}
        self.facts: dict[str, Value] = {}
        self.branches = 0

    def run(self) -> Facts | None:
        return dict(self.facts) if self._from(0) else None

    def _from(self, position: int) -> bool:
        self.branches += 1
        if self.branches > MAX_BRANCHES:
            raise TooInvolved
        verdict = self.goal.evaluate(self.env)
        if verdict is not None:
            return verdict
        if position == len(self.variables):
            return False
        variable = self.variables[position]
        asked_if = self.asked_if.get(variable.id)
        if asked_if is not None and asked_if.evaluate(self.env) is False:
            return self._implied_then(variable, position)
        if variable.kind == "set":
            return self._options_then(variable, position)
        return self._values_then(variable, position)

    def _implied_then(self, variable: Variable, position: int) -> bool:
        """Not asked: the first implication that holds settles it, or nothing does."""
        fitting = (i.value for i in self.implied[variable.id] if i.when.evaluate(self.env) is True)
        value = next(fitting, None)
        settled: dict[str, Value] = {}
        if isinstance(value, frozenset):
            settled = {_bit(variable.id, o.id): o.id in value for o in variable.options}
        elif value is not None:
            settled = {variable.id: value}
        self.env |= settled
        found = self._from(position + 1)
        for key in settled:
            del self.env[key]
        return found

    def _values_then(self, variable: Variable, position: int) -> bool:
        for value in _candidates(variable, self.leaves):
            self.env[variable.id] = self.facts[variable.id] = value
            if self._from(position + 1):
                return True
            del self.env[variable.id], self.facts[variable.id]
        return False

    def _options_then(self, variable: Variable, position: int) -> bool:
        options = _told_apart(variable, self.leaves)
        # Those that are like one of these are left out of the set: nothing depends on them.
        alike = dict.fromkeys(
            {_bit(variable.id, o.id) for o in variable.options}
            - {_bit(variable.id, o.id) for o in options},
            False,
        )
        self.env |= alike
        found = self._option(variable, options, (), position)
        for key in alike:
            del self.env[key]
        return found

    def _option(
        self, variable: Variable, left: list[Option], chosen: tuple[Option, ...], position: int
    ) -> bool:
        """Decide one option after the other; a set holds at least one."""
        if self.goal.evaluate(self.env) is False:
            return False
        if not left:
            if not chosen:
                return False
            self.facts[variable.id] = frozenset(option.id for option in chosen)
            if self._from(position + 1):
                return True
            del self.facts[variable.id]
            return False
        option, *rest = left
        fits = not chosen or not (option.alone or chosen[0].alone)
        bit = _bit(variable.id, option.id)
        for take in (True, False) if fits else (False,):
            self.env[bit] = take
            if self._option(variable, rest, (*chosen, option) if take else chosen, position):
                return True
            del self.env[bit]
        return False


def _bit(variable: str, option: str) -> str:
    """The name under which the search keeps whether a set holds an option."""
    return f"{variable} {option}"


def _by_option(expression: Expression) -> Expression:
    """The same expression over single options: `contains` and `intersects` become bare names."""
    match expression:
        case Comparison(name, "contains", str(option)):
            return Fact(_bit(name, option))
        case Comparison(name, "intersects", tuple(options)):
            return Or(tuple(Fact(_bit(name, option)) for option in options))
        case Comparison() | Fact():
            return expression
        case Named():
            return _by_option(expression.expression)
        case Not():
            return Not(_by_option(expression.part))
        case And():
            return And(tuple(_by_option(part) for part in expression.parts))
        case Or():
            return Or(tuple(_by_option(part) for part in expression.parts))


def _implications(profile: Profile) -> Iterator[tuple[Implication, str, Value]]:
    """Every implied value, in the order in which they are settled."""
    for variable in profile.variables:
        for implication in variable.implies:
            for name, value in implication.values:
                yield implication, name, value


def _relevant(profile: Profile, expression: Expression) -> tuple[Variable, ...]:
    """The variables that bear on the expression, in the profile's order."""
    needed = set(names(expression))
    before = -1
    while len(needed) != before:
        before = len(needed)
        for variable in profile.variables:
            if variable.id in needed and variable.asked_if is not None:
                needed |= names(variable.asked_if)
        for implication, name, _ in _implications(profile):
            if name in needed:
                needed |= names(implication.when)
    return tuple(v for v in profile.variables if v.id in needed)


def _by_name(expressions: list[Expression]) -> Leaves:
    found: dict[str, list[Comparison]] = defaultdict(list)
    for expression in expressions:
        for leaf in leaves(expression):
            if isinstance(leaf, Comparison):
                found[leaf.name].append(leaf)
    return {name: tuple(comparisons) for name, comparisons in found.items()}


def _told_apart(variable: Variable, by_name: Leaves) -> list[Option]:
    """One option for each way in which the expressions tell options apart."""
    found: dict[tuple[object, ...], Option] = {}
    for option in variable.options:
        mentioned = [
            option.id == leaf.literal
            if isinstance(leaf.literal, str)
            else isinstance(leaf.literal, tuple) and option.id in leaf.literal
            for leaf in by_name.get(variable.id, ())
        ]
        # An option that stands alone, mentioned nowhere, is no different from the others.
        found.setdefault((option.alone and any(mentioned), *mentioned), option)
    return list(found.values())


def _candidates(variable: Variable, by_name: Leaves) -> list[Value]:
    """The values worth trying for a variable that is not a set."""
    if variable.kind == "bool":
        return [True, False]
    if variable.kind == "choice":
        return [option.id for option in _told_apart(variable, by_name)]
    literals = [leaf.literal for leaf in by_name.get(variable.id, ())]
    if variable.kind == "number":
        return _numbers(variable, sorted({n for n in literals if isinstance(n, float)}))
    texts = [text for literal in literals for text in _texts(literal)]
    return [*dict.fromkeys(texts), "…"]


def _texts(literal: object) -> tuple[str, ...]:
    if isinstance(literal, tuple):
        return literal
    return (literal,) if isinstance(literal, str) else ()


def _numbers(variable: Variable, thresholds: list[float]) -> list[Value]:
    """The thresholds, a number between each two, and one beyond each end, within the bounds."""
    low = variable.minimum if variable.minimum is not None else min(thresholds, default=0.0) - 1
    high = variable.maximum if variable.maximum is not None else max(thresholds, default=0.0) + 1
    points = sorted({low, high, *thresholds})
    between = [(a + b) / 2 for a, b in pairwise(points)]
    return [n for n in sorted({*points, *between}) if low <= n <= high]

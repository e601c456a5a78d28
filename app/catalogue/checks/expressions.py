"""Expressions: that they can be read, and speak of variables, options and operators that exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from app.catalogue.building_profile import build_variable
from app.catalogue.checks.names import Names
from app.catalogue.files import Files
from app.catalogue.located import KeyPath, Located
from app.catalogue.shapes.rules import RulesFile
from app.catalogue.validating import Checked
from app.domain.expressions import Comparison, Fact, leaves, parse
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Profile, Variable
from app.domain.reading import shown

_ANSWER = "answer"
_OPERATORS: Mapping[str, tuple[str, ...]] = {
    "bool": (),
    "choice": ("==", "!=", "in"),
    "set": ("contains", "intersects"),
    "number": ("==", "!=", "<", "<=", ">", ">="),
    "text": ("==", "!=", "in"),
    _ANSWER: ("==", "!=", "<", "<=", ">", ">="),
}


@dataclass(frozen=True, slots=True)
class Written:
    """An expression where it stands; `answers` tells whether it may look at answers."""

    checked: Checked[Any]
    path: KeyPath
    source: str
    answers: bool = False

    def locate(self, problem: Problem) -> Located:
        return self.checked.source.locate(self.path, problem)


def check_expressions(
    files: Files, rules: Checked[RulesFile] | None, names: Names
) -> Iterator[Located]:
    """Every expression of a version and of its rules."""
    shape = files.profile.shape
    if shape is None or names.variables is None or names.conditions is None:
        return
    language = Language(
        {v.id: build_variable(v, {}, settled=False) for v in shape.variables},
        names.variables,
        names.conditions,
        names.questions or frozenset(),
    )
    for written in written_in(files, rules):
        yield from language.faults(written)


def written_in(files: Files, rules: Checked[RulesFile] | None) -> Iterator[Written]:
    """Every expression, in the order of the files."""
    yield from written_in_profile(files)
    for section in files.sections:
        if section.shape is None:
            continue
        if section.shape.applies_if is not None:
            yield Written(section, ("applies_if",), section.shape.applies_if)
        for index, question in enumerate(section.shape.questions):
            if question.applies_if is not None:
                path = ("questions", index, "applies_if")
                yield Written(section, path, question.applies_if)
    for index, check in enumerate(files.checks.shape.checks if files.checks.shape else ()):
        yield Written(files.checks, ("checks", index, "when"), check.when, answers=True)
    if rules is not None:
        yield from written_in_rules(rules)


def written_in_rules(rules: Checked[RulesFile]) -> Iterator[Written]:
    """The conditions of the dated rules."""
    for index, rule in enumerate(rules.shape.rules if rules.shape else ()):
        if rule.applies_if is not None:
            yield Written(rules, ("rules", index, "applies_if"), rule.applies_if)


def written_in_profile(files: Files) -> Iterator[Written]:
    """The profile's own expressions."""
    shape = files.profile.shape
    if shape is None:
        return
    for index, variable in enumerate(shape.variables):
        if variable.asked_if is not None:
            yield Written(files.profile, ("variables", index, "asked_if"), variable.asked_if)
        for number, implication in enumerate(variable.implies):
            path = ("variables", index, "implies", number, "when")
            yield Written(files.profile, path, implication.when)
    for name, source in shape.conditions.items():
        yield Written(files.profile, ("conditions", name), source)


@dataclass(frozen=True, slots=True)
class Language:
    """The names that expressions may use. `declared` holds variables with a faulty shape too."""

    variables: Mapping[str, Variable]
    declared: frozenset[Any]
    conditions: frozenset[Any]
    questions: frozenset[Any]

    @classmethod
    def of(cls, profile: Profile) -> "Language":
        """The names that a sound profile offers."""
        variables = {v.id: v for v in profile.variables}
        return cls(variables, frozenset(variables), frozenset(profile.conditions), frozenset())

    def faults(self, written: Written) -> Iterator[Located]:
        """What is wrong with one expression."""
        try:
            expression = parse(written.source)
        except InvalidInput as error:
            yield from (written.locate(problem) for problem in error.problems)
            return
        for leaf in dict.fromkeys(leaves(expression)):
            for problem in self._leaf(leaf, written.answers):
                yield written.locate(problem)

    def _leaf(self, leaf: Comparison | Fact, answers: bool) -> Iterator[Problem]:
        name = leaf.name
        if name in self.conditions:
            if isinstance(leaf, Comparison):
                message = N_("“{name}” is a named condition: write it without an operator.")
                yield Problem(message, {"name": name})
        elif name in self.variables:
            yield from self._fits(leaf, self.variables[name].kind)
        elif name in self.questions:
            if answers:
                yield from self._fits(leaf, _ANSWER)
            else:
                message = N_("Answers such as “{name}” may be looked at in checks.yaml only.")
                yield Problem(message, {"name": name})
        elif name not in self.declared:
            yield self._unknown(name, answers)

    def _unknown(self, name: str, answers: bool) -> Problem:
        known = {*self.declared, *self.conditions, *(self.questions if answers else ())}
        close = get_close_matches(name, sorted(known), n=1)
        if close:
            message = N_("“{name}” is not a variable of the profile; did you mean “{close}”?")
            return Problem(message, {"name": name, "close": close[0]})
        return Problem(N_("“{name}” is not a variable of the profile."), {"name": name})

    def _fits(self, leaf: Comparison | Fact, kind: str) -> Iterator[Problem]:
        """Whether operator and value fit what the name stands for."""
        if kind == "bool":
            if isinstance(leaf, Comparison):
                message = N_("“{name}” is yes or no: write “{name}” or “not {name}”.")
                yield Problem(message, {"name": leaf.name})
            return
        numeric = kind in ("number", _ANSWER)
        if (
            isinstance(leaf, Fact)
            or leaf.op not in _OPERATORS[kind]
            or numeric != isinstance(leaf.literal, float)
        ):
            message = N_("Compare “{name}” with a value it can have, as in “{example}”.")
            yield Problem(message, {"name": leaf.name, "example": self._example(leaf.name, kind)})
        elif isinstance(leaf.literal, float):
            if kind == _ANSWER and leaf.literal > 1:
                message = N_("An answer's value lies between 0 and 1, not at {value}.")
                yield Problem(message, {"value": shown(leaf.literal)})
        elif kind != "text":
            yield from self._options(leaf.name, leaf.literal)

    def _options(self, name: str, literal: str | tuple[str, ...]) -> Iterator[Problem]:
        known = [option.id for option in self.variables[name].options]
        for value in (literal,) if isinstance(literal, str) else literal:
            if value not in known:
                message = N_("“{value}” is not an option of “{name}”. The options are: {options}.")
                options = ", ".join(known)
                yield Problem(message, {"value": value, "name": name, "options": options})

    def _example(self, name: str, kind: str) -> str:
        if kind == _ANSWER:
            return f"{name} >= 0.5"
        if kind == "number":
            return f"{name} >= 10"
        options = self.variables[name].options
        option = options[0].id if options else "…"
        return f"{name} contains '{option}'" if kind == "set" else f"{name} == '{option}'"

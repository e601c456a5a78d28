"""What no enterprise can ever see: questions, facts and rules that never apply."""

from collections.abc import Iterator
from typing import Any

from app.catalogue.building import applicability
from app.catalogue.building_profile import build_profile
from app.catalogue.files import Files
from app.catalogue.located import KeyPath, Located
from app.catalogue.shapes.profile import ProfileFile
from app.catalogue.shapes.rules import RulesFile
from app.catalogue.validating import Checked
from app.domain.expressions import And, Expression, Not, Or, parse
from app.domain.problems import N_
from app.domain.questionnaire import Profile
from app.domain.satisfiable import TooInvolved, satisfying_facts

_TOO_INVOLVED = N_("This could not be looked through: the conditions interlock too much.")


def check_reachable(
    files: Files, rules: Checked[RulesFile] | None, faulty: frozenset[tuple[str, int]]
) -> Iterator[Located]:
    """Questions, facts and rules. The profile is sound; `faulty` are places of unsound expressions.

    A fact with `asked_if` is either asked or settled by another, never both and never neither.
    """
    shape = files.profile.shape
    if shape is None:
        return
    profile = build_profile(shape)
    yield from _facts(files.profile, profile)
    for section in files.sections:
        if section.shape is None:
            continue
        for index, question in enumerate(section.shape.questions):
            own: KeyPath = ("questions", index, "applies_if")
            path = own if question.applies_if is not None else ("applies_if",)
            places = {(section.source.file, section.source.line(p)) for p in (own, ("applies_if",))}
            if places & faulty:
                continue
            expression = applicability(question, section.shape, profile.conditions)
            message = N_("No enterprise can get this question: its condition is never true.")
            yield from _never(section, path, profile, expression, message)
    if rules is None or rules.shape is None:
        return
    for index, rule in enumerate(rules.shape.rules):
        path = ("rules", index, "applies_if")
        if rule.applies_if is None or (rules.source.file, rules.source.line(path)) in faulty:
            continue
        expression = parse(rule.applies_if, profile.conditions)
        message = N_("This rule concerns no enterprise: its condition is never true.")
        yield from _never(rules, path, profile, expression, message)


def _never(
    checked: Checked[Any],
    path: KeyPath,
    profile: Profile,
    expression: Expression | None,
    message: str,
) -> Iterator[Located]:
    if expression is None:
        return
    found = _found(profile, expression)
    if found is not True:
        yield checked.at(path, _TOO_INVOLVED if found is None else message)


def _found(profile: Profile, expression: Expression) -> bool | None:
    """Whether some enterprise makes it true; None where the search was given up."""
    try:
        return satisfying_facts(profile, expression) is not None
    except TooInvolved:
        return None


def _facts(checked: Checked[ProfileFile], profile: Profile) -> Iterator[Located]:
    never = N_("No enterprise is ever asked this: its condition is never true.")
    neither = N_("Where this is not asked, nothing always settles it: it could stay unknown.")
    both = N_("An enterprise that is asked this can have it settled by another answer too.")
    for index, variable in enumerate(profile.variables):
        asked = variable.asked_if
        if asked is None:
            continue
        path: KeyPath = ("variables", index, "asked_if")
        settled = Or(_settling(profile, variable.id))
        if _found(profile, asked) is False:
            yield checked.at(path, never)
        elif _found(profile, And((Not(asked), Not(settled)))):
            yield checked.at(path, neither)
        elif _found(profile, And((asked, settled))):
            yield checked.at(path, both)


def _settling(profile: Profile, name: str) -> tuple[Expression, ...]:
    """The conditions under which another answer settles a variable."""
    return tuple(
        implication.when
        for variable in profile.variables
        for implication in variable.implies
        if any(target == name for target, _ in implication.values)
    )

"""`profile.yaml`: in which order facts depend on each other, what one settles of another."""

from collections.abc import Iterator, Mapping
from types import UnionType

from app.catalogue.building_profile import build_conditions, build_variable
from app.catalogue.checks.names import Names, each, repeated, unknown
from app.catalogue.files import Files
from app.catalogue.located import KeyPath, Located
from app.catalogue.shapes.profile import (
    ChoiceVariable,
    NumberVariable,
    ProfileFile,
    SetVariable,
    Variable,
)
from app.catalogue.validating import Checked
from app.domain.expressions import KEYWORDS, Expression, names, parse
from app.domain.facts import parse_fact
from app.domain.problems import N_, InvalidInput

_TYPES: Mapping[str, type | UnionType] = {
    "bool": bool,
    "choice": str,
    "set": list,
    "number": int | float,
    "text": str,
}


def check_profile(files: Files, known: Names) -> Iterator[Located]:
    """Ids, references, bounds, texts of conditions."""
    checked = files.profile
    shape = checked.shape
    if shape is None:
        return
    yield from repeated(checked, each(shape.groups, "groups"))
    yield from repeated(checked, each(shape.variables, "variables"))
    for index, variable in enumerate(shape.variables):
        yield from _variable(checked, ("variables", index), variable, known)
    yield from _conditions(checked, shape)


def check_implied(files: Files, _: Names) -> Iterator[Located]:
    """Implied values are legal ones of variables further down."""
    shape = files.profile.shape
    if shape is not None:
        for index in range(len(shape.variables)):
            yield from _implied(files.profile, index, shape)


def _variable(
    checked: Checked[ProfileFile], at: KeyPath, variable: Variable, known: Names
) -> Iterator[Located]:
    if variable.id in KEYWORDS:
        message = N_("“{name}” is a word of the expression language; choose another id.")
        yield checked.at((*at, "id"), message, name=variable.id)
    message = N_("There is no group “{name}”. The groups are: {choices}.")
    yield from unknown(checked, (*at, "group"), message, variable.group, known.groups)
    message = N_("There is no rule “{name}” in the newest rules. The rules are: {choices}.")
    for index, rule in enumerate(variable.rules):
        yield from unknown(checked, (*at, "rules", index), message, rule, known.rules)
    if isinstance(variable, (ChoiceVariable, SetVariable)):
        yield from repeated(checked, each(variable.options, *at, "options"))
    if isinstance(variable, NumberVariable) and variable.minimum >= variable.maximum:
        yield checked.at((*at, "maximum"), N_("The maximum must be above the minimum."))


def _conditions(checked: Checked[ProfileFile], shape: ProfileFile) -> Iterator[Located]:
    """A named condition has its text, and a name of its own."""
    variables = {v.id for v in shape.variables}
    for name in shape.conditions:
        path = ("conditions", name)
        if name in variables or name in KEYWORDS:
            yield checked.at(path, N_("“{name}” is taken; choose another name."), name=name)
        if name not in shape.condition_texts:
            message = N_("The condition “{name}” has no text under condition_texts.")
            yield checked.at(path, message, name=name)
    for name in shape.condition_texts:
        if name not in shape.conditions:
            message = N_("There is no condition “{name}”.")
            yield checked.at(("condition_texts", name), message, name=name)


def _implied(checked: Checked[ProfileFile], index: int, shape: ProfileFile) -> Iterator[Located]:
    places = {v.id: place for place, v in enumerate(shape.variables)}
    declared = {*places, *_declared_ids(checked)}
    for number, implication in enumerate(shape.variables[index].implies):
        for name, raw in implication.set.items():
            path = ("variables", index, "implies", number, "set", name)
            if name not in declared:
                message = N_("“{name}” is not a variable of the profile.")
                yield checked.at(path, message, name=name)
            elif name in places and places[name] <= index:
                message = N_("“{name}” stands above: only variables further down can be settled.")
                yield checked.at(path, message, name=name)
            elif name in places:
                yield from _legal(checked, path, shape.variables[places[name]], raw)


def _declared_ids(checked: Checked[ProfileFile]) -> set[object]:
    """The ids that stand in the file, those of faulty variables too."""
    items = checked.given.get("variables", ()) if isinstance(checked.given, dict) else ()
    return {item.get("id") for item in items if isinstance(item, dict)}


def _legal(
    checked: Checked[ProfileFile], path: KeyPath, variable: Variable, raw: object
) -> Iterator[Located]:
    plain = build_variable(variable, {}, settled=False)
    try:
        value = parse_fact(plain, raw) if isinstance(raw, _TYPES[variable.kind]) else None
    except InvalidInput as error:
        yield from (checked.source.locate(path, problem) for problem in error.problems)
        return
    if value is None:
        message = N_("“{name}” cannot have this value; its kind is {kind}.")
        yield checked.at(path, message, name=variable.id, kind=variable.kind)


def check_order(files: Files) -> Iterator[Located]:
    """`asked_if` looks above; `implies` stands under the last variable it looks at.

    Every expression of the profile can be read.
    """
    checked = files.profile
    shape = checked.shape
    if shape is None:
        return
    yield from _condition_order(checked, shape)
    conditions = build_conditions(shape.conditions)
    places = {v.id: place for place, v in enumerate(shape.variables)}
    for index, variable in enumerate(shape.variables):
        if variable.asked_if is not None:
            path: KeyPath = ("variables", index, "asked_if")
            seen = _places(parse(variable.asked_if, conditions), places)
            for name in (n for n, place in seen.items() if place >= index):
                message = N_("“{name}” does not stand above: asked_if looks at variables above.")
                yield checked.at(path, message, name=name)
        for number, implication in enumerate(variable.implies):
            path = ("variables", index, "implies", number, "when")
            seen = _places(parse(implication.when, conditions), places)
            below = [name for name, place in seen.items() if place > index]
            for name in below:
                message = N_("“{name}” stands further down: move this under it.")
                yield checked.at(path, message, name=name)
            if not below and seen and max(seen.values()) < index:
                message = N_("Move this under “{name}”, the last variable it looks at.")
                yield checked.at(path, message, name=max(seen, key=lambda n: seen[n]))


def _condition_order(checked: Checked[ProfileFile], shape: ProfileFile) -> Iterator[Located]:
    """A named condition may use those before it."""
    before: set[str] = set()
    for name, source in shape.conditions.items():
        for other in sorted((names(parse(source)) & shape.conditions.keys()) - before):
            message = N_("“{name}” does not stand above: a condition may use those before it.")
            yield checked.at(("conditions", name), message, name=other)
        before.add(name)


def _places(expression: Expression, places: Mapping[str, int]) -> dict[str, int]:
    return {name: places[name] for name in sorted(names(expression)) if name in places}

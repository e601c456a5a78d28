"""`profile.yaml` to the domain's profile."""

from collections.abc import Mapping
from dataclasses import replace

from app.catalogue.shapes import profile as shapes
from app.catalogue.shapes.base import text_of
from app.domain.expressions import Expression, Value, parse
from app.domain.facts import parse_fact
from app.domain.questionnaire import Implication, Option, Profile, Term, Variable


def build_conditions(sources: Mapping[str, str]) -> dict[str, Expression]:
    """The named conditions; each may use those before it."""
    built: dict[str, Expression] = {}
    for name, source in sources.items():
        built[name] = parse(source, built)
    return built


def build_profile(shape: shapes.ProfileFile) -> Profile:
    """The profile. Raises `InvalidInput` for an expression or an implied value that is wrong."""
    conditions = build_conditions(shape.conditions)
    plain = {v.id: build_variable(v, conditions) for v in shape.variables}
    return Profile(
        groups=tuple(Term(g.id, g.title.words) for g in shape.groups),
        variables=tuple(
            replace(
                plain[v.id], implies=tuple(_implication(i, plain, conditions) for i in v.implies)
            )
            for v in shape.variables
        ),
        conditions=conditions,
        condition_texts={name: text.words for name, text in shape.condition_texts.items()},
    )


def build_variable(
    shape: shapes.Variable, conditions: Mapping[str, Expression], *, settled: bool = True
) -> Variable:
    """One variable, without what it implies; without `asked_if` too unless `settled`."""
    asked_if = shape.asked_if if settled else None
    number = shape if isinstance(shape, shapes.NumberVariable) else None
    return Variable(
        id=shape.id,
        group=shape.group,
        kind=shape.kind,
        topic=shape.topic.words,
        text=shape.text.words,
        help=text_of(shape.help),
        options=build_options(shape),
        unit=number.unit.words if number else None,
        minimum=number.minimum if number else None,
        maximum=number.maximum if number else None,
        asked_if=None if asked_if is None else parse(asked_if, conditions),
        rules=tuple(shape.rules),
    )


def build_options(shape: shapes.Variable) -> tuple[Option, ...]:
    """The options of a choice or a set."""
    if isinstance(shape, shapes.ChoiceVariable):
        return tuple(Option(o.id, o.text.words) for o in shape.options)
    if isinstance(shape, shapes.SetVariable):
        return tuple(Option(o.id, o.text.words, o.alone) for o in shape.options)
    return ()


def _implication(
    shape: shapes.Implication,
    variables: Mapping[str, Variable],
    conditions: Mapping[str, Expression],
) -> Implication:
    values: list[tuple[str, Value]] = []
    for name, raw in shape.set.items():
        value = parse_fact(variables[name], raw)
        assert value is not None, "an empty implied value is refused by the checks"
        values.append((name, value))
    return Implication(parse(shape.when, conditions), tuple(values))

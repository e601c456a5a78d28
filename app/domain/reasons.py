"""Why an expression holds, in words: "applies because …"; and which facts an open one waits for."""

from collections.abc import Iterator

from app.domain.expressions import (
    And,
    Comparison,
    Env,
    Expression,
    Fact,
    Literal,
    Named,
    Not,
    Or,
    Value,
)
from app.domain.questionnaire import Profile, Variable
from app.domain.reading import shown
from app.domain.text import Text

YES, NO = Text("是", "yes"), Text("否", "no")


def reasons(expression: Expression | None, profile: Profile, facts: Env) -> tuple[Text, ...]:
    """The facts that make `expression` true, each as a short text; empty unless it is true.

    A named condition speaks by its own text; any other atom as "topic: what was answered".
    """
    if expression is None or expression.evaluate(facts) is not True:
        return ()
    return tuple(dict.fromkeys(_because(expression, True, profile, facts)))


def undecided(expression: Expression, profile: Profile, facts: Env) -> tuple[Variable, ...]:
    """The profile's variables whose answers would decide `expression`; empty once it is decided."""
    names = dict.fromkeys(_open_names(expression, facts))
    return tuple(variable for variable in profile.variables if variable.id in names)


def fact_text(variable: Variable, value: Value) -> Text:
    """A fact's value in words: option texts, yes or no, a number with its unit."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        unit = variable.unit or Text("", "")
        return Text(f"{shown(value)}{unit.zh}", f"{shown(value)} {unit.en}".strip())
    if isinstance(value, frozenset):
        return _options(variable, value)
    if variable.kind == "choice":
        return _options(variable, frozenset({value}))
    return Text(value, value)


def _because(expression: Expression, wanted: bool, profile: Profile, facts: Env) -> Iterator[Text]:
    """The atoms that make `expression` evaluate to `wanted`, which it does."""
    match expression:
        case Named(name, inner):
            if wanted and name in profile.condition_texts:
                yield profile.condition_texts[name]
            else:
                yield from _because(inner, wanted, profile, facts)
        case Not(part):
            yield from _because(part, not wanted, profile, facts)
        case And(parts) | Or(parts):
            for part in parts:
                if part.evaluate(facts) is wanted:
                    yield from _because(part, wanted, profile, facts)
        case Comparison(name, op, literal):
            yield _atom(profile.variable(name), _looked_at(facts[name], op, literal, wanted))
        case Fact(name):
            yield _atom(profile.variable(name), facts[name])


def _looked_at(value: Value, op: str, literal: Literal, wanted: bool) -> Value:
    """The part of a set that the comparison was about; other values whole."""
    if not wanted or not isinstance(value, frozenset):
        return value
    if op == "contains" and isinstance(literal, str):
        return value & {literal}
    if op == "intersects" and isinstance(literal, tuple):
        return value & frozenset(literal)
    return value


def _atom(variable: Variable, value: Value) -> Text:
    text = fact_text(variable, value)
    return Text(f"{variable.topic.zh}：{text.zh}", f"{variable.topic.en}: {text.en}")


def _options(variable: Variable, chosen: frozenset[str]) -> Text:
    texts = [option.text for option in variable.options if option.id in chosen]
    return Text("、".join(t.zh for t in texts), ", ".join(t.en for t in texts))


def _open_names(expression: Expression, facts: Env) -> Iterator[str]:
    if expression.evaluate(facts) is not None:
        return
    match expression:
        case Comparison(name=name) | Fact(name=name):
            yield name
        case Named(expression=inner) | Not(part=inner):
            yield from _open_names(inner, facts)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _open_names(part, facts)

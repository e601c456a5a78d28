"""The expression language: what it accepts, Kleene's laws, and what no fact can overturn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.expressions import (
    MAX_DEPTH,
    And,
    Comparison,
    Expression,
    Fact,
    Named,
    Not,
    Or,
    leaves,
    names,
    parse,
)
from app.domain.problems import InvalidInput

BOOLS = ("p", "q", "r")
OPTIONS = ("eu", "us", "uk")

atoms = st.one_of(
    st.sampled_from(BOOLS).map(Fact),
    st.builds(
        Comparison, st.just("sector"), st.sampled_from(["==", "!="]), st.sampled_from(OPTIONS)
    ),
    st.builds(
        Comparison,
        st.just("sector"),
        st.just("in"),
        st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Comparison, st.just("markets"), st.just("contains"), st.sampled_from(OPTIONS)),
    st.builds(
        Comparison,
        st.just("markets"),
        st.just("intersects"),
        st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Comparison,
        st.just("km"),
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        st.sampled_from([0.0, 1.0, 2.5, 100.0]),
    ),
)
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=8,
)
worlds = st.fixed_dictionaries(
    {
        **dict.fromkeys(BOOLS, st.booleans()),
        "sector": st.sampled_from(OPTIONS),
        "markets": st.frozensets(st.sampled_from(OPTIONS)),
        "km": st.sampled_from([0.0, 0.5, 1.0, 2.5, 50.0, 100.0]),
    }
)
partial_worlds = st.builds(
    lambda world, kept: {name: world[name] for name in kept},
    worlds,
    st.frozensets(st.sampled_from([*BOOLS, "sector", "markets", "km"])),
)


def written(expression: Expression) -> str:
    """The expression as an author writes it, every part in brackets."""
    match expression:
        case Fact(name) | Named(name):
            return name
        case Comparison(name, op, tuple(values)):
            return f"{name} {op} [{', '.join(map(repr, values))}]"
        case Comparison(name, op, literal):
            return f"{name} {op} {literal!r}"
        case Not(part):
            return f"not ({written(part)})"
        case And(parts):
            return " and ".join(f"({written(part)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({written(part)})" for part in parts)


@given(expressions)
def test_what_is_written_is_read_back(expression: Expression) -> None:
    assert parse(written(expression)) == expression


@given(expressions, worlds, st.data())
def test_knowing_less_never_contradicts_knowing_all(expression, world, data) -> None:
    kept = data.draw(st.frozensets(st.sampled_from(sorted(world))))
    part = {name: world[name] for name in kept}
    assert expression.evaluate(part) in (None, expression.evaluate(world))
    assert expression.evaluate(world) is not None


@given(expressions, expressions, partial_worlds)
def test_kleene_laws(a: Expression, b: Expression, world) -> None:
    def value(expression: Expression) -> bool | None:
        return expression.evaluate(world)

    assert value(Not(Not(a))) is value(a)
    assert value(And((a, b))) is value(And((b, a)))
    assert value(Or((a, b))) is value(Or((b, a)))
    assert value(Not(And((a, b)))) is value(Or((Not(a), Not(b))))
    assert value(Not(Or((a, b)))) is value(And((Not(a), Not(b))))
    assert value(And((a, Or((a, b))))) is value(a)
    assert value(And((a, a))) is value(a)


TRUTH = {True: 2, None: 1, False: 0}


@pytest.mark.parametrize("a", TRUTH)
@pytest.mark.parametrize("b", TRUTH)
def test_and_is_the_least_and_or_the_greatest(a: bool | None, b: bool | None) -> None:
    world = {name: value for name, value in (("p", a), ("q", b)) if value is not None}
    p, q = Fact("p"), Fact("q")
    assert TRUTH[And((p, q)).evaluate(world)] == min(TRUTH[a], TRUTH[b])
    assert TRUTH[Or((p, q)).evaluate(world)] == max(TRUTH[a], TRUTH[b])
    assert TRUTH[Not(p).evaluate(world)] == 2 - TRUTH[a]


@given(expressions, worlds)
def test_a_named_condition_is_worth_what_it_stands_for(expression, world) -> None:
    named = parse("cond", {"cond": expression})
    assert named == Named("cond", expression)
    assert named.evaluate(world) is expression.evaluate(world)
    assert names(named) == names(expression)
    assert list(leaves(named)) == list(leaves(expression))


def test_and_binds_tighter_than_or_and_not_tightest() -> None:
    assert parse("p or q and not r") == Or((Fact("p"), And((Fact("q"), Not(Fact("r"))))))
    assert parse("not p and q") == And((Not(Fact("p")), Fact("q")))
    assert parse("(p or q) and r") == And((Or((Fact("p"), Fact("q"))), Fact("r")))


@pytest.mark.parametrize(
    ("source", "at", "expected"),
    [
        ("", 1, "a name"),
        ("   ", 4, "a name"),
        ("p and", 6, "a name"),
        ("p q", 3, "“and”, “or” or the end"),
        ("and p", 1, "a name"),
        ("(p", 3, "“)”"),
        ("p)", 2, "“and”, “or” or the end"),
        ("sector == ", 11, "a value"),
        ("sector == eu", 11, "a value"),
        ("sector = 'eu'", 8, "a name, a value or an operator"),
        ('sector == "eu"', 11, "a name, a value or an operator"),
        ("sector == 'eu", 11, "a name, a value or an operator"),
        ("sector in 'eu'", 11, "“[”"),
        ("sector in []", 12, "a quoted text"),
        ("sector in ['eu',]", 17, "a quoted text"),
        ("sector in [1]", 12, "a quoted text"),
        ("markets contains 5", 18, "a quoted text"),
        ("km >= 'far'", 7, "a number"),
        ("km >= -1", 7, "a name, a value or an operator"),
        ("km >= 1e400", 8, "“and”, “or” or the end"),
        ("p & q", 3, "a name, a value or an operator"),
        ("p; q", 2, "a name, a value or an operator"),
        ("__import__('os')", 11, "“and”, “or” or the end"),
        ("(" * (MAX_DEPTH + 1) + "p", 0, "levels of nesting"),
        ("not " * 500 + "p", 0, "levels of nesting"),
    ],
)
def test_what_is_not_an_expression(source: str, at: int, expected: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(source)
    (problem,) = caught.value.problems
    if at:
        assert problem.params["at"] == at
    assert expected in problem.params["expected"].en
    assert problem.params["expected"].zh


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(source: str) -> None:
    try:
        parse(source)
    except InvalidInput as error:
        (problem,) = error.problems
        problem.message.format(**problem.params)

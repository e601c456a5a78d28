"""Whether some enterprise makes an expression true: the search against trying everything."""

from collections.abc import Iterator
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.domain.expressions import And, Expression, Fact, Not, Or, Value, parse
from app.domain.facts import effective_facts, is_asked
from app.domain.questionnaire import Implication, Option, Profile, Variable
from app.domain.satisfiable import TooInvolved, satisfying_facts
from tests.factories import text

T = text("x")


def variable(id_: str, kind: str, asked_if: str | None = None, **more) -> Variable:
    expression = None if asked_if is None else parse(asked_if)
    return Variable(id_, "g", kind, T, T, asked_if=expression, **more)


def options(*ids: str, alone: str = "") -> tuple[Option, ...]:
    return tuple(Option(id_, T, id_ == alone) for id_ in ids)


def implies(when: str, **values: Value) -> tuple[Implication, ...]:
    return (Implication(parse(when), tuple(values.items())),)


PROFILE = Profile(
    (),
    (
        variable("factory", "bool"),
        variable("sector", "choice", options=options("metal", "cloth", "wood", "paper")),
        variable(
            "markets",
            "set",
            options=options("eu", "us", "uk", "none", alone="none"),
            implies=implies("not (markets contains 'eu')", cbam=False, classes=frozenset({"none"})),
        ),
        variable("cbam", "bool", "markets contains 'eu'"),
        variable(
            "classes", "set", "markets contains 'eu'", options=options("ev", "none", alone="none")
        ),
        variable("km", "number", "factory", minimum=0.0, maximum=100.0),
    ),
)


@pytest.mark.parametrize(
    ("source", "possible"),
    [
        ("factory", True),
        ("factory and not factory", False),
        ("sector == 'metal' and sector == 'wood'", False),
        ("sector != 'metal' and sector != 'wood' and sector != 'cloth'", True),
        ("not (sector in ['metal', 'cloth', 'wood', 'paper'])", False),
        ("markets contains 'eu' and markets contains 'us'", True),
        ("markets contains 'none' and markets contains 'us'", False),
        ("not (markets intersects ['eu', 'us', 'uk'])", True),
        ("not (markets intersects ['eu', 'us', 'uk', 'none'])", False),
        # What is not asked holds its implied value, or stays unknown without one.
        ("cbam", True),
        ("cbam and not (markets contains 'eu')", False),
        ("not cbam and not (markets contains 'eu')", True),
        ("classes contains 'none' and markets contains 'us'", True),
        ("classes contains 'ev' and not (markets contains 'eu')", False),
        ("km >= 50 and not factory", False),
        ("km < 50 and not factory", False),
        # Numbers, within their bounds.
        ("km > 100", False),
        ("km >= 100", True),
        ("km < 0", False),
        ("km <= 0", True),
        ("km > 10 and km < 11", True),
        ("km > 10 and km < 10", False),
        ("km != 50 and km >= 50 and km <= 50", False),
    ],
)
def test_what_can_and_cannot_be(source: str, possible: bool) -> None:
    expression = parse(source)
    found = satisfying_facts(PROFILE, expression)
    assert (found is not None) is possible
    if found is not None:
        assert expression.evaluate(effective_facts(PROFILE, found)) is True


def values_of(variable: Variable) -> list[Value]:
    ids = [o.id for o in variable.options]
    match variable.kind:
        case "bool":
            return [True, False]
        case "choice":
            return [*ids]
        case "set":
            subsets = chain.from_iterable(combinations(ids, n) for n in range(1, len(ids) + 1))
            alone = {o.id for o in variable.options if o.alone}
            return [frozenset(s) for s in subsets if len(s) == 1 or not alone & set(s)]
    return [0.0, 5.0, 10.0, 15.0, 20.0]


def every_enterprise(profile: Profile) -> Iterator[dict[str, Value]]:
    """All facts that answer whatever is asked."""
    for combination in product(*(values_of(v) for v in profile.variables)):
        facts = dict(zip([v.id for v in profile.variables], combination, strict=True))
        yield effective_facts(profile, facts)


def _atom(draw, above: list[Variable]) -> Expression:
    chosen = draw(st.sampled_from(above))
    ids = [o.id for o in chosen.options]
    match chosen.kind:
        case "bool":
            return Fact(chosen.id)
        case "choice":
            return parse(f"{chosen.id} == '{draw(st.sampled_from(ids))}'")
        case "set":
            some = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
            return parse(f"{chosen.id} intersects {some!r}")
    return parse(
        f"{chosen.id} {draw(st.sampled_from(['<', '>=']))} {draw(st.sampled_from([10, 20]))}"
    )


def _expression(draw, above: list[Variable]) -> Expression:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        atom = _atom(draw, above)
        parts.append(Not(atom) if draw(st.booleans()) else atom)
    if len(parts) == 1:
        return parts[0]
    return draw(st.sampled_from([And, Or]))(tuple(parts))


@st.composite
def profiles(draw) -> tuple[Profile, Expression]:
    """A profile of up to five variables that depend on those above, and an expression over it."""
    built: list[Variable] = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["bool", "choice", "set", "number"]))
        asked_if = _expression(draw, built) if built and draw(st.booleans()) else None
        more = {"choice": options("a", "b", "c"), "set": options("a", "b", "z", alone="z")}
        bounds = {"minimum": 0.0, "maximum": 20.0} if kind == "number" else {}
        built.append(
            Variable(
                f"v{number}",
                "g",
                kind,
                T,
                T,
                options=more.get(kind, ()),
                asked_if=asked_if,
                **bounds,
            )
        )
    for index in range(len(built) - 1):
        if draw(st.booleans()):
            target = built[draw(st.integers(index + 1, len(built) - 1))]
            value = draw(st.sampled_from(values_of(target)))
            when = _expression(draw, built[: index + 1])
            implied = (Implication(when, ((target.id, value),)),)
            built[index] = _with(built[index], implied)
    return Profile((), tuple(built)), _expression(draw, built)


def _with(variable: Variable, implied: tuple[Implication, ...]) -> Variable:
    values = {name: getattr(variable, name) for name in variable.__slots__} | {"implies": implied}
    return Variable(**values)


@settings(max_examples=150)
@given(profiles())
def test_the_search_agrees_with_trying_everything(case: tuple[Profile, Expression]) -> None:
    profile, expression = case
    found = satisfying_facts(profile, expression)
    possible = any(expression.evaluate(facts) is True for facts in every_enterprise(profile))
    assert (found is not None) == possible
    if found is not None:
        settled = effective_facts(profile, found)
        assert expression.evaluate(settled) is True
        asked = {v.id for v in profile.variables if is_asked(v, settled)}
        assert found.keys() <= asked


def test_a_search_without_end_is_given_up() -> None:
    """Nine pigeons in eight holes: impossible, and nothing short of trying shows it."""
    nests = [[f"p{pigeon}_{hole}" for hole in range(8)] for pigeon in range(9)]
    wide = Profile((), tuple(variable(name, "bool") for row in nests for name in row))
    somewhere = [Or(tuple(Fact(name) for name in row)) for row in nests]
    alone = [
        Not(And((Fact(one), Fact(other))))
        for hole in zip(*nests, strict=True)
        for one, other in combinations(hole, 2)
    ]
    with pytest.raises(TooInvolved):
        satisfying_facts(wide, And((*somewhere, *alone)))


def test_every_question_and_rule_of_the_content_concerns_somebody(catalogue: Catalogue) -> None:
    questionnaire = catalogue.questionnaire("exporter-readiness")
    rules = catalogue.rules("exporter-readiness").rules
    conditional = [e for e in (*questionnaire.questions, *rules) if e.applies_if is not None]
    assert len(conditional) > 60
    for entry in conditional:
        found = satisfying_facts(questionnaire.profile, entry.applies_if)
        assert found is not None, entry.id
        facts = effective_facts(questionnaire.profile, found)
        assert entry.applies_if.evaluate(facts) is True

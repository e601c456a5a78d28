"""Why a question applies, in words, and which facts an undecided one waits for."""

import pytest

from app.domain.expressions import Value, parse
from app.domain.questionnaire import Option, Profile, Variable
from app.domain.reasons import fact_text, reasons, undecided
from app.domain.text import Text


def text(value: str) -> Text:
    return Text(f"{value}中", value)


CONDITIONS = {"ships": parse("markets intersects ['eu', 'uk'] and km >= 100")}
PROFILE = Profile(
    (),
    (
        Variable("factory", "firm", "bool", text("Factory"), text("?")),
        Variable(
            "markets",
            "firm",
            "set",
            text("Markets"),
            text("?"),
            options=(Option("eu", text("Union")), Option("uk", text("Kingdom"))),
        ),
        Variable("km", "firm", "number", text("Haul"), text("?"), unit=Text("公里", "km")),
        Variable(
            "sector",
            "firm",
            "choice",
            text("Sector"),
            text("?"),
            options=(Option("steel", text("Steel")), Option("food", text("Food"))),
        ),
    ),
    CONDITIONS,
    {"ships": text("you ship")},
)
FACTS: dict[str, Value] = {
    "factory": True,
    "markets": frozenset({"eu", "uk"}),
    "km": 320.0,
    "sector": "steel",
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("factory", ["Factory: yes"]),
        ("markets contains 'eu'", ["Markets: Union"]),
        ("markets intersects ['uk']", ["Markets: Kingdom"]),
        ("km >= 200", ["Haul: 320 km"]),
        ("sector != 'food'", ["Sector: Steel"]),
        ("not (sector in ['food'])", ["Sector: Steel"]),
        ("factory and km >= 200", ["Factory: yes", "Haul: 320 km"]),
        ("km < 10 or factory", ["Factory: yes"]),
        ("ships", ["you ship"]),
        ("factory and (factory or km > 1)", ["Factory: yes", "Haul: 320 km"]),
        ("not (km < 10 and factory)", ["Haul: 320 km"]),
    ],
)
def test_says_what_made_it_true(source: str, expected: list[str]) -> None:
    found = reasons(parse(source, CONDITIONS), PROFILE, FACTS)
    assert [one.en for one in found] == expected


@pytest.mark.parametrize("source", ["km < 10", "not factory", "unheard_of"])
def test_says_nothing_of_what_is_false_or_open(source: str) -> None:
    assert reasons(parse(source, CONDITIONS), PROFILE, FACTS) == ()
    assert reasons(None, PROFILE, FACTS) == ()


@pytest.mark.parametrize(
    ("source", "facts", "expected"),
    [
        ("factory and km >= 200", {"factory": True}, ["km"]),
        ("factory and km >= 200", {}, ["factory", "km"]),
        ("factory and km >= 200", {"factory": False}, []),
        ("ships", {"km": 500.0}, ["markets"]),
        ("not factory", {}, ["factory"]),
    ],
)
def test_names_the_facts_that_would_decide(
    source: str, facts: dict[str, Value], expected: list[str]
) -> None:
    found = undecided(parse(source, CONDITIONS), PROFILE, facts)
    assert [variable.id for variable in found] == expected


def test_facts_in_words() -> None:
    assert fact_text(PROFILE.variable("km"), 320.0) == Text("320公里", "320 km")
    assert fact_text(PROFILE.variable("markets"), frozenset({"eu"})).zh == "Union中"
    assert fact_text(PROFILE.variable("factory"), False) == Text("否", "no")

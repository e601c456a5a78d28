"""Goods and prices at the door: what is read, and every problem at its field."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.goods import MAX_GOODS, Good, Precursor, Price, parse_goods, parse_price
from app.domain.problems import InvalidInput

STEEL = {"cn": "7208 39 00", "tonnes_to_eu": 1200}


def problems(parse, raw) -> dict[str, str]:
    """The messages by field, each with its placeholders filled."""
    with pytest.raises(InvalidInput) as caught:
        parse(raw)
    return {p.field: p.message.format(**p.params) for p in caught.value.problems}


def one(**changes: object) -> Good:
    (good,) = parse_goods([STEEL | changes])
    return good


def test_a_whole_good_as_typed_values_and_as_text():
    typed = one(
        name="热轧卷",
        route="C",
        precursors=[{"cn": "72071114", "mass_per_tonne": 1.05, "embedded_emissions": 1.9}],
        embedded_emissions=2.1,
        carbon_price_eur_per_t=3,
        importer_over_50_t=True,
    )
    written = one(
        tonnes_to_eu="１２００",
        name=" 热轧卷 ",
        route="c",
        precursors=[{"cn": "7207.11.14", "mass_per_tonne": "1.05", "embedded_emissions": "1.9"}],
        embedded_emissions="2.1",
        carbon_price_eur_per_t="3",
        importer_over_50_t="是",
    )
    assert typed == written
    assert typed.precursors == (Precursor("72071114", Decimal("1.05"), Decimal("1.9")),)
    assert typed.embedded_emissions == Decimal("2.1")


def test_what_may_be_left_empty():
    assert one(name="", route=None, precursors=None, embedded_emissions=" ") == Good(
        "72083900", Decimal(1200)
    )
    assert parse_goods(None) == parse_goods("") == parse_goods([]) == ()


@pytest.mark.parametrize("cn", ["72083900", "7208 39 00", "7208.39.00", "7208-39-00", 72083900])
def test_a_code_is_read_with_what_people_put_between_its_digits(cn):
    assert one(cn=cn).cn == "72083900"


@pytest.mark.parametrize(
    ("cn", "said"),
    [
        (None, "Enter the CN code."),
        ("  ", "Enter the CN code."),
        ("720", "Here are 3."),
        ("72083", "Here are 5."),
        ("720839001122", "Here are 12."),
        ("7208 39 OO", "digits only"),
        ("钢卷", "digits only"),
        ("٧٢٠٨", "digits only"),
        (7208.39, "in quotes"),
        (True, "in quotes"),
        ([7208], "digits only"),
        ("1" * 10**6, "Here are 1000000."),
    ],
)
def test_what_is_no_code_is_refused(cn, said):
    assert said in problems(parse_goods, [STEEL | {"cn": cn}])["0.cn"]


@pytest.mark.parametrize(
    ("tonnes", "said"),
    [
        (None, "Enter the tonnes"),
        ("", "Enter the tonnes"),
        (-1, "between 0 and 1000000000"),
        ("1e400", "in digits"),
        ("NaN", "in digits"),
        (float("inf"), "in digits"),
        ("1,200", "without commas"),
        ("many", "in digits"),
        (True, "Enter a number."),
        (10**10, "between 0 and"),
        ([1], "in digits"),
    ],
)
def test_goods_without_usable_tonnes_are_refused(tonnes, said):
    assert said in problems(parse_goods, [STEEL | {"tonnes_to_eu": tonnes}])["0.tonnes_to_eu"]


def test_missing_keys_are_the_same_as_empty_ones():
    assert set(problems(parse_goods, [{}])) == {"0.cn", "0.tonnes_to_eu"}


@pytest.mark.parametrize("mass", [0, "0", "0.0", -1, "a lot", 101])
def test_a_precursors_mass_lies_above_zero(mass):
    raw = STEEL | {"precursors": [{"cn": "7601", "mass_per_tonne": mass}]}
    assert set(problems(parse_goods, [raw])) == {"0.precursors.0.mass_per_tonne"}


def test_emissions_in_kilograms_are_caught():
    said = problems(parse_goods, [STEEL | {"embedded_emissions": 3187}])
    assert said == {"0.embedded_emissions": "Enter a number between 0 and 100."}


def test_verified_emissions_below_those_of_the_precursors_are_refused():
    precursors = [
        {"cn": "72071114", "mass_per_tonne": "1.05", "embedded_emissions": "2.0"},
        {"cn": "72071111", "mass_per_tonne": "0.1"},
    ]
    raw = STEEL | {"precursors": precursors, "embedded_emissions": "2.09"}
    said = problems(parse_goods, [raw])
    assert "alone bring 2.1 tCO2e" in said["0.embedded_emissions"]
    assert one(precursors=precursors, embedded_emissions="2.1").embedded_emissions


@pytest.mark.parametrize(
    ("given_", "read"),
    [(True, True), ("no", False), ("", None), (None, None), ("unknown", None), ("不知道", None)],
)
def test_the_importers_threshold_is_yes_no_or_unknown(given_, read):
    assert one(importer_over_50_t=given_).importer_over_50_t is read


def test_every_problem_is_told_at_once_at_its_field():
    said = problems(
        parse_goods,
        [
            STEEL,
            {"cn": "x", "tonnes_to_eu": -1, "colour": "red", "route": "CC"},
            "steel",
            STEEL | {"precursors": [{"mass_per_tonne": 1}, 7], "importer_over_50_t": "maybe"},
            STEEL | {"precursors": {"cn": "7601"}, "name": 7},
        ],
    )
    assert set(said) == {
        "1.cn",
        "1.tonnes_to_eu",
        "1.colour",
        "1.route",
        "2",
        "3.precursors.0.cn",
        "3.precursors.1",
        "3.importer_over_50_t",
        "4.precursors",
        "4.name",
    }


def test_five_hundred_goods_are_refused_in_one_sentence():
    assert len(parse_goods([STEEL] * MAX_GOODS)) == MAX_GOODS
    said = problems(parse_goods, [STEEL | {"cn": "x"}] * 500)
    assert said == {"": "At most 200 goods; these are 500. Put goods of one code together."}
    many = [{"cn": "7601", "mass_per_tonne": 1}] * 21
    assert "At most 20" in problems(parse_goods, [STEEL | {"precursors": many}])["0.precursors"]


@pytest.mark.parametrize("raw", ["steel", 7, {"cn": "7208"}, {"7208"}])
def test_what_is_no_list_is_refused(raw):
    assert problems(parse_goods, raw) == {"": "Enter a list."}


# ------------------------------------------------------------------ the price


def test_a_price_is_a_low_and_a_high_one():
    assert parse_price({"low": 60, "high": "90.5"}) == Price(Decimal(60), Decimal("90.5"))
    assert parse_price({"low": 75.36, "high": 75.36}) is not None
    for empty in (None, "", {}, {"low": "", "high": None}):
        assert parse_price(empty) is None


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({"low": 90, "high": 60}, {"high"}),
        ({"low": 60}, {"high"}),
        ({"high": 60, "low": " "}, {"low"}),
        ({"low": -1, "high": 10_001}, {"low", "high"}),
        ({"low": 1, "high": 2, "middle": 3}, {"middle"}),
        ({"middle": ""}, {"middle", "low", "high"}),
        ("75", {""}),
        ([60, 90], {""}),
    ],
)
def test_what_is_no_price_is_refused(raw, fields):
    assert set(problems(parse_price, raw)) == fields


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from([*STEEL, "precursors", "route", "importer_over_50_t", "name", "low"])


@given(raw=st.lists(st.dictionaries(keys, anything), max_size=2) | anything)
def test_whatever_comes_is_read_or_refused(raw):
    for parse in (parse_goods, parse_price):
        said = refused(parse, raw)
        assert said is None or (said and all(said))


def refused(parse, raw) -> list[str] | None:
    try:
        parse(raw)
    except InvalidInput as error:
        return [p.message.format(**p.params) for p in error.problems]
    return None

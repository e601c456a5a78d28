"""Trades at the door: what is read, and every problem at its field."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.problems import InvalidInput
from app.domain.questionnaire import Option, Profile, Variable
from app.domain.trades import (
    MAX_TRADES,
    Origin,
    SpecificDuty,
    Trade,
    TradeChoices,
    choices_of,
    parse_trades,
)
from app.i18n import currencies
from tests.factories import text

CHOICES = TradeChoices(currencies(), {"asean", "japan"}, {"asean", "rcep"})
LAMPS = {
    "hs": "8541.43",
    "market": "asean",
    "value": 800_000,
    "currency": "USD",
    "mfn": 5.0,
    "preferential": 0,
    "claimed_share": 0.2,
}


def problems(raw) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        parse_trades(raw, CHOICES)
    return {p.field: p.message.format(**p.params) for p in caught.value.problems}


def one(**changes: object) -> Trade:
    (trade,) = parse_trades([LAMPS | changes], CHOICES)
    return trade


def test_a_whole_trade_as_typed_values_and_as_text():
    typed = one(agreement="rcep", origin="met", rates_source="tariff", claimed_share=0.35)
    written = one(
        hs="8541 43",
        market="ASEAN",
        value="800000",
        currency="usd",
        mfn="5.0%",
        preferential=" 0 % ",
        claimed_share="35%",
        agreement="RCEP",
        origin="Met",
        rates_source="tariff ",
    )
    assert typed == written
    assert typed.hs == "854143"
    assert typed.claimed_share == Decimal("0.35")
    assert typed.origin is Origin.MET


def test_what_may_be_left_empty():
    found = one(agreement="", origin=None, rates_source=None, claimed_share="")
    assert (found.agreement, found.origin, found.rates_source) == ("", Origin.UNKNOWN, "")
    assert found.claimed_share is None


def test_missing_keys_are_told_at_their_fields():
    assert set(problems([{}])) == {
        f"0.{key}" for key in ("hs", "market", "value", "currency", "mfn", "preferential")
    }


@pytest.mark.parametrize(
    ("share", "read"),
    [(0, 0), (1, 1), ("0.35", "0.35"), ("35%", "0.35"), ("３５％", "0.35"), ("100%", 1)],
)
def test_a_share_is_a_number_up_to_one_or_percent_with_its_sign(share, read):
    assert one(claimed_share=share).claimed_share == Decimal(read)


@pytest.mark.parametrize("share", [35, 1.01, "35", "101%", -0.1, "-5%", "a third", True])
def test_what_could_be_read_in_two_ways_is_no_share(share):
    assert set(problems([LAMPS | {"claimed_share": share}])) == {"0.claimed_share"}


@pytest.mark.parametrize("currency", ["XYZ", "DEM", "$", "US DOLLAR", "人民币", 1])
def test_unknown_currencies_are_refused(currency):
    said = problems([LAMPS | {"currency": currency}])
    assert "no currency in use" in said["0.currency"]


def test_the_currencies_are_those_in_use():
    assert {"USD", "CNY", "EUR", "JPY", "CHF", "VND", "PEN"} <= currencies()
    assert not {"DEM", "XXX", "XAU", "SUR"} & currencies()


@pytest.mark.parametrize("key", ["mfn", "preferential"])
def test_a_rate_above_a_hundred_percent_needs_to_be_confirmed(key):
    said = problems([LAMPS | {key: 120}])
    assert said == {f"0.{key}": "A rate above 100 % is rare. Confirm it if it is right."}
    assert getattr(one(**{key: 120, "confirmed": True}), key) == 120
    assert set(problems([LAMPS | {key: 1001, "confirmed": True}])) == {f"0.{key}"}
    assert getattr(one(**{key: 100}), key) == 100


@pytest.mark.parametrize(
    "duty", ["5 USD/kg", "10% + 2.5 EUR/100kg", "3 yen per piece", "每千克5美元", "12 %/kg"]
)
def test_a_duty_per_unit_is_kept_as_text(duty):
    assert isinstance(one(mfn=duty).mfn, SpecificDuty)


def test_a_rate_can_be_marked_as_no_share_of_the_value():
    found = one(mfn=5, preferential="2.5", specific="yes")
    assert (found.mfn, found.preferential) == (SpecificDuty("5"), SpecificDuty("2.5"))


@pytest.mark.parametrize("rate", ["-1", "free", "5,0", "1e3", "NaN", "per kg", "/", [5], None])
def test_what_is_no_rate_is_refused(rate):
    assert set(problems([LAMPS | {"mfn": rate}])) == {"0.mfn"}


@pytest.mark.parametrize("hs", ["8541", "854143001122", "85.4X.43", 8541.43, "", None])
def test_what_is_no_hs_code_is_refused(hs):
    assert set(problems([LAMPS | {"hs": hs}])) == {"0.hs"}


@pytest.mark.parametrize("value", [-1, "", None, 10**13, "about a million", False])
def test_what_is_no_value_is_refused(value):
    assert set(problems([LAMPS | {"value": value}])) == {"0.value"}


def test_every_problem_is_told_at_once_at_its_field():
    said = problems(
        [
            LAMPS | {"market": "asaen", "agreement": "nafta", "origin": "maybe", "size": 3},
            7,
            LAMPS | {"rates_source": "x" * 501, "confirmed": "perhaps"},
        ]
    )
    assert set(said) == {
        "0.market",
        "0.agreement",
        "0.origin",
        "0.size",
        "1",
        "2.rates_source",
        "2.confirmed",
    }
    assert said["0.market"] == "“asaen” is none of these: asean, japan."


def test_too_many_trades_are_refused_in_one_sentence():
    assert len(parse_trades([LAMPS] * MAX_TRADES, CHOICES)) == MAX_TRADES
    assert list(problems([LAMPS] * 500)) == [""]


def test_the_profile_says_which_markets_and_agreements_there_are(catalogue):
    profile = catalogue.questionnaire("exporter-readiness", "1.0").profile
    choices = choices_of(profile, currencies())
    assert {"asean", "japan", "chile", "other"} <= set(choices.markets)
    assert {"rcep", "chile"} <= set(choices.agreements)
    assert "none" not in choices.agreements
    assert "japan" not in choices.agreements


def test_a_profile_without_agreements_leaves_the_choice_open():
    markets = Variable(
        "markets", "firm", "set", text("m"), text("m"), options=(Option("eu", text("EU")),)
    )
    choices = choices_of(Profile((), (markets,)), currencies())
    (found,) = parse_trades([LAMPS | {"market": "mars", "agreement": "galaxy"}], choices)
    assert (found.market, found.agreement) == ("mars", "galaxy")
    with pytest.raises(InvalidInput):
        parse_trades([LAMPS | {"market": "a planet"}], choices)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from([*LAMPS, "agreement", "origin", "confirmed", "specific", "rates_source"])


@given(raw=st.lists(st.dictionaries(keys, anything), max_size=2) | anything)
def test_whatever_comes_is_read_or_refused(raw):
    said = refused(raw)
    assert said is None or (said and all(said))


def refused(raw) -> list[str] | None:
    try:
        parse_trades(raw, CHOICES)
    except InvalidInput as error:
        return [p.message.format(**p.params) for p in error.problems]
    return None

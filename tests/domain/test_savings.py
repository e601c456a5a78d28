"""FTA savings: figures worked out by hand, what must always hold, and what blocks a claim."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import cents
from app.domain.questionnaire import Gate
from app.domain.savings import Savings, SavingState, TradeSaving, savings
from app.domain.scoring import Item, State
from app.domain.trades import Origin, SpecificDuty, Trade
from tests.factories import question, text

PROFILES = Trade(
    hs="760421",
    market="asean",
    value=Decimal(2_600_000),
    currency="USD",
    mfn=Decimal(8),
    preferential=Decimal(0),
    claimed_share=Decimal("0.55"),
    agreement="asean",
    rates_source="tariff of 2026",
    origin=Origin.MET,
)


def one(trade: Trade) -> TradeSaving:
    (found,) = savings([trade]).trades
    return found


def said(found: TradeSaving) -> str:
    return " ".join(note.message for note in found.notes)


# ------------------------------------------------------------------ figures by hand


def test_saved_and_left_by_hand_with_their_formulas():
    found = one(PROFILES)
    assert found.margin is not None
    assert found.saved is not None
    assert found.left is not None
    assert found.saved.value == 114_400
    assert found.left.value == 93_600
    assert found.saved.unit == found.left.unit == "USD"
    spelled = [
        figure.formula.message.format(**figure.formula.params)
        for figure in (found.margin, found.saved, found.left)
        if figure.formula
    ]
    assert spelled == [
        "MFN rate 8 % − preferential rate 0 %, at least 0",
        "value 2600000 × margin 8 % × claimed share 0.55",
        "value 2600000 × margin 8 % × (1 − claimed share 0.55)",
    ]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("origin", "state", "left"),
    [
        (Origin.MET, SavingState.LEFT, 93_600),
        (Origin.UNKNOWN, SavingState.POSSIBLE, 93_600),
        (Origin.NOT_MET, SavingState.NONE, None),
    ],
)
def test_what_is_left_depends_on_the_rule_of_origin(origin, state, left):
    found = savings([replace(PROFILES, origin=origin)])
    trade = found.trades[0]
    assert trade.state is state
    assert (trade.left.value if trade.left else None) == left
    (total,) = found.sums
    assert total.left.value == (left if state is SavingState.LEFT else 0)
    assert total.possible.value == (left if state is SavingState.POSSIBLE else 0)


def test_a_claim_without_origin_is_warned_of():
    assert "not established" in said(one(replace(PROFILES, origin=Origin.UNKNOWN)))
    assert "claim the duty back" in said(one(replace(PROFILES, origin=Origin.NOT_MET)))
    unclaimed = replace(PROFILES, origin=Origin.NOT_MET, claimed_share=Decimal(0))
    assert one(unclaimed).notes == ()


@pytest.mark.parametrize("preferential", ["8", "9.5", "1000"])
def test_a_preferential_rate_that_is_no_lower_saves_nothing(preferential):
    found = one(replace(PROFILES, preferential=Decimal(preferential)))
    assert found.state is SavingState.NO_SAVING
    assert found.margin is not None
    assert found.saved is not None
    assert found.left is not None
    assert (found.margin.value, found.saved.value, found.left.value) == (0, 0, 0)


@pytest.mark.parametrize("side", ["mfn", "preferential"])
def test_duties_per_unit_are_not_calculated(side):
    found = savings([replace(PROFILES, **{side: SpecificDuty("5 USD/kg")}), PROFILES])
    trade = found.trades[0]
    assert trade.state is SavingState.NOT_CALCULATED
    assert (trade.margin, trade.saved, trade.left) == (None, None, None)
    assert "per unit" in said(trade)
    assert found.sums[0].saved.value == 114_400


def test_an_unknown_share_is_asked_for_and_not_taken_as_none():
    found = one(replace(PROFILES, claimed_share=None))
    assert found.state is SavingState.NOT_CALCULATED
    assert found.margin is not None
    assert (found.saved, found.left) == (None, None)
    assert "Enter the share" in said(found)


def test_rates_without_a_source_ask_for_it():
    assert "where the rates were found" in said(one(replace(PROFILES, rates_source="")))


def test_money_is_rounded_half_up_to_hundredths_and_only_when_shown():
    trade = replace(PROFILES, value=Decimal("100.10"), mfn=Decimal(5), claimed_share=Decimal("0.5"))
    found = one(trade)
    assert found.saved is not None
    assert found.saved.value == Decimal("2.5025")
    assert cents(found.saved.value) == Decimal("2.50")
    assert [cents(Decimal(x)) for x in ("0.005", "0.015", "2.675", "-0.005")] == [
        Decimal(x) for x in ("0.01", "0.02", "2.68", "-0.01")
    ]


# ------------------------------------------------------------------ currencies and overlaps


def test_currencies_are_never_added_to_each_other():
    yuan = replace(PROFILES, currency="CNY", value=Decimal(1_000_000), hs="840732")
    found = savings([PROFILES, yuan, replace(PROFILES, hs="760429")])
    assert [(s.currency, s.saved.value) for s in found.sums] == [
        ("USD", 228_800),
        ("CNY", 44_000),
    ]
    assert {s.saved.unit for s in found.sums} == {"USD", "CNY"}


def test_the_best_of_overlapping_agreements_is_named_and_counted_once():
    rcep = replace(PROFILES, agreement="rcep", preferential=Decimal(3), claimed_share=Decimal(0))
    elsewhere = replace(PROFILES, market="korea", agreement="korea")
    found = savings([rcep, PROFILES, elsewhere])
    (overlap,) = found.overlaps
    assert overlap.agreements == ("rcep", "asean")
    assert overlap.best == ("asean",)
    assert [t.counted for t in found.trades] == [False, True, True]
    assert "counted under the best agreement" in said(found.trades[0])
    assert found.sums[0].left.value == 2 * 93_600


def test_equally_good_agreements_are_all_named_and_counted_once():
    found = savings([PROFILES, replace(PROFILES, agreement="rcep")])
    assert found.overlaps[0].best == ("asean", "rcep")
    assert found.sums[0].left.value == 93_600


def test_an_agreement_whose_origin_is_not_met_is_never_the_best():
    rcep = replace(PROFILES, agreement="rcep", preferential=Decimal(3))
    found = savings([replace(PROFILES, origin=Origin.NOT_MET), rcep])
    assert found.overlaps[0].best == ("rcep",)


def test_no_best_where_no_margin_is_known():
    unknown = replace(PROFILES, mfn=SpecificDuty("5 USD/kg"))
    none = replace(PROFILES, agreement="rcep", preferential=Decimal(8))
    assert savings([unknown, none]).overlaps[0].best == ()


def test_one_agreement_twice_is_no_overlap():
    found = savings([PROFILES, PROFILES, replace(PROFILES, agreement="")])
    assert found.overlaps == ()
    assert found.sums[0].left.value == 3 * 93_600


# ------------------------------------------------------------------ what blocks the claim


def test_low_answers_to_the_marked_questions_block_a_claim():
    gate = Gate(0.75, "C", text("reason"))
    marked = replace(question("FT04", "fta", gate=gate), blocks_claim=True)
    plain = replace(question("FT05", "fta"), blocks_claim=True)
    other = question("FT11", "fta")
    items = [
        Item(marked, State.ANSWERED, 0.5),
        Item(plain, State.ANSWERED, 0.25),
        Item(plain, State.UNANSWERED),
        Item(plain, State.ANSWERED, 0.5),
        Item(marked, State.ANSWERED, 0.75),
        Item(plain, State.UNKNOWN),
        Item(plain, State.NA_AUTO),
        Item(plain, State.NA_DECLARED),
        Item(other, State.ANSWERED, 0.0),
    ]
    assert list(savings([], items).blocking) == items[:3]


def test_the_questionnaire_marks_what_a_claim_stands_on(catalogue):
    asked = catalogue.questionnaire("exporter-readiness", "1.0").questions
    assert [q.id for q in asked if q.blocks_claim] == [
        "FT01",
        "FT04",
        "FT05",
        "FT06",
        "FT07",
        "FT08",
    ]


# ------------------------------------------------------------------ what always holds

money = st.decimals(min_value=0, max_value=10**12, places=2)
rates = st.decimals(min_value=0, max_value=1000, places=3)
shares = st.decimals(min_value=0, max_value=1, places=4)
trades = st.builds(
    Trade,
    hs=st.sampled_from(["760421", "85414300"]),
    market=st.sampled_from(["asean", "korea"]),
    value=money,
    currency=st.sampled_from(["USD", "CNY", "JPY"]),
    mfn=rates,
    preferential=rates,
    claimed_share=shares,
    agreement=st.sampled_from(["", "asean", "rcep"]),
    origin=st.sampled_from(Origin),
)


@given(trade=trades)
def test_saved_and_left_make_up_value_times_margin(trade):
    found = one(replace(trade, origin=Origin.MET))
    assert found.margin is not None
    assert found.saved is not None
    assert found.left is not None
    assert found.margin.value >= 0
    assert found.saved.value >= 0
    assert found.left.value >= 0
    whole = trade.value * max(Decimal(0), trade.mfn - trade.preferential) / 100
    assert abs(found.saved.value + found.left.value - whole) < Decimal("1e-12")


@given(given_trades=st.lists(trades, max_size=6))
def test_sums_add_up_within_a_currency_and_count_no_more_than_the_trades(given_trades):
    found: Savings = savings(given_trades)
    assert [s.currency for s in found.sums] == list(dict.fromkeys(t.currency for t in given_trades))
    for total in found.sums:
        own = [t for t in found.trades if t.trade.currency == total.currency]
        assert total.saved.value == sum(t.saved.value for t in own if t.saved)
        left = sum(t.left.value for t in own if t.left)
        assert 0 <= total.left.value + total.possible.value <= left


@given(trade=trades, more=money)
def test_more_trade_never_saves_less(trade, more):
    small, large = (one(replace(trade, value=v)) for v in (trade.value, trade.value + more))
    assert small.saved is not None
    assert large.saved is not None
    assert small.saved.value <= large.saved.value

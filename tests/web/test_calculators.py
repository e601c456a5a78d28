"""Exposure and savings on the web: figures, marks, and every bad input at its field."""

import re

import pytest

EXPOSURE, SAVINGS = "~/exposure", "~/savings"
GOOD = {"cn": "7208 39 00", "tonnes_to_eu": "1000", "importer_over_50_t": "yes"}
PRICE = {"low": "75.36", "high": "90"}
TRADE = {
    "hs": "8541.43",
    "market": "asean",
    "value": "800000",
    "currency": "USD",
    "mfn": "5",
    "preferential": "0",
    "rates_source": "tariff <b>2026</b>",
    "claimed_share": "20%",
}


def rows(subject, *given):
    return {
        f"{subject}-rows-{n}-{key}": value
        for n, row in enumerate(given)
        for key, value in row.items()
    }


def save_goods(who, *goods, price=PRICE, **more):
    base = {f"{name}-base": who.base(EXPOSURE, name) for name in ("goods", "cbam_price")}
    prices = {f"cbam_price-{key}": value for key, value in price.items()}
    return who.post(EXPOSURE, {**base, **rows("goods", *goods), **prices, **more})


def save_trades(who, *trades, **more):
    base = who.base(SAVINGS, "trades")
    return who.post(SAVINGS, {"trades-base": base, **rows("trades", *trades), **more})


def inputs(who):
    return who.get("~/report.json").json["inputs"]


def error_at(page, field):
    found = re.search(rf'id="{field}-error".*?</p>', page, re.DOTALL)
    return found[0] if found else ""


def test_the_checked_example_is_worked_out_and_later_years_are_marked(holder):
    assert save_goods(holder, GOOD).location == f"{holder.home}/exposure#outcome"
    page = holder.get(EXPOSURE).text
    assert "163.53" in page
    assert "2.16995" in page
    first, *later = re.findall(r"<tr[^>]*><th[^>]*>20\d\d</th>.*?</tr>", page, re.DOTALL)
    assert "llustration" not in first
    assert len(later) == 8
    for line in later:
        assert "Illustration at 2026 default values and benchmarks" in line


def test_the_arithmetic_shows_unit_formula_source_and_day(holder):
    save_goods(holder, GOOD)
    steps = re.search(r'<dl class="steps">.*?</dl>', holder.get(EXPOSURE).text, re.DOTALL)[0]
    assert "default value 3.187 × (1 + mark-up 0.1)" in steps
    assert "tCO2e per tonne" in steps
    assert "checked on 22 November 2026" in steps
    assert 'href="https://' in steps


def test_published_prices_stand_beside_the_fields(holder):
    page = holder.get(EXPOSURE).text
    assert "EUR 75.36" in page
    assert "published 7 April 2026" in page


def test_the_other_scheme_has_dates_and_no_amount(holder):
    save_goods(holder, GOOD)
    page = holder.get(EXPOSURE).text
    other = re.search(r'aria-labelledby="other-UK-CBAM".*?</section>', page, re.DOTALL)[0]
    assert "no figure is given" in other
    assert "2027" in other
    assert "GBP" not in other


def test_a_small_importer_is_exempt_and_still_told_the_amount(holder):
    save_goods(holder, {**GOOD, "importer_over_50_t": "no"})
    page = holder.get(EXPOSURE).text
    assert "Exempt today: the importer stays below 50 t a year." in page
    assert "163.53" in page


def test_verified_data_with_precursors_save_something(holder):
    rolled = {**GOOD, "embedded_emissions": "2.4", "carbon_price_eur_per_t": "5"}
    rolled |= {"precursors-0-cn": "72071111", "precursors-0-mass_per_tonne": "1.05"}
    save_goods(holder, rolled)
    page = holder.get(EXPOSURE).text
    assert "What verified data would save" in page
    assert "On verified data" in page
    assert "Deduction not confirmed" in page
    assert inputs(holder)["goods"][0]["precursors"] == [
        {"cn": "72071111", "mass_per_tonne": "1.05"}
    ]


def test_what_is_missing_is_asked_for_and_not_guessed(holder):
    save_goods(holder, {"cn": "99990000", "tonnes_to_eu": "10"}, price={"low": "", "high": ""})
    page = holder.get(EXPOSURE).text
    assert "No default value is confirmed here for code 99990000." in page
    assert "ask the importer" in page
    assert "<caption>On default values" not in page


def test_without_a_price_there_are_certificates_only(holder):
    save_goods(holder, GOOD, price={"low": "", "high": ""})
    page = holder.get(EXPOSURE).text
    assert "Enter a low and a high price to see amounts" in page
    assert "2.16995" in page


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"tonnes_to_eu": ""}, "tonnes_to_eu", "Enter the tonnes"),
        ({"tonnes_to_eu": "-1"}, "tonnes_to_eu", "Enter a number between"),
        ({"tonnes_to_eu": "1e400"}, "tonnes_to_eu", "Enter a number in digits"),
        ({"tonnes_to_eu": "1,000"}, "tonnes_to_eu", "without commas"),
        ({"cn": ""}, "cn", "Enter the CN code."),
        ({"cn": "72"}, "cn", "A CN code has 8 digits"),
        ({"cn": "72o8 39 00"}, "cn", "digits only"),
        ({"importer_over_50_t": "maybe"}, "importer_over_50_t", "Answer yes or no."),
        ({"route": "carbon"}, "route", "Enter the letter"),
        ({"embedded_emissions": "1800"}, "embedded_emissions", "Enter a number between"),
        ({"benchmark_default": "x"}, "benchmark_default", "Enter a number"),
        ({"name": "a\x1bb"}, "name", "control characters"),
        ({"precursors-0-cn": "7207"}, "precursors-0-mass_per_tonne", "Enter the tonnes of"),
        (
            {"precursors-1-cn": "7207", "precursors-1-mass_per_tonne": "0"},
            "precursors-0-mass_per_tonne",
            "above 0",
        ),
    ],
)
def test_a_bad_good_is_refused_at_its_field_and_nothing_is_lost(holder, change, field, said):
    answer = save_goods(holder, GOOD, {**GOOD, "name": "second", **change})
    assert answer.status_code == 422
    assert f'href="#goods-rows-1-{field}"' in answer.text
    assert said in error_at(answer.text, f"goods-rows-1-{field}")
    assert 'name="goods-rows-0-cn" value="7208 39 00"' in answer.text
    assert "goods" not in inputs(holder)
    assert inputs(holder)["cbam_price"] == PRICE


def test_a_price_the_wrong_way_round_is_refused_and_the_goods_saved(holder):
    answer = save_goods(holder, GOOD, price={"low": "90", "high": "60"})
    assert answer.status_code == 422
    assert "The high price lies below the low one." in error_at(answer.text, "cbam_price-high")
    assert inputs(holder)["goods"] == [GOOD]
    assert "cbam_price" not in inputs(holder)


def test_500_goods_are_refused_in_one_sentence(holder):
    answer = save_goods(holder, *[GOOD] * 500)
    assert answer.status_code == 422
    assert "At most 200 goods; these are 500." in error_at(answer.text, "goods-rows")
    assert 'href="#goods-rows"' in answer.text
    assert 'name="goods-rows-499-cn" value="7208 39 00"' in answer.text


def test_rows_are_added_and_taken_out_without_a_script(holder):
    assert 'name="goods-rows-0-cn"' in holder.get(EXPOSURE).text
    answer = save_goods(holder, GOOD, then="rows:goods")
    assert answer.location == f"{holder.home}/exposure#goods-next"
    assert 'name="goods-rows-1-cn" value=""' in holder.get(EXPOSURE).text
    save_goods(holder, GOOD, {**GOOD, "cn": "7209 16 90"})
    save_goods(holder, {**GOOD, "remove": "y"}, {**GOOD, "cn": "7209 16 90"})
    assert [good["cn"] for good in inputs(holder)["goods"]] == ["7209 16 90"]
    save_goods(holder, {**GOOD, "remove": "y"})
    assert "goods" not in inputs(holder)


def test_rows_may_leave_gaps(holder):
    gap = {f"goods-rows-7-{key}": value for key, value in GOOD.items()}
    gap |= {"goods-rows-7-precursors-4-cn": "72071111"}
    gap |= {"goods-rows-7-precursors-4-mass_per_tonne": "1"}
    assert save_goods(holder, **gap).status_code == 302
    assert inputs(holder)["goods"][0]["precursors"][0]["cn"] == "72071111"


@pytest.mark.parametrize(
    "name", ["goods-rows-0-colour", "goods-rows-x-cn", "goods-rows", "plan-start"]
)
def test_a_field_of_no_good_is_refused(holder, name):
    assert save_goods(holder, GOOD, **{name: "1"}).status_code == 400


def test_colleagues_goods_are_not_overwritten(holder, visitor):
    colleague = visitor()
    colleague.open(holder.private_link)
    save_goods(colleague, {**GOOD, "name": "theirs"})
    stale = {"goods-base": "", "cbam_price-base": ""}
    mine = {**GOOD, "name": "mine"}
    answer = holder.post(EXPOSURE, {**stale, **rows("goods", mine)})
    assert answer.status_code == 409
    assert "theirs" in answer.text
    assert 'value="mine"' in answer.text
    assert inputs(holder)["goods"][0]["name"] == "theirs"


def test_savings_are_saved_left_or_possible(holder):
    assert (
        save_trades(holder, TRADE, {**TRADE, "hs": "8541.49", "origin": "met"}).status_code == 302
    )
    page = holder.get(SAVINGS).text
    assert "USD 8,000.00" in page
    assert "possible, once the rule of origin is met" in page
    assert "left on the table" in page
    assert "tariff &lt;b&gt;2026" in page
    assert "<b>2026</b>" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"origin": "not_met"}, "none: the rule of origin is not met"),
        ({"preferential": "5"}, "no saving here"),
        ({"mfn": "5 USD/kg"}, "not calculated"),
        ({"claimed_share": ""}, "not calculated"),
    ],
)
def test_what_cannot_be_saved_says_why(holder, change, said):
    save_trades(holder, {**TRADE, **change})
    assert said in holder.get(SAVINGS).text


def test_currencies_are_never_added(holder):
    save_trades(holder, TRADE, {**TRADE, "currency": "EUR"})
    table = re.search(r"<caption>By currency.*?</table>", holder.get(SAVINGS).text, re.DOTALL)[0]
    assert table.count("8,000.00") == 2
    assert "16,000" not in table


def test_the_best_of_overlapping_agreements_is_named(holder):
    met = {**TRADE, "origin": "met"}
    save_trades(
        holder, {**met, "agreement": "asean"}, {**met, "agreement": "rcep", "preferential": "3"}
    )
    assert "best is China–ASEAN." in holder.get(SAVINGS).text


def test_what_blocks_a_claim_leads_to_its_question(holder):
    markets = {"markets-base": "", "markets-value": ["asean"]}
    markets |= {"fta_markets-base": "", "fta_markets-value": ["asean"]}
    holder.post("~/profile/markets", markets)
    save_trades(holder, TRADE)
    assert f"{holder.home}/questions/fta#FT" in holder.get(SAVINGS).text


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"currency": "XXQ"}, "currency", "is no currency in use"),
        ({"currency": ""}, "currency", "Enter the currency"),
        ({"hs": "85"}, "hs", "An HS code has 6 to 10 digits"),
        ({"market": ""}, "market", "Enter the market."),
        ({"market": "atlantis"}, "market", "is none of these"),
        ({"agreement": "atlantis"}, "agreement", "is none of these"),
        ({"value": ""}, "value", "Enter the value"),
        ({"value": "-1"}, "value", "Enter a number between"),
        ({"mfn": ""}, "mfn", "Enter the rate in percent"),
        ({"mfn": "1001"}, "mfn", "Enter a number between"),
        ({"mfn": "150"}, "mfn", "Confirm it if it is right."),
        ({"preferential": "NaN"}, "preferential", "Enter a number"),
        ({"claimed_share": "35"}, "claimed_share", "Enter a share between 0 and 1"),
        ({"claimed_share": "101%"}, "claimed_share", "Enter a number between"),
        ({"origin": "maybe"}, "origin", "is none of these"),
        ({"rates_source": "x" * 501}, "rates_source", "Shorten the text"),
    ],
)
def test_a_bad_trade_is_refused_at_its_field_and_nothing_is_lost(holder, change, field, said):
    answer = save_trades(holder, TRADE, {**TRADE, **change})
    assert answer.status_code == 422
    assert f'href="#trades-rows-1-{field}"' in answer.text
    assert said in error_at(answer.text, f"trades-rows-1-{field}")
    assert 'name="trades-rows-0-hs" value="8541.43"' in answer.text
    assert "trades" not in inputs(holder)


def test_a_rate_above_100_percent_is_taken_once_confirmed(holder):
    high = {**TRADE, "mfn": "150"}
    assert 'name="trades-rows-0-confirmed"' not in holder.get(SAVINGS).text
    refused = save_trades(holder, high)
    assert 'name="trades-rows-0-confirmed"' in refused.text
    assert save_trades(holder, {**high, "confirmed": "yes"}).status_code == 302
    assert inputs(holder)["trades"][0]["confirmed"] == "yes"


@pytest.mark.parametrize("page", [EXPOSURE, SAVINGS])
def test_a_submitted_assessment_takes_them_too(holder, page):
    holder.post("~/enterprise", {"enterprise-base": "", "enterprise-name_zh": "虚构有限公司"})
    holder.post("~/profile/firm", {"has_factory-base": "", "has_factory-value": "yes"})
    holder.post("~/questions/carbon_data", {"CD01-base": "", "CD01-choice": "1"})
    assert holder.post("~/submit").status_code == 302
    answer = save_goods(holder, GOOD) if page == EXPOSURE else save_trades(holder, TRADE)
    assert answer.status_code == 302
    assert holder.get(page).status_code == 200

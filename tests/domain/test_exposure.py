"""CBAM exposure: checked figures, what must always hold, and what is said instead of guessed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cbam import CbamParameters
from app.domain.exposure import Exposure, exposure
from app.domain.figures import Figure, cents
from app.domain.goods import Good, Precursor, Price
from app.domain.grounds import Basis, on_actual_data
from app.domain.yearly import YearExposure

Q1 = Price(Decimal("75.36"), Decimal(90))


@pytest.fixture(scope="module")
def cbam(catalogue) -> CbamParameters:
    found = catalogue.rules("exporter-readiness").cbam
    assert found is not None
    return found


def of(found: Exposure, year: int, basis: Basis = Basis.DEFAULT, index: int = 0) -> YearExposure:
    (match,) = [y for y in found.goods[index].years if (y.year, y.basis) == (year, basis)]
    return match


def spelled(figure: Figure) -> str:
    assert figure.formula is not None
    return figure.formula.message.format(**figure.formula.params)


def reasons(found: Exposure) -> dict[Basis, str]:
    return {m.basis: m.reason.message.format(**m.reason.params) for m in found.goods[0].missing}


# ------------------------------------------------------------------ checked figures


def test_the_checked_example_of_the_rules_file(cbam, catalogue):
    year = of(exposure(cbam, [Good("7208", Decimal(1))], Q1), 2026)
    assert year.certificates_per_tonne.value == Decimal("2.16995")
    assert year.amounts is not None
    eur = year.amounts.eur_per_tonne.low.value
    assert (eur, cents(eur)) == (Decimal("163.527432"), Decimal("163.53"))
    parameters = catalogue.rules("exporter-readiness").rule("EU-CBAM").parameters
    assert float(cents(eur)) == parameters["worked_check"]["value_eur_per_t"]
    assert year.illustration is None


def test_every_step_shows_its_arithmetic_and_its_source(cbam):
    year = of(exposure(cbam, [Good("72083900", Decimal(1200))], Q1), 2026)
    assert year.amounts is not None
    assert [
        spelled(figure)
        for figure in (
            year.embedded_emissions,
            year.free_allocation,
            year.certificates_per_tonne,
            year.certificates,
            year.amounts.eur_per_tonne.low,
            year.amounts.eur.high,
        )
    ] == [
        "default value 3.187 × (1 + mark-up 0.1)",
        "benchmark 1.37 × free-allocation factor 0.975",
        "embedded emissions 3.5057 − free allocation 1.33575, at least 0",
        "certificates per tonne 2.16995 × 1200 t a year",
        "certificates per tonne 2.16995 × price 75.36 EUR",
        "195.2955 EUR per tonne × 1200 t a year",
    ]
    read = (year.emissions, year.markup, year.benchmark, year.factor)
    for figure in read:
        assert figure is not None
        assert figure.source is not None
        assert figure.source.url.startswith("https://eur-lex.europa.eu/")
        assert figure.source.checked_on.isoformat() == "2026-11-22"
    assert "2026/1740" in year.emissions.source.title
    assert "2025/2620" in year.benchmark.source.title


def test_later_years_are_illustrations_at_the_first_years_figures(cbam):
    found = exposure(cbam, [Good("7208", Decimal(1))], Q1)
    assert [y.year for y in found.goods[0].years] == list(range(2026, 2035))
    assert [y.illustration is None for y in found.goods[0].years] == [True] + [False] * 8
    later = of(found, 2031)
    assert later.illustration is not None
    assert later.illustration.params == {"year": 2026}
    # 3.187 × 1.3 − 1.370 × 0.39
    assert later.certificates_per_tonne.value == Decimal("3.6088")
    assert later.emissions.value == of(found, 2026).emissions.value
    assert [y.year for y in exposure(cbam, [Good("7208", Decimal(1))], Q1, 2030).totals] == [
        2030,
        2031,
        2032,
        2033,
        2034,
    ]


@pytest.mark.parametrize(("year", "share"), [(2026, "0.1"), (2027, "0.2"), (2028, "0.3")])
def test_the_mark_up_grows_and_the_last_one_continues(cbam, year, share):
    found = exposure(cbam, [Good("7208", Decimal(1)), Good("31021019", Decimal(1))], None)
    markups = [of(found, year, index=index).markup for index in (0, 1)]
    assert [m.value for m in markups if m] == [Decimal(share), Decimal("0.01")]
    last = of(found, 2034).markup
    assert last is not None
    assert last.value == Decimal("0.3")


def test_without_free_allocation_everything_counts(cbam):
    year = of(exposure(cbam, [Good("76042100", Decimal(1))], None), 2034)
    assert year.factor.value == 0
    assert year.certificates_per_tonne.value == year.embedded_emissions.value == Decimal("6.3453")


def test_no_price_no_amount(cbam):
    found = exposure(cbam, [Good("7208", Decimal(10), carbon_price_eur_per_t=Decimal(5))], None)
    year = of(found, 2026)
    assert year.amounts is None
    assert year.after_carbon_price is None
    assert year.certificates.value == Decimal("21.6995")
    assert found.totals[0].eur is None


# ------------------------------------------------------------------ verified data

COIL = Good(
    "72083900",
    Decimal(100),
    embedded_emissions=Decimal("2.1"),
    precursors=(Precursor("72071114", Decimal("1.05")),),
)


def test_verified_data_need_no_mark_up_and_take_the_precursors_benchmarks(cbam):
    found = exposure(cbam, [COIL], Price(Decimal(60), Decimal(90)))
    year = of(found, 2026, Basis.ACTUAL)
    # 0.044 + 1.05 × 1.364 = 1.4762; × 0.975 = 1.439295; 2.1 − 1.439295 = 0.660705
    assert year.benchmark.value == Decimal("1.4762")
    assert spelled(year.benchmark) == "own process 0.044 + precursors 1.05 × 1.364"
    assert year.markup is None
    assert year.certificates_per_tonne.value == Decimal("0.660705")
    assert spelled(year.embedded_emissions) == "verified emissions 2.1, without a mark-up"
    saving = found.goods[0].savings[0]
    assert saving.certificates_per_tonne.value == Decimal("1.509245")
    assert saving.amounts is not None
    assert saving.amounts.eur.low.value == Decimal("9055.47")
    assert saving.amounts.eur.high.value == Decimal("13583.205")
    assert len(found.goods[0].savings) == 9
    assert found.goods[0].missing == ()


def test_verified_data_may_cost_more_and_say_so(cbam):
    found = exposure(
        cbam, [replace(COIL, embedded_emissions=Decimal(4))], Price(Decimal(60), Decimal(90))
    )
    amounts = found.goods[0].savings[0].amounts
    assert amounts is not None
    assert amounts.eur.low.value < 0


def test_without_precursors_entered_no_actual_figure_is_shown(cbam):
    found = exposure(cbam, [replace(COIL, precursors=())], Q1)
    assert {y.basis for y in found.goods[0].years} == {Basis.DEFAULT}
    assert found.goods[0].savings == ()
    assert "none is entered" in reasons(found)[Basis.ACTUAL]


def test_goods_without_precursors_need_none(cbam):
    ingot = Good("7601", Decimal(1), embedded_emissions=Decimal("2.0"))
    year = of(exposure(cbam, [ingot], None), 2026, Basis.ACTUAL)
    assert year.benchmark.value == Decimal("1.423")
    doubled = replace(ingot, precursors=(Precursor("7601", Decimal("0.3")),))
    assert "twice" in reasons(exposure(cbam, [doubled], None))[Basis.ACTUAL]


def test_which_goods_have_precursors_follows_from_the_benchmarks(cbam):
    simple = {v.cn for v in cbam.values if not v.has_precursors}
    assert simple == {
        "26011200",
        "7601",
        "2507008080",
        "2523100010",
        "2523100090",
        "28141000",
        "28142000",
        "28041000",
    }


def test_recycled_metal_takes_its_own_routes_benchmark(cbam):
    profile = Good(
        "76042100",
        Decimal(1),
        embedded_emissions=Decimal("0.8"),
        precursors=(Precursor("7601", Decimal("1.02"), route="L"),),
    )
    year = of(exposure(cbam, [profile], None), 2026, Basis.ACTUAL)
    assert year.benchmark.value == Decimal("0.060") + Decimal("1.02") * Decimal("0.091")
    ingot = Good("7601", Decimal(1), route="L", embedded_emissions=Decimal("0.5"))
    assert of(exposure(cbam, [ingot], None), 2026, Basis.ACTUAL).benchmark.value == Decimal("0.091")


@pytest.mark.parametrize(
    "good",
    [
        # The own process of a good with precursors is listed for its one route only.
        replace(COIL, route="E"),
        # A tube's group is not confirmed, so neither is its benchmark for another route.
        replace(COIL, precursors=(Precursor("73063049", Decimal(1), route="E"),)),
        Good("7601", Decimal(1), route="Z", embedded_emissions=Decimal(1)),
    ],
)
def test_another_routes_benchmark_is_never_guessed(cbam, good):
    found = exposure(cbam, [good], Q1)
    assert "no benchmark is confirmed here for production route" in reasons(found)[Basis.ACTUAL]
    assert of(found, 2026).amounts is not None


@pytest.mark.parametrize(
    ("cn", "said"),
    [
        ("99999999", "No default value is confirmed"),
        ("7604", "leaves open which of these it is: 76041010, 76041090"),
        ("72191310", "No benchmark that goes with default values"),
    ],
)
def test_a_precursor_without_a_benchmark_leaves_no_actual_figure(cbam, cn, said):
    found = exposure(cbam, [replace(COIL, precursors=(Precursor(cn, Decimal(1)),))], Q1)
    assert said in reasons(found)[Basis.ACTUAL]


# ------------------------------------------------------------------ what is not confirmed


@pytest.mark.parametrize(
    ("cn", "said"),
    [
        ("72161000", "No default value is confirmed here for code 72161000"),
        ("72191310", "No benchmark that goes with default values is confirmed"),
        ("25231000", "leaves open which of these it is: 2523100010, 2523100090"),
        ("7604", "leaves open"),
        ("72", "leaves open"),
    ],
)
def test_nothing_is_guessed(cbam, cn, said):
    found = exposure(cbam, [Good(cn, Decimal(10))], Q1)
    assert found.goods[0].years == ()
    assert said in reasons(found)[Basis.DEFAULT]
    assert all(m.ask.message for m in found.goods[0].missing)
    assert found.totals[0].left_out == 1


def test_a_benchmark_the_enterprise_was_told_serves_only_where_none_is_confirmed(cbam):
    stainless = Good("72191310", Decimal(1), benchmark_default=Decimal("1.2"))
    year = of(exposure(cbam, [stainless], None), 2026)
    # 5.580 × 1.1 − 1.2 × 0.975
    assert year.certificates_per_tonne.value == Decimal("4.968")
    assert year.benchmark.source is None
    overruled = exposure(cbam, [Good("7208", Decimal(1), benchmark_default=Decimal(3))], None)
    assert of(overruled, 2026).benchmark.value == Decimal("1.37")
    (note,) = overruled.goods[0].notes
    assert "confirmed" in note.message


# ------------------------------------------------------------------ thresholds and carbon prices


@pytest.mark.parametrize(
    ("cn", "over", "exempt"),
    [
        ("76109090", False, True),
        ("76109090", True, False),
        ("76109090", None, False),
        ("28041000", False, False),
    ],
)
def test_a_small_importer_is_exempt_today_with_the_amount_if_it_were_not(cbam, cn, over, exempt):
    good = Good(cn, Decimal(38), importer_over_50_t=over)
    found = exposure(cbam, [good, Good("7208", Decimal(1))], Q1)
    assert found.goods[0].exempt is exempt
    assert of(found, 2026).amounts is not None
    alone = exposure(cbam, [Good("7208", Decimal(1))], Q1).totals[0].certificates.value
    assert (found.totals[0].certificates.value == alone) is exempt


def test_much_tonnage_below_the_threshold_is_questioned(cbam):
    notes = (
        exposure(cbam, [Good("7208", Decimal(1200), importer_over_50_t=False)], Q1).goods[0].notes
    )
    assert len(notes) == 2
    assert "every one of several importers" in notes[1].message


def test_a_carbon_price_paid_at_origin_is_a_scenario_of_its_own(cbam):
    plain, paid, much = (
        of(exposure(cbam, [Good("7208", Decimal(10), carbon_price_eur_per_t=price)], Q1), 2026)
        for price in (None, Decimal("10.5"), Decimal(1000))
    )
    assert plain.after_carbon_price is None
    assert paid.amounts == plain.amounts
    assert paid.after_carbon_price is not None
    assert paid.after_carbon_price.eur_per_tonne.low.value == Decimal("153.027432")
    assert paid.after_carbon_price.eur.low.value == Decimal("1530.27432")
    assert much.after_carbon_price is not None
    assert much.after_carbon_price.eur.high.value == 0


def test_the_uk_has_scope_and_dates_and_no_figures(catalogue):
    rule = catalogue.rules("exporter-readiness").rule("UK-CBAM")
    assert set(rule.parameters) == {"threshold_gbp_per_year", "sectors"}
    assert [m.date.year for m in rule.milestones] == [2027, 2027, 2028, 2028]


# ------------------------------------------------------------------ what always holds

amounts = st.decimals(min_value=0, max_value=10**6, places=3)
prices = st.decimals(min_value=0, max_value=200, places=2)


@given(data=st.data(), tonnes=amounts, more=amounts, low=prices, spread=prices, actual=prices)
def test_amounts_are_never_negative_and_grow_with_tonnes_and_price(
    cbam, data, tonnes, more, low, spread, actual
):
    value = data.draw(st.sampled_from(cbam.values))
    good = Good(value.cn, tonnes, embedded_emissions=actual)
    few, many = (
        exposure(cbam, [g], Price(low, low + spread))
        for g in (good, replace(good, tonnes_to_eu=tonnes + more))
    )
    for before, after in zip(few.goods[0].years, many.goods[0].years, strict=True):
        assert before.amounts is not None
        assert after.amounts is not None
        assert 0 <= before.amounts.eur.low.value <= before.amounts.eur.high.value
        assert before.amounts.eur.low.value <= after.amounts.eur.low.value
        assert before.amounts.eur_per_tonne == after.amounts.eur_per_tonne
        assert before.certificates_per_tonne.value >= 0


@given(data=st.data())
def test_the_longest_beginning_on_the_list_decides(cbam, data):
    value = data.draw(st.sampled_from(cbam.values))
    digits = st.text("0123456789", max_size=10 - len(value.cn))
    cn = value.cn + data.draw(digits)
    found = cbam.default_of(cn)
    assert found is not None
    fitting = [v for v in cbam.values if cn.startswith(v.cn)]
    assert found == max(fitting, key=lambda v: len(v.cn))


def test_a_longer_entry_wins_over_a_shorter_one(cbam):
    coarse, fine = cbam.values[0], cbam.values[1]
    mixed = replace(cbam, values=(replace(coarse, cn="7208"), replace(fine, cn="72083900")))
    assert mixed.default_of("7208390099") == mixed.values[1]
    assert mixed.default_of("72081000") == mixed.values[0]
    assert mixed.entry_of("7208") is None


@given(mass=st.decimals(min_value="0.001", max_value=5, places=3))
def test_more_precursor_never_means_more_certificates(cbam, mass):
    good = replace(COIL, precursors=(Precursor("72071114", mass),))
    more = replace(COIL, precursors=(Precursor("72071114", mass + 1),))
    found, larger = (on_actual_data(cbam, g) for g in (good, more))
    assert found.benchmark.value < larger.benchmark.value


def test_every_amount_is_a_finite_exact_decimal(cbam):
    tonnes = Decimal("999999999.123456789012345")
    price = Price(Decimal("0.000000000000001"), Decimal("9999.999999999999999"))
    year = of(exposure(cbam, [Good("7208", tonnes)], price), 2026)
    assert year.amounts is not None
    exact = year.amounts.eur.high.value.as_integer_ratio()
    high, t = price.high.as_integer_ratio(), tonnes.as_integer_ratio()
    per_tonne = Decimal("2.16995").as_integer_ratio()
    assert exact[0] * per_tonne[1] * high[1] * t[1] == per_tonne[0] * high[0] * t[0] * exact[1]


# ------------------------------------------------------------------ the examples


def test_the_aluminium_examples_goods_by_hand(cbam, catalogue):
    goods = [
        Good("76042100", Decimal(1450), importer_over_50_t=True),
        Good("76042990", Decimal(620), importer_over_50_t=True),
        Good("76109090", Decimal(38), importer_over_50_t=False),
    ]
    found = exposure(cbam, goods, Price(Decimal("75.28"), Decimal("75.36")))
    # 4.881 × 1.1 − 1.493 × 0.975 = 3.913425; 4.896 × 1.1 − 1.493 × 0.975 = 3.929925
    tonnes = [of(found, 2026, index=i).certificates_per_tonne.value for i in range(3)]
    assert tonnes == [Decimal("3.913425"), Decimal("3.913425"), Decimal("3.929925")]
    certificates = [of(found, 2026, index=i).certificates.value for i in range(3)]
    assert certificates == [Decimal("5674.46625"), Decimal("2426.3235"), Decimal("149.33715")]
    assert [g.exempt for g in found.goods] == [False, False, True]
    assert found.totals[0].certificates.value == Decimal("8100.78975")
    assert found.totals[0].eur is not None
    assert cents(found.totals[0].eur.high.value) == Decimal("610475.52")

"""The planning half of the report: it says what the plan and the calculators found, all of it."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pikepdf
import pypdf
import pytest

from app.domain.text import Lang, Text
from app.reporting.charts.gantt import LEFT
from app.reporting.charts.shares import Share, shares
from app.reporting.document import document_as_json, document_from_json
from app.reporting.fonts import Fonts
from app.reporting.pdf import render_pdf
from app.reporting.planning_shape import Band, ShortfallEntry
from app.reporting.planning_values import Roadmap, Worked
from app.reporting.planning_words import cost
from app.reporting.rendering import parts, render_html
from app.reporting.report import Report
from app.reporting.wording import score_shown
from tests.reporting.making import EXAMPLES, example, report_of
from tests.reporting.planning import calculated, planned_document, planned_report, report_on

STEEL = {"cn": "7208", "name": "热轧卷", "tonnes_to_eu": 100}
Printer = Callable[[str, Lang], bytes]


@pytest.fixture(scope="module")
def printed(fonts: Fonts) -> Printer:
    """Prints an example, each once. What is long and has nothing to do with plans is left out."""

    @cache
    def printer(name: str, lang: Lang) -> bytes:
        short = replace(planned_report(name), sheets=(), further_sheets=(), answers=(), gaps=())
        domains = tuple(replace(domain, questions=()) for domain in short.domains)
        return render_pdf(replace(short, domains=domains), lang, "full", fonts.regular.parent)

    return printer


def roadmap_of(name: str) -> Roadmap:
    found = planned_report(name).roadmap
    assert found is not None
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(pdf: bytes) -> str:
    return squeezed("".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def names(report: Report) -> list[str]:
    return [part.name for part in parts(report)]


def test_the_parts_stand_between_action_sheets_and_evidence() -> None:
    found = names(planned_report("aluminium-profiles"))
    start = found.index("roadmap")
    assert found[start : start + 3] == ["roadmap", "exposure", "savings"]
    assert found.index("sheets") < start < found.index("proofs")


def test_a_part_without_input_is_left_out() -> None:
    assert not {"roadmap", "exposure", "savings"} & set(names(report_of(example("food-rcep"))))
    assert "exposure" not in names(planned_report("food-rcep"))
    assert "savings" not in names(planned_report("furniture-wood"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_roadmap_says_the_plan(name: str) -> None:
    plan, found = planned_document(name).plan, roadmap_of(name)
    assert plan is not None
    rows = [(quarter.number, row.id) for quarter in found.quarters for row in quarter.rows]
    assert sorted(rows) == sorted((a.first_quarter, a.action) for a in plan.actions)
    assert found.count == len(plan.actions) > 0
    assert found.before.score == score_shown(plan.before.score)
    assert [q.reached.score for q in found.quarters] == [
        score_shown(q.score) for q in plan.quarters
    ]
    assert [q.reached.grade for q in found.quarters] == [q.grade for q in plan.quarters]
    assert found.after.score == found.quarters[-1].reached.score
    left_out = [row.id for group in found.left_out for row in group.rows]
    assert sorted(left_out) == sorted(entry.action for entry in plan.left_out)
    assert [(line.id, line.met) for line in found.rules] == [(r.rule, r.met) for r in plan.rules]
    assert {line.id for line in found.rules if line.met is False} == set(plan.rules_missed)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_gantt_draws_every_action_where_it_runs(name: str) -> None:
    plan, found = planned_document(name).plan, roadmap_of(name)
    assert plan is not None
    unit = (640 - LEFT) / plan.frame.quarters
    drawn = {bar.id: bar for chart in found.gantt for bar in chart.bars}
    assert drawn.keys() == {entry.action for entry in plan.actions}
    for entry in plan.actions:
        bar = drawn[entry.action]
        first = (bar.x - LEFT) / unit + 1
        assert first == pytest.approx(entry.first_quarter)
        assert bar.width / unit == pytest.approx(entry.last_quarter - entry.first_quarter + 1)
        assert bar.pinned == entry.pinned
    for chart in found.gantt:
        assert all(0 <= row.y < chart.height for row in (*chart.bars, *chart.marks))
        assert all(LEFT <= mark.x <= chart.width for mark in chart.marks)


def test_pins_and_exclusions_are_said() -> None:
    found = roadmap_of("aluminium-profiles")
    assert [row.id for q in found.quarters for row in q.rows if row.pinned] == ["CL02-A3"]
    values = [line.value.en for line in found.frame]
    assert "CL02-A3 → 2" in values
    assert "LG03-A3" in values
    excluded = next(group for group in found.left_out if group.reason.en == "You left it out.")
    assert [row.id for row in excluded.rows] == ["LG03-A3"]


@pytest.mark.parametrize(
    ("low", "high", "zh"),
    [
        (260_000, 260_000, "26万元"),
        (0, 0, "0元"),
        (0, 30_000, "0–3万元"),
        (12_500, 470_000, "1.25万–47万元"),
        (5_000, 30_000, "5,000–30,000元"),
        (183_450, 183_450, "183,450元"),
        (123_456_700, 1_000_000_000, "12,345.67万–100,000万元"),
    ],
)
def test_yuan_are_written_as_bands_are(low: float, high: float, zh: str) -> None:
    found = cost(Band(low, high), "CNY")
    amounts = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    assert found == Text(zh, f"CNY {amounts}")
    assert cost(Band(low, high), "USD") == Text(f"USD {amounts}", f"USD {amounts}")


def test_a_target_is_reached_or_what_lacks_is_said() -> None:
    assert roadmap_of("battery-maker").aim == Text("能达到A级。", "Grade A is reached.")
    assert roadmap_of("food-rcep").aim is None
    document = planned_document("battery-maker")
    assert document.plan is not None
    short = ShortfallEntry("A", 60_000.0, 7.25, None)
    found = report_on(replace(document, plan=replace(document.plan, shortfall=short))).roadmap
    assert found is not None
    assert found.aim is not None
    assert "CNY 60,000" in found.aim.en
    assert "7.3 more staff days" in found.aim.en


def test_a_plan_that_was_not_optimised_is_marked() -> None:
    document = planned_document("trading-company")
    assert document.plan is not None
    report = report_on(replace(document, plan=replace(document.plan, gap=None)))
    assert report.roadmap is not None
    assert not report.roadmap.optimised
    assert "Not optimised" in render_html(report, "en", "full")
    assert "Not optimised" not in render_html(planned_report("trading-company"), "en", "full")


def steps_of(report: Report) -> dict[str, Worked]:
    assert report.exposure is not None
    return {step.name.en: step for step in report.exposure.goods[0].arithmetic[0].steps}


def test_the_checked_example_step_by_step() -> None:
    price = {"low": 75.36, "high": 75.36}
    report = report_on(calculated(goods=[STEEL], cbam_price=price))
    steps = steps_of(report)
    assert {name: step.value for name, step in steps.items()} == {
        "Default value": "3.187",
        "Mark-up on the default value": "0.1",
        "Embedded emissions": "3.5057",
        "Benchmark with default values": "1.37",
        "Free-allocation factor": "0.975",
        "Free-allocation adjustment": "1.33575",
        "Certificates per tonne": "2.16995",
        "Certificates a year": "216.995",
        "EUR per tonne": "163.53",
        "EUR a year": "16,352.74",
    }
    for step in steps.values():
        assert step.formula is not None or step.source is not None
        assert step.source is None or (
            step.source.url.startswith("https://") and step.source.checked_on
        )
    html = render_html(report, "en", "full")
    for shown in ("3.187 × (1 + mark-up 0.1)", "2.16995 × price 75.36", "163.53"):
        assert shown in html


def test_only_the_first_year_is_a_figure() -> None:
    report = report_on(calculated(goods=[STEEL], cbam_price={"low": 70, "high": 90}))
    part = report.exposure
    assert part is not None
    good = part.goods[0]
    for lines in (good.years, part.totals):
        assert [line.year for line in lines if not line.illustration] == [part.first_year]
        assert len(lines) == 9
    assert part.chart is not None
    assert [c.illustration for c in part.chart.columns] == [False] + [True] * 8
    html = (
        render_html(report, "en", "full").partition('id="exposure"')[2].partition("</section>")[0]
    )
    rows = re.findall(r"<tr><th scope=\"row\">(\d{4})(.*?)</th>", html, re.DOTALL)
    assert Counter(year for year, _ in rows)["2030"] == 2  # in the total and in the good's table
    for year, mark in rows:
        assert ("illustration" in mark) == (year != "2026")


@pytest.mark.parametrize(
    ("tonnes", "zh", "en"),
    [(50, "8,176", "8,176"), (100, "1.6万", "16k"), (6112, "99.9万", "999k"),
     (6114, "100.0万", "1.00M"), (611_517, "1.00亿", "100.00M"), (1_000_000, "1.64亿", "163.53M")],
)  # fmt: skip
def test_amounts_above_columns_are_short_in_each_language(tonnes: int, zh: str, en: str) -> None:
    good, price = STEEL | {"tonnes_to_eu": tonnes}, {"low": 75.36, "high": 75.36}
    part = report_on(calculated(goods=[good], cbam_price=price)).exposure
    assert part is not None
    assert part.chart is not None
    assert part.chart.columns[0].shown == Text(zh, en)


def test_verified_data_stand_beside_defaults() -> None:
    precursors = [{"cn": "7207 11 11", "mass_per_tonne": 1.05, "embedded_emissions": 1.9}]
    good = STEEL | {
        "embedded_emissions": 2.2,
        "precursors": precursors,
        "carbon_price_eur_per_t": 10,
    }
    report = report_on(calculated(goods=[good], cbam_price={"low": 70, "high": 90}))
    assert report.exposure is not None
    found = report.exposure.goods[0]
    assert Counter(line.basis.en for line in found.years) == {
        "Default values": 9,
        "Verified data": 9,
    }
    assert [sum_.basis.en for sum_ in found.arithmetic] == ["Default values", "Verified data"]
    assert len(found.savings) == 9
    assert len(found.scenario) == 18
    assert found.chart is not None
    assert found.chart.both
    html = render_html(report, "en", "full")
    assert "What verified data save against defaults" in html
    assert "deduction not confirmed" in html
    assert "entered by you" in html  # the verified figure has no other source


def test_what_is_missing_is_asked_for() -> None:
    report = report_on(calculated(goods=[STEEL | {"cn": "7219 13"}, STEEL | {"cn": "9999"}]))
    assert report.exposure is not None
    for good in report.exposure.goods:
        assert not good.years
        missing = good.missing[0]
        assert missing.basis.en == "Default values"
        assert missing.ask.zh
        assert missing.sources
    assert report.exposure.chart is None
    assert [line.left_out for line in report.exposure.totals] == [2] * 9
    assert "none entered" in render_html(report, "en", "full")


def test_an_exempt_good_says_so_and_is_not_in_the_total() -> None:
    part = planned_report("aluminium-profiles").exposure
    assert part is not None
    *counted, exempt = part.goods
    assert exempt.exempt
    assert "Exempt today" in exempt.notes[0].en
    assert not any(good.exempt for good in counted)
    document = planned_document("aluminium-profiles").exposure
    assert document is not None
    highest = sum(
        year.eur.high for good in document.goods[:2] for year in good.years[:1] if year.eur
    )
    assert part.totals[0].eur.partition("–")[2] == f"{highest:,.0f}"


def test_many_goods_are_shown_in_full_or_in_a_line() -> None:
    goods = [STEEL | {"tonnes_to_eu": n} for n in range(1, 31)] + [STEEL | {"cn": "9999"}]
    part = report_on(calculated(goods=goods, cbam_price={"low": 70, "high": 90})).exposure
    assert part is not None
    assert [good.tonnes for good in (*part.goods, *part.more)] == [
        *(str(n) for n in range(1, 31)),
        "100",
    ]
    assert part.more[0].eur_per_tonne == part.goods[0].years[0].eur_per_tonne
    unknown = part.more[-1]
    assert unknown.eur == "–"
    assert unknown.note is not None
    assert "9999" in unknown.note.en


def test_other_border_adjustments_have_dates_and_no_figures() -> None:
    part = planned_report("aluminium-profiles").exposure
    assert part is not None
    assert [scheme.id for scheme in part.others] == ["UK-CBAM"]
    assert len(part.others[0].dates) >= 2
    assert part.others[0].scope.en == "Not in scope"
    assert part.duty.en == "importer"


def test_savings_say_every_state_and_add_no_currencies() -> None:
    trade = {"hs": "854143", "market": "asean", "value": 1000, "currency": "USD", "mfn": 5,
             "preferential": 0, "claimed_share": 0.25, "rates_source": "tariff <2026>"}  # fmt: skip
    trades = [
        trade | {"agreement": "asean", "origin": "met"},
        trade | {"agreement": "rcep", "preferential": 2, "origin": "met"},
        trade | {"hs": "854150", "currency": "EUR"},
        trade | {"hs": "854160", "origin": "not_met", "claimed_share": 0},
        trade | {"hs": "854170", "preferential": 7},
        trade | {"hs": "854180", "mfn": "5 USD/kg"},
    ]
    report = report_on(calculated(trades=trades))
    part = report.savings
    assert part is not None
    assert [(t.saved, t.left, t.state.en.partition(":")[0]) for t in part.trades] == [
        ("12.50", "37.50", "left on the table"),
        ("7.50", "22.50", "left on the table"),
        ("12.50", "37.50", "possible, once the rule of origin is met"),
        ("0.00", "–", "none"),
        ("0.00", "0.00", "no saving here"),
        ("–", "–", "not calculated"),
    ]
    sums = [(one.currency, one.saved, one.left, one.possible) for one in part.currencies]
    assert sums == [("USD", "20.00", "37.50", "0.00"), ("EUR", "12.50", "0.00", "37.50")]
    assert len(part.overlaps) == 1
    assert part.overlaps[0].en.endswith("the best is China–ASEAN.")
    assert part.trades[5].mfn == "5 USD/kg"
    assert "tariff &lt;2026&gt;" in render_html(report, "en", "full")


def test_amounts_at_bars_name_their_currency_and_find_room() -> None:
    part = planned_report("aluminium-profiles").savings
    assert part is not None
    chart = part.currencies[0].chart
    assert chart is not None
    assert [bar.shown for bar in chart.bars] == ["USD 208,000", "USD 45,000", "USD 253,000"]
    long = shares([Share(Text("", ""), 1.0, 0.0, 0.0, "VND 1,234,567,890,123")], Text("", ""))
    assert long is not None
    assert (
        long.left + long.bars[0].saved < chart.left + chart.bars[2].saved + chart.bars[2].possible
    )


def test_the_answers_that_block_a_claim_are_named() -> None:
    for name in ("trading-company", "battery-maker"):
        document, part = planned_document(name).savings, planned_report(name).savings
        assert document is not None
        assert part is not None
        assert [line.id for line in part.blocking] == list(document.blocking)
    assert planned_report("trading-company").savings.blocking  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["aluminium-profiles", "food-rcep"])
def test_the_report_follows_from_the_written_file_alone(name: str) -> None:
    read = document_from_json(document_as_json(planned_document(name)))
    assert report_on(read) == planned_report(name)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_its_plan(name: str, lang: Lang, printed: Printer) -> None:
    report, text = planned_report(name), text_of(printed(name, lang))
    found = roadmap_of(name)
    titles = {part.name: part.title[lang] for part in parts(report)}
    for name_ in {"roadmap", "exposure", "savings"} & titles.keys():
        assert squeezed(titles[name_]) in text
    for quarter in found.quarters:
        assert f"{quarter.start}–{quarter.end}" in text
        for row in quarter.rows:
            assert squeezed(row.title[lang]) in text
    for group in found.left_out:
        assert squeezed(group.reason[lang]) in text
    assert squeezed(found.quality[lang]) in text
    for good in report.exposure.goods if report.exposure else ():
        assert good.cn in text
        for line in good.years:
            assert squeezed(line.eur) in text
    for one in report.savings.currencies if report.savings else ():
        assert one.saved in text
        assert one.left in text


def elements(node: object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        yield from elements(node.get("/K"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_is_a_figure_with_a_name(lang: Lang, printed: Printer) -> None:
    found = planned_report("aluminium-profiles")
    with pikepdf.open(io.BytesIO(printed("aluminium-profiles", lang))) as pdf:
        tags = [e for e in elements(pdf.Root.StructTreeRoot) if "/S" in e]
        alts = [str(e.get("/Alt", "")) for e in tags if str(e.S) == "/Figure"]
        kinds = Counter(str(e.S) for e in tags)
    assert all(alts)
    charts = found.charts
    assert found.roadmap is not None
    first = [charts.scale, charts.bars, charts.radar, charts.waterfall, charts.measures]
    count = sum(chart is not None for chart in (*first, charts.timeline))
    quarters = {"zh": "季度. 第1–8季度", "en": "Quarter. Quarter 1–8"}[lang]
    assert alts.count(quarters) >= 2  # the actions' drawings go over a page, with their head
    # The score's path, before and after, exposure's total, one currency.
    assert len(alts) - alts.count(quarters) == count + len(found.roadmap.gantt) + 4
    for chart in found.roadmap.gantt:
        assert any(alt.startswith(f"{chart.title[lang]}. ") for alt in alts)
    assert kinds["/Table"] > 10
    assert kinds["/TH"] > 100

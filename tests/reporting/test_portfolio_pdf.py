"""The report of a batch as its readers get it, for groups of any size."""

import io
import re
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache

import pikepdf
import pypdf
import pytest

from app.domain.portfolio.participant import participant_of
from app.domain.portfolio.picture import Portfolio, portfolio_of
from app.domain.text import Text
from app.reporting.portfolio.building import (
    FIRST,
    LAST,
    MOST_NAMED,
    Group,
    build_portfolio_report,
)
from app.reporting.portfolio.charts import MOST_INTERVALS, MOST_ROWS, heat_map, intervals, shade
from app.reporting.portfolio.pdf import portfolio_html, portfolio_pdf, portfolio_pdf_in_worker
from app.reporting.portfolio.sums import member
from app.reporting.portfolio.values import PortfolioReport, Unscored
from tests.portfolios import named, standing
from tests.reporting.making import questionnaire, rules
from tests.spreadsheets.filling import made_up

DAY = date(2026, 11, 22)
EVIL = '<img src="http://127.0.0.1:9/x.png"><link rel=attachment href="file:///etc/passwd">'
NOTHING = Text("", "")


@cache
def picture(count: int, compared: bool = False) -> Portfolio:
    """The picture of so many enterprises, a few different ones again and again."""
    firms = [
        named(firm, f"企业{at}", EVIL) for at, firm in enumerate(made_up(questionnaire(), 3, 8))
    ]
    found = [standing(questionnaire(), rules(), firm, "x") for firm in firms]
    group = [
        participant_of(questionnaire(), f"p{at}", f"key{at:05}", found[at % len(found)])
        for at in range(count)
    ]
    before = [
        participant_of(questionnaire(), f"p{at}", f"key{at:05}", found[(at + 3) % len(found)])
        for at in range(0, count, 2)
    ]
    return portfolio_of(questionnaire(), rules(), DAY, group, before if compared else None)


def report(
    count: int, *, compared: bool = False, failed: int = 0, name: str = "秋季"
) -> PortfolioReport:
    lost = tuple(
        Unscored(member(f"bad{at}", Text(f"坏{at}", "")), Text("断了", "It broke off."))
        for at in range(failed)
    )
    group = Group(name, "某商会", "春季" if compared else "", DAY, 0, 0, lost)
    return build_portfolio_report(questionnaire(), rules(), group, picture(count, compared))


@pytest.fixture(scope="module")
def printed(fonts):
    """Prints a report, each once."""
    folder = fonts.regular.parent

    @cache
    def printer(count: int, lang: str = "zh", compared: bool = True) -> bytes:
        return portfolio_pdf(report(count, compared=compared, failed=2), lang, folder)

    return printer


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize(("count", "lang"), [(3, "both"), (60, "zh"), (2000, "en")])
def test_it_is_a_few_pages_long_whatever_the_group(printed, count, lang):
    pages = pypdf.PdfReader(io.BytesIO(printed(count, lang))).pages
    assert 4 <= len(pages) <= 8
    assert len(printed(count, lang)) < 1_000_000


def test_it_says_what_the_picture_says(printed):
    text, found = text_of(printed(60)), picture(60, True)
    assert "秋季" in text
    assert "某商会" in text
    for question in found.questions[:15]:
        assert question.id in text
    for action in found.actions[:15]:
        assert action.id in text
    for due in found.due:
        assert due.rule in text
        assert due.date.isoformat() in text
    for total in found.amounts.savings:
        assert f"{round(total.saved, 2):,.2f}" in text
    assert "坏0" in text
    assert "坏1" in text


def test_it_is_tagged_titled_and_asks_nothing_of_the_network(printed):
    with pikepdf.open(io.BytesIO(printed(60))) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "zh-CN"
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        assert "/EmbeddedFiles" not in root.get("/Names", {})
        assert "秋季" in str(pdf.docinfo["/Title"])
        alts = [str(o.Alt) for o in pdf.objects if is_figure(o)]
    assert len(alts) >= 3
    assert all(alts)


def is_figure(found) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/Figure"


def test_the_same_report_is_the_same_bytes(printed, fonts):
    again = portfolio_pdf(report(3, compared=True, failed=2), "both", fonts.regular.parent)
    assert again == printed(3, "both")


def test_a_worker_makes_it_too(printed, fonts):
    made = portfolio_pdf_in_worker(
        report(3, compared=True, failed=2), "both", 60, fonts.regular.parent
    )
    assert made == printed(3, "both")


def test_typed_names_are_only_text():
    html = portfolio_html(report(3, name=EVIL), "en")
    assert "<img" not in html
    assert "<link" not in html
    assert "&lt;img" in html


def test_an_empty_group_has_a_report_that_says_so(fonts):
    pdf = portfolio_pdf(report(0, failed=1), "en", fonts.regular.parent)
    text = text_of(pdf)
    assert "Nobodyhasascore" in text
    assert "Itbrokeoff" in text


def test_a_large_ranking_shows_both_ends_and_counts_the_rest():
    ranking = report(2000).ranking
    assert (len(ranking.first), len(ranking.last), ranking.left_out) == (
        FIRST,
        LAST,
        2000 - FIRST - LAST,
    )
    whole = report(60).ranking
    assert (len(whole.first), len(whole.last), whole.left_out) == (60, 0, 0)


def test_ties_are_said_honestly():
    found = picture(60)
    lines = report(60).ranking.first
    for line, row in zip(lines, found.ranking, strict=True):
        assert line.sure is (row.first == row.last)
        assert line.places.startswith(str(row.first))


def test_many_failed_ones_are_named_up_to_a_number_and_counted():
    found = report(3, failed=MOST_NAMED + 7)
    assert (len(found.unscored), found.unscored_more) == (MOST_NAMED, 7)
    assert found.verdict.failed == MOST_NAMED + 7


@pytest.mark.parametrize("count", [1, 30, 31, 119, 121, 2000])
def test_charts_keep_their_size_whatever_the_group(count):
    scores = [(float(at % 50), 50.0, 80.0) for at in range(count)]
    drawn = intervals(scores, [("A", 85.0), ("E", 0.0)], NOTHING)
    assert len(drawn.whiskers) <= MOST_INTERVALS
    assert all(w.high <= w.middle <= w.low for w in drawn.whiskers)
    heat = heat_map(["x", "y"], 1, [(low, None) for low, _, _ in scores], NOTHING)
    assert len(heat.rows) <= MOST_ROWS
    assert heat.rows[-1].label.split("–")[-1] == str(count)
    assert {row.cells[1].shown for row in heat.rows} == {"–"}


def test_shades_step_at_twenties():
    assert [shade(score) for score in (0, 19.9, 20, 79.999999999999, 80, 100)] == [0, 0, 1, 4, 4, 4]


def test_the_value_is_made_of_primitives():
    def check(value):
        if isinstance(value, tuple):
            for each in value:
                check(each)
        elif is_dataclass(value):
            for field in fields(value):
                check(getattr(value, field.name))
        else:
            assert value is None or isinstance(value, (str, int, float, bool))

    check(report(3, compared=True, failed=1))

"""Planner and calculators in a browser: a journey without a script, then every page judged."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import icalendar
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import Site

PHONE = {"width": 360, "height": 740}
PAGES = ("", "/plan", "/exposure", "/savings", "/rules", "/comparison", "/result")


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone whose browser runs no scripts and asks for English."""
    site.app.config["CLOCK"] = lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    with browser.new_context(
        base_url=site.root, locale="en-GB", viewport=PHONE, java_script_enabled=False
    ) as context:
        yield context.new_page()


def begin(page: Page) -> str:
    """Start an assessment of a factory with one answer; returns its address."""
    page.goto("/")
    page.get_by_role("button", name="Start now").click()
    home = page.url
    page.goto(f"{home}/enterprise")
    page.get_by_label("Name in Chinese").fill("虚构有限公司")
    page.get_by_role("button", name="Save and continue").click()
    page.locator("#has_factory").get_by_label("Yes").check()
    page.get_by_role("button", name="Save and continue").click()
    page.goto(f"{home}/questions/carbon_data")
    page.locator("#CD01 .choices input").first.check()
    page.get_by_role("button", name="Save and continue").click()
    return home


def make_plan(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_role("link", name="Roadmap").click()
    page.get_by_label("Number of quarters").select_option("2")
    page.get_by_label("Staff days a quarter").fill("20")
    page.get_by_label("Budget, CNY").fill("50000")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("heading", name="Quarter by quarter")).to_be_visible()


def enter_goods(page: Page, home: str) -> None:
    page.goto(f"{home}/exposure")
    page.get_by_label("CN code").first.fill("7208 39 00")
    page.get_by_label("Tonnes a year to the EU").first.fill("1000")
    page.get_by_label("Does the importer reach 50 t a year in all?").first.select_option("Yes")
    page.get_by_label("Low, EUR per certificate").fill("75.36")
    page.get_by_label("High, EUR per certificate").fill("90")
    page.get_by_role("button", name="Save and work out").click()
    expect(page.get_by_text("163.53").first).to_be_visible()
    expect(page.get_by_text("Illustration at 2026").first).to_be_visible()


def enter_trade(page: Page, home: str) -> None:
    page.goto(f"{home}/savings")
    page.get_by_label("HS code").first.fill("8541.43")
    page.get_by_label("Market", exact=True).first.select_option("ASEAN")
    page.get_by_label("Value a year").first.fill("800000")
    page.get_by_label("Currency").first.fill("USD")
    page.get_by_label("MFN rate, percent").first.fill("5")
    page.get_by_label("Preferential rate, percent").first.fill("0")
    page.get_by_label("Share for which the preference is claimed").first.fill("20%")
    page.get_by_role("button", name="Save and work out").click()
    expect(page.get_by_text("USD 8,000.00").first).to_be_visible()


def submit(page: Page, home: str) -> None:
    page.goto(f"{home}/submit")
    page.get_by_role("button", name="Submit and freeze").click()


def assess_again(page: Page, home: str) -> str:
    page.goto(home)
    page.get_by_role("button", name="Assess again").click()
    return page.url


def planned(page: Page) -> list[str]:
    """The ids of the planned actions, quarter by quarter."""
    rows = page.locator(".quarter[aria-labelledby^=quarter] .act").all()
    return [(row.get_attribute("id") or "").removeprefix("action-") for row in rows]


def saved_file(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return Path(download.value.path()).read_bytes()


def test_a_plan_is_made_changed_and_taken_away_without_a_script(page: Page) -> None:
    home = begin(page)
    make_plan(page, home)
    first = planned(page)
    moved, left_out, done = first[:3]
    page.get_by_label(f"Decision on {moved}").select_option("Start in quarter 2")
    page.get_by_label(f"Decision on {left_out}").select_option("Leave out")
    page.get_by_label(f"Decision on {done}").select_option("Done already")
    page.get_by_role("button", name="Save and plan anew").click()
    second_quarter = page.locator(".quarter[aria-labelledby=quarter-2]")
    expect(second_quarter.locator(f"#action-{moved}")).to_contain_text("Pinned")
    assert not {left_out, done} & set(planned(page))
    expect(page.get_by_text("Counts as done in the score above.")).to_be_visible()
    events = icalendar.Calendar.from_ical(saved_file(page, "Calendar (.ics)")).walk("VEVENT")
    starts = [e for e in events if str(e["uid"]).startswith(f"{moved.lower()}-start")]
    assert starts[0]["dtstart"].dt.isoformat() == "2027-04-01"
    book = openpyxl.load_workbook(BytesIO(saved_file(page, "Spreadsheet (.xlsx)")))
    listed = {row[0] for row in book["Actions"].iter_rows(min_row=2, values_only=True)}
    assert listed == set(planned(page))


def test_a_problem_stands_at_its_field_and_everything_typed_stays(page: Page) -> None:
    home = begin(page)
    page.goto(f"{home}/plan")
    page.get_by_label("Staff days a quarter").fill("0")
    page.get_by_label("Budget, CNY").fill("50000")
    page.get_by_role("button", name="Make the plan").click()
    page.get_by_role("link", name="Without staff days no action can be planned").click()
    expect(page.locator("#plan-staff_days_per_quarter")).to_be_in_viewport()
    expect(page.get_by_label("Budget, CNY")).to_have_value("50000")


def test_calculators_reassessment_and_comparison_without_a_script(page: Page) -> None:
    home = begin(page)
    make_plan(page, home)
    enter_goods(page, home)
    enter_trade(page, home)
    submit(page, home)
    again = assess_again(page, home)
    assert again != home
    page.goto(f"{again}/questions/carbon_data")
    page.locator("#CD01 .choices input").nth(3).check()
    page.get_by_role("button", name="Save and continue").click()
    page.goto(again)
    page.get_by_role("link", name="Compared with last time").click()
    expect(page.get_by_role("heading", name="Declared score")).to_be_visible()
    expect(page.get_by_role("cell", name="Done", exact=True).first).to_be_visible()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_every_page_is_clean_and_fits_a_phone(
    browser: Browser, page: Page, axe: Callable[[Page], list[str]], language: str
) -> None:
    home = begin(page)
    make_plan(page, home)
    enter_goods(page, home)
    enter_trade(page, home)
    submit(page, home)
    again = assess_again(page, home)
    cookies = page.context.cookies()
    with browser.new_context(locale=language, viewport=PHONE, bypass_csp=True) as context:
        context.add_cookies([cookie for cookie in cookies if cookie["name"] != "lang"])
        judged = context.new_page()
        for address in PAGES:
            judged.goto(f"{again}{address}")
            assert axe(judged) == [], address
            for width in (360, 768, 1280):
                judged.set_viewport_size({"width": width, "height": 740})
                assert judged.evaluate("document.documentElement.scrollWidth") <= width, address

"""The portfolio in a real browser: without scripts, by keyboard, on a phone, past axe."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from app.domain.assessment import Assessment
from app.services.accounts import Member
from app.services.context import Services
from tests.browser.serving import Site
from tests.browser.test_look import faults
from tests.portfolios import by_number, scored_batch
from tests.spreadsheets.filling import made_up

PATHS = (
    "/portfolio",
    "/portfolio?sector=batteries",
    "/portfolio?search=nobody",
    "/portfolio/enterprises",
    "/portfolio/enterprises?view=domains&sort=fta&order=desc",
    "/portfolio/enterprises?view=measures&reading=proved",
    "/portfolio/changes",
)


@pytest.fixture
def address(site: Site, member: Member) -> str:
    """A batch of sixty enterprises, most of which were there a year before."""
    with site.database.session() as session:
        services = Services(session, site.catalogue, site.settings, datetime.now(UTC))
        questionnaire = site.catalogue.questionnaire("exporter-readiness")
        now = by_number(made_up(questionnaire, 60, 60))
        then = {key: halved(now[key]) for key in list(now)[10:]}
        earlier = scored_batch(services, member.organisation_id, then, name="2025")
        row = scored_batch(services, member.organisation_id, now, previous=earlier, name="2026")
        session.commit()
        return f"{site.root}/batches/{row.public_id}"


def halved(assessment: Assessment) -> Assessment:
    """The same enterprise before it answered every other question."""
    kept = list(assessment.answers)[::2]
    return replace(assessment, answers={key: assessment.answers[key] for key in kept})


def test_every_page_is_clean_and_keeps_to_the_window(opened, address, axe, window):
    page = opened(**window)
    found = []
    for path in PATHS:
        page.goto(f"{address}{path}")
        found += faults(page, axe)
    page.goto(f"{address}/portfolio/changes")
    page.locator("tbody .who a").first.click()
    page.locator("details.left summary").click()
    assert [*found, *faults(page, axe)] == []


def test_a_group_is_narrowed_down_without_a_script(opened, address):
    page = opened(locale="en-GB", java_script_enabled=False)
    page.goto(f"{address}/portfolio")
    expect(page.get_by_text("60 enterprises scored")).to_be_visible()
    page.get_by_role("link", name="Ranking", exact=True).click()
    expect(page.get_by_text("Page 1 of 2")).to_be_visible()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Region").select_option("western")
    page.get_by_role("button", name="Show").click()
    passed = page.get_by_role("status").inner_text()
    count = int(passed.split()[0])
    expect(page.locator("tbody tr")).to_have_count(count)
    page.get_by_role("link", name="Domains", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(count + 1)
    page.get_by_role("link", name="FTA").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("FTA")
    page.get_by_role("link", name="Region: Western").click()
    expect(page.get_by_text("Page 1 of 2")).to_be_visible()
    assert "sort=fta" in page.url


def test_the_ranking_is_walked_by_keyboard(opened, address):
    page = opened(locale="en-GB")
    page.goto(f"{address}/portfolio/enterprises")
    page.get_by_role("link", name="Declared", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=score**")
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2**")
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    scores = [
        float(cell.rstrip("*")) for cell in page.locator("tbody td:nth-child(5)").all_inner_texts()
    ]
    assert scores == sorted(scores, reverse=True)
    page.locator("tbody .who a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

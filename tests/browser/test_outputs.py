"""Asking for a batch's report in a real browser, without scripts and past axe."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.problems import Problem
from app.persistence.models import ReportRow
from app.services import accounts
from app.services.context import Services
from app.services.failures import as_json
from tests.browser.serving import Site
from tests.browser.test_look import faults
from tests.portfolios import by_number, scored_batch
from tests.spreadsheets.filling import made_up

EMAIL, PASSWORD = "chen@example.com", "four words nobody joins"


@pytest.fixture
def address(site: Site) -> str:
    """A small scored batch's own page."""
    with site.database.session() as session:
        services = Services(session, site.catalogue, site.settings, datetime.now(UTC))
        member = accounts.create_user(services, EMAIL, "Chen", PASSWORD, "港口促进会")
        questionnaire = site.catalogue.questionnaire("exporter-readiness")
        group = by_number(made_up(questionnaire, 7, 3))
        row = scored_batch(services, member.organisation_id, group, name="2026年会员测评")
        session.commit()
        return f"{site.root}/batches/{row.public_id}"


@pytest.fixture(params=[("zh-CN", 360), ("en-GB", 1280)])
def page(request, browser: Browser, site: Site, address: str) -> Iterator[Page]:
    """Somebody signed in, on a phone in Chinese or on a large screen in English."""
    locale, width = request.param
    context = browser.new_context(
        bypass_csp=True, locale=locale, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{site.root}/sign-in")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    yield page
    context.close()


def test_the_page_of_the_groups_report_is_clean_in_every_state(page, site, address, axe):
    page.goto(address)
    page.locator("a[href$='/portfolio/report']").click()
    found = faults(page, axe)
    page.locator("main form button").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    found += faults(page, axe)
    with site.database.session() as session:
        row = session.query(ReportRow).filter_by(participant_id=None).one()
        row.state, row.failure = "failed", as_json(Problem("The disk is full."))
        session.commit()
    # The page looks again by itself.
    expect(page.locator(".verdict-lacking")).to_be_visible()
    expect(page.locator("main form button")).to_have_count(3)
    assert [*found, *faults(page, axe)] == []

"""Asking for a batch's report in a real browser, without scripts and past axe."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from app.domain.problems import Problem
from app.persistence.models import ReportRow
from app.services.accounts import Member
from app.services.context import Services
from app.services.failures import as_json
from tests.browser.serving import Site
from tests.browser.test_look import faults
from tests.portfolios import by_number, scored_batch
from tests.spreadsheets.filling import made_up


@pytest.fixture
def address(site: Site, member: Member) -> str:
    """A small scored batch's own page."""
    with site.database.session() as session:
        services = Services(session, site.catalogue, site.settings, datetime.now(UTC))
        questionnaire = site.catalogue.questionnaire("exporter-readiness")
        group = by_number(made_up(questionnaire, 7, 3))
        row = scored_batch(services, member.organisation_id, group, name="2026年会员测评")
        session.commit()
        return f"{site.root}/batches/{row.public_id}"


@pytest.fixture
def page(opened, window) -> Page:
    return opened(**window)


def test_the_page_of_the_groups_report_is_clean_in_every_state(page, site, address, axe):
    page.goto(address)
    page.locator("a[href$='/portfolio/report']").click()
    page.wait_for_url("**/portfolio/report")
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

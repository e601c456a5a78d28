"""The page that checks a report in a real browser: every answer it gives, past axe."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.persistence.models import IssuedReportRow, ReportRow
from app.reporting.imprint import DATA_NAME
from app.reporting.opening import MAX_FILE
from app.services import printing
from app.services.context import Door
from app.settings import Settings
from tests.browser.serving import Site
from tests.browser.test_look import faults
from tests.forging import edited, untouched, with_data
from tests.sealing import PASSWORD


@pytest.fixture
def page(browser: Browser, window) -> Iterator[Page]:
    with browser.new_context(bypass_csp=True, **window) as context:
        yield context.new_page()


@pytest.fixture
def settings(settings: Settings, authority) -> Settings:
    """This site signs what it issues."""
    made = authority("Harbour Chamber")
    seal = {"signing_certificate": made.certificate, "signing_password": PASSWORD}
    return settings.model_copy(update=seal)


@pytest.fixture
def pdf(site: Site, example, page: Page) -> bytes:
    """A signed report as its holder downloads it."""
    page.goto(site.started(example))
    address = f"{page.url}/report.pdf?lang=en&length=summary"
    page.goto(address)
    door = Door(site.database, site.catalogue, site.settings)
    with door.transaction(readonly=True) as services:
        asked = services.session.scalars(select(ReportRow.public_id)).one()
    printing.print_report(door, asked)
    return page.request.get(address).body()


def test_codes(page, site, pdf, axe):
    with site.database.session() as session:
        code = session.scalars(select(IssuedReportRow.code)).one()
    found = []
    for typed in ("", "123", "00000 00000", code):
        page.goto(f"{site.root}/verify")
        page.fill("#code", typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        found += faults(page, axe)
    expect(page.locator(".digest")).to_be_visible()
    assert found == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_is_refused_is_told_at_its_field(browser, site, window, scripts, tmp_path: Path):
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"Dear Sir or Madam")
    with browser.new_context(java_script_enabled=scripts, **window) as context:
        page = context.new_page()
        page.goto(f"{site.root}/verify")
        page.fill("#code", "００００００００００")
        page.keyboard.press("Enter")
        _at_field(page, "code")
        expect(page.locator("#code")).to_have_value("00000-00000")
        page.set_input_files("#report", letter)
        page.locator("main form button").click()
        _at_field(page, "report")
        expect(page.locator("#code")).to_have_value("00000-00000")


def _at_field(page: Page, field: str) -> None:
    """The error is said at the field, and the summary, where the keyboard is, leads there."""
    expect(page.locator("[aria-invalid=true]")).to_have_id(field)
    expect(page.locator("#summary")).to_be_focused()
    said = page.locator("#summary a").inner_text()
    expect(page.locator(f"#{field}")).to_have_accessible_description(re.compile(re.escape(said)))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{field}")).to_be_focused()


def test_files(page, site, pdf, axe, tmp_path: Path):
    with pikepdf.open(BytesIO(pdf)) as file:
        data = json.loads(file.attachments[DATA_NAME].get_file().read_bytes())
    data["score"]["declared"] = 91.5
    sent = {
        "issued": pdf,
        "changed after signing": pdf + b"%",
        "saved anew": edited(pdf, untouched),
        "figures changed": edited(pdf, with_data(json.dumps(data).encode())),
        "letter": b"Dear Sir or Madam",
        "too large": b"%PDF-" + bytes(MAX_FILE),
        "far too large": bytes(2 * MAX_FILE + 1),
    }
    assert _answers(page, site, sent, axe, tmp_path) == []
    with site.database.session() as session:
        session.query(IssuedReportRow).delete()
        session.commit()
    assert _answers(page, site, {"signed only": pdf}, axe, tmp_path) == []
    expect(page.locator("#found + p")).to_contain_text("Harbour Chamber")


def _answers(page: Page, site: Site, sent: dict[str, bytes], axe, folder: Path) -> list[str]:
    found = []
    for name, content in sent.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(content)
        page.goto(f"{site.root}/verify")
        page.set_input_files("#report", path)
        with page.expect_navigation():
            page.locator("main form button").click()
        found += [f"{name}: {fault}" for fault in faults(page, axe)]
        if name == "figures changed":
            expect(page.get_by_role("status").get_by_role("listitem")).to_contain_text("91.5")
    return found

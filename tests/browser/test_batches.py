"""A consultant's way in a real browser, with a real worker: from the template to the scores."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from app.services import batches, scoring, uploads
from app.services.accounts import Member
from app.services.batches import Batch
from app.services.context import Door
from tests.browser.looking import look_again
from tests.browser.serving import Site
from tests.browser.test_look import faults
from tests.services.batching import enterprises, spoilt, workbook
from tests.web.sheets import read

# A machine shared by many may stand still for long; none of this is reached on a quiet one.
PATIENCE_MS = 240_000


@pytest.fixture
def filled(site: Site, tmp_path: Path) -> Path:
    """The template filled in for eight enterprises, two of them wrongly."""
    found = enterprises(site.catalogue, 8)
    found[2], found[5] = spoilt(found[2]), spoilt(found[5])
    path = tmp_path / "会员企业.xlsx"
    path.write_bytes(workbook(site.catalogue, found))
    return path


def press(page: Page, selector: str) -> None:
    """Press what has the keyboard's focus after going to it."""
    page.focus(selector)
    page.keyboard.press("Enter")


def downloaded(page: Page, selector: str) -> list[str]:
    """The names of the sheets in the workbook behind a link."""
    with page.expect_download() as download:
        page.locator(selector).click()
    return openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).sheetnames


def test_from_the_template_to_the_scores(opened, site, worker, filled, axe, window):
    page = opened(**window)
    found = faults(page, axe)
    press(page, 'main a[href="/template"]')
    page.wait_for_url("**/template")
    found += faults(page, axe)
    assert len(downloaded(page, 'a[href="/template/zh.xlsx"]')) > 3
    press(page, 'main a[href="/batches/new"]')
    page.wait_for_url("**/new")
    found += faults(page, axe)
    press(page, "main form .btn-primary")
    page.wait_for_selector("#summary")
    assert page.evaluate("document.activeElement.id") == "summary"
    found += faults(page, axe)

    page.focus("#name")
    page.keyboard.type("会员企业 2026")
    page.set_input_files("#sheet", filled)
    press(page, "main form .btn-primary")
    page.wait_for_url("**/uploads/*")
    rows = page.locator(".problem-table tbody tr")
    expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    expect(page.locator(".numbers dd")).to_have_text(["8", "6", "2", "0"])
    found += faults(page, axe)
    page.locator("details summary").first.click()
    found += faults(page, axe)
    assert downloaded(page, 'a[href$="marked.xlsx?rows=bad"]')

    press(page, ".verdict-panel .btn-primary")
    onward = page.locator(".verdict-panel a.btn-primary")
    expect(onward).to_be_visible(timeout=PATIENCE_MS)
    found += faults(page, axe)
    onward.click()
    page.wait_for_url("**/batches/*")
    expect(page.locator("#text-scoring")).to_contain_text("6", timeout=PATIENCE_MS)
    expect(page.locator('[data-progress=""]')).to_be_visible(timeout=PATIENCE_MS)
    assert page.locator("#bar-scoring").evaluate("bar => bar.value") == 6
    found += faults(page, axe)
    for name in ("settings", "delete", "uploads/new"):
        page.goto(f"{page.url.partition('/settings')[0].partition('/delete')[0]}/{name}")
        found += faults(page, axe)
    page.goto(f"{site.root}/batches")
    found += faults(page, axe)
    assert found == []


def test_the_same_without_scripts(opened, worker, filled):
    page = opened(locale="en-GB", java_script_enabled=False)
    page.get_by_role("link", name="New batch").first.click()
    page.get_by_label("Name of the batch").fill("Members 2026")
    page.set_input_files("#sheet", filled)
    for role, name in (
        ("button", "Begin"),
        ("button", "Store and score the 6 good rows"),
        ("link", "See how far their scores are"),
    ):
        with page.expect_navigation():
            page.get_by_role(role, name=name).click()
        look_again(page)
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    expect(page.get_by_text("6 of 6 done")).to_be_visible()


@pytest.fixture
def waiting(site: Site, member: Member) -> tuple[Door, Batch]:
    """A batch of four enterprises that nobody scores yet."""
    door = Door(site.database, site.catalogue, site.settings)
    data = workbook(site.catalogue, enterprises(site.catalogue, 4))
    with door.transaction() as services:
        batch = batches.create(services, member.organisation_id, {"name": "Members 2026"})
        upload = uploads.hand_in(services, batch, "members.xlsx", data)
    read(door, f"/batches/{batch.public_id}/uploads/{upload.public_id}")
    with door.transaction() as services:
        uploads.store(services, batch, uploads.find(services, batch, upload.public_id))
    uploads.store_rows(door, upload.public_id)
    return door, batch


def test_progress_is_followed_and_steered_by_keyboard(opened, site, waiting, axe):
    door, batch = waiting
    page = opened(locale="en-GB")
    page.goto(f"{site.root}/batches/{batch.public_id}")
    text = page.locator("#text-scoring")
    expect(text).to_have_text("0 of 4 done · 4 left")
    found = faults(page, axe)
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    found += faults(page, axe)
    page.get_by_role("button", name="Resume").press("Enter")
    expect(page.get_by_role("heading", name="Under way")).to_be_visible()

    page.evaluate("window.same = true")
    scoring.score_chunk(door, batch.public_id, 2, 1, 2)
    expect(text).to_contain_text("2 of 4 done · 2 left")
    assert page.evaluate("window.same")
    scoring.score_chunk(door, batch.public_id, 2, 3, 4)
    expect(page.get_by_role("heading", name="Done")).to_be_visible(timeout=PATIENCE_MS)
    assert [*found, *faults(page, axe)] == []


def test_a_file_too_large_is_told_before_it_is_sent(opened, site, tmp_path):
    page = opened(locale="en-GB")
    page.goto(f"{site.root}/batches/new")
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    page.set_input_files("#sheet", large)
    told = "input => input.validationMessage"
    assert "at most 20 MB" in page.locator("#sheet").evaluate(told)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    small = tmp_path / "small.csv"
    small.write_text("Enterprise no.,Name in English\n1,Works\n")
    page.set_input_files("#sheet", small)
    assert page.locator("#sheet").evaluate(told) == ""

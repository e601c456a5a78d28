"""The first account, signing in and out in a real browser: by keyboard, and clean for axe."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_look import faults

PASSWORD = "four words nobody joins"


@pytest.fixture
def page(browser: Browser, window) -> Iterator[Page]:
    with browser.new_context(bypass_csp=True, **window) as context:
        yield context.new_page()


def type_in(page: Page, first: str, *texts: str) -> None:
    """Fill the form from the field `first` on and send it, without a mouse."""
    page.focus(f"#{first}")
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_from_the_first_account_to_signing_in_again(page, site, axe):
    page.goto(f"{site.root}/account")
    assert "/first-run" in page.url
    found = faults(page, axe)
    type_in(page, "organisation", "深圳市港口企业绿色贸易促进会", "", "lin", "x", "x")
    page.wait_for_selector("#summary")
    assert page.evaluate("document.activeElement.id") == "summary"
    found += faults(page, axe)
    page.fill("#email", "lin@example.com")
    type_in(page, "new", PASSWORD, PASSWORD)
    page.wait_for_url("**/account")
    found += faults(page, axe)

    page.get_by_role("navigation").get_by_role("button").click()
    page.wait_for_url(f"{site.root}/")
    page.goto(f"{site.root}/sign-in")
    found += faults(page, axe)
    type_in(page, "email", "lin@example.com", "wrong")
    page.wait_for_selector("#summary")
    found += faults(page, axe)
    type_in(page, "password", PASSWORD)
    page.wait_for_url("**/batches")
    found += faults(page, axe)
    assert found == []

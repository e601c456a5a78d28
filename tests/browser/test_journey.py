"""From the start page to the PDF: by keyboard, on a phone, without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import look_again

DOMAINS = ["green_design", "logistics", "certification", "carbon_data", "fta"]
GROUPS = ["firm", "products", "markets", "transport", "claims_buyers"]
MAX_TABS = 150


class Keyboard:
    """Somebody who has no mouse: goes with Tab, chooses with the arrows, presses with Enter."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        for _ in range(MAX_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"Tab never reached {selector} on {self.page.url}")

    def press(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, name: str, steps: int) -> None:
        self.reach(f'[name="{name}"]')
        self.page.keyboard.press("Space")
        for _ in range(steps):
            self.page.keyboard.press("ArrowDown")

    def write(self, name: str, text: str) -> None:
        self.reach(f'[name="{name}"]')
        self.page.keyboard.type(text)

    def wait(self) -> None:
        """The page looks again by itself."""

    def save(self) -> None:
        self.press('.actions [name="then"][value="next"]')


class Pointer(Keyboard):
    """Somebody who points at things."""

    def press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).click()

    def choose(self, name: str, steps: int) -> None:
        option = self.page.locator(f'[name="{name}"]').nth(steps)
        self.page.locator(f'label[for="{option.get_attribute("id")}"]').click()

    def write(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(text)


class Scriptless(Pointer):
    """Somebody whose browser runs no scripts."""

    def wait(self) -> None:
        self.page.wait_for_url("**/report?*")
        look_again(self.page)


def fill_in(visitor: Keyboard) -> None:
    page = visitor.page
    visitor.write("enterprise-name_en", "Keyboard Works Ltd")
    visitor.save()
    for group in GROUPS:
        assert page.url.endswith(f"/profile/{group}")
        if group == "firm":
            visitor.choose("has_factory-value", 0)
            visitor.choose("sector-value", 1)
        if group == "markets":
            visitor.choose("markets-value", 0)
        visitor.save()
    for domain in DOMAINS:
        assert page.url.endswith(f"/questions/{domain}")
        asked = page.locator(".question").all()
        if asked:  # of FTA only what is shipped to partners is asked
            visitor.choose(f"{asked[0].get_attribute('id')}-choice", 2)
        visitor.save()


def from_start_to_pdf(visitor: Keyboard, root: str, tmp_path: Path) -> None:
    page = visitor.page
    page.goto(root)
    visitor.press(".hero .btn-primary")
    assert page.get_by_label("Your private link").input_value().startswith(f"{root}/resume/")
    visitor.press('.tasks a[href$="/enterprise"]')
    fill_in(visitor)
    assert page.url.endswith("/result")
    expect(page.locator(".rp-name")).to_have_text("Keyboard Works Ltd")
    visitor.press('.result-state a[href$="/submit"]')
    visitor.press("main section form .btn-primary")
    assert page.url.endswith("/result")
    expect(page.locator(".result-state")).to_contain_text("Submitted")
    # The page waits for a worker process, which takes its time to start on a busy machine.
    with page.expect_download(timeout=240_000) as download:
        if type(visitor) is Keyboard:
            visitor.reach('a[href*="report.pdf?lang=both"]')
            page.keyboard.press("Enter")
        else:
            page.locator('a[href*="report.pdf?lang=both"]').click(no_wait_after=True)
        visitor.wait()
    target = tmp_path / "report.pdf"
    download.value.save_as(target)
    assert target.read_bytes().startswith(b"%PDF-")
    assert "Keyboard Works Ltd" in download.value.suggested_filename


def test_the_whole_way_by_keyboard(browser, site, worker, tmp_path):
    context = browser.new_context(locale="en-GB")
    from_start_to_pdf(Keyboard(context.new_page()), site.root, tmp_path)
    context.close()


@pytest.mark.parametrize("kind", [Pointer, Scriptless])
def test_the_whole_way_on_a_phone(browser, site, worker, tmp_path, kind):
    phone = {"width": 360, "height": 740}
    scripts = kind is not Scriptless
    with browser.new_context(
        locale="en-GB", viewport=phone, java_script_enabled=scripts
    ) as context:
        from_start_to_pdf(kind(context.new_page()), site.root, tmp_path)

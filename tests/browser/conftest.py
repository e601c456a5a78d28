"""A real browser, and axe-core to judge a page in it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.services import accounts
from app.services.accounts import Member
from app.services.context import Services
from tests.browser.serving import Site, example, site, worker

__all__ = ["axe", "browser", "example", "site", "worker"]

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = [
    "--no-sandbox",  # Chromium's sandbox refuses root; the pages are our own
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "four words nobody joins"
Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; open a new context for each test."""
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        pytest.fail("Chromium was not found; scripts/install --tests installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """A function from a page to its faults, each as one line; an empty list is a clean page.

    A strict Content-Security-Policy keeps axe-core out: open the page in a context made with
    `bypass_csp=True`.
    """
    if not AXE.exists():
        pytest.fail("axe-core was not found; scripts/install --tests installs it")
    source = AXE.read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']} at {' '.join(node['target'])}: "
            f"{node['html'][:200]}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations


@pytest.fixture(params=[("zh-CN", 360), ("en-GB", 1280)], ids=["zh-phone", "en-desk"])
def window(request: pytest.FixtureRequest) -> dict[str, object]:
    """A browser's options: a phone in Chinese, then a large screen in English."""
    locale, width = request.param
    return {"locale": locale, "viewport": {"width": width, "height": 800}}


@pytest.fixture
def member(site: Site) -> Member:
    """Somebody of an organisation who can sign in."""
    with site.database.session() as session:
        services = Services(session, site.catalogue, site.settings, datetime.now(UTC))
        name = "深圳市港口企业促进会"
        made = accounts.create_user(services, "lin@example.com", "Lin", PASSWORD, name)
        session.commit()
        return made


@pytest.fixture
def opened(browser: Browser, site: Site, member: Member) -> Iterator[Open]:
    """Signs the member in with a browser of these options."""
    contexts = []

    def sign_in(**options: object) -> Page:
        context = browser.new_context(bypass_csp=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{site.root}/sign-in")
        page.fill("#email", member.email)
        page.fill("#password", PASSWORD)
        page.locator("main form button").click()
        page.wait_for_url("**/batches")
        return page

    yield sign_in
    for context in contexts:
        context.close()

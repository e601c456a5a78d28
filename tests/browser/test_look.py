"""Every page in both languages, narrow and wide: nothing for axe, nothing cut, nothing blocked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

OF_ASSESSMENT = [
    "",
    "/enterprise",
    "/profile/firm",
    "/profile/markets",
    "/questions/carbon_data",
    "/questions/green_design?rows=GD02#GD02",
    "/questions/fta",
    "/submit",
    "/result",
    "/link",
    "/delete",
]
PUBLIC = ["/", "/method", "/privacy", "/nothing", "/resume/nothing"]
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(params=["zh-CN", "en-GB"])
def locale(request):
    return request.param


@pytest.fixture(params=[360, 1280])
def page(browser: Browser, locale: str, request) -> Page:
    """A page without the policy that keeps axe-core out."""
    context = browser.new_context(
        locale=locale, bypass_csp=True, viewport={"width": request.param, "height": 800}
    )
    yield context.new_page()
    context.close()


def faults(page: Page, axe: Callable[[Page], list[str]]) -> list[str]:
    page.wait_for_function("document.readyState === 'complete'")
    wider = page.evaluate(WIDER_THAN_THE_WINDOW)
    cut = [f"{wider} pixels wider than the window"] if wider > 0 else []
    return [f"{page.url}: {fault}" for fault in [*axe(page), *cut]]


def test_pages_of_an_assessment(page, site, example, axe):
    page.goto(site.started(example))
    home = page.url
    found = []
    for where in OF_ASSESSMENT:
        page.goto(f"{home}{where}")
        for details in page.locator("main details").all()[:6]:
            details.evaluate("element => { element.open = true }")
        found += faults(page, axe)
    assert found == []


def test_pages_before_and_after(page, site, example, axe):
    found = []
    page.goto(site.started())
    empty = page.url
    page.goto(site.started(example, submit=True))
    for where in [page.url, f"{page.url}/result", f"{empty}/result", f"{empty}/questions/fta"]:
        page.goto(where)
        found += faults(page, axe)
    for where in PUBLIC:
        page.goto(f"{site.root}{where}")
        found += faults(page, axe)
    assert found == []


def test_pages_with_errors_and_conflicts(page, site, example, axe):
    link = site.started(example)
    page.goto(link)
    where = f"{page.url}/questions/carbon_data"
    page.goto(where)
    page.locator("#CD03-number").fill("12,5")
    page.locator("#CD01 .documents summary").click()
    page.locator("#CD01-documents-2-issuer").fill("somebody")
    page.locator('.actions [value="next"]').click()
    page.locator("#summary").wait_for()
    found = faults(page, axe)
    assert page.evaluate("document.activeElement.id") == "summary"

    page.goto(where)
    colleague = page.context.new_page()
    colleague.goto(where)
    for who, level in ((colleague, 0), (page, 4)):
        who.locator(f'label[for="CD01-choice-{level}"]').click()
        who.locator('.actions [value="next"]').click()
    page.locator(".conflict").wait_for()
    found += faults(page, axe)
    assert found == []


def test_the_strict_policy_blocks_nothing_of_ours(browser, site, example, locale):
    context = browser.new_context(locale=locale)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("request", lambda r: r.url.startswith(site.root) or said.append(f"foreign: {r.url}"))
    page.goto(site.started(example))
    home = page.url
    for where in OF_ASSESSMENT:
        page.goto(f"{home}{where}")
    assert said == []
    context.close()


def test_the_token_reaches_no_address_and_no_referrer(browser, site, example):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    link = site.started(example)
    token = link.rpartition("/")[2]
    page.goto(link)
    later: list[str] = []
    page.on("request", lambda r: later.append(f"{r.url} {r.headers.get('referer', '')}"))
    page.locator('.tasks a[href$="/enterprise"]').click()
    page.wait_for_url("**/enterprise")
    assert later
    assert not any(token in entry for entry in later)
    context.close()

"""The browser tests' own tools can see a fault."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page

GOOD = """<!doctype html><html lang="en"><title>Clean</title>
<main><h1>Clean</h1><p>A page without a fault.</p></main>"""


def test_axe_passes_a_clean_page(browser: Browser, axe: Callable[[Page], list[str]]) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(GOOD)
        assert axe(page) == []


def test_axe_names_a_planted_fault(browser: Browser, axe: Callable[[Page], list[str]]) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(GOOD.replace("</p>", '<img src="data:," id="planted"></p>'))
        (fault,) = axe(page)
    assert fault.startswith("image-alt (critical)")
    assert "#planted" in fault

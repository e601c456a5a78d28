"""What the small script adds, and two people at work on one link."""

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def page(browser: Browser, site, example) -> Page:
    context = browser.new_context(locale="en-GB")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site.started(example))
    yield page
    context.close()


def test_facts_appear_as_soon_as_they_are_asked(page):
    page.goto(f"{page.url}/profile/markets")
    expect(page.locator("#exports_cbam")).to_be_visible()
    page.locator('label[for="markets-value-0"]').click()
    expect(page.locator("#exports_cbam")).to_be_hidden()
    page.locator('label[for="markets-value-0"]').click()
    expect(page.locator("#exports_cbam")).to_be_visible()


def test_typing_a_figure_chooses_it_and_another_choice_clears_it(page):
    page.goto(f"{page.url}/questions/carbon_data")
    page.locator('label[for="CD03-choice-1"]').click()
    expect(page.locator("#CD03-number")).to_have_value("")
    page.locator("#CD03-number").fill("40")
    expect(page.locator("#CD03-choice-0")).to_be_checked()


def test_the_reason_is_asked_once_does_not_apply_is_chosen(page):
    page.goto(f"{page.url}/questions/green_design")
    reason = page.locator('[name$="-reason"]').first
    name = reason.get_attribute("name").partition("-")[0]
    expect(reason).to_be_hidden()
    page.locator(f'#{name} label:text-is("Does not apply to us, because …")').click()
    expect(reason).to_be_visible()


def test_the_link_is_copied(page):
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.get_by_label("Your private link").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_leaving_with_something_unsaved_asks_first(page):
    page.goto(f"{page.url}/enterprise")
    page.locator("#enterprise-name_en").type("!")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(".crumbs a").click()
    page.wait_for_url("**/assessments/*")
    assert asked == ["beforeunload"]


def test_enter_in_a_line_saves_and_stays(page):
    page.goto(f"{page.url}/enterprise")
    where = page.url
    page.locator("#enterprise-name_en").fill("Enter Ltd")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == where
    expect(page.locator("#enterprise-name_en")).to_have_value("Enter Ltd")


def test_the_language_switch_keeps_what_was_typed(page):
    page.goto(f"{page.url}/enterprise")
    page.locator("#enterprise-name_en").fill("Both Ltd")
    with page.expect_navigation():
        page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("#enterprise-name_en")).to_have_value("Both Ltd")


@pytest.mark.parametrize(("whose", "stands"), [(0, 4), (1, 0)])
def test_two_people_settle_a_conflict(browser, site, example, whose, stands):
    link = site.started(example)
    pages = [browser.new_context(locale="en-GB").new_page() for _ in range(2)]
    for page in pages:
        page.goto(link)
        page.goto(f"{page.url}/questions/carbon_data")
    colleague, me = pages
    for who, level in ((colleague, 0), (me, 4)):
        who.locator(f'label[for="CD01-choice-{level}"]').click()
        with who.expect_navigation():
            who.locator('.actions [value="next"]').click()
    expect(me.locator("#CD01 .conflict")).to_contain_text("added up")
    expect(me.locator("#CD01-choice-4")).to_be_checked()
    me.locator(f'label[for="CD01-resolve-{whose}"]').click()
    with me.expect_navigation():
        me.locator('.actions [value="next"]').click()
    assert me.url.endswith("/questions/fta")
    me.goto(me.url.replace("fta", "carbon_data"))
    expect(me.locator(f"#CD01-choice-{stands}")).to_be_checked()
    for page in pages:
        page.context.close()

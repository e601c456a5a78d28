"""What somebody without scripts does on a page that shows work under way."""

from playwright.sync_api import Page

# A machine shared by many may stand still for long; one look takes it some hundredths of a second.
MAX_LOOKS = 10_000


def look_again(page: Page) -> None:
    """Press the page's link until it waits no longer."""
    link = page.get_by_role("link", name="Look again now")
    for _ in range(MAX_LOOKS):
        if not link.count():
            return
        with page.expect_navigation():
            link.click()

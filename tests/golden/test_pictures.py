"""The report looks as it did when somebody last looked at it."""

from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from app.reporting.fonts import Fonts
from tests.golden.pictures import FOLDER, PAGES, SIZE, alike, page_of, picture, printed


@pytest.fixture(scope="module")
def reports(fonts: Fonts):
    """Prints each report once."""
    folder: Path = fonts.regular.parent
    return cache(lambda lang, length: printed(lang, length, folder))


@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_before(name, reports, tmp_path):
    lang, length, title = PAGES[name]
    pdf = reports(lang, length)
    shown = picture(pdf, page_of(pdf, title))
    with Image.open(FOLDER / f"{name}.png") as kept:
        same = alike(shown, kept.convert("L"))
    if not same:
        shown.save(tmp_path / f"{name}.png")
    assert same, f"see {tmp_path / name}.png"


def kept_pictures() -> list[Image.Image]:
    names = ("cover-zh", "result-zh", "sheets-zh", "roadmap-zh", "summary-zh")
    return [Image.open(FOLDER / f"{name}.png").convert("L") for name in names]


def test_a_page_that_is_another_is_noticed():
    pictures = kept_pictures()
    for at, one in enumerate(pictures):
        assert not [other for other in pictures[at + 1 :] if alike(one, other)]


def test_a_page_that_lost_its_chart_is_noticed():
    for kept in kept_pictures():
        torn = kept.copy()
        torn.paste(255, (10, 40, 114, 80))  # where each of these pages has charts or sheets
        assert not alike(torn, kept)


def test_a_page_that_breaks_elsewhere_is_noticed():
    for kept in kept_pictures()[1:4]:
        moved = kept.copy()
        moved.paste(kept.crop((0, 60, SIZE[0], SIZE[1] - 3)), (0, 63))
        assert not alike(moved, kept)

"""The report looks as it did when somebody last looked at it."""

from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from app.reporting.fonts import Fonts
from tests.golden.pictures import (
    FEW_PERCENT,
    FOLDER,
    MEAN,
    PAGES,
    differences,
    page_of,
    picture,
    printed,
)


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
        mean, few = differences(shown, kept.convert("L"))
    if mean > MEAN or few > FEW_PERCENT:
        shown.save(tmp_path / f"{name}.png")
    assert mean <= MEAN, f"see {tmp_path / name}.png"
    assert few <= FEW_PERCENT, f"see {tmp_path / name}.png"


def test_a_page_that_is_another_is_noticed():
    names = ("cover-zh", "result-zh", "sheets-zh", "roadmap-zh", "summary-zh")
    pictures = [Image.open(FOLDER / f"{name}.png").convert("L") for name in names]
    for at, one in enumerate(pictures):
        for other in pictures[at + 1 :]:
            mean, few = differences(one, other)
            assert mean > MEAN or few > FEW_PERCENT

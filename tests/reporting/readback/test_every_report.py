"""Every example in every language at every length, printed once and read back whole."""

from pathlib import Path

import pytest

from app.reporting.fonts import Fonts
from app.reporting.lengths import LENGTHS, Length
from app.reporting.pdf import PdfLang
from tests.reporting.making import EXAMPLES
from tests.reporting.readback.checks import findings
from tests.reporting.readback.due import commanded, due_of, due_of_example
from tests.reporting.readback.special import SPECIAL


@pytest.fixture(scope="session")
def folder(fonts: Fonts) -> Path:
    """Where the cut fonts are."""
    return fonts.regular.parent


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_keeps_what_it_promises(
    name: str, lang: PdfLang, length: Length, folder: Path
) -> None:
    due = due_of_example(name, lang, length)
    assert due.data == commanded(name)
    assert findings(due.print(folder), due) == {}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", SPECIAL)
def test_a_special_case_keeps_what_it_promises(name: str, length: Length, folder: Path) -> None:
    due = due_of(SPECIAL[name](), "both", length)
    assert findings(due.print(folder), due) == {}


@pytest.mark.parametrize(
    ("name", "lang", "length"),
    [
        ("food-rcep", "both", "summary"),
        ("trading-company", "zh", "standard"),
        ("trading-company", "en", "full"),
    ],
)
def test_the_same_report_has_the_same_bytes(
    name: str, lang: PdfLang, length: Length, folder: Path
) -> None:
    due = due_of_example(name, lang, length)
    assert due.print(folder) == due.print(folder)

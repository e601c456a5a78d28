"""What a report says otherwise than WeasyPrint would: charts' texts, short numbers."""

import io
import subprocess
from pathlib import Path

import pikepdf
from PIL import Image, ImageChops

from app.reporting.fonts import Fonts
from app.reporting.pdf import render_pdf
from app.reporting.rendering import render_html
from tests.reporting.plain import printed_plainly
from tests.reporting.planning import planned_report


def test_every_page_looks_like_the_one_that_weasyprint_makes(fonts: Fonts, tmp_path: Path) -> None:
    """Letters are set as one line instead of each for itself, which moves them by kerning alone."""
    report = planned_report("aluminium-profiles")
    ours = pictures(render_pdf(report, "both", "standard", fonts.regular.parent), tmp_path / "ours")
    html = render_html(report, "both", "standard")
    theirs = pictures(printed_plainly(html, fonts, improved=False), tmp_path / "theirs")
    assert len(ours) == len(theirs) > 8
    for one, other in zip(ours, theirs, strict=True):
        assert off(one, other) < 6
    # The measure can tell: another page is far off.
    assert all(off(one, other) > 20 for one, other in zip(ours, theirs[1:], strict=False))


def test_charts_words_can_be_searched(fonts: Fonts) -> None:
    pdf = render_pdf(planned_report("aluminium-profiles"), "en", "standard", fonts.regular.parent)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        forms = [found for found in file.objects if _is_form(found)]
        assert not forms, "a label in a form object of its own"
    shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert "Certification" in shown.stdout.decode()


def _is_form(found: object) -> bool:
    return isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form"


def pictures(pdf: bytes, folder: Path) -> list[Image.Image]:
    """Every page, grey and small."""
    folder.mkdir()
    subprocess.run(
        ["pdftoppm", "-gray", "-r", "75", "-", str(folder / "page")], input=pdf, check=True
    )
    found = []
    for path in sorted(folder.iterdir()):
        with Image.open(path) as image:
            size = (image.width // 4, image.height // 4)
            found.append(image.resize(size, Image.Resampling.BOX))
    return found


def off(one: Image.Image, other: Image.Image) -> float:
    """How far a cell of three millimetres is off on average where pages differ most."""
    found = ImageChops.difference(one.convert("L"), other.convert("L"))
    fields = found.resize((12, 17), Image.Resampling.BOX)
    return float(fields.getextrema()[1])

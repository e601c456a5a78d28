"""Pages of reports as small grey pictures: what the eye takes in at arm's length.

Small on purpose: another release of the typeface moves a stroke, which must not matter; a table
that lost its lines, a chart that is gone or a page that breaks elsewhere does. After a change of
the layout that somebody has looked at: `python -m tests.golden.pictures`.
"""

import io
import subprocess
from pathlib import Path

import pypdf
from PIL import Image, ImageChops

from app.reporting.fonts import prepare_fonts
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang, default_cache, render_pdf
from tests.reporting.planning import planned_report

FOLDER = Path(__file__).parent / "pages"
EXAMPLE = "aluminium-profiles"
SIZE = (124, 175)
# Name of the picture: language, length, and the outline's title of what begins on the page.
PAGES: dict[str, tuple[PdfLang, Length, str]] = {
    "cover-zh": ("zh", "standard", ""),
    "result-zh": ("zh", "standard", "一页看懂结果"),
    "sheets-zh": ("zh", "standard", "行动单"),
    "roadmap-zh": ("zh", "standard", "路线图"),
    "summary-zh": ("zh", "summary", ""),
    "cover-en": ("en", "standard", ""),
    "result-en": ("en", "standard", "The result on one page"),
    "sheets-en": ("en", "standard", "Action sheets"),
    "roadmap-en": ("en", "standard", "Roadmap"),
    "summary-both": ("both", "summary", ""),
}
# Of 255: how far a cell of SIZE may be off on average, and how many in a hundred by how much; how
# far the worst of the page's fields may be. The same page drawn at another resolution, as rough as
# another typeface, has up to 3.3, 0.01 and 12; one without its chart up to 2, 1 and at least 23.
MEAN, FEW_PERCENT, FAR = 4.0, 3.0, 64
FIELDS, WORST = (8, 11), 17


def printed(lang: PdfLang, length: Length, fonts: Path) -> bytes:
    """The example's report."""
    return render_pdf(planned_report(EXAMPLE), lang, length, fonts)


def page_of(pdf: bytes, title: str) -> int:
    """The page, from 0, on which what the outline calls `title` begins; 0 without a title."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    stack = list(reader.outline)
    while title and stack:
        entry = stack.pop(0)
        if isinstance(entry, list):
            stack.extend(entry)
        elif entry.title == title:
            return int(reader.get_destination_page_number(entry))
    if title:
        raise LookupError(title)
    return 0


def picture(pdf: bytes, page: int) -> Image.Image:
    """One page, grey and small."""
    number = str(page + 1)
    command = ["pdftoppm", "-gray", "-r", "60", "-f", number, "-l", number, "-"]
    shown = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(shown)).convert("L").resize(SIZE, Image.Resampling.BOX)


def differences(one: Image.Image, other: Image.Image) -> tuple[float, float, float]:
    """The mean difference of 255, how many in a hundred cells are far off, the worst field's."""
    found = ImageChops.difference(one, other)
    counts = found.histogram()
    total = sum(counts)
    mean = sum(value * count for value, count in enumerate(counts)) / total
    _, worst = found.resize(FIELDS, Image.Resampling.BOX).getextrema()
    return mean, 100 * sum(counts[FAR:]) / total, worst


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures show the same page."""
    mean, few, worst = differences(one, other)
    return mean <= MEAN and few <= FEW_PERCENT and worst <= WORST


def main() -> None:
    """Write all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    fonts = default_cache()
    prepare_fonts(fonts)
    for name, (lang, length, title) in PAGES.items():
        pdf = printed(lang, length, fonts)
        picture(pdf, page_of(pdf, title)).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

"""What a report says otherwise than WeasyPrint would: charts' texts, languages, short numbers."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

from app.reporting.fonts import Fonts
from app.reporting.pdf import PdfLang, render_pdf
from app.reporting.rendering import render_html
from tests.reporting.plain import printed_plainly
from tests.reporting.planning import planned_report

HAN = re.compile("[\u4e00-\u9fff]")


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


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_a_passage_in_the_other_language_says_so(lang: PdfLang, fonts: Fonts) -> None:
    report = planned_report("trading-company")
    pdf = render_pdf(report, lang, "standard", fonts.regular.parent)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        (document,) = file.Root.StructTreeRoot.K
        spoken = list(passages(document, str(file.Root.Lang), file))
    english = [text for said, text in spoken if said == "en"]
    chinese = [text for said, text in spoken if said == "zh-CN"]
    # Of what is Chinese by its tag, passages without a Han character are figures and codes.
    assert not [text for text in chinese if re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,}", text)]
    if lang == "both":
        assert not [text for text in english if HAN.search(text)]
        assert any("Readiness report" in text for text in english)
    # In one language alone, titles of sources are in another.
    assert len(english) > {"zh": 0, "en": 100, "both": 100}[lang]
    assert len(chinese) > {"zh": 100, "en": 0, "both": 100}[lang]


def passages(element: pikepdf.Object, lang: str, file: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Each tagged text of a page's own content with the language it is said to be in."""
    lang = str(element.get("/Lang", lang))
    page = element.get("/Pg")
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            if kid.get("/Type") == "/StructElem":
                yield from passages(kid, lang, file)
        elif page is not None and element.get("/S") != "/Figure":
            text = marked(file, page)[int(kid)]
            if text.strip():
                yield lang, text


def marked(file: pikepdf.Pdf, page: pikepdf.Object) -> dict[int, str]:
    """The texts of a page by the number that marks them."""
    known: dict[tuple[int, int], dict[int, str]] = file.__dict__.setdefault("known", {})
    if page.objgen not in known:
        known[page.objgen] = _marked(pikepdf.Page(page))
    return known[page.objgen]


def _marked(page: pikepdf.Page) -> dict[int, str]:
    fonts = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = {}
    mark, font = -1, {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" if "/MCID" in operands[1]:
                mark = int(operands[1]["/MCID"])
                found.setdefault(mark, "")
            case "EMC":
                mark = -1
            case "Tf":
                font = fonts[str(operands[0])]
            case "TJ" if mark >= 0:
                for part in operands[0]:
                    if isinstance(part, pikepdf.String):
                        codes = bytes(part)
                        found[mark] += "".join(
                            font[int.from_bytes(codes[at : at + 2])]
                            for at in range(0, len(codes), 2)
                        )
    return found


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    lines = re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes().decode())
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in lines}


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

"""The PDF of whatever somebody typed: shown, cut where it is far too long, nothing fetched.

What a report says, and how, is read back in `readback`.
"""

import io
from dataclasses import replace

import pypdf
import pytest

from app.domain.answers import Answer, Document
from app.domain.assessment import Assessment, Enterprise
from app.domain.text import Text
from app.reporting.fonts import Fonts
from app.reporting.lengths import Length
from app.reporting.own_files import OwnFilesOnly, Refused
from app.reporting.pdf import render_pdf
from app.reporting.rendering import render_html
from app.reporting.worker import render_in_worker
from tests.reporting.making import drawn_without_a_glyph, example, report_of
from tests.reporting.readback.printed import squeezed

# Far more than a report takes where nothing is cut, far less than 200,000 characters would.
BOUND_S = 120
EVIL = '<img src="http://127.0.0.1:9/x.png"><link rel=attachment href="file:///etc/passwd">'

HOSTILE = {
    "long": "超长名称" * 50,
    "one word": "X" * 200,
    "rare Han": "龘犇鑫淼焱垚 𠮷野家",
    "emoji": "绿色🌱公司",
    "right to left": "شركة التصدير الخضراء",
    "HTML": "<script>alert(1)</script><b>Bold & Co</b>",
}


def named(name: str) -> Assessment:
    """The example, with `name` in every place where somebody types."""
    firm = example("trading-company")
    papers = (Document("other", name[:200], name[:200]),)
    answers = {
        key: Answer(level=a.level, evidence=2, documents=papers) if a.level is not None else a
        for key, a in firm.answers.items()
    }
    answers["GD04"] = Answer(not_applicable=name)
    return replace(firm, enterprise=Enterprise(Text(name, name), contact=name), answers=answers)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_shown_whole(name: str, fonts: Fonts) -> None:
    pdf = render_pdf(report_of(named(name)), "zh", "standard", fonts.regular.parent)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    # The name in the order in which it is drawn: right-to-left text is drawn from the left.
    cover = sorted(squeezed(reader.pages[0].extract_text()))
    drawn = squeezed(name).replace("🌱", "")  # no typeface of a report has pictographs
    missing = [c for c in drawn if c not in cover and not "\u0600" <= c <= "\u06ff"]
    assert not missing
    assert drawn_without_a_glyph(pdf) == []
    assert len(reader.pages) < 30


@pytest.mark.parametrize(
    ("letter", "length"),
    [("注", "full"), ("W", "standard"), ("长 ", "summary")],
    ids=["Han", "one word", "words"],
)
def test_a_huge_note_is_cut_and_says_so(letter: str, length: Length, fonts: Fonts) -> None:
    huge = letter * (200_000 // len(letter))
    firm = example("trading-company")
    papers = (Document("other", huge, huge),)
    answers = {
        "GD04": Answer(not_applicable=huge),
        "FT01": Answer(level=2, evidence=2, documents=papers),
    }
    one = report_of(replace(firm, enterprise=Enterprise(Text(huge, huge)), answers=answers))
    pdf = render_in_worker(one, "both", length, BOUND_S, fonts.regular.parent)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = squeezed("".join(page.extract_text() for page in pages))
    assert "…(→JSON)" in text
    assert len(text) < 100_000


def test_a_line_is_filled_before_bold_words(fonts: Fonts) -> None:
    """WeasyPrint broke this text after its first word, to make room for the bold one behind it."""
    report = report_of(example("textile-ecommerce"))
    pdf = render_pdf(report, "en", "standard", fonts.regular.parent)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert "First version of the requirements register" in "\n".join(pages)


def test_html_in_every_text_is_no_markup() -> None:
    html = render_html(report_of(named(EVIL[:200])), "both")
    assert "<img" not in html
    assert "<link" not in html


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/font.otf",
        "https://example.com/",
        "file:///etc/passwd",
        "data:text/plain,hello",
        "ftp://example.com/",
        "relative.png",
    ],
)
def test_the_fetcher_refuses_all_but_the_fonts(url: str, fonts: Fonts) -> None:
    fetcher = OwnFilesOnly(fonts)
    with pytest.raises(Refused):
        fetcher.fetch(url)
    fetcher.fetch(fonts.bold.as_uri())


def test_pages_need_no_inline_style() -> None:
    html = render_html(report_of(example("aluminium-profiles")), "both")
    assert "style=" not in html
    assert "<script" not in html

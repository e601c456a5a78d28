"""The PDF as its readers get it: pages, text, structure, fonts, links, nothing fetched."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pypdf
import pytest

from app.domain.answers import Answer, Document
from app.domain.assessment import Assessment, Enterprise
from app.domain.text import Lang, Text
from app.reporting.fonts import Fonts
from app.reporting.lengths import Length
from app.reporting.own_files import OwnFilesOnly, Refused
from app.reporting.pdf import PdfLang, render_pdf
from app.reporting.rendering import LANGS_OF, parts, render_html
from app.reporting.report import Report
from app.reporting.worker import render_in_worker
from tests.reporting.making import (
    EXAMPLES,
    drawn_without_a_glyph,
    example,
    nobody,
    one_domain,
    perfect,
    report_of,
)
from tests.reporting.planning import planned_report

# The fewest and most pages of an example: fewer says that something is missing, more that the
# layout wastes paper.
PAGES: dict[PdfLang, tuple[int, int]] = {"zh": (7, 11), "en": (7, 12), "both": (8, 12)}
MOST_BYTES = 400_000
# Far more than a report takes where nothing is cut, far less than 200,000 characters would.
BOUND_S = 120
EVIL = '<img src="http://127.0.0.1:9/x.png"><link rel=attachment href="file:///etc/passwd">'
Printer = Callable[..., bytes]


@pytest.fixture(scope="module")
def printed(fonts: Fonts) -> Printer:
    """Prints a report, each once."""
    folder: Path = fonts.regular.parent

    @cache
    def printer(report: Report, lang: PdfLang, length: Length = "standard") -> bytes:
        return render_pdf(report, lang, length, folder)

    return printer


@cache
def report(name: str) -> Report:
    return report_of(example(name))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(pdf: bytes) -> str:
    """All text without white space, since lines break anywhere."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def outline_titles(reader: pypdf.PdfReader) -> list[str]:
    found: list[str] = []

    def walk(entries: list[object]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry)
            elif isinstance(entry, pypdf.generic.Destination):
                found.append(str(entry.title))

    walk(list(reader.outline))
    return found


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_summary_has_two_pages(name: str, lang: PdfLang, printed: Printer) -> None:
    one = planned_report(name)
    pdf = printed(one, lang, "summary")
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 2
    text, first = text_of(pdf), LANGS_OF[lang][0]
    verdict, brief = one.verdict, one.brief
    assert squeezed(one.enterprise.name[first]) in text
    assert one.enterprise.uscc in text
    for figure in (verdict.score.declared, verdict.score.proved, verdict.score.possible):
        assert figure.shown in text
    assert verdict.evidence_share in text
    assert one.method.questionnaire.replace(" ", "") in text
    assert one.method.rules_version in text
    for language in LANGS_OF[lang]:
        for gap in brief.gaps:
            assert squeezed(gap.topic[language]) in text
        for step in one.summary.steps:
            assert squeezed(step.title[language]) in text
        for line in brief.outlook:
            assert squeezed(line.value[language]) in text
        for gate in one.gates[:3]:
            assert squeezed(gate.topic[language]) in text
    for rule in brief.rules:
        assert rule.id in text
        assert rule.next is not None
        assert rule.next.date in text
    assert len(outline_titles(reader)) >= 6


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_standard_report_prints_whole(name: str, lang: PdfLang, printed: Printer) -> None:
    one = planned_report(name)
    pdf = printed(one, lang)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    low, high = PAGES[lang]
    assert low <= len(reader.pages) <= high
    assert len(pdf) < MOST_BYTES
    text = text_of(pdf)
    first: Lang = LANGS_OF[lang][0]
    assert squeezed(one.enterprise.name[first]) in text
    assert one.verdict.score.declared.shown in text
    for language in LANGS_OF[lang]:
        for part in parts(one, "standard"):
            assert squeezed(part.title[language]) in text
        for sheet in one.sheets:
            assert squeezed(sheet.row.title[language]) in text
            assert squeezed(sheet.run_in[language])[:40] in text
        for step in one.other_steps:
            assert squeezed(step.title[language]) in text
        for domain in one.domains:
            for question in domain.questions:
                assert squeezed(question.topic[language]) in text
    for rule in one.rules:
        assert rule.id in text
    titles = outline_titles(reader)
    assert len(titles) >= len(parts(one, "standard")) + len(one.sheets)
    for page in reader.pages:
        assert len(page.extract_text()) > 200  # no near-empty page


@pytest.mark.parametrize(("name", "lang"), [("aluminium-profiles", "both"), ("food-rcep", "zh")])
def test_the_full_report_has_every_answer_and_sheet(
    name: str, lang: PdfLang, printed: Printer
) -> None:
    one = planned_report(name)
    pdf = printed(one, lang, "full")
    text = text_of(pdf)
    for language in LANGS_OF[lang]:
        for part in parts(one, "full"):
            assert squeezed(part.title[language]) in text
        for sheet in one.sheets + one.further_sheets:
            assert squeezed(sheet.row.title[language]) in text
        for answer in (answer for group in one.answers for answer in group.rows):
            assert squeezed(answer.text[language])[:20] in text
            assert squeezed(answer.row.answer[language])[:20] in text
            for paper in answer.papers.wanted if answer.papers else ():
                for held in paper.held:
                    assert squeezed(held.title)[:20] in text


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_structure_language_and_title(lang: PdfLang, printed: Printer) -> None:
    one = report("trading-company")
    with pikepdf.open(io.BytesIO(printed(one, lang))) as pdf:
        root = pdf.Root
        assert str(root.Lang) == ("en" if lang == "en" else "zh-CN")
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert one.enterprise.name[LANGS_OF[lang][0]] in str(pdf.docinfo.Title)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_every_font_is_embedded_and_no_glyph_is_missing(printed: Printer) -> None:
    with pikepdf.open(io.BytesIO(printed(report("aluminium-profiles"), "both"))) as pdf:
        fonts = {
            str(font.BaseFont): font
            for page in pdf.pages
            for font in page.get("/Resources", {}).get("/Font", {}).values()
        }
        assert fonts
        for font in fonts.values():
            descendant = font.DescendantFonts[0]
            assert any(key.startswith("/FontFile") for key in descendant.FontDescriptor)
    assert drawn_without_a_glyph(printed(report("aluminium-profiles"), "both")) == []


def test_links_lead_somewhere(printed: Printer) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed(report("battery-maker"), "zh")))
    names = reader.named_destinations
    inside = outside = 0
    for page in reader.pages:
        for entry in page.get("/Annots") or []:
            note = entry.get_object()
            if "/Dest" in note:
                assert str(note["/Dest"]) in names
                inside += 1
            elif "/A" in note:
                assert str(note["/A"]["/URI"]).startswith(("https://", "http://"))
                outside += 1
    assert inside > 20
    assert outside > 5


@pytest.mark.parametrize("length", ["summary", "standard"])
@pytest.mark.parametrize("lang", ["zh", "both"])
def test_same_report_same_bytes(lang: PdfLang, length: Length, fonts: Fonts) -> None:
    one = report("trading-company")
    folder = fonts.regular.parent
    assert render_pdf(one, lang, length, folder) == render_pdf(one, lang, length, folder)


@pytest.mark.parametrize("make", [nobody, perfect, one_domain], ids=lambda make: make.__name__)
def test_extremes_print(make: Callable[[], Assessment], printed: Printer) -> None:
    one = report_of(make())
    text = text_of(printed(one, "both"))
    assert squeezed(one.enterprise.name.zh) in text
    assert one.verdict.score.declared.shown in text
    if one.verdict.provisional_because:
        assert squeezed("Provisional result") in text


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
def test_hostile_names_are_shown_whole(name: str, printed: Printer) -> None:
    pdf = printed(report_of(named(name)), "zh")
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
    text = text_of(pdf)
    assert "…(→JSON)" in text
    assert len(text) < 100_000


def test_html_in_every_text_fetches_and_embeds_nothing(printed: Printer) -> None:
    html = render_html(report_of(named(EVIL[:200])), "both")
    assert "<img" not in html
    assert "<link" not in html
    with pikepdf.open(io.BytesIO(printed(report_of(named(EVIL[:200])), "zh"))) as pdf:
        assert not pdf.attachments
        assert not [image for page in pdf.pages for image in page.get_images()]


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


def test_pages_need_no_inline_style(printed: Printer) -> None:
    html = render_html(report("aluminium-profiles"), "both")
    assert "style=" not in html
    assert "<script" not in html

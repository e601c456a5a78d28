"""What no face of a report can draw is named in its place: never a box, never nothing."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Document
from app.domain.assessment import Enterprise
from app.domain.text import Lang, Text
from app.i18n import gettext
from app.reporting.fonts import Fonts, code_points, fallback_code_points
from app.reporting.glyphs import NOT_PRINTABLE, SEE_DATA, printable
from app.reporting.imprint import Imprint
from app.reporting.pdf import render_pdf
from tests.reporting.making import drawn_without_a_glyph, example, report_of

ZH, EN = gettext("zh", SEE_DATA), gettext("en", SEE_DATA)
PAGE = '<!doctype html><html lang="zh-CN"><body>{}</body></html>'
SHOWN = ["龘犇鑫淼焱垚", "𠮷野家", "Zürich", "5 ℃ · 3 m²", "か\u3099"]
# What stands there, and what is printed; {} is the note.
REPLACED = {
    "emoji": ("绿色🌱公司", "绿色{}公司"),
    "joined emoji": ("甲👩\u200d🏭乙", "甲{}乙"),
    "flag": ("甲🇨🇳乙", "甲{}乙"),
    "Arabic": ("شركة التصدير الخضراء", "{}"),
    "Hebrew": ("甲 חברה ירוקה 乙", "甲 {} 乙"),
    "Thai": ("บริษัท", "{}"),
    "private use": ("甲\ue000乙\U000f0000", "甲{}乙{}"),
    "unassigned": ("甲\u0378乙", "甲{}乙"),
    "zero-width": ("甲\u200b乙\u200d丙\ufeff丁\u2060", "甲乙丙丁"),
    "controls": ("甲\x07乙\x9b丙\u202e丁\u2066", "甲乙丙丁"),
    "variation": ("葛\U000e0100 龘\ufe00", "葛 龘"),
    "halves": ("甲\ud83c乙", "甲乙"),
    "wide spaces": ("甲\u2028乙\u3000丙", "甲 乙\u3000丙"),
}


@pytest.mark.parametrize(("typed", "shown"), REPLACED.values(), ids=REPLACED)
def test_what_cannot_be_drawn_is_named(typed: str, shown: str, fonts: Fonts) -> None:
    assert printable(PAGE.format(typed), fonts, SEE_DATA) == PAGE.format(shown.replace("{}", ZH))


@pytest.mark.parametrize("text", SHOWN)
def test_what_can_be_drawn_stays(text: str, fonts: Fonts) -> None:
    assert printable(PAGE.format(text), fonts, SEE_DATA) == PAGE.format(text)


def test_the_note_is_in_the_passages_language(fonts: Fonts) -> None:
    both = PAGE.format('<p>甲🌱 <span class="rp-en" lang="en">A 🌱</span> 🌱</p>')
    found = printable(both, fonts, SEE_DATA)
    assert found == PAGE.format(f'<p>甲{ZH} <span class="rp-en" lang="en">A {EN}</span> {ZH}</p>')
    english = PAGE.replace("zh-CN", "en").format("A 🌱")
    assert printable(english, fonts, NOT_PRINTABLE).endswith(f"A {NOT_PRINTABLE}</body></html>")


@given(st.text())
def test_whatever_is_typed_is_drawn_by_the_reports_faces(fonts: Fonts, text: str) -> None:
    held = code_points(fonts.regular) | fallback_code_points() | set(map(ord, "\t\n\r"))
    assert {ord(char) for char in printable(text, fonts, SEE_DATA)} <= held


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_text_in_every_field_prints_without_a_box(lang: Lang, fonts: Fonts) -> None:
    hostile = "龘𠮷 🌱 شركة ไทย \ue000 \u0378 a\u200bb e\u0301\u0302 Łódź"
    firm = example("trading-company")
    papers = (Document("other", hostile, hostile),)
    answers = {
        "GD04": Answer(not_applicable=hostile),
        "FT01": Answer(level=2, evidence=2, documents=papers),
    }
    who = Enterprise(Text(hostile, hostile), contact=hostile)
    one = report_of(replace(firm, enterprise=who, answers=answers))
    pdf = render_pdf(one, lang, "full", fonts.regular.parent, Imprint(b"{}"))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    squeezed = re.sub(r"\s", "", text)
    note = re.sub(r"\s", "", gettext(lang, SEE_DATA))
    assert squeezed.count(f"龘𠮷{note}ab") >= 3
    assert "□" not in text
    assert drawn_without_a_glyph(pdf) == []

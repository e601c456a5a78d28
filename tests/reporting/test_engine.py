"""The shorter ways through WeasyPrint lead to the same bytes as its own."""

import io
from collections import Counter
from dataclasses import replace

import pikepdf
import pytest

from app.reporting.fonts import Fonts
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang, render_pdf
from app.reporting.rendering import render_html
from tests.reporting.plain import printed_plainly
from tests.reporting.planning import planned_report


@pytest.mark.parametrize(
    ("name", "lang", "length"),
    [
        ("aluminium-profiles", "both", "summary"),
        ("trading-company", "both", "standard"),
        ("trading-company", "zh", "full"),
    ],
    ids=["summary", "standard", "full"],
)
def test_same_bytes_as_the_long_way(name: str, lang: PdfLang, length: Length, fonts: Fonts) -> None:
    report = planned_report(name)
    if length == "full":  # the longest parts are many of the same
        report = replace(report, further_sheets=(), answers=report.answers[:1])
    html = render_html(report, lang, length)
    # What other reports leave in memory, in another language too, must not show in this one.
    for before in ("zh", "both"):
        render_pdf(planned_report("aluminium-profiles"), before, "standard", fonts.regular.parent)
    first, second = (render_pdf(report, lang, length, fonts.regular.parent) for _ in range(2))
    assert first == second
    assert first == printed_plainly(html, fonts)


def test_tidying_keeps_text_and_structure(fonts: Fonts) -> None:
    report = planned_report("trading-company")
    html = render_html(report, "both", "summary")
    tidied = render_pdf(report, "both", "summary", fonts.regular.parent)
    untidied = printed_plainly(html, fonts, tidied=False)
    assert len(tidied) < len(untidied)
    assert words(tidied) == words(untidied)
    for name in ("/P", "/TD", "/TH", "/TR", "/Table", "/H1", "/H2", "/Figure"):
        assert kinds(tidied)[name] == kinds(untidied)[name]


def words(pdf: bytes) -> list[bytes]:
    """What each page shows, letter by letter."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            shown = b""
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "TJ":
                    shown += b"".join(
                        bytes(part) for part in operands[0] if isinstance(part, pikepdf.String)
                    )
            found.append(shown)
    return found


def kinds(pdf: bytes) -> Counter[str]:
    """How many elements of each kind the structure holds; every piece of it belongs to one."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        tags = [
            found
            for found in file.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/StructElem"
        ]
        mapping = file.Root.StructTreeRoot.ParentTree.Nums
        for number, page in enumerate(file.pages):
            marks = [
                int(operands[1]["/MCID"])
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC" and "/MCID" in operands[1]
            ]
            owners = mapping[2 * number + 1]
            assert sorted(marks) == [at for at, owner in enumerate(owners) if owner is not None]
            for mark in marks:
                assert mark in [kid for kid in owners[mark].K if isinstance(kid, int)]
        # A block around some lines of an element is of its kind, but for the tidied file.
        return Counter(str(tag.S) for tag in tags if str(tag.P.get("/S")) != str(tag.S))

"""Whether the structure of a printed report is as PDF/UA-1 wants it, read by pikepdf alone.

What `pdfua` does not look at: which element may stand in which, whether each table's cells know
their headings, what each drawing and each passage says of itself, in which order all is read.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.reporting.readback.due import Due
from tests.reporting.readback.printed import CELLS, HEADINGS, Printed, Tag, squeezed
from tests.reporting.readback.promises import titles

# What may stand in an element that holds nothing else, and in what an element must stand.
HOLDS = {
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TR": set(CELLS),
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
}
STANDS_IN = {
    "THead": {"Table"},
    "TBody": {"Table"},
    "TR": {"Table", "THead", "TBody"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
}
HAN = re.compile("[\u3400-\u9fff]+")
# Several small words on end; names, units and codes stand in Chinese as they are.
ENGLISH = re.compile("[a-z]{4,} [a-z]{3,} [a-z]{3,}")
NEVER_IN_ITSELF = ("P", "Link", "Figure", "Table", *HEADINGS)


def nesting(printed: Printed, due: Due) -> Iterator[str]:
    """Tables hold rows, rows cells, lists items, items bodies; no heading holds a heading."""
    for tag in (one for one in printed.flat if isinstance(one, Tag)):
        for kid in tag.kids:
            role = kid.role if isinstance(kid, Tag) else "text"
            if role not in HOLDS.get(tag.role, {role}) or tag.role not in STANDS_IN.get(
                role, {tag.role}
            ):
                yield f"{role} in {tag.role}: {tag.text[:40]}"
            if role == tag.role and role in NEVER_IN_ITSELF:
                yield f"{role} in itself: {tag.text[:40]}"


def headings(printed: Printed, due: Due) -> Iterator[str]:
    """One heading of the first level comes first; none skips a level or is empty."""
    levels = [(int(tag.role[1]), tag) for tag in printed.tree.tags(*HEADINGS)]
    if [level for level, _ in levels].count(1) != 1 or levels[0][0] != 1:
        yield "not one heading of the first level, and that first"
    for (above, _), (level, tag) in pairwise(levels):
        if level > above + 1:
            yield f"H{level} after H{above}: {tag.text[:40]}"
    yield from (f"{tag.role} without text" for _, tag in levels if not tag.text)


def sections(printed: Printed, due: Due) -> Iterator[str]:
    """The sections are read in their order, each under its title in each language."""
    read = [section.title for section in printed.sections]
    wanted = [
        "".join(dict.fromkeys(squeezed(title.either(lang)) for lang in due.langs))
        for title in titles(due)
    ]
    if len(read) != len(wanted):
        yield f"{len(read)} sections, not {len(wanted)}"
    for found, title in zip(read, wanted, strict=False):
        if found.lstrip("0123456789") != title.lstrip("0123456789"):
            yield f"section {found[:40]} where {title[:40]} belongs"


def order(printed: Printed, due: Due) -> Iterator[str]:
    """What is read later does not stand on an earlier page."""
    at = 0
    for piece in printed.tree.pieces():
        if piece.page < at:
            yield f"page {piece.page + 1} is read after page {at + 1}: {piece.text[:40]}"
        at = piece.page


def tables(printed: Printed, due: Due) -> Iterator[str]:
    """Each heading cell says what it heads; each other cell leads to headings of its table."""
    for table in printed.tree.tags("Table"):
        heads = {cell.id: cell for cell in table.tags("TH")}
        where = f"table {table.text[:30]}"
        if not heads:
            yield f"{where}: no heading cell"
        for cell in heads.values():
            if str(cell.attributes.get("/Scope")) not in ("/Column", "/Row"):
                yield f"{where}: no scope at {cell.text[:30]}"
        for head in table.tags("THead"):
            if any(str(c.attributes.get("/Scope")) != "/Column" for c in head.tags("TH")):
                yield f"{where}: a cell at its head heads no column"
        for cell in table.tags("TD"):
            named = [str(one) for one in cell.attributes.get("/Headers", ())]
            if not named or not set(named) <= heads.keys():
                yield f"{where}: no headings of {cell.text[:30]}"
        widths = {_width(row) for row in table.tags("TR")}
        if len(widths) != 1:
            yield f"{where}: rows of {sorted(widths)} columns"


def _width(row: Tag) -> int:
    cells = [kid for kid in row.kids if isinstance(kid, Tag)]
    return sum(int(str(cell.attributes.get("/ColSpan", 1))) for cell in cells)


def drawings(printed: Printed, due: Due) -> Iterator[str]:
    """Each drawing has an alternative text, in each language; the charts say their figures."""
    figures = list(printed.tree.tags("Figure"))
    charts = list(_charts(due))
    if len(figures) < len(charts):
        yield f"{len(figures)} drawings, fewer than the {len(charts)} charts"
    for figure in figures:
        if not figure.alt.strip():
            yield "a drawing without alternative text"
    alts = squeezed("".join(figure.alt for figure in figures))
    for chart in charts:
        for lang in due.langs:
            said = squeezed(chart.description.either(lang))
            if said not in alts:
                yield f"no drawing says {said[:60]}"


def _charts(due: Due) -> Iterator[Any]:
    """The charts that every length shows."""
    charts = due.report.charts
    return filter(None, (charts.scale, charts.bars, charts.radar, charts.measures))


def languages(printed: Printed, due: Due) -> Iterator[str]:
    """Each passage is in a language of the report, and Chinese never passes for English.

    Of a report in one language, the titles of sources alone may be in the other.
    """
    allowed = set(due.html_langs)
    cited = {piece for link in printed.tree.tags("Link") for piece in link.pieces()}
    for piece in printed.tree.pieces():
        if piece.lang not in allowed and piece not in cited:
            yield f"in {piece.lang}: {piece.text[:40]}"
        if piece.lang == "en":
            # What somebody typed stands in an English sentence as it was typed.
            chinese = [run for run in HAN.findall(piece.text) if run not in due.typed]
            yield from (f"Chinese as English: {run}" for run in chinese)
        elif (run := ENGLISH.search(piece.text)) and squeezed(run[0]) not in due.typed:
            yield f"English as Chinese: {run[0]}"
    missing = allowed - {piece.lang for piece in printed.tree.pieces()}
    yield from (f"nothing is said in {lang}" for lang in missing)

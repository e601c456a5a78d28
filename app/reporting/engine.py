"""WeasyPrint on a shorter way, with the same bytes: `tests/reporting/test_engine.py` holds that.

A report is some thousand small boxes, and most of its time goes into what is done again for each:
computing styles of notes and footnotes that no report has, resolving lengths that hold no
percentage, and setting a line of text a second time to draw it.
"""

import re
import sys
import xml.etree.ElementTree as ET
from functools import cache
from typing import Any, BinaryIO

import weasyprint.pdf
from weasyprint import CSS, HTML, cssselect2
from weasyprint.css import ColorProfile
from weasyprint.html import UA
from weasyprint.layout import percent
from weasyprint.text.line_break import Layout

from app.reporting.own_files import OwnFilesOnly

# Rules of the browser's own stylesheet for what no report has; each stands on a line.
_NOT_NEEDED = re.compile(
    r"^(?:::(?:foot)?note-|\[dir|:is\((?:dir|input)|input|select|option|.*\[rules).*$", re.MULTILINE
)
# What a report's templates leave open, as HTML allows.
_VOID = re.compile(r"<(col|meta|br)\b([^<>]*?)\s*/?>")
_DOCTYPE = "<!doctype html>"
_LENGTHS = (
    *(f"margin_{side}" for side in ("left", "right", "top", "bottom")),
    *(f"padding_{side}" for side in ("left", "right", "top", "bottom")),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


class Page(HTML):  # type: ignore[misc]  # WeasyPrint ships no types
    """A report's HTML, well-formed as our templates write it, read by the XML parser."""

    def __init__(self, html: str, fetcher: OwnFilesOnly) -> None:
        root = ET.fromstring(_VOID.sub(r"<\1\2/>", html.removeprefix(_DOCTYPE)))  # noqa: S314
        for passage in root.iterfind(".//span[@class='rp-en']"):
            # The stylesheet says it too; an attribute would keep each from sharing its style.
            passage.attrib.pop("lang", None)
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002
        return [_own_ua()]


@cache
def _own_ua() -> CSS:
    return CSS(string=_NOT_NEEDED.sub("", UA).replace("\n::marker {", "\nli::marker {"))


@cache
def hasten() -> None:
    """Put the shorter ways in the place of WeasyPrint's, once a process."""
    plain = percent.resolve_percentages

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        """The same values, remembered by style where nothing depends on the container."""
        style = box.style
        if not hasattr(style, "rp_used"):
            style.rp_used = _used(style)
        if style.rp_used is None:
            plain(box, containing_block)
            return
        values = vars(box)
        values.update(style.rp_used)
        collapse = style["border_collapse"] == "collapse"
        for name in _BORDERS:
            if not (collapse and hasattr(box, name)):
                values[name] = style[name]

    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.") and hasattr(module, "resolve_percentages"):
            module.resolve_percentages = resolve_percentages  # type: ignore[attr-defined]
    weasyprint.pdf.ColorProfile = _read_and_closed
    Layout.deactivate = lambda _: None
    Layout.reactivate = _reactivate


def _read_and_closed(file: BinaryIO, *named: Any) -> ColorProfile:
    """The archive's colour profile, its file closed, which WeasyPrint leaves open."""
    with file:
        return ColorProfile(file, *named)


def _used(style: Any) -> dict[str, object] | None:
    """The used lengths of a style, or None where one of them depends on the container."""
    if style["box_sizing"] != "content-box":
        return None
    found: dict[str, object] = {}
    for name in _LENGTHS:
        value = style[name]
        if value == "auto":
            found[name] = 0 if name.startswith("min_") else value
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value
        else:
            return None
    return found


def _reactivate(layout: Any, style: Any) -> None:
    """Set a line again only where drawing needs it otherwise than measuring: when justified."""
    if layout.justification_spacing:
        layout.setup(style)
        layout.set_text(layout.text, justify=True)


def tidy(_: Any, pdf: Any) -> None:
    """What WeasyPrint does last: say the same in a smaller file."""
    _merge_text_tags(pdf)
    _drop_idle_shifts(pdf)


def _merge_text_tags(pdf: Any) -> None:
    """Tag pieces of text by the element they stand in, without a tag of their own each."""
    parents: dict[bytes, bytes] = {}
    for tag in [found for found in pdf.objects if _is_piece(found)]:
        parent = pdf.objects[int(tag["P"].partition(b" ")[0])]
        if parent.get("Pg") != tag["Pg"]:
            continue
        kids = parent["K"]
        kids[kids.index(tag.reference)] = tag["K"][0]
        parents[tag.reference] = parent.reference
        # A free entry of the table of objects, as the file format has it.
        tag.free, tag.generation, tag.number = "f", 1, 0
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].partition(b" ")[0])]
    mapping = pdf.objects[int(root["ParentTree"].partition(b" ")[0])]
    for page in mapping["Nums"]:
        if isinstance(page, list):
            page[:] = [parents.get(reference, reference) for reference in page]


def _drop_idle_shifts(pdf: Any) -> None:
    """Leave out shifts by nothing between letters, which rounding leaves in the text."""
    for found in pdf.objects:
        for place, item in enumerate(getattr(found, "stream", ())):
            if isinstance(item, bytes) and item.endswith(b"] TJ"):
                found.stream[place] = item.replace(b">0<", b"").replace(b">0]", b">]")


def _is_piece(found: Any) -> bool:
    """Whether an object tags nothing but one piece of text."""
    return (
        isinstance(found, dict)
        and found.get("Type") == "/StructElem"
        and found["S"] in ("/Span", "/NonStruct")
        and len(found["K"]) == 1
        and isinstance(found["K"][0], int)
    )

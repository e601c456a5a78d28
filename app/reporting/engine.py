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
from weakref import WeakKeyDictionary

import weasyprint.pdf
from weasyprint import CSS, HTML, cssselect2
from weasyprint.css import ColorProfile
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box, LineBox
from weasyprint.html import HTML_HANDLERS, UA
from weasyprint.layout import background, inline, percent
from weasyprint.pdf import pydyf

from app.reporting.chart_text import set_chart_texts
from app.reporting.lines import remember_lines
from app.reporting.own_files import OwnFilesOnly
from app.reporting.passages import tag_languages
from app.reporting.styles import share_styles
from app.reporting.tagging import tag_more
from app.reporting.writing import write_once

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
_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_RADII = tuple(f"border_{corner}_radius" for corner in _CORNERS)
_NO_RADII = dict.fromkeys(_RADII, (0, 0))
_plain_backgrounds = background.layout_box_backgrounds
_DRAWING = "{http://www.w3.org/2000/svg}svg"
_plain_references = pydyf.PDF.page_references.fget
_plain_avoiding = inline.avoid_collisions
_plain_flows = Box.is_in_normal_flow
_plain_drawing = HTML_HANDLERS[_DRAWING]
# The parts of drawings, until the drawing itself is looked at.
_parts: WeakKeyDictionary[ET.Element, list[ET.Element]] = WeakKeyDictionary()


class Page(HTML):  # type: ignore[misc]  # WeasyPrint ships no types
    """A report's HTML, well-formed as our templates write it, read by the XML parser."""

    def __init__(self, html: str, fetcher: OwnFilesOnly) -> None:
        root = ET.fromstring(_VOID.sub(r"<\1\2/>", html.removeprefix(_DOCTYPE)))  # noqa: S314
        for passage in root.iterfind(".//span[@class='rp-en']"):
            # The stylesheet says it too; an attribute would keep each from sharing its style.
            passage.attrib.pop("lang", None)
        for drawing in root.iter(_DRAWING):
            # Its parts are neither styled nor laid out as the page's are.
            _parts[drawing] = list(drawing)
            drawing[:] = []
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
    background.layout_box_backgrounds = _layout_box_backgrounds
    HTML_HANDLERS[_DRAWING] = _handle_drawing
    pydyf.PDF.page_references = property(_page_references)
    Box.is_in_normal_flow = _is_in_normal_flow
    inline.avoid_collisions = _avoid_collisions
    remember_lines()
    share_styles()


@cache
def improve() -> None:
    """Write otherwise than WeasyPrint does: what is missing there, or could be said shorter."""
    set_chart_texts()
    tag_languages()
    tag_more()
    write_once()


def _read_and_closed(file: BinaryIO, *named: Any) -> ColorProfile:
    """The archive's colour profile, its file closed, which WeasyPrint leaves open."""
    with file:
        return ColorProfile(file, *named)


def _is_in_normal_flow(box: Any) -> bool:
    """The same as WeasyPrint's, remembered by style: it is asked a dozen times for each box."""
    try:
        found: bool = box.style.rp_flows
    except AttributeError:
        found = box.style.rp_flows = _plain_flows(box)
    return found


def _avoid_collisions(context: Any, line: Any, around: Any, outer: bool = True) -> Any:
    """The same as WeasyPrint's, at once for a line beside which nothing floats."""
    plain = not context.excluded_shapes and isinstance(line, LineBox) and outer
    if not plain or around.style["direction"] != "ltr" or line.style["float"] != "none":
        return _plain_avoiding(context, line, around, outer)
    return around.content_box_x(), line.position_y, around.width


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """The same as pydyf's, which lists them anew for each element of the structure."""
    known: tuple[bytes, ...] = getattr(pdf, "rp_pages", ())
    if len(known) != pdf.pages["Count"]:
        known = pdf.rp_pages = _plain_references(pdf)
    return known


def _handle_drawing(drawing: ET.Element, *given: Any) -> Any:
    """The same as WeasyPrint's; the drawing is whole again from here on."""
    drawing[:] = _parts.pop(drawing, drawing)
    return _plain_drawing(drawing, *given)


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


def _layout_box_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """The same as WeasyPrint's, at once for a box that shows nothing but its content."""
    if style is not None or box is page or not _bare(box.style):
        _plain_backgrounds(page, box, get_image, layout_children, style)
        return
    vars(box).update(_NO_RADII)
    if layout_children:
        for child in box.all_children():
            _layout_box_backgrounds(page, child, get_image)
    box.background = None


def _bare(style: Any) -> bool:
    try:
        found: bool = style.rp_bare
    except AttributeError:
        found = style.rp_bare = (
            style["visibility"] == "visible"
            and get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
            and all(kind == "none" for kind, _ in style["background_image"])
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(length.value == 0 for name in _RADII for length in style[name])
        )
    return found

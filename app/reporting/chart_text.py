"""Texts of drawings, each set as one line.

WeasyPrint sets a drawing's text letter by letter, and what is not aligned to its start in a form
object of its own. Our charts turn, stretch and space no letters, so that a text is one line at a
place: a hundred objects less in a report, and words that can be searched.
"""

from functools import cache
from math import inf
from typing import Any

from weasyprint import svg
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw import text as drawing
from weasyprint.matrix import Matrix
from weasyprint.svg.text import Style, TextBox
from weasyprint.svg.utils import size
from weasyprint.text import line_break

WEIGHTS = {"normal": 400, "bold": 700}
SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def set_chart_texts() -> None:
    """Put our way in the place of WeasyPrint's."""
    svg.TAGS["text"] = _text


def _text(image: Any, node: Any, font_size: float) -> None:
    """Draw a `text` element with the attributes that our templates give it."""
    if not node.text:
        return
    style = _style(
        image.font_config,
        node.get("font-family", "sans-serif"),
        WEIGHTS[node.get("font-weight", "normal")],
        font_size,
    )
    line, _, _, width, _, baseline = line_break.split_first_line(
        node.text, style, image.context, inf, 0
    )
    x = size(node.get("x", "0"), font_size, image.inner_width)
    x -= width * SHIFTS[node.get("text-anchor", "start")]
    y = size(node.get("y", "0"), font_size, image.inner_height)
    box = TextBox(line, style)
    box.baseline = baseline
    image.stream.push_state()
    fill, stroke = image.set_graphical_state(node, font_size)
    image.stream.begin_text()
    line.reactivate(style)
    image.fill_stroke(fill, stroke, text=True)
    emojis = drawing.draw_first_line(image.stream, box, "none", "none", Matrix(d=-1, e=x, f=y))
    image.stream.end_text()
    image.stream.pop_state()
    drawing.draw_emojis(image.stream, style, x, y, emojis)


@cache
def _style(font_config: Any, families: str, weight: int, font_size: float) -> Any:
    style = Style(INITIAL_VALUES)
    style.font_config = font_config
    style["font_family"] = [family.strip("\"'") for family in families.split(",")]
    style["font_weight"] = weight
    style["font_size"] = font_size
    return style

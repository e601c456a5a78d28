"""Lines of text, set and drawn once and remembered from report to report.

Most of what a report says stands in the questionnaire: the same words, at the same width, in
every report that a process prints. WeasyPrint sets each of them anew by Pango and reads the
result glyph by glyph. Here a line is looked up by its text, what its style says of text, and the
room it had; drawing plays back what was written to the page the first time.

`tests/reporting/test_engine.py` compares the bytes with those of WeasyPrint alone.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.line_break import Layout

from app.reporting.playback import Letters, Recorder, play

# Where so many are known, all are forgotten; standard reports need 5,000 for a language.
MOST = 40_000
# Longer passages are somebody's own words and come once.
LONGEST = 600
# All that the setting of a line reads of a style.
_READ = (
    *("direction", "font_family", "font_feature_settings", "font_kerning"),
    *("font_language_override", "font_size", "font_stretch", "font_style"),
    *("font_variant_alternates", "font_variant_caps", "font_variant_east_asian"),
    *("font_variant_ligatures", "font_variant_numeric", "font_variant_position"),
    *("font_variation_settings", "font_weight", "hyphens", "lang", "letter_spacing"),
    *("overflow_wrap", "text_decoration_line", "white_space", "word_break", "word_spacing"),
)

# The set line, its length and the next one's start in bytes, its width, height and baseline.
Found = tuple[Any, int, int | None, float, float, float]


@dataclass(slots=True)
class Memory:
    """What a process knows of lines, for one set of fonts."""

    styles: dict[tuple[object, ...], int] = field(default_factory=dict)
    whole: dict[tuple[str, int], Found] = field(default_factory=dict)
    broken: dict[tuple[object, ...], Found] = field(default_factory=dict)
    letters: Letters = field(default_factory=Letters)
    # Lines set for the present document, which hold Pango's own and their style.
    fresh: list[Any] = field(default_factory=list)


_plain_split = line_break.split_first_line
_plain_draw = drawing.draw_first_line
_plain_strut = line_break.strut
_let_go = Layout.deactivate


def remember_lines() -> None:
    """Put the remembering ways in the place of WeasyPrint's."""
    for module in (line_break, inline, preferred):
        module.split_first_line = _split_first_line
        module.can_break_text = _can_break_text
    inline.strut = _strut
    drawing.draw_first_line = _draw_first_line
    Layout.deactivate = lambda _: None
    Layout.reactivate = _reactivate


def let_lines_go(font_config: Any) -> None:
    """After a document: keep of its lines what another can use, a fraction of what they held."""
    fresh = _memory(font_config).fresh
    for layout in fresh:
        if hasattr(layout, "layout"):
            _let_go(layout)
    fresh.clear()


def _reactivate(layout: Any, style: Any) -> None:
    """Set a line again only where that was undone, or drawing needs it otherwise than measuring."""
    if layout.justification_spacing:
        layout.setup(style)
        layout.set_text(layout.text, justify=True)
    elif not hasattr(layout, "drawn"):
        _again(layout, style)


def _memory(font_config: Any) -> Memory:
    if not hasattr(font_config, "rp_memory"):
        font_config.rp_memory = Memory()
    found: Memory = font_config.rp_memory
    return found


def _hashable(value: Any) -> object:
    if isinstance(value, list):
        return tuple(value)
    return frozenset(value) if isinstance(value, set) else value


def _style_number(style: Any, memory: Memory) -> int:
    """A number that styles share which set text alike; -1 where words may be hyphenated."""
    try:
        number: int = style.rp_number
    except AttributeError:
        if style["hyphens"] == "auto":
            number = -1
        else:
            read = tuple(_hashable(style[name]) for name in _READ)
            number = memory.styles.setdefault(read, len(memory.styles))
        style.rp_number = number
    return number


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Found:
    """The same as WeasyPrint's, from memory where the line is known."""
    memory = _memory(style.font_config)
    number = _style_number(style, memory)
    if justification_spacing or number < 0 or len(text) > LONGEST or "\t" in text:
        return _set_anew(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
    found = memory.whole.get((text, number))
    # A pixel of room keeps clear of how widths are rounded where a line just fits.
    if found is not None and (max_width is None or max_width >= found[3] + 1):
        return found
    key = (text, number, max_width, is_line_start, minimum)
    found = memory.broken.get(key)
    if found is not None:
        return found
    found = _set_anew(text, style, context, max_width, 0, is_line_start, minimum)
    memory.fresh.append(found[0])
    if len(memory.whole) + len(memory.broken) > MOST:
        memory.whole.clear()
        memory.broken.clear()
    room = inf if max_width is None else max_width
    if found[2] is None and room >= found[3] + 1:
        memory.whole[text, number] = found
    else:
        memory.broken[key] = found
    return found


def _set_anew(*given: Any) -> Found:
    found: Found = _plain_split(*given)
    return found


def _strut(style: Any) -> tuple[float, float]:
    """The same as WeasyPrint's, which looks for it by writing out the style each time."""
    try:
        found: tuple[float, float] = style.rp_strut
    except AttributeError:
        found = style.rp_strut = _plain_strut(style)
    return found


_can_break_text = lru_cache(maxsize=4 * MOST)(line_break.can_break_text)


def _draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list[Any]:
    """The same as WeasyPrint's, played back where the line was drawn before."""
    layout = textbox.pango_layout
    if text_overflow == "ellipsis" or block_ellipsis != "none" or layout.justification_spacing:
        _again(layout, textbox.style)
        found: list[Any] = _plain_draw(stream, textbox, text_overflow, block_ellipsis, matrix)
        return found
    memory = _memory(textbox.style.font_config)
    drawn = getattr(layout, "drawn", None)
    if drawn is not None:
        if play(stream, drawn, matrix, memory.letters):
            return []
        _again(layout, textbox.style)
    recorder = Recorder(stream)
    found = _plain_draw(recorder, textbox, text_overflow, block_ellipsis, matrix)
    recorder.finish()
    if drawn is None and not found:
        lasting = recorder.drawn(memory.letters, layout.layout)
        if lasting is not None:
            layout.drawn = lasting
            _let_go(layout)
    return found


def _again(layout: Any, style: Any) -> None:
    if not hasattr(layout, "layout"):
        layout.setup(style)
        layout.set_text(layout.text, justify=True)

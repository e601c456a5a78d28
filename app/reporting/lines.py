"""Lines of text, set and drawn once and remembered from report to report.

Most of what a report says stands in the questionnaire: the same words, at the same width, in
every report that a process prints. WeasyPrint sets each of them anew by Pango and reads the
result glyph by glyph. Here a line is looked up by its text, what its style says of text, and the
room it had; drawing plays back what was written to the page the first time.

`tests/reporting/test_engine.py` compares the bytes with those of WeasyPrint alone.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout

# Where so many are known, all are forgotten: they take some 30 MB.
MOST = 16_000
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
_GLYPHS = re.compile("<([0-9a-f]+)>")

# The set line, its length and the next one's start in bytes, its width, height and baseline.
Found = tuple[Any, int, int | None, float, float, float]


@dataclass(frozen=True, slots=True)
class Used:
    """A font of a line; `glyphs` are (number, characters, width in thousandths of the size)."""

    key: int
    size: float
    glyphs: tuple[tuple[int, str | None, int], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a line writes to a page: methods of its stream with what they are given.

    A step that sets the font has the font's place in `fonts` too, as its name is the page's.
    """

    fonts: tuple[Used, ...]
    steps: tuple[tuple[str, Any, int], ...]


@dataclass(slots=True)
class Memory:
    """What a process knows of lines, for one set of fonts."""

    styles: dict[tuple[object, ...], int] = field(default_factory=dict)
    whole: dict[tuple[str, int], Found] = field(default_factory=dict)
    broken: dict[tuple[object, ...], Found] = field(default_factory=dict)
    # Pango's fonts by key and size, each with a line that keeps it alive.
    fonts: dict[tuple[int, float], tuple[Any, Any]] = field(default_factory=dict)


_plain_split = line_break.split_first_line
_plain_draw = drawing.draw_first_line
_plain_strut = line_break.strut


def remember_lines() -> None:
    """Put the remembering ways in the place of WeasyPrint's."""
    for module in (line_break, inline, preferred):
        module.split_first_line = _split_first_line
        module.can_break_text = _can_break_text
    inline.strut = _strut
    drawing.draw_first_line = _draw_first_line
    Layout.deactivate = lambda _: None
    Layout.reactivate = _reactivate


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
        if _play(stream, drawn, matrix, memory):
            return []
        _again(layout, textbox.style)
    recorder = _Recorder(stream)
    found = _plain_draw(recorder, textbox, text_overflow, block_ellipsis, matrix)
    recorder.finish()
    if drawn is None and not found and recorder.lasting and recorder.steps:
        layout.drawn = recorder.drawn(memory, layout.layout)
        # Pango's own is not needed any more.
        del layout.layout
    return found


def _again(layout: Any, style: Any) -> None:
    if not hasattr(layout, "layout"):
        layout.setup(style)
        layout.set_text(layout.text, justify=True)


def _play(stream: Any, drawn: Drawn, matrix: Any, memory: Memory) -> bool:
    """Draw it; False, and nothing drawn, where a font of this file has other widths for it."""
    fonts = []
    for used in drawn.fonts:
        known = stream._fonts.get(used.key)
        font = known or stream.add_font(memory.fonts[used.key, used.size][0])[0]
        widths = font.widths
        if any(widths.get(number, width) != width for number, _, width in used.glyphs):
            return False
        fonts.append(font)
    for used, font in zip(drawn.fonts, fonts, strict=True):
        for number, characters, width in used.glyphs:
            font.widths.setdefault(number, width)
            if characters is not None:
                font.to_unicode.setdefault(number, characters)
    stream.set_text_matrix(*matrix.values)
    for name, given, place in drawn.steps:
        if name == "set_font_size":
            stream.set_font_size(fonts[place].hash, given)
        else:
            getattr(stream, name)(given)
    return True


class _Recorder:
    """A page's stream that keeps what a line writes to it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._fonts: list[tuple[int, float, Any, _OwnFont]] = []
        self._glyphs: list[dict[int, None]] = []
        self.steps: list[tuple[str, Any, int]] = []
        # Whether another file may have the same.
        self.lasting = True
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        own = _OwnFont(font, self)
        self._fonts.append((get_pango_font_key(pango_font)[0], size, pango_font, own))
        return own, size

    def set_text_matrix(self, *values: float) -> None:
        self._stream.set_text_matrix(*values)

    def set_font_size(self, name: str, size: float) -> None:
        self.steps.append(("set_font_size", size, len(self._fonts) - 1))
        self._glyphs.append({})
        self._stream.set_font_size(name, size)

    def show_text(self, text: str) -> None:
        self.steps.append(("show_text", text, -1))
        for shown in _GLYPHS.findall(text):
            # Four digits each: a font of bitmaps, with two, is no font that lasts.
            for at in range(0, len(shown), 4):
                self._glyphs[-1][int(shown[at : at + 4], 16)] = None
        self._stream.show_text(text)

    def set_text_rise(self, height: float) -> None:
        self.steps.append(("set_text_rise", height, -1))
        self._stream.set_text_rise(height)

    def finish(self) -> None:
        """Tell the file's fonts which characters were shown."""
        for _, _, _, own in self._fonts:
            own.tell()

    def drawn(self, memory: Memory, layout: Any) -> Drawn:
        """What was written, with what each font contributed."""
        fonts = []
        for (key, size, pango_font, own), glyphs in zip(self._fonts, self._glyphs, strict=True):
            memory.fonts.setdefault((key, size), (pango_font, layout))
            fonts.append(
                Used(
                    key,
                    size,
                    tuple((g, own.to_unicode.get(g), own.widths[g]) for g in glyphs),
                )
            )
        return Drawn(tuple(fonts), tuple(self.steps))


class _OwnFont:
    """A file's font that notes which characters this line's glyphs stand for."""

    def __init__(self, font: Any, recorder: _Recorder) -> None:
        self._font = font
        self._recorder = recorder
        self.widths = font.widths
        self.to_unicode: dict[int, str] = {}
        recorder.lasting = recorder.lasting and not font.bitmap

    def tell(self) -> None:
        for number, characters in self.to_unicode.items():
            self._font.to_unicode.setdefault(number, characters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """A number for what no font has: another one in each file."""
        self._recorder.lasting = False
        found: int = self._font.get_unused_glyph_id(codepoint)
        return found

"""What drawing a line of text writes to a page, kept to be written to others."""

import re
from dataclasses import dataclass, field
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, pango
from weasyprint.text.fonts import get_pango_font_key

_GLYPHS = re.compile("<([0-9a-f]+)>")


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
class Letters:
    """What is known of the letters of one set of fonts."""

    # Pango's fonts by key and size, each with a line that keeps it alive.
    fonts: dict[tuple[int, float], tuple[Any, Any]] = field(default_factory=dict)
    # What letters measure by their own size, in thousandths of it: by font, size and glyph.
    widths: dict[tuple[int, float, int], int] = field(default_factory=dict)


def play(stream: Any, drawn: Drawn, matrix: Any, letters: Letters) -> bool:
    """Draw it; False, and nothing drawn, where a font of this file has other widths for it."""
    fonts = []
    for used in drawn.fonts:
        known = stream._fonts.get(used.key)
        font = known or stream.add_font(letters.fonts[used.key, used.size][0])[0]
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


class Recorder:
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

    def drawn(self, letters: Letters, layout: Any) -> Drawn | None:
        """What was written, with what each font contributed; None where it is this file's alone.

        A file keeps a letter's width as it was rounded at the first size it was met at.
        """
        if not self.lasting or not self.steps:
            return None
        fonts = []
        for (key, size, pango_font, own), glyphs in zip(self._fonts, self._glyphs, strict=True):
            letters.fonts.setdefault((key, size), (pango_font, layout))
            for glyph in glyphs:
                place = (key, size, glyph)
                if place not in letters.widths:
                    letters.widths[place] = self._measured(pango_font, glyph, size)
                if own.widths[glyph] != letters.widths[place]:
                    return None
            fonts.append(
                Used(key, size, tuple((g, own.to_unicode.get(g), own.widths[g]) for g in glyphs))
            )
        return Drawn(tuple(fonts), tuple(self.steps))

    def _measured(self, pango_font: Any, glyph: int, size: float) -> int:
        pango.pango_font_get_glyph_extents(pango_font, glyph, self.ink_rect, self.logical_rect)
        width: float = self.logical_rect.width * 1000 * FROM_UNITS / size
        return round(width)


class _OwnFont:
    """A file's font that notes which characters this line's glyphs stand for."""

    def __init__(self, font: Any, recorder: Recorder) -> None:
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

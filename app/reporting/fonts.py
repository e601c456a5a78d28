"""The report's typeface: Noto Sans SC, cut once from the system's Noto Sans CJK.

The system's face holds every East Asian character in one file; cut to what Chinese business texts
use, it makes smaller PDFs with less memory. TrueType outlines make them smaller still: the PDF's
writer keeps a slot for every glyph it drops, and an empty one costs least there. Characters outside
the cut are shown by the family `FALLBACK`, the system's own.
"""

import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import fontTools
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

FAMILY = "Noto Sans SC"
FALLBACK = "Noto Sans CJK SC"
WEIGHTS = {"Regular": 400, "Bold": 700}

# Raised whenever the same source would be cut to other bytes.
RECIPE = 3

# Half of the source's: no eye sees it in print, and an outline takes a sixth less. A divisor of
# 1,000, in which a PDF counts widths: rounded ones would depend on the size that is met first.
UNITS_PER_EM = 500
# How far an outline may stray when its curves are made quadratic, in these units: at ten points a
# seventieth of a millimetre, for a twentieth fewer bytes than one unit takes.
_STRAYS = 2

_FEATURES = ["ccmp", "kern", "liga", "mark", "mkmk"]
_EXTRA = "−≥≤×÷·–—…✓○●▲▼→₂€¥%‰°²³"
_NAMES = [0, 1, 2, 4, 5, 6, 13, 14]  # copyright and licence among them
_ENGLISH = (3, 1, 0x409)  # platform, encoding and language of a name on Windows
_COMMON = {"DejaVuSans.ttf", "NotoSans-Regular.ttf"}
_SIMPLE = (
    (0x00A0, 0x052F),
    (0x1E00, 0x1EFF),
    (0x2030, 0x205E),
    (0x2070, 0x22FF),
)  # Latin, Greek, Cyrillic; signs
_MAXIMA = [  # of instructions, which there are none of; those of the outlines are counted on saving
    "maxZones",
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
]
_HOWTO = (
    "Debian, Ubuntu: apt-get install fonts-noto-cjk; "
    "Fedora: dnf install google-noto-sans-cjk-fonts; "
    "macOS: brew install --cask font-noto-sans-cjk-sc"
)


class FontMissing(Exception):
    """The system has no Noto Sans CJK; the message tells how to get it."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The files of the report's typeface."""

    regular: Path
    bold: Path

    def css(self) -> str:
        """The `@font-face` rules that name these files `FAMILY`."""
        return "".join(
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {WEIGHTS[style]}; '
            f'src: url("{path.as_uri()}") format("truetype"); }}\n'
            for style, path in (("Regular", self.regular), ("Bold", self.bold))
        )


def prepare_fonts(cache_dir: Path, folders: tuple[Path, ...] | None = None) -> Fonts:
    """The report's fonts in `cache_dir`: those of last time, else cut anew in a few seconds.

    `folders` are searched for the source, with all beneath them; the system's font folders if
    None. Safe to call from several processes at once. Raises FontMissing.
    """
    where = font_folders() if folders is None else folders
    return Fonts(*(prepare_font(cache_dir.resolve(), style, where) for style in WEIGHTS))


def font_folders() -> tuple[Path, ...]:
    """Where this system and this user keep fonts."""
    home = Path.home()
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/opt/homebrew/share/fonts"))
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    system = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    roots = [own, *map(Path, system.split(":"))]
    return (*(root / "fonts" for root in roots), home / ".fonts")


def characters() -> frozenset[int]:
    """The code points of the cut: GB 2312, Latin, general punctuation, some symbols."""
    rows = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    gb2312 = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    ranges = chain(range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2060))
    return frozenset(chain(map(ord, gb2312), map(ord, _EXTRA), ranges))


@cache
def code_points(path: Path) -> frozenset[int]:
    """What one file of `Fonts` holds."""
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def fallback_code_points() -> frozenset[int]:
    """What the faces behind the cut hold in both weights: all of `FALLBACK`, and European letters
    and signs of the system's common face where it has one.

    Read once a process, which takes a second. Raises FontMissing.
    """
    where = font_folders()
    held = []
    for style in WEIGHTS:
        with _open(_find(style, where), style) as font:
            held.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*held) | _european(where)


def _european(folders: tuple[Path, ...]) -> frozenset[int]:
    """Letters of simple scripts alone: marks, and scripts that need shaping, are not sure to fit.

    Pango takes any face that has a letter, so it is enough to know of one.
    """
    for top in folders:
        for folder, _, files in os.walk(top, followlinks=True):
            for name in sorted(_COMMON.intersection(files)):
                return frozenset(
                    code
                    for code in code_points(Path(folder, name))
                    if any(first <= code <= last for first, last in _SIMPLE)
                    and not unicodedata.combining(chr(code))
                )
    return frozenset()


def prepare_font(cache_dir: Path, style: str, folders: tuple[Path, ...]) -> Path:
    """One weight of `prepare_fonts`: the file of `style`, a key of WEIGHTS."""
    source = _find(style, folders)
    target = cache_dir / f"NotoSansSC-{style}.ttf"
    stamp = target.with_suffix(".stamp")
    found = source.stat()
    key = f"{RECIPE} {fontTools.version} {source} {found.st_size} {found.st_mtime_ns}"
    if target.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == key:
        return target
    cache_dir.mkdir(parents=True, exist_ok=True)
    with _open(source, style) as font, _replacing(target) as path:
        glyphs = font.getGlyphSet()
        _cut(font)
        _use_truetype(font, glyphs)
        scale_upem(font, UNITS_PER_EM)
        _rename(font, style)
        font.save(path)
    with _replacing(stamp) as path:
        path.write_text(key, encoding="utf-8")
    return target


def _find(style: str, folders: tuple[Path, ...]) -> Path:
    names = {f"NotoSansCJK-{style}.ttc", f"NotoSansCJKsc-{style}.otf"}
    for top in folders:
        for folder, _, files in os.walk(top, followlinks=True):
            for name in sorted(names.intersection(files)):
                return Path(folder, name)
    raise FontMissing(f"The font Noto Sans CJK ({style}) was not found. {_HOWTO}")


def _open(source: Path, style: str) -> TTFont:
    if source.suffix != ".ttc":
        return TTFont(source, lazy=True, recalcTimestamp=False)
    for font in TTCollection(source, lazy=True, recalcTimestamp=False):
        if font["name"].getDebugName(6) == f"NotoSansCJKsc-{style}":
            return font
    raise FontMissing(f"{source} holds no Simplified Chinese face. {_HOWTO}")


def _cut(font: TTFont) -> None:
    options = Options()
    options.layout_features = _FEATURES
    options.name_IDs = _NAMES
    options.drop_tables += ["BASE", "CFF", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)


def _use_truetype(font: TTFont, glyphs: Mapping[str, Any]) -> None:
    """Give `font` the outlines of `glyphs`, made quadratic and at most `_STRAYS` units off."""
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = {}
    max_error = _STRAYS * font["head"].unitsPerEm / UNITS_PER_EM
    for name in glyf.glyphOrder:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_error, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["maxp"].tableVersion = 0x00010000
    for counter in _MAXIMA:
        setattr(font["maxp"], counter, 0)
    font.sfntVersion = "\x00\x01\x00\x00"


def _rename(font: TTFont, style: str) -> None:
    """Another name than the system's, so that a family's name says which of the two is meant."""
    full = f"{FAMILY} {style}"
    short = f"{FAMILY.replace(' ', '')}-{style}"
    for number, text in {1: FAMILY, 2: style, 4: full, 6: short}.items():
        font["name"].setName(text, number, *_ENGLISH)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A path to write, which becomes `target` at once when it is whole."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    os.close(handle)
    path = Path(name)
    try:
        yield path
        path.chmod(0o644)  # whoever runs the workers may read it
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)

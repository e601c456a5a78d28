"""Text that the report's faces can draw: a note for what they cannot, nothing for the invisible.

A glyph that no face has comes out as a box or as nothing at all, and in another run the system may
find another face for it. What is left out here stands unchanged in the embedded data.
"""

import re
from collections.abc import Iterable
from functools import cache

from app.domain.problems import N_
from app.domain.text import Lang
from app.i18n import gettext
from app.reporting.fonts import Fonts, code_points, fallback_code_points

SEE_DATA = N_("[see report.json]")
NOT_PRINTABLE = N_("[not printable]")
# Controls, marks of direction, joiners, variation selectors, fillers, halves of pairs, tags: what
# no reader could see, or XML cannot hold.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Between two words that cannot be drawn: one note does for both.
_BETWEEN = r"[\s\d.,:;!?()'’\-]"
_SECOND = '<span class="rp-en" '
_SPACES = frozenset(map(ord, "\t\n\r"))


def printable(html: str, fonts: Fonts, message: str) -> str:
    """The document with `message` in place of each passage that no face of the report holds.

    The message is in English where the passage is that of the second language, else in the
    document's first. Ordinary text costs one search.
    """
    html = _INVISIBLE.sub("", html)
    if not _beyond((code_points(fonts.regular) & code_points(fonts.bold)) | _SPACES).search(html):
        return html
    english = '<html lang="en"' in html

    def note(found: re.Match[str]) -> str:
        if found[0].isspace():  # a space of another width
            return " "
        opened = html.rfind("<", 0, found.start())
        second = html.startswith(_SECOND, opened)
        lang: Lang = "en" if english or second else "zh"
        return gettext(lang, message)

    return _missing(fonts).sub(note, html)


@cache
def _beyond(held: frozenset[int]) -> re.Pattern[str]:
    """One character outside `held`."""
    return re.compile(f"[^{_ranges(held)}]")


@cache
def _missing(fonts: Fonts) -> re.Pattern[str]:
    """Characters that neither the cut faces nor those behind them hold, with what is between."""
    own = code_points(fonts.regular) & code_points(fonts.bold)
    one = f"[^{_ranges(own | fallback_code_points() | _SPACES)}]"
    return re.compile(f"{one}(?:{_BETWEEN}*{one})*")


def _ranges(held: Iterable[int]) -> str:
    """The code points as they stand within the brackets of a regular expression."""
    found: list[list[int]] = []
    for code in sorted(held):
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)

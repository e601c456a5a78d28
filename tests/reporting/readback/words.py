"""Whether a printed report has the pages and says the passages that its length promises."""

import re
from collections import Counter
from collections.abc import Iterator

from app.domain.text import Lang, Text
from app.i18n import HTML_LANGS
from tests.reporting.readback.due import Due
from tests.reporting.readback.printed import Printed, squeezed
from tests.reporting.readback.promises import First, Passage, promised

# The fewest and most pages: fewer say that something is missing, more that paper is wasted.
PAGES = {"summary": (2, 2), "standard": (6, 13), "full": (14, 60)}
FEWEST_CHARACTERS = 200
# What no face of a report draws, or nobody sees: something else is said in its place.
_UNDRAWN = re.compile(
    "[\u0300-\u036f\u0370-\u0378\u0590-\u06ff\u0e00-\u0e7f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ue000-\uf8ff\ufe00-\ufe0f\ufeff\U0001f000-\U0001ffff\U000e0000-\U0010ffff\x00-\x1f]+"
)


def fits(shown: str, wanted: str) -> bool:
    """Whether something is shown as wanted, but for what no face draws."""
    parts = map(re.escape, _UNDRAWN.split(squeezed(wanted)))
    return re.fullmatch(".*".join(parts), squeezed(shown)) is not None


def pages(printed: Printed, due: Due) -> Iterator[str]:
    """As many as the length promises, none of them nearly empty."""
    low, high = PAGES[due.length]
    if not low <= len(printed.pages) <= high:
        yield f"{len(printed.pages)} pages, not {low} to {high}"
    if due.length != "summary" and printed.bookmarks[1].page != 1:
        yield "the cover is not one page"
    for at, shown in enumerate(printed.shown):
        if len(shown) < FEWEST_CHARACTERS:
            yield f"page {at + 1} has only {len(shown)} characters"


def passages(printed: Printed, due: Due) -> Iterator[str]:
    """Each passage is said, in each language that it is promised in, and tagged as that one."""
    said: dict[str | None, str] = {lang: printed.said_in(lang) for lang in due.html_langs}
    said[None] = printed.said
    for what, passage in promised(due):
        for lang, text in _wanted(passage, due.langs):
            html_lang = HTML_LANGS[lang] if lang else None
            for part in filter(None, _UNDRAWN.split(squeezed(text))):
                if part not in said[html_lang]:
                    missing = "" if part not in said[None] else f" as {html_lang}"
                    yield f"{what} is not said{missing}: {part[:80]}"


def _wanted(passage: Passage, langs: tuple[Lang, ...]) -> Iterator[tuple[Lang | None, str]]:
    """What must be said, and in which language; None where that does not matter."""
    match passage:
        case None:
            return
        case str():
            yield None, passage
        case First(text=text):
            yield langs[0], text.either(langs[0])
        case Text() if passage.zh == passage.en or not passage.en:
            yield None, passage.zh
        case Text():
            for lang in langs:
                yield lang, passage.either(lang)


def letters(printed: Printed, due: Due) -> Iterator[str]:
    """What is said is what another program sees on the page; nothing is shown that is not said."""
    for at, drawn in enumerate(printed.drawn):
        if None in drawn:
            yield f"page {at + 1} shows text outside the structure: {drawn[None][:40]}"
        unseen = Counter(squeezed("".join(drawn.values())))
        unseen.subtract(Counter(printed.shown[at]))
        if extra := "".join((+unseen).elements()):
            yield f"page {at + 1} says what is not shown: {extra[:40]}"
    tied = Counter((piece.page, piece.number) for piece in printed.tree.pieces())
    drawn_ties = {
        (at, number)
        for at, drawn in enumerate(printed.drawn)
        for number in drawn
        if number is not None and number >= 0
    }
    if twice := [tie for tie, times in tied.items() if times > 1]:
        yield f"read twice: {twice[:3]}"
    if unread := drawn_ties - tied.keys():
        yield f"never read: {sorted(unread)[:3]}"

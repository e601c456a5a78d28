"""What every command says in the same way: language, located problems, aligned columns."""

import json
import os
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from app.catalogue.located import Located
from app.domain.text import LANGS, Lang
from app.i18n import translate

F = TypeVar("F", bound=Callable[..., Any])
LANGS_OF: dict[str, tuple[Lang, ...]] = {"zh": ("zh",), "en": ("en",), "both": LANGS}


def system_lang() -> Lang:
    """The terminal's language where it is Chinese, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def lang_option(*choices: str) -> Callable[[F], F]:
    """`--lang`, by default the terminal's language."""
    return click.option(
        "--lang",
        type=click.Choice(choices),
        default=system_lang,
        show_default="the terminal's language",
        help="Language of what is said.",
    )


def line_of(located: Located, langs: Iterable[Lang]) -> str:
    """`file:line: key: message`, the message in one language or in both."""
    place = f"{located.file}:{located.line}: "
    key = f"{located.key}: " if located.key else ""
    said = dict.fromkeys(translate(located.problem, lang) for lang in langs)
    return place + key + " / ".join(said)


def as_json(located: Iterable[Located]) -> str:
    """The problems for machines: file, line, key and message in both languages."""
    return json.dumps(
        [
            {
                "file": p.file,
                "line": p.line,
                "key": p.key,
                "message": {lang: translate(p.problem, lang) for lang in LANGS},
            }
            for p in located
        ],
        ensure_ascii=False,
        indent=2,
    )


def width(text: str) -> int:
    """How many columns a terminal gives the text: two for a wide character."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """The text with spaces up to `columns`."""
    space = " " * (columns - width(text))
    return space + text if right else text + space


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> list[str]:
    """The rows in aligned columns, two spaces apart; columns in `right` end flush."""
    if not rows:
        return []
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            padded(cell, columns, right=number in right)
            for number, (cell, columns) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]

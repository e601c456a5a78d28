"""Choices in cells: by id, by the text in either language, several of them, steps, currencies."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale

from app.domain.problems import N_
from app.domain.reading import plain, refuse
from app.domain.text import LANGS, Text
from app.i18n import LOCALES
from app.spreadsheets.cells import UNKNOWN, Convert, shown
from app.spreadsheets.columns import Choice
from app.spreadsheets.recognising import normal

_STEP = re.compile(r"([0-9])\s*(?:[-–—:：.)）、]|\s)(.*)", re.DOTALL)
_STEP_ALONE = re.compile(r"(?:level|l|等级|级别)?\s*([0-9])\s*级?", re.IGNORECASE)
_BETWEEN = re.compile(r"[;；\n]")
_BETWEEN_OR_WITHIN = re.compile(r"[、,，]")
_PLACE_ENDINGS = re.compile(
    r"(?:壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省|市|province|municipality)$"
)
_SHOWN_CHOICES = 15


def chooser(choices: tuple[Choice, ...]) -> Convert:
    """One of the choices, by its id or by its text in either language; None for “don't know”."""
    index = _index(choices)

    def read(raw: Any) -> str | None:
        text = shown(raw)
        found = index.get(normal(text)) or index.get(_bare_place(text)) or _first(text, index)
        if found is None and normal(text) not in UNKNOWN:
            raise _none_of(text, choices)
        return found

    return read


def several(choices: tuple[Choice, ...]) -> Convert:
    """The ids of choices that stand one after the other; None for “don't know”.

    Commas separate them too, unless they stand within the text of a choice.
    """
    index = _index(choices)
    longest = max(
        (len(_BETWEEN_OR_WITHIN.split(c.text[lang])) for c in choices for lang in LANGS), default=1
    )

    def read(raw: Any) -> list[str] | None:
        text = shown(raw)
        if normal(text) in UNKNOWN:
            return None
        found: list[str] = []
        for part in _BETWEEN.split(text):
            if part.strip():
                found += _taken_apart(part, index, longest, choices)
        return found

    return read


def _taken_apart(
    text: str, index: Mapping[str, str], longest: int, choices: tuple[Choice, ...]
) -> list[str]:
    """The choices in a text with commas, which may belong to the texts of choices."""
    pieces = [piece for piece in _BETWEEN_OR_WITHIN.split(text) if piece.strip()]
    found: list[str] = []
    at = 0
    while at < len(pieces):
        for end in range(min(at + longest, len(pieces)), at, -1):
            known = index.get(normal("".join(pieces[at:end])))
            if known is not None:
                found.append(known)
                at = end
                break
        else:
            raise _none_of(pieces[at], choices)
    return found


def step(choices: tuple[Choice, ...], message: str) -> Convert:
    """A step by its number, its text or both, as a whole number; `message` ({given}) else."""
    index = _index(choices) | {
        normal(choice.text[lang].partition(" - ")[2]): choice.id
        for choice in choices
        for lang in LANGS
        if " - " in choice.text[lang]
    }
    # Numbers are read as they stand: without its sign -1 would be 1.
    index = {name: id_ for name, id_ in index.items() if not name.isdigit()}

    def read(raw: Any) -> int:
        text = plain(shown(raw))
        known = index.get(normal(text))
        if known is not None and known.isdigit():
            return int(known)
        alone = _STEP_ALONE.fullmatch(text)
        found = alone[1] if alone else _begun(text, index)
        if found is None:
            raise refuse("", message, given=text[:60])
        return int(found)

    return read


def _begun(text: str, index: Mapping[str, str]) -> str | None:
    """The step in a text such as `2 - every month`, which may be shortened but not another's.

    `1 or 2` and `2.5` name no step: what follows the number may hold no other.
    """
    match = _STEP.fullmatch(text)
    if match is None:
        return None
    rest = normal(match[2])
    own = index.get(rest, match[1]) == match[1]
    whole = any(id_ == match[1] and known.startswith(rest) for known, id_ in index.items())
    return match[1] if own and (whole or not re.search(r"\d", rest)) else None


def currency(raw: Any) -> str:
    """A currency by its three letters or by its usual name."""
    text = shown(raw).strip()
    return _currency_names().get(normal(text), text)


@cache
def _currency_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for lang in LANGS:
        for code, name in Locale.parse(LOCALES[lang]).currencies.items():
            names.setdefault(normal(name), code)
    return names


def _index(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {
        normal(name): choice.id
        for choice in choices
        for name in (choice.text.en, choice.text.zh, choice.id)
    }


def _bare_place(text: str) -> str:
    """A province without the word for its rank, which lists leave out."""
    return normal(_PLACE_ENDINGS.sub("", plain(text).lower()))


def _first(text: str, index: Mapping[str, str]) -> str | None:
    """The choice whose id is the first word, as in `GD01 Green-trade awareness`."""
    words = re.split(r"[\s\-–—:：]", plain(text), maxsplit=1)
    numbered = any(character.isdigit() for character in words[0])
    return index.get(normal(words[0])) if numbered else None


def _none_of(given: str, choices: tuple[Choice, ...]) -> Exception:
    listed = choices[:_SHOWN_CHOICES]
    more = " …" if len(choices) > _SHOWN_CHOICES else ""
    texts = Text(
        "、".join(choice.text.zh for choice in listed) + more,
        "; ".join(choice.text.en for choice in listed) + more,
    )
    message = N_("“{given}” is none of the choices: {choices}.")
    return refuse("", message, given=given.strip()[:60], choices=texts)

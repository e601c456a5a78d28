"""From what stands in a cell to the plain data of an enterprise file, column by column.

What a converter returns is read by the parse functions of every door; it only undoes what is
peculiar to sheets: floats for whole numbers, texts of choices, serial numbers of days.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from babel import Locale

from app.domain.problems import N_
from app.domain.reading import plain, refuse
from app.domain.text import LANGS, Text
from app.i18n import LOCALES
from app.spreadsheets.columns import CellKind, Choice, Column
from app.spreadsheets.odd_cells import ERRORS
from app.spreadsheets.recognising import normal

MAX_KEY = 64
MAX_CELL = 2_000
Convert = Callable[[Any], Any]
YES = frozenset({"true", "yes", "y", "1", "是", "√", "✓", "✔", "☑"})
NO = frozenset({"false", "no", "n", "0", "否", "×", "✗", "✘", "☒"})
UNKNOWN = frozenset(
    {"dontknow", "donotknow", "unknown", "notknown", "notknownyet", "不知道", "不清楚", "未知"}
)
_PEOPLE = Text("人", "people")
_NO_UNIT = Text("", "")
_BREAKS = re.compile(r"[ ]*[\r\n\t]+[ ]*")
_SPACES = re.compile(r"[\s\-]")
# Spreadsheets keep 15 digits of a number.
_MAX_EXACT = 10**15
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_STEP = re.compile(r"([0-9])\s*(?:[-–—:：.)）、]|\s)(.*)", re.DOTALL)
_STEP_ALONE = re.compile(r"(?:level|l|等级|级别)?\s*([0-9])\s*级?", re.IGNORECASE)
_BETWEEN = re.compile(r"[;；\n]")
_BETWEEN_OR_WITHIN = re.compile(r"[、,，]")
# Day 1 of a workbook is 1900-01-01; it counts a 29 February 1900 that never was.
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(32_874, 73_416)  # 1990 to 2100
_PLACE_ENDINGS = re.compile(
    r"(?:壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省|市|province|municipality)$"
)
_SHOWN_CHOICES = 15
NUMBER_FOR_CODE = N_(
    "The cell was taken for a number, which loses digits of the code: format it as text and write "
    "all 18 characters again."
)


def shown(raw: Any) -> str:
    """A raw cell as a person sees it: no `.0`, no time of day at midnight."""
    match raw:
        case None:
            return ""
        case bool():
            return "TRUE" if raw else "FALSE"
        case float() if raw.is_integer() and abs(raw) < 1e15:
            return str(int(raw))
        case datetime():
            return raw.isoformat(" ").removesuffix(" 00:00:00")
        case date():
            return raw.isoformat()
        case _:
            return str(raw)


def converter(column: Column) -> Convert:
    """How the cells of a column are read; made once for each column.

    The function takes a cell that is not empty and raises `InvalidInput` with one problem.
    """
    convert = _converter(column)

    def checked(raw: Any) -> Any:
        if isinstance(raw, str):
            if raw.strip() in ERRORS:
                message = N_("The cell holds the error {error}: write the value itself.")
                raise refuse("", message, error=raw.strip())
            if len(raw) > MAX_CELL:
                message = N_("Shorten the text to {maximum} characters; it has {length}.")
                raise refuse("", message, maximum=MAX_CELL, length=len(raw))
        return convert(raw)

    return checked


def _converter(column: Column) -> Convert:
    match column.kind:
        case CellKind.WHOLE:
            return lambda raw: number(raw, _PEOPLE)
        case CellKind.NUMBER | CellKind.PERCENT:
            return lambda raw: number(raw, column.unit or _NO_UNIT)
        case CellKind.CHOICE:
            return chooser(column.choices)
        case CellKind.SET:
            return several(column.choices)
        case CellKind.EVIDENCE:
            return step(column.choices, _NO_EVIDENCE)
        case CellKind.TEXT if column.id == "currency":
            return currency
        case _:
            return _SIMPLE.get(column.kind, line)


def line(raw: Any) -> str:
    """A text as one line: people break lines within cells to make them fit."""
    return _BREAKS.sub(" ", shown(raw)).strip()


def key(raw: Any) -> str:
    """A number or short name of an enterprise's own."""
    text = plain(shown(raw))
    if len(text) > MAX_KEY:
        message = N_("Shorten the text to {maximum} characters; it has {length}.")
        raise refuse("", message, maximum=MAX_KEY, length=len(text))
    return text


def joined_code(raw: Any) -> str:
    """A credit code in the form in which rows of different sheets are joined."""
    return _SPACES.sub("", plain(shown(raw)).upper())


def is_number_for_code(raw: Any) -> bool:
    """Whether a credit code was taken for a number, which has lost its last digits."""
    large = isinstance(raw, (int, float)) and raw >= _MAX_EXACT
    return large or (isinstance(raw, str) and bool(_SCIENTIFIC.fullmatch(plain(raw))))


def _credit_code(raw: Any) -> str:
    text = plain(shown(raw))
    if not isinstance(raw, str) or _SCIENTIFIC.fullmatch(text):
        raise refuse("", NUMBER_FOR_CODE)
    return text


def _tariff_code(raw: Any) -> str:
    text = plain(shown(raw))
    digits_ = re.sub(r"\D", "", text)
    # Codes have an even number of digits, so that an odd one has lost its first zero.
    lost = not isinstance(raw, str) and (not text.isdigit() or len(digits_) % 2)
    if lost or _SCIENTIFIC.fullmatch(text):
        message = N_(
            "The cell was taken for a number, which loses zeros of the code: format it as text "
            "and write the code again."
        )
        raise refuse("", message)
    return text


def number(raw: Any, unit: Text) -> Any:
    """A number as whole number or text of its digits; the unit behind it is left out."""
    if isinstance(raw, bool):
        return shown(raw)
    if isinstance(raw, int):
        return raw
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() else format(Decimal(repr(raw)), "f")
    text = plain(shown(raw))
    for ending in (unit.zh, unit.en):
        if ending and ending != "%" and text.endswith(ending):
            return text.removesuffix(ending).strip()
    return text


def day(raw: Any) -> Any:
    """A day, however a sheet holds it: a real date, its serial number, or text."""
    if isinstance(raw, date):
        return raw
    text = plain(shown(raw))
    if text.isdigit() and int(text) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(text))
    compact = _COMPACT_DAY.fullmatch(text)
    return "-".join(compact.groups()) if compact else _TIME.sub("", text)


def flag(raw: Any) -> bool | None:
    """Yes or no; None for “don't know”."""
    text = plain(shown(raw)).lower()
    if text in YES or text in NO:
        return text in YES
    if normal(text) in UNKNOWN:
        return None
    message = N_("“{given}” is neither yes nor no. Write yes or no, Y or N, √ or ×.")
    raise refuse("", message, given=text[:40])


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


def _currency_names() -> Mapping[str, str]:
    if not _NAMES:
        for lang in LANGS:
            for code, name in Locale.parse(LOCALES[lang]).currencies.items():
                _NAMES.setdefault(normal(name), code)
    return _NAMES


_NAMES: dict[str, str] = {}
_SIMPLE: Mapping[CellKind, Convert] = {
    CellKind.KEY: key,
    CellKind.CREDIT_CODE: _credit_code,
    CellKind.TARIFF_CODE: _tariff_code,
    CellKind.DATE: day,
    CellKind.FLAG: flag,
}
_NO_EVIDENCE = N_("“{given}” is no level of evidence. Write 0, 1, 2 or 3.")


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

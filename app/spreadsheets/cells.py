"""What a raw cell says: texts, codes, numbers, days, yes and no, however sheets hold them.

This only undoes what is peculiar to sheets, such as floats for whole numbers and serial numbers of
days. What comes out is read by the parse functions of every door.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.problems import N_
from app.domain.reading import plain, refuse
from app.domain.text import Text
from app.spreadsheets.recognising import normal

MAX_KEY = 64
Convert = Callable[[Any], Any]
YES = frozenset({"true", "yes", "y", "1", "是", "√", "✓", "✔", "☑"})
NO = frozenset({"false", "no", "n", "0", "否", "×", "✗", "✘", "☒"})
UNKNOWN = frozenset(
    {"dontknow", "donotknow", "unknown", "notknown", "notknownyet", "不知道", "不清楚", "未知"}
)
_BREAKS = re.compile(r"[ ]*[\r\n\t]+[ ]*")
_SPACES = re.compile(r"[\s\-]")
# Spreadsheets keep 15 digits of a number.
_MAX_EXACT = 10**15
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Day 1 of a workbook is 1900-01-01; it counts a 29 February 1900 that never was.
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(32_874, 73_416)  # 1990 to 2100
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


def credit_code(raw: Any) -> str:
    text = plain(shown(raw))
    if not isinstance(raw, str) or _SCIENTIFIC.fullmatch(text):
        raise refuse("", NUMBER_FOR_CODE)
    return text


def tariff_code(raw: Any) -> str:
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

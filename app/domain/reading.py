"""Reading what people type: numbers, whole numbers, dates, texts. Used by every door alike."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from app.domain.problems import N_, InvalidInput, Problem

MAX_TEXT = 200
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LINE_BREAKS = frozenset("\n\r\t")
# They reorder what stands around them, so that a reader sees another text than was typed.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refuse(field: str, message: str, **params: object) -> InvalidInput:
    """The exception for one problem at one field."""
    return InvalidInput([Problem(message, params, field)])


def plain(raw: object) -> str:
    """`raw` as trimmed text, full-width digits, letters and signs made half-width."""
    return unicodedata.normalize("NFKC", str(raw)).strip()


def read_number(
    raw: object, field: str, minimum: float | None, maximum: float | None, unit: str = ""
) -> float:
    """A finite decimal number within [minimum, maximum].

    Accepts numbers and their plain decimal spelling, full-width digits and a trailing `unit`
    sign. Scientific notation, thousands separators and decimal commas are refused: they can be
    read in two ways.
    """
    number = float(_digits(raw, field, unit))
    _within(number, field, minimum, maximum)
    return number


def read_decimal(
    raw: object, field: str, minimum: int | None, maximum: int | None, unit: str = ""
) -> Decimal:
    """The same number as `read_number` takes, exactly as it is written."""
    number = Decimal(_digits(raw, field, unit))
    _within(number, field, minimum, maximum)
    return number


def _digits(raw: object, field: str, unit: str) -> str:
    if isinstance(raw, bool) or raw is None:
        raise refuse(field, N_("Enter a number."))
    text = plain(repr(raw) if isinstance(raw, float) else raw)
    if unit and text.endswith(unit):
        text = text[: -len(unit)].strip()
    if "," in text or "、" in text:
        message = N_("Write the number without commas, with a point before decimals, such as 12.5.")
        raise refuse(field, message)
    if not _NUMBER.fullmatch(text):
        raise refuse(field, N_("Enter a number in digits, such as 12 or 12.5."))
    return text


def _within(
    number: float | Decimal, field: str, minimum: float | None, maximum: float | None
) -> None:
    low = minimum is not None and number < minimum
    high = maximum is not None and number > maximum
    if low or high:
        message = N_("Enter a number between {minimum} and {maximum}.")
        raise refuse(field, message, minimum=shown(minimum), maximum=shown(maximum))


def read_flag(raw: object, field: str) -> bool | None:
    """Yes or no however it is written; None if empty."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool):
        return raw
    match plain(raw).lower():
        case "true" | "yes" | "y" | "1" | "是" | "√":
            return True
        case "false" | "no" | "n" | "0" | "否" | "×":
            return False
    raise refuse(field, N_("Answer yes or no."))


def is_blank(raw: object) -> bool:
    """Whether nothing was entered."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def read_whole(raw: object, field: str, minimum: int, maximum: int) -> int:
    """A whole number within [minimum, maximum]; `2.0` is not one, `２` is."""
    is_number = isinstance(raw, int) and not isinstance(raw, bool)
    text = plain(raw) if is_number or isinstance(raw, str) else ""
    if not re.fullmatch(r"[+-]?\d{1,12}", text) or not minimum <= int(text) <= maximum:
        message = N_("Enter a whole number from {minimum} to {maximum}.")
        raise refuse(field, message, minimum=minimum, maximum=maximum)
    return int(text)


def read_date(raw: object, field: str) -> date | None:
    """A calendar date written 2026-03-31, 2026/3/31, 2026.3.31 or 2026年3月31日; None if empty."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, date):
        found = raw.date() if isinstance(raw, datetime) else raw
    else:
        found = _date_in(plain(raw), field)
    if not 1990 <= found.year <= 2100:
        raise refuse(field, N_("Enter a year between 1990 and 2100."))
    return found


def _date_in(text: str, field: str) -> date:
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        message = N_("Enter a date as year-month-day, such as 2026-03-31.")
        raise refuse(field, message) from None


def read_text(raw: object, field: str, maximum: int = MAX_TEXT, lines: bool = False) -> str:
    """Trimmed text of at most `maximum` characters without control characters."""
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise refuse(field, N_("Enter text."))
    text = unicodedata.normalize("NFC", raw).strip()
    if len(text) > maximum:
        message = N_("Shorten the text to {maximum} characters; it has {length}.")
        raise refuse(field, message, maximum=maximum, length=len(text))
    allowed = _LINE_BREAKS if lines else frozenset[str]()
    bad = {c for c in text if _is_control(c)} - allowed
    if bad:
        message = N_("Remove the invisible control characters, such as {code}.")
        raise refuse(field, message, code=", ".join(sorted(f"U+{ord(c):04X}" for c in bad)[:3]))
    return text


def _is_control(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Co") or character in _BIDI_CONTROLS


def shown(number: float | None) -> str:
    """A bound as people write it: no trailing `.0`."""
    if number is None:
        return "…"
    return str(int(number)) if number == int(number) else repr(number)

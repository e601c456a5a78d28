"""The language and the length of a report that a form or an address asks for."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from flask import abort

from app.reporting.lengths import LENGTHS, Length
from app.reporting.pdf import PdfLang
from app.web.language import language

REPORT_LANGS: tuple[PdfLang, ...] = ("zh", "en", "both")
Choice = TypeVar("Choice", bound=str)


def chosen(wanted: str | None, choices: Sequence[Choice]) -> Choice:
    """The choice of that name; any other is refused."""
    found = next((choice for choice in choices if choice == wanted), None)
    if found is None:
        abort(400)
    return found


def asked_lang(given: Mapping[str, str]) -> PdfLang:
    """The language asked for, else the reader's."""
    return chosen(given.get("lang", language()), REPORT_LANGS)


def asked_report(given: Mapping[str, str]) -> tuple[PdfLang, Length]:
    """Language and length; the reader's and the standard one unless asked for."""
    return asked_lang(given), chosen(given.get("length", "standard"), LENGTHS)

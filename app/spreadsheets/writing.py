"""Writing cells, drop-downs and limits: what the template and the marked copy share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.text import Lang
from app.i18n import gettext
from app.spreadsheets.columns import CHOICES, NUMBER_KINDS, TEXT_KINDS, CellKind, Column

MAX_ROWS = 10_000
# What somebody typed stays text, whatever it begins with.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
# Excel's own bound for what it shows beside a cell.
_MESSAGE = 255
_CHOOSE = N_("Choose from the list.")
_CHOOSE_ANSWER = N_("Choose from the list. “Does not apply:” needs its reason behind it.")
Cell = str | float | int | bool | date | None


def new_book(stream: BytesIO, questionnaire: Questionnaire, **options: Any) -> Workbook:
    """A workbook that names its questionnaire in its properties and has no clock in it."""
    book = Workbook(stream, OPTIONS | options)
    created = datetime.combine(questionnaire.published, time())
    book.set_properties({"title": questionnaire.short_title.zh, "created": created})
    book.set_custom_property("questionnaire", reference(questionnaire))
    return book


def reference(questionnaire: Questionnaire) -> str:
    """The questionnaire's id and version as an enterprise file names them."""
    return f"{questionnaire.id}/{questionnaire.version}"


@dataclass(slots=True)
class Formats:
    """The formats of one workbook, made once."""

    book: Workbook
    made: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def get(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(properties)
        return self.made[key]

    def of_cell(self, column: Column | None, **properties: Any) -> Any:
        """The format of a column's cells: codes are text, so that no zero is lost."""
        if column is not None and column.kind in TEXT_KINDS:
            properties["num_format"] = "@"
        if column is not None and column.kind is CellKind.DATE:
            return self.of_day(**properties)
        return self.get(valign="top", **properties)

    def of_day(self, **properties: Any) -> Any:
        """The format of a day; with any other it would be read back as a number."""
        return self.get(valign="top", num_format="yyyy-mm-dd", **properties)


@dataclass(slots=True)
class Lists:
    """The hidden sheet of the drop-downs: a list written in place ends at 255 characters."""

    lang: Lang
    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def source(self, column: Column) -> str:
        """Where the column's choices stand, as a formula."""
        texts = tuple(choice.text[self.lang] for choice in column.choices)
        if texts not in self.known:
            at = xl_col_to_name(len(self.known), col_abs=True)
            place = f"='{CHOICES[self.lang]}'!{at}$1:{at}${len(texts)}"
            self.known[texts] = place
        return self.known[texts]

    def write(self, book: Workbook) -> None:
        """Write the sheet, after all others."""
        sheet = book.add_worksheet(CHOICES[self.lang])
        sheet.hide()
        lines = max(map(len, self.known), default=0)
        for line in range(lines):
            for at, texts in enumerate(self.known):
                if line < len(texts):
                    sheet.write_string(line, at, texts[line])


def write_cell(sheet: Any, line: int, at: int, value: Cell, format_: Any) -> None:
    """Write one cell by its type; text is never a formula."""
    match value:
        case None | "":
            if format_ is not None:
                sheet.write_blank(line, at, None, format_)
        case bool():
            sheet.write_boolean(line, at, value, format_)
        case date():
            moment = value if isinstance(value, datetime) else datetime.combine(value, time())
            sheet.write_datetime(line, at, moment, format_)
        case int() | float():
            sheet.write_number(line, at, value, format_)
        case _:
            sheet.write_string(line, at, str(value), format_)


def restrict(sheet: Any, at: int, column: Column, first: int, lists: Lists) -> None:
    """Offer the column's choices, or bound its numbers and dates, from line `first` (from 0) on."""
    rule = _rule(column, lists)
    if rule is None:
        return
    if column.free:
        # Besides the choices other text may stand here, such as a reason: ask, do not forbid.
        rule |= {"error_type": "warning"}
    sheet.data_validation(first, at, first + MAX_ROWS - 1, at, rule)


def _rule(column: Column, lists: Lists) -> dict[str, Any] | None:
    lang = lists.lang
    if column.kind is CellKind.SET:
        hint = gettext(lang, N_("Several are written one after the other, with ; between them."))
        hints = {"input_message": hint[:_MESSAGE], "show_error": False}
        return {"validate": "list", "source": lists.source(column), **hints}
    if column.limits is not None and (column.kind in NUMBER_KINDS or _is_figure(column)):
        return _limits(column, lang)
    if column.choices:
        message = gettext(lang, _CHOOSE_ANSWER if column.kind is CellKind.ANSWER else _CHOOSE)
        return {"validate": "list", "source": lists.source(column), "error_message": message}
    if column.kind is CellKind.DATE:
        message = gettext(lang, N_("Enter a date as year-month-day, such as 2026-03-31."))
        bounds = {"criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        return {"validate": "date", "error_message": message, **bounds}
    return None


def _is_figure(column: Column) -> bool:
    return column.kind is CellKind.ANSWER and column.unit is not None


def _limits(column: Column, lang: Lang) -> dict[str, Any]:
    assert column.limits is not None
    low, high = column.limits
    message = N_("Enter a number between {minimum} and {maximum}.")
    if _is_figure(column):
        message = N_("Enter a number between {minimum} and {maximum}, or: don't know.")
    return {
        "validate": "integer" if column.kind is CellKind.WHOLE else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_message": gettext(lang, message, minimum=f"{low:g}", maximum=f"{high:.15g}"),
    }


def comment_size(text: str) -> Mapping[str, Any]:
    """How large a comment's box must be for its text."""
    lines = sum(1 + len(line.encode()) // 80 for line in text.split("\n"))
    return {"x_scale": 3.0, "y_scale": min(max(0.4, lines / 4.5), 6.0), "author": ""}

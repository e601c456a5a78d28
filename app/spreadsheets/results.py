"""The results of a batch as a workbook: one row an enterprise, written row by row.

Nothing but the row at hand is in memory, so that ten thousand enterprises take no more room than
ten. What somebody typed is text, never a formula, a link or markup.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from tempfile import TemporaryDirectory
from typing import IO

from xlsxwriter import Workbook

from app.domain.problems import N_
from app.domain.text import Lang, Text
from app.i18n import label
from app.spreadsheets.quick_rows import QuickSheet, plain
from app.spreadsheets.result_columns import (
    DAY,
    KEY,
    MONEY,
    NAME,
    POINTS,
    SHARE,
    WHOLE,
    WORDS,
    Column,
    Content,
    Earlier,
    Row,
    Scored,
    Sheet,
)
from app.spreadsheets.result_sheets import CHANGES_NAME, gone, sheets
from app.spreadsheets.writing import OPTIONS, reference

MAX_NAME = 31
_FORMATS = (WHOLE, POINTS, SHARE, MONEY, DAY, WORDS)
# Rows go to a file as they come, which excludes keeping them in memory.
_OPTIONS = OPTIONS | {"in_memory": False, "constant_memory": True}


@dataclass(frozen=True, slots=True)
class About:
    """What the workbook is of. `counts` are (state, how many) as they are called to people.

    `earlier` is the name of the batch before, empty without one.
    """

    organisation: str
    batch: str
    earlier: str
    made_on: date
    counts: tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True)
class Unscored:
    """An enterprise without a score: in which state it is, and why."""

    number: int
    key: str
    name: Text
    state: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class Leaver:
    """An enterprise of the batch before that is not in this one."""

    key: str
    name: Text
    before: Earlier


UNSCORED = (
    Column(label(N_("No.")), WHOLE),
    KEY,
    NAME,
    Column(label(N_("State")), WORDS, 16),
    Column(label(N_("Reason")), WORDS, 70),
)


def write_results(
    file: IO[bytes],
    content: Content,
    about: About,
    scored: Iterable[Scored],
    unscored: Iterable[Unscored],
    leavers: Iterable[Leaver],
    lang: Lang,
) -> None:
    """Write the workbook to `file`, which must be open for binary reading and writing.

    Every iterable is walked once, a row at a time. Raises OSError where the disk is full.
    """
    with TemporaryDirectory(prefix="results-") as folder:
        book = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        created = datetime.combine(about.made_on, time())
        book.set_properties({"title": plain(about.batch), "created": created})
        tables = [_Table(book, sheet, lang) for sheet in sheets(content, lang)]
        for entry in scored:
            for table in tables:
                for row in table.sheet.rows(entry):
                    table.add(row)
        for table in tables:
            if table.sheet.name is CHANGES_NAME:
                for leaver in leavers:
                    table.add(gone(leaver.key, leaver.name, leaver.before, lang))
        rest = _Table(book, Sheet(label(N_("Without a score")), UNSCORED, lambda _: (), 3), lang)
        for found in unscored:
            name, state, reason = found.name.either(lang), found.state[lang], found.reason[lang]
            rest.add((found.number, found.key, name, state, reason))
        for table in (*tables, rest):
            table.finish()
        _about(book, content, about, [*tables, rest], lang)
        book.close()


class _Table:
    """A sheet being written: its head at once, then row after row, never back."""

    def __init__(self, book: Workbook, sheet: Sheet, lang: Lang) -> None:
        self.sheet, self.lines = sheet, 0
        self.written = book.add_worksheet(sheet.name[lang][:MAX_NAME], QuickSheet)
        formats = {name: book.add_format({"num_format": name}) for name in _FORMATS if name}
        formats[WORDS] = book.add_format({"num_format": "@"})
        heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#DCE9E1"}
        )
        self.written.freeze_panes(1, sheet.frozen)
        self.written.set_row(0, 45)
        for at, column in enumerate(sheet.columns):
            self.written.set_column(at, at, column.width, formats[column.format])
            self.written.write_string(0, at, plain(column.heading[lang]), heading)
        self.written.set_columns([formats[column.format] for column in sheet.columns])

    def add(self, row: Row) -> None:
        """The next row; a column's cells take its format."""
        self.lines += 1
        self.written.add_row(self.lines, row)

    def finish(self) -> None:
        """Offer to sort and filter all rows."""
        self.written.autofilter(0, 0, max(self.lines, 1), len(self.sheet.columns) - 1)


def _about(
    book: Workbook, content: Content, about: About, tables: list[_Table], lang: Lang
) -> None:
    sheet = book.add_worksheet(label(N_("About"))[lang])
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    bold = book.add_format({"bold": True, "valign": "top"})
    day = book.add_format({"num_format": DAY, "align": "left", "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 90)
    lines = _facts(content, about)
    for line, (name, value) in enumerate(lines):
        sheet.write_string(line, 0, name[lang], bold)
        if isinstance(value, date):
            sheet.write_datetime(line, 1, datetime.combine(value, time()), day)
        elif isinstance(value, int):
            sheet.write_number(line, 1, value)
        else:
            sheet.write_string(line, 1, plain(value), wrapped)
    start = len(lines) + 1
    for at, heading in enumerate((N_("Sheet"), N_("Column"), N_("Meaning"))):
        sheet.write_string(start, at, label(heading)[lang], bold)
    for line, (table, column, meaning) in enumerate(_meanings(tables), start + 1):
        for at, text in enumerate((table, column, meaning)):
            sheet.write_string(line, at, text[lang], wrapped)


def _facts(content: Content, about: About) -> list[tuple[Text, str | int | date]]:
    questionnaire = content.questionnaire
    return [
        (label(N_("Batch")), about.batch),
        (label(N_("Organisation")), about.organisation),
        (label(N_("Compared with")), about.earlier or "–"),
        (label(N_("Day of assessment")), content.day),
        (label(N_("Workbook made on")), about.made_on),
        (label(N_("Questionnaire")), reference(questionnaire)),
        (label(N_("Rules as of")), content.rules.version),
        *about.counts,
    ]


def _meanings(tables: list[_Table]) -> Iterable[tuple[Text, Text, Text]]:
    """What has to be said of whole sheets, then of columns that do not speak for themselves."""
    nothing = Text("", "")
    for table in tables:
        about = _SHEETS.get(table.sheet.name.en)
        if about is not None:
            yield table.sheet.name, nothing, label(about)
        for column in table.sheet.columns:
            if column.meaning is not None and (column is not KEY or table is tables[0]):
                yield table.sheet.name, column.heading, column.meaning


_SHEETS = {
    "Enterprises and scores": N_(
        "One row for each scored enterprise, also on the sheets that follow. Scores are cut to "
        "two decimals, so that none reads as the threshold it misses. Empty means that nothing "
        "counts or nothing was said."
    ),
    "Measures": N_(
        "The measures that questions bear on; the Opinions address them to public bodies, and a "
        "score says how ready the enterprise is to use or answer one."
    ),
    "Points lost": N_(
        "What each question costs in points of the declared score; empty where the question does "
        "not count for the enterprise."
    ),
    "Next actions": N_(
        "The actions that could begin now, with their gain when done alone; the gains of several "
        "do not add up exactly."
    ),
    "Rules": N_(
        "Which rules concern the enterprise; empty means that they do not. In our own words; not "
        "legal advice."
    ),
    "CBAM exposure": N_(
        "What importers would pay on the goods stated, on default values, a year; without a "
        "price there are certificates only. Years after the rules file's own are an illustration "
        "at today's values."
    ),
    "FTA savings": N_(
        "Duty that preferences save or could save a year; currencies are never added."
    ),
    "Since last time": N_("The same enterprise, by code or key, in the batch before."),
}

"""The results workbook: numbers as numbers, days as days, text only ever as text."""

from datetime import date, datetime
from itertools import cycle, pairwise
from tempfile import TemporaryFile
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook

from app.domain.portfolio.ranking import Places
from app.domain.text import Text
from app.spreadsheets.quick_rows import QuickSheet
from app.spreadsheets.result_columns import Content, Earlier, Scored, cut
from app.spreadsheets.result_sheets import sheets
from app.spreadsheets.results import About, Leaver, Unscored, write_results
from tests.portfolios import DAY, named, standing
from tests.spreadsheets.filling import made_up

ABOUT = About(
    "Harbour Chamber", "Autumn", "Spring", date(2026, 11, 24), ((Text("x", "scored"), 3),)
)
EVIL = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "http://example.com",
    "<r>bold</r>",
    "a<b>&\"c'",
    " edges ",
    "a\tb\nc",
    "12345678901234567890",
    "🏭 工厂",
)


@pytest.fixture(scope="module")
def frame(catalogue):
    """Questionnaire and rules, and a few made-up enterprises."""
    questionnaire = catalogue.questionnaire("exporter-readiness")
    return questionnaire, catalogue.rules(questionnaire.id), made_up(questionnaire, 4, 6)


def entries(frame, names=()):
    questionnaire, rules, group = frame
    names = names or [f"Company {number}" for number in range(1, len(group) + 1)]
    for number, (name, assessment) in enumerate(zip(names, cycle(group), strict=False), 1):
        found = standing(questionnaire, rules, named(assessment, name, name), f"k{number}")
        before = Earlier(40.0, 12.5, "D") if number == 2 else None
        yield Scored(number, f"k{number}", found, Places(number, number, 6), before)


def written(frame, scored, *, compared=True, unscored=(), leavers=(), about=ABOUT, lang="en"):
    """The workbook as openpyxl reads it."""
    content = Content(frame[0], frame[1], DAY, compared)
    with TemporaryFile() as file:
        write_results(file, content, about, scored, unscored, leavers, lang)
        file.seek(0)
        return load_workbook(file)


def table(sheet):
    """The sheet's rows as mappings of headings."""
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_sheet_says_what_the_standing_says(frame):
    scored = list(entries(frame))
    book = written(frame, iter(scored))
    rows = table(book["Enterprises and scores"])
    assert [row["Code or key"] for row in rows] == [entry.key for entry in scored]
    for row, entry in zip(rows, scored, strict=True):
        found = entry.standing
        assert row["Declared score"] == cut(found.declared.score)
        assert row["Declared grade"] == found.declared.grade
        assert row["Evidence share"] == pytest.approx(found.evidence_share)
        assert (row["Place"], row["Place from"], row["Place to"]) == entry.places
        assert row["Provisional score"] == ("yes" if found.provisional else "no")
    lost = table(book["Points lost"])
    for row, entry in zip(lost, scored, strict=True):
        for heading, value in list(row.items())[2:]:
            question = entry.standing.questions.get(heading.split()[0])
            assert (value or 0) == pytest.approx(question.lost if question else 0, abs=0.0051)
    actions = table(book["Next actions"])
    for row, entry in zip(actions, scored, strict=True):
        ready = {a.id: a.gain for a in entry.standing.actions if a.ready}
        shown = {h.split()[0]: v for h, v in list(row.items())[4:] if v is not None}
        assert shown == pytest.approx(ready, abs=0.0051)


def test_figures_are_figures_and_days_are_days(frame):
    book = written(frame, entries(frame))
    for name in ("Domains", "Measures", "Points lost", "CBAM exposure"):
        for row in book[name].iter_rows(min_row=2, min_col=3):
            assert all(cell.value is None or cell.data_type == "n" for cell in row)
    days = [row["Next date"] for row in table(book["Rules"]) if row["Next date"] is not None]
    assert days
    assert all(isinstance(day, datetime) and day.date() > DAY for day in days)
    assert [
        a for a, b in pairwise(book["Enterprises and scores"]["A"][1:]) if a.value >= b.value
    ] == []


def test_what_somebody_typed_stays_text(frame):
    book = written(frame, entries(frame, EVIL), about=About("=1+1", "<r>x</r>", "", DAY, ()))
    cells = [row[2] for row in book["Enterprises and scores"].iter_rows(min_row=2)]
    for cell, name in zip(cells, EVIL, strict=True):
        assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    assert book["About"]["B2"].data_type == "s"
    assert all(c.data_type != "f" for sheet in book for row in sheet.iter_rows() for c in row)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_text_comes_back_but_for_what_no_cell_can_hold(texts):
    with TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet("x", QuickSheet)
        sheet.set_columns([book.add_format()] * len(texts))
        sheet.add_row(0, texts)
        book.close()
        read = load_workbook(file)["x"]
        got = [read.cell(1, at).value or "" for at in range(1, len(texts) + 1)]
    unfit = {*map(chr, range(32)), "\ufffe", "\uffff"} - set("\t\n\r")
    expected = ["".join(c for c in text if c not in unfit) for text in texts]
    # XML readers turn each kind of line end into one.
    assert got == [text.replace("\r\n", "\n").replace("\r", "\n") for text in expected]


def test_what_looks_like_a_code_of_a_character_is_kept_from_being_read_as_one():
    with TemporaryFile() as file:
        book = Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet("x", QuickSheet)
        sheet.set_columns([book.add_format()])
        sheet.add_row(0, ["_x0041_ & _y"])
        book.close()
        with ZipFile(file) as unpacked:
            assert b">_x005F_x0041_ &amp; _y<" in unpacked.read("xl/worksheets/sheet1.xml")


def test_the_batch_before_and_those_without_a_score_are_named(frame):
    book = written(
        frame,
        entries(frame),
        unscored=[Unscored(7, "k7", Text("七", ""), Text("", "failed"), Text("", "It broke."))],
        leavers=[Leaver("gone", Text("", "Gone Ltd"), Earlier(55.0, 50.0, "C"))],
    )
    changes = {row["Code or key"]: row for row in table(book["Since last time"])}
    second = changes["k2"]
    now = second["Declared score now"]
    assert second["Change, declared"] == pytest.approx(now - 40.0, abs=0.001)
    assert second["In which batches"] == "both"
    assert changes["k1"]["In which batches"] == "only this one"
    assert changes["gone"]["Declared score before"] == 55
    (failed,) = table(book["Without a score"])
    assert (failed["Enterprise name"], failed["Reason"]) == ("七", "It broke.")
    assert "Since last time" not in written(frame, entries(frame), compared=False).sheetnames


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sheets_are_named_headed_and_ready_to_sort(frame, lang):
    book = written(frame, entries(frame), lang=lang)
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    assert max(map(len, book.sheetnames)) <= 31
    for sheet in book.worksheets[:-1]:
        head = [cell.value for cell in sheet[1]]
        assert all(head)
        assert len(set(head)) == len(head), sheet.title
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref.startswith("A1:")
    about = [cell.value for cell in book.worksheets[-1]["C"] if cell.value]
    assert len(about) > 20


def test_texts_are_written_where_they_stand_not_gathered_in_memory(frame):
    content = Content(frame[0], frame[1], DAY, compared=False)
    with TemporaryFile() as file:
        write_results(file, content, ABOUT, entries(frame), (), (), "en")
        with ZipFile(file) as unpacked:
            assert b"Company 1" in unpacked.read("xl/worksheets/sheet1.xml")
            assert "xl/sharedStrings.xml" not in unpacked.namelist()


def test_scores_never_read_as_the_threshold_they_miss():
    assert cut(84.99999) == 84.99
    assert cut(84.9999999999) == 85.0  # equal to nine decimals, as everywhere
    assert cut(None) is None


def test_all_columns_fit_a_spreadsheet(frame):
    content = Content(frame[0], frame[1], DAY, compared=True)
    for sheet in sheets(content, "zh"):
        assert len(sheet.columns) < 16_384
        for entry in entries(frame):
            assert all(len(row) == len(sheet.columns) for row in sheet.rows(entry))

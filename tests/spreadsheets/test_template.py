"""The template: what it offers, what it holds back, and that office programs keep it whole."""

import csv
import subprocess
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.domain.reading import read_text
from app.domain.text import LANGS, Lang, Text
from app.spreadsheets.contents import assessment_from_content
from app.spreadsheets.layout import one_table, tables
from app.spreadsheets.odd_cells import ERRORS
from app.spreadsheets.reading import read_sheet
from app.spreadsheets.template import FIRST, HEADINGS, IDS, template_csv, template_workbook
from tests.factories import DAY
from tests.spreadsheets.filling import filled_table, filled_workbook, made_up
from tests.spreadsheets.grids import QUESTIONNAIRE

(FIRM,) = made_up(QUESTIONNAIRE, 2, 1, lists=False)


def opened(lang: Lang) -> Any:
    return load_workbook(BytesIO(template_workbook(QUESTIONNAIRE, lang)))


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheets_are_as_wide_as_a_person_can_fill(lang: Lang):
    book = opened(lang)
    assert [sheet.max_column for sheet in book.worksheets[1:3]] == [33, 129]
    assert book.worksheets[0].sheet_state == "visible"
    assert book.worksheets[-1].sheet_state == "hidden"
    for sheet, table in zip(book.worksheets[1:], tables(QUESTIONNAIRE), strict=False):
        assert sheet.row_dimensions[IDS + 1].hidden
        assert [cell.value for cell in sheet[HEADINGS + 1]] == [
            column.heading[lang] for column in table.columns
        ]
        assert sheet.max_row == FIRST


@pytest.mark.parametrize("lang", LANGS)
def test_every_drop_down_points_to_its_choices(lang: Lang):
    book = opened(lang)
    for sheet, table in zip(book.worksheets[1:], tables(QUESTIONNAIRE), strict=False):
        offered = {}
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                name, _, place = rule.formula1.partition("!")
                cells = book[name.strip("'")][place.replace("$", "")]
                rows = cells if isinstance(cells, tuple) else ((cells,),)
                offered[column_of(rule)] = [row[0].value for row in rows]
        for at, column in enumerate(table.columns, 1):
            bounded = column.limits is not None and column.kind != "evidence"
            if column.choices and not bounded:
                assert offered[at] == [choice.text[lang] for choice in column.choices]


def test_numbers_are_bounded_and_headings_are_explained():
    answers = opened("en").worksheets[2]
    head = {cell.value: cell for cell in answers[HEADINGS + 1]}
    share = head["CD03 Product footprint coverage (%)"]
    (rule,) = [r for r in answers.data_validations.dataValidation if column_of(r) == share.column]
    assert (rule.type, float(rule.formula1), float(rule.formula2)) == ("decimal", 0, 100)
    assert rule.errorStyle == "warning"
    question = QUESTIONNAIRE.by_question["CD03"]
    assert question.text.en in share.comment.text
    assert question.help.en in share.comment.text


def test_the_questionnaire_is_named_inside_and_nothing_runs():
    data = template_workbook(QUESTIONNAIRE, "zh")
    assert load_workbook(BytesIO(data)).custom_doc_props["questionnaire"].value == (
        "exporter-readiness/1.0"
    )
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        assert not [name for name in names if "vba" in name.lower()]
        assert not any(b"<f>" in archive.read(n) for n in names if "worksheets/sheet" in n)
    assert template_workbook(QUESTIONNAIRE, "zh") == data


@pytest.mark.parametrize("lang", LANGS)
def test_the_csv_table_has_the_columns_of_both_sheets(lang: Lang):
    (headings,) = csv.reader(StringIO(template_csv(QUESTIONNAIRE, lang).decode("utf-8-sig")))
    assert headings == [column.heading[lang] for column in one_table(QUESTIONNAIRE).columns]
    assert len(headings) == 161


FORMULAS = ("=1+1", "+86 20", "-1", "@SUM(A1)", "'=1", "''+x", '=HYPERLINK("http://x")', "_x0041_")


def readable(text: str) -> bool:
    try:
        return text not in ERRORS and read_text(text, "") == text != ""
    except ValueError:
        return False


@given(st.one_of(st.sampled_from(FORMULAS), st.text(max_size=30).filter(readable)))
@settings(max_examples=15)
def test_any_text_comes_back_as_it_was_and_never_as_a_formula(text: str):
    named = replace(FIRM, enterprise=replace(FIRM.enterprise, name=Text(text, ""), contact=text))
    table = filled_table(QUESTIONNAIRE, [named], "zh")
    for data, name in ((filled_workbook(QUESTIONNAIRE, [named], "en"), "f.xlsx"), (table, "f.csv")):
        (row,) = read_sheet(data, name, QUESTIONNAIRE, DAY).rows
        assert assessment_from_content(row.content, QUESTIONNAIRE) == named
    cells = [cell for row in csv.reader(StringIO(table.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def converted(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it."""
    source, out = folder / "template.xlsx", folder / "out"
    source.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / "template.xlsx").read_bytes()


@pytest.mark.libreoffice
def test_it_survives_being_saved_in_libreoffice(tmp_path: Path):
    firms = made_up(QUESTIONNAIRE, 7, 5)
    original = filled_workbook(QUESTIONNAIRE, firms, "zh")
    data = converted(original, tmp_path)
    reading = read_sheet(data, "template.xlsx", QUESTIONNAIRE, DAY)
    assert reading.problems == ()
    assert [assessment_from_content(row.content, QUESTIONNAIRE) for row in reading.rows] == firms
    assert reading.understood.questionnaire == "exporter-readiness/1.0"
    before, after = load_workbook(BytesIO(original)), load_workbook(BytesIO(data))
    assert after.sheetnames == before.sheetnames
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert new.sheet_state == old.sheet_state
        assert drop_downs(new) == drop_downs(old)
        assert comments(new) == comments(old)
    assert after.worksheets[1].row_dimensions[1].hidden


def column_of(rule: Any) -> int:
    (place,) = rule.sqref.ranges
    return place.min_col


def drop_downs(sheet: Any) -> int:
    """How many columns offer choices or are bounded."""
    rules = sheet.data_validations.dataValidation
    return sum(len(rule.sqref.ranges) for rule in rules)


def comments(sheet: Any) -> int:
    return sum(cell.comment is not None for row in sheet.iter_rows(max_row=3) for cell in row)

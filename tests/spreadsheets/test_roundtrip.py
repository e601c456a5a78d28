"""What was filled into the template is what is read, in every kind of file and both languages."""

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.domain.text import LANGS, Lang
from app.spreadsheets.contents import assessment_from_content
from app.spreadsheets.reading import Reading, read_sheet
from tests.conftest import QUESTIONNAIRES
from tests.factories import DAY
from tests.spreadsheets.filling import filled_table, filled_workbook, made_up

QUESTIONNAIRE = Catalogue(QUESTIONNAIRES).questionnaire("exporter-readiness")


def assessments(reading: Reading) -> list:
    assert reading.problems == ()
    return [assessment_from_content(row.content, QUESTIONNAIRE) for row in reading.rows]


@given(st.integers(), st.integers(1, 3), st.sampled_from(LANGS))
@settings(max_examples=12)
def test_a_workbook_gives_back_what_was_filled_in(seed: int, count: int, lang: Lang):
    firms = made_up(QUESTIONNAIRE, seed, count)
    data = filled_workbook(QUESTIONNAIRE, firms, lang)
    assert assessments(read_sheet(data, "firms.xlsx", QUESTIONNAIRE, DAY)) == firms


@given(
    st.integers(),
    st.integers(1, 3),
    st.sampled_from(LANGS),
    st.sampled_from((",", ";", "\t")),
    st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
    st.booleans(),
)
@settings(max_examples=15)
def test_a_csv_table_does_too(
    seed: int, count: int, lang: Lang, delimiter: str, encoding: str, numbers: bool
):
    firms = made_up(QUESTIONNAIRE, seed, count, lists=False)
    table = filled_table(QUESTIONNAIRE, firms, lang, numbers=numbers)
    text = table.decode("utf-8-sig")
    reading = read_sheet(
        redelimited(text, delimiter).encode(encoding), "firms.csv", QUESTIONNAIRE, DAY
    )
    assert assessments(reading) == firms
    assert reading.understood.delimiter == delimiter
    assert reading.understood.encoding == encoding


def redelimited(text: str, delimiter: str) -> str:

    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(StringIO(text, newline="")))
    return out.getvalue()


def test_rows_carry_their_key_and_their_row_in_the_file():
    firms = made_up(QUESTIONNAIRE, 1, 2)
    data = filled_workbook(QUESTIONNAIRE, firms, "zh")
    reading = read_sheet(data, "firms.xlsx", QUESTIONNAIRE, DAY)
    assert [row.key for row in reading.rows] == [firm.enterprise.uscc for firm in firms]
    assert [row.row for row in reading.rows] == [4, 5]
    assert (reading.total, reading.bad_rows) == (2, 0)


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_understood_is_told(lang: Lang):
    data = filled_workbook(QUESTIONNAIRE, made_up(QUESTIONNAIRE, 1, 7), lang)
    seen = read_sheet(data, "firms.xlsx", QUESTIONNAIRE, DAY).understood
    assert seen.questionnaire == "exporter-readiness/1.0"
    assert [sheet.kind for sheet in seen.sheets] == [
        "", "enterprises", "answers", "documents", "goods", "precursors", "trades", "",
    ]  # fmt: skip
    assert len(seen.preview) == 1 + 5
    by_id = {(column.sheet, column.id): column for column in seen.columns}
    answers = seen.sheets[2].name
    assert by_id[answers, "GD01"].text.en == "GD01 Green-trade awareness"
    assert all(column.id for column in seen.columns)

"""Whatever a table holds, it is read or refused, each fault in words of both languages."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.problems import Problem
from app.domain.text import LANGS
from app.i18n import translate
from app.spreadsheets.contents import assessment_from_content
from app.spreadsheets.guarding import Refused
from app.spreadsheets.layout import one_table, tables
from app.spreadsheets.marking import marked_workbook
from app.spreadsheets.reading import Reading, read_sheet
from tests.factories import DAY
from tests.spreadsheets.grids import QUESTIONNAIRE, Error, Percent, grid

WORDS = (
    "是", "不知道", "不适用：无", "N/A", "35%", "-", "/", "2 - x", "1 or 2", "eu；uk", "；；",
    "9.1E+17", "1e5", "=1", "２", "91350902MAXXXX031H", "GD01", "GD01-a", "5 USD/kg", "2026.3.31",
)  # fmt: skip
CELLS: st.SearchStrategy[Any] = st.one_of(
    st.just(""),
    st.sampled_from(WORDS),
    st.integers(-5, 100_000_000),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2300, 1, 1)),
    st.floats(0, 2).map(Percent),
    st.just(Error("#N/A")),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
)


def headings(columns: Any) -> st.SearchStrategy[list[str]]:
    known = [text for c in columns for text in (c.id, c.heading.zh, c.heading.en)]
    return st.lists(st.one_of(st.sampled_from(known), st.text(max_size=5)), max_size=8)


@st.composite
def books(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    main = ["no.", "name_zh", *draw(headings(one_table(QUESTIONNAIRE).columns))]
    sheets = {"企业": [main, *draw(st.lists(st.lists(CELLS, max_size=10), max_size=4))]}
    for table in tables(QUESTIONNAIRE)[1:]:
        if draw(st.booleans()):
            head = ["key", *draw(headings(table.columns))]
            rows = draw(st.lists(st.lists(CELLS, max_size=9), max_size=3))
            sheets[table.name.en] = [draw(st.lists(CELLS, max_size=2)), head, *rows]
    return sheets


def read_or_refused(data: bytes, name: str) -> Reading | Problem:
    try:
        return read_sheet(data, name, QUESTIONNAIRE, DAY)
    except Refused as refused:
        return refused.problem


@given(books())
@settings(max_examples=60)
def test_any_table_is_read_or_refused(sheets: dict[str, list[list[Any]]]):
    data = grid(sheets)
    reading = read_or_refused(data, "any.xlsx")
    if isinstance(reading, Problem):
        assert all(translate(reading, lang) for lang in LANGS)
        return
    assert reading.total == len(reading.rows) + reading.bad_rows
    assert len({row.key for row in reading.rows}) == len(reading.rows)
    for row in reading.rows:
        assessment_from_content(row.content, QUESTIONNAIRE)
    for problem in reading.problems:
        assert all(translate(problem.problem, lang) for lang in LANGS)
        assert problem.sheet in sheets
        assert 1 <= problem.row <= len(sheets[problem.sheet])
    again = read_sheet(
        marked_workbook(data, "any.xlsx", reading, "en", QUESTIONNAIRE),
        "any.xlsx",
        QUESTIONNAIRE,
        DAY,
    )
    assert (again.total, again.bad_rows) == (reading.total, reading.bad_rows)
    assert len(again.problems) == len(reading.problems)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes):
    found = read_or_refused(b"no.,name_zh,GD01\n1," + data, "any.csv")
    problems = [found] if isinstance(found, Problem) else [p.problem for p in found.problems]
    assert all(translate(problem, lang) for problem in problems for lang in LANGS)

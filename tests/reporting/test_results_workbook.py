"""One enterprise's results as a workbook, read back: the figures of the JSON, nothing that runs."""

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import openpyxl
import pytest

from app.domain.answers import Answer, Document
from app.domain.assessment import Enterprise
from app.domain.text import LANGS, Text
from app.reporting.results_workbook import results_workbook
from tests.reporting.making import EXAMPLES, document_of, example, nobody, questionnaire, rules


@cache
def document(name: str):
    return document_of(example(name))


def sheets(document, lang="en"):
    content = results_workbook(questionnaire(), rules(), document, lang)
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def table(rows):
    head, *lines = rows
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_is_that_of_the_json(name):
    one = document(name)
    found = sheets(one)
    summary = dict(row[:2] for row in found["Result"][1:])
    assert summary["Score, proved"] == pytest.approx(one.score.proved, rel=1e-14)
    assert summary["Score, declared"] == pytest.approx(one.score.declared, rel=1e-14)
    assert summary["Grade, possible"] == one.grade.possible
    assert summary["Evidence share"] == pytest.approx(one.evidence_share, rel=1e-14)
    for row, entry in zip(table(found["Domains"]), one.domains, strict=True):
        assert row["Domain"] == entry.id
        assert row["Score, declared"] == pytest.approx(entry.declared.score)
        assert row["Effective weight, proved"] == pytest.approx(entry.proved.effective_weight)
    for row, entry in zip(table(found["Measures"]), one.measures, strict=True):
        assert (row["Measure"], row["Questions that count"]) == (entry.id, entry.questions)
        assert row["Score, proved"] == pytest.approx(entry.proved)
    for row, entry in zip(table(found["Questions"]), one.questions, strict=True):
        assert row["Question"] == entry.id
        assert row["Points lost"] == pytest.approx(entry.points_lost)
        assert row["Value v"] == pytest.approx(entry.value)
        assert row["Evidence that counts"] == entry.evidence
    for row, entry in zip(table(found["Actions"]), one.actions, strict=True):
        assert row["Action"] == entry.id
        assert row["Gain in points"] == pytest.approx(entry.gain)
    first = [row for row in table(found["Actions"]) if row["Place among the first steps"]]
    placed = sorted(first, key=lambda row: row["Place among the first steps"])
    assert tuple(row["Action"] for row in placed) == one.first_steps
    for row, entry in zip(table(found["Rules"]), one.rules, strict=True):
        ahead = entry.next_milestone
        assert (row["Next date"].date() if row["Next date"] else None) == (ahead and ahead.date)
    papers = [paper for entry in one.questions for paper in entry.documents]
    assert [row["Title"] for row in table(found["Documents"])] == [p.title for p in papers]


@pytest.mark.parametrize("lang", LANGS)
def test_every_sheet_has_rows_and_the_same_bytes(lang):
    one = document("food-rcep")
    assert all(len(rows) > 1 for rows in sheets(one, lang).values())
    contents = [results_workbook(questionnaire(), rules(), one, lang) for _ in range(2)]
    assert contents[0] == contents[1]


def test_names_are_not_headed_as_those_of_documents():
    found = sheets(document("food-rcep"), "zh")
    heads = [rows[0] for rows in found.values()]
    assert ["名称" in head for head in heads] == [False, True, True, False, False, True, True]
    assert ["文件名称" in head for head in heads] == [False] * 4 + [True, False, False]
    assert "是否暂定" in [row[0] for row in next(iter(found.values()))]


@pytest.mark.parametrize("lang", LANGS)
def test_no_sheet_has_a_heading_twice(lang):
    for name, rows in sheets(document("food-rcep"), lang).items():
        assert len(set(rows[0])) == len(rows[0]), name


def test_nobody_yet_has_a_workbook():
    found = sheets(document_of(nobody()))
    assert len(found["Questions"]) == len(questionnaire().questions) + 1
    assert len(found["Documents"]) == 1


def test_what_somebody_typed_never_runs():
    evil = '=HYPERLINK("http://127.0.0.1:9","x")'
    paper = Document("other", evil, "\x0bhttp://127.0.0.1:9", date(2026, 1, 2))
    firm = replace(
        example("trading-company"),
        enterprise=Enterprise(Text(evil, "+1+1")),
        answers={"CD01": Answer(level=2, evidence=2, documents=(paper,))},
    )
    content = results_workbook(questionnaire(), rules(), document_of(firm), "en")
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert evil in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]

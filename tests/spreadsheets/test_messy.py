"""Tables as they really come: each form that is accepted, and the words for each that is not."""

from datetime import date
from typing import Any

import pytest

from app.spreadsheets.columns import EVIDENCE
from tests.spreadsheets.grids import Percent, content, one, read, told

FIRST_LEVEL = "近24个月还没有人在会议或培训上听过绿色贸易要求。"
SECOND_LEVEL = (
    "In the last 24 months somebody heard about them at one meeting or course at least, "
    "in-house or outside."
)


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        (2, 2),
        (2.0, 2),
        ("2", 2),
        (" ２ ", 2),
        ("2级", 2),
        ("Level 2", 2),
        ("2 - 每年按书面计划在公司内培训，计划写明负责人。", 2),
        ("2 – yearly plan", 2),
        ("2：有计划", 2),
        (FIRST_LEVEL, 0),
        (SECOND_LEVEL, 1),
        (SECOND_LEVEL.upper() + "  ", 1),
        (f"1. {SECOND_LEVEL[:40]}", 1),
    ],
)
def test_a_level_as_number_as_text_or_as_both(cell: Any, level: int):
    assert content(["GD01"], [cell])["answers"] == {"GD01": {"level": level}}


@pytest.mark.parametrize("cell", [7, "7", -1, 2.5, "2.5", "1 or 2", "2-3", "good", True])
def test_no_level_is_told_with_what_was_given(cell: Any):
    reading = one(["GD01"], [cell])
    (problem,) = reading.problems
    assert (problem.sheet, problem.row, problem.column) == ("Sheet1", 2, "C")
    assert problem.heading == "GD01"
    assert problem.given == str(cell).upper() if cell is True else str(cell)
    assert (reading.bad_rows, reading.rows) == (1, ())


@pytest.mark.parametrize("steps", [(True, 1), (1, True)])
def test_true_is_no_level_of_evidence_whatever_another_row_says(steps: tuple[Any, Any]):
    heads = ["no.", "name_zh", "GD01", f"GD01{EVIDENCE}"]
    rows = [[str(at), f"企业{at}", 3, step] for at, step in enumerate(steps, 1)]
    reading = read({"Sheet1": [heads, *rows]})
    assert [problem.given for problem in reading.problems] == ["TRUE"]
    assert [row.content["answers"]["GD01"]["evidence"] for row in reading.rows] == [1]


def test_a_number_beside_another_levels_text_is_told():
    assert told(one(["GD01"], [f"1 - {FIRST_LEVEL}"])).keys() == {"Sheet1!C2"}


@pytest.mark.parametrize("cell", ["不知道", "Don't know", "DON’T KNOW", "unknown", " 不清楚 "])
def test_not_known_is_an_answer(cell: str):
    assert content(["GD01"], [cell])["answers"] == {"GD01": {"unknown": True}}


@pytest.mark.parametrize(
    "cell",
    [
        "不适用：没有实木包装",
        "不适用:没有实木包装",
        "Does not apply: 没有实木包装",
        "N/A 没有实木包装",
    ],
)
def test_not_applicable_stands_with_its_reason(cell: str):
    answers = content(["LG08"], [cell])["answers"]
    assert answers == {"LG08": {"not_applicable": "没有实木包装"}}


def test_not_applicable_wants_a_reason_and_a_question_that_allows_it():
    problems = told(one(["LG08", "CD03"], ["不适用", "不适用：没有"]))
    assert problems["Sheet1!C2"] == "Say why it does not apply."
    assert "is not offered" in problems["Sheet1!D2"]


@pytest.mark.parametrize(
    ("cell", "step"),
    [
        (3, 3),
        ("3", 3),
        ("３", 3),
        ("2 - 有日期的内部记录", 2),
        ("Undated note", 1),
        ("没有证据", None),
    ],
)
def test_evidence_as_number_or_text(cell: Any, step: int | None):
    answer = content(["GD01", "GD01 evidence"], [1, cell])["answers"]["GD01"]
    assert answer.get("evidence") == step


def test_evidence_that_is_none_is_told_at_its_own_cell():
    assert told(one(["GD01", "GD01 evidence"], [1, 5])) == {
        "Sheet1!D2": "Enter a whole number from 0 to 3."
    }


@pytest.mark.parametrize("cell", [35, 35.0, "35", "35%", "３５％", " 35 % ", Percent(0.35), "35.0"])
def test_a_share_in_percent(cell: Any):
    assert content(["CD03"], [cell])["answers"] == {"CD03": {"number": 35}}


def test_one_hundred_percent_and_one_percent_are_told_apart():
    answers = content(["CD03", "CD11"], [Percent(1), 1])["answers"]
    assert answers == {"CD03": {"number": 100}, "CD11": {"number": 1}}


def test_a_share_out_of_bounds_or_with_a_comma_is_told():
    assert told(one(["CD03", "CD11"], [135, "12,5"])) == {
        "Sheet1!C2": "Enter a number between 0 and 100.",
        "Sheet1!D2": "Write the number without commas, with a point before decimals, such as 12.5.",
    }


@pytest.mark.parametrize("cell", ["是", "√", "✓", "Y", "yes", "Ｙ", "TRUE", True, 1, "1"])
def test_yes_in_many_forms(cell: Any):
    assert content(["自有工厂"], [cell])["profile"] == {"has_factory": True}


@pytest.mark.parametrize("cell", ["否", "×", "✗", "N", "no", "FALSE", False, 0])
def test_no_in_many_forms(cell: Any):
    assert content(["Own factory"], [cell])["profile"] == {"has_factory": False}


def test_neither_yes_nor_no_is_told_with_the_right_forms():
    assert told(one(["自有工厂"], ["maybe"])) == {
        "Sheet1!C2": "“maybe” is neither yes nor no. Write yes or no, Y or N, √ or ×."
    }


@pytest.mark.parametrize(
    "cell", ["aluminium", "铝及制品", "Aluminium, and articles", " ALUMINIUM "]
)
def test_an_option_by_id_or_by_text(cell: str):
    assert content(["行业"], [cell])["profile"] == {"sector": "aluminium"}


def test_no_option_is_told_with_the_choices():
    (message,) = told(one(["设计主导"], ["nobody"])).values()
    assert "“nobody” is none of the choices: Mainly us; Both, with the buyer;" in message


@pytest.mark.parametrize(
    "cell",
    [
        "欧盟（27国）；澳大利亚、新西兰；东盟",
        "eu; australia_nz; asean",
        "eu,asean,australia_nz",
        "欧盟（27国）、澳大利亚、新西兰、东盟",
        "European Union (27 states), Australia and New Zealand, ASEAN",
        "eu\nasean\n澳大利亚、新西兰",
        "EU， ASEAN ，australia_nz；",
    ],
)
def test_several_options_in_one_cell(cell: str):
    assert content(["出口市场"], [cell])["profile"] == {"markets": ["asean", "australia_nz", "eu"]}


def test_a_wrong_one_of_several_and_one_that_excludes_the_others():
    problems = told(one(["出口市场", "自贸协定"], ["eu；火星", "asean；没有"]))
    assert problems["Sheet1!C2"].startswith("“火星” is none of the choices")
    assert "excludes the other options" in problems["Sheet1!D2"]


@pytest.mark.parametrize("cell", ["广东", "广东省", "Guangdong", "guangdong", "Guangdong Province"])
def test_a_province_with_and_without_its_rank(cell: str):
    assert content(["province"], [cell])["enterprise"]["province"] == "guangdong"


@pytest.mark.parametrize("cell", [120, 120.0, "120", "１２０", "120人"])
def test_a_head_count(cell: Any):
    assert content(["employees"], [cell])["enterprise"]["employees"] == 120


def test_line_breaks_within_a_cell_are_spaces():
    read_as = content(["contact", "LG08"], ["外贸部\n林工 ", "不适用：用钢托架\r\n和胶合板箱"])
    assert read_as["enterprise"]["contact"] == "外贸部 林工"
    assert read_as["answers"] == {"LG08": {"not_applicable": "用钢托架 和胶合板箱"}}


def test_a_number_like_a_questionnaires_name_is_somebodys_own():
    assert read({"S": [["no.", "name_zh"], ["a/1", "甲"]]}).rows[0].key == "a/1"


def test_half_an_employee_is_told():
    message = "Enter a whole number from 1 to 1000000."
    assert told(one(["employees"], [1.5])) == {"Sheet1!C2": message}


def test_numbers_in_columns_of_text_are_text():
    reading = read({"S": [["no.", "name_zh", "contact"], [7, 360, 13800138000]]})
    (row,) = reading.rows
    assert row.key == "7"
    assert row.content["enterprise"] == {"name": {"zh": "360"}, "contact": "13800138000"}


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 3, 31),
        "2026-03-31",
        "2026/3/31",
        "2026.3.31",
        "2026年3月31日",
        "20260331",
        20260331,
        46112,
        "２０２６－０３－３１",
        "2026-03-31 00:00:00",
    ],
)
def test_a_day_in_many_forms(cell: Any):
    reading = read(
        {
            "企业": [["no.", "name_zh", "GD01"], [1, "某厂", 2]],
            "Documents": [["key", "question", "title", "issued_on"], [1, "GD01", "记录", cell]],
        }
    )
    assert told(reading) == {}
    (document,) = reading.rows[0].content["answers"]["GD01"]["documents"]
    assert document == {"id": "other", "title": "记录", "issued_on": "2026-03-31"}


@pytest.mark.parametrize("cell", ["31/03/2026", "3/31/26", "last spring", 12])
def test_a_day_that_can_be_read_in_two_ways_is_told(cell: Any):
    reading = read(
        {
            "企业": [["no.", "name_zh", "GD01"], [1, "某厂", 2]],
            "Documents": [["key", "question", "title", "issued_on"], [1, "GD01", "记录", cell]],
        }
    )
    assert told(reading) == {"Documents!D2": "Enter a date as year-month-day, such as 2026-03-31."}

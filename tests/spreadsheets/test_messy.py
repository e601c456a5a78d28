"""Tables as they really come: each form that is accepted, and the words for each that is not."""

from datetime import date
from typing import Any

import pytest

from tests.spreadsheets.grids import Error, Percent, content, one, read, told

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


CODE = "91350902MAXXXX031H"


@pytest.mark.parametrize("cell", [CODE, f" {CODE.lower()} ", "91350902 MAXX XX03 1H"])
def test_a_credit_code_is_the_key(cell: str):
    reading = read({"S": [["name_zh", "统一社会信用代码"], ["某厂", cell]]})
    assert told(reading) == {}
    assert reading.rows[0].key == CODE


@pytest.mark.parametrize("cell", [9.1350902e17, "9.13509E+17", 913509020000000000])
def test_a_credit_code_taken_for_a_number_is_told(cell: Any):
    (message,) = told(read({"S": [["name_zh", "uscc"], ["某厂", cell]]})).values()
    assert "format it as text and write all 18 characters again" in message


def test_a_mistyped_credit_code_is_told():
    (message,) = told(read({"S": [["name_zh", "uscc"], ["某厂", CODE[:-1] + "A"]]})).values()
    assert message.startswith("The last character does not fit this code")


def test_the_same_enterprise_twice_is_told_at_both_rows():
    rows = [["name_zh", "uscc"], ["甲", CODE], ["乙", ""], ["丙", CODE.lower()]]
    reading = read({"S": rows})
    assert told(reading) == {
        "S!B2": "Row 4 of “S” has the same code or number: keep one of the two.",
        "S!B3": "Give the credit code, or a number of your own.",
        "S!B4": "Row 2 of “S” has the same code or number: keep one of the two.",
    }
    assert reading.bad_rows == reading.total == 3


def test_leading_zeros_of_a_number_of_ones_own_are_kept():
    reading = read({"S": [["no.", "name_zh"], ["007", "甲"], ["7", "乙"]]})
    assert [row.key for row in reading.rows] == ["007", "7"]


def test_a_tariff_code_that_lost_its_zero_is_told():
    head = ["key", "cn", "tonnes_to_eu"]
    reading = read(
        {
            "企业": [["no.", "name_zh"], [1, "某厂"]],
            "Goods": [head, [1, 76042100, 5], [1, 1022110, 5], [1, "7604 21 00", 5]],
        }
    )
    (place,) = told(reading)
    assert place == "Goods!B3"


def test_errors_of_the_spreadsheet_are_told():
    assert told(one(["GD01", "行业"], [Error("#N/A"), Error("#REF!")])) == {
        "Sheet1!C2": "The cell holds the error #N/A: write the value itself.",
        "Sheet1!D2": "The cell holds the error #REF!: write the value itself.",
    }


def test_titles_above_empty_rows_between_and_columns_beside_do_no_harm():
    reading = read(
        {
            "Sheet1": [
                ["2026年度企业情况汇总表"],
                [],
                ["序", "备注", "GD01", "企业名称 ", "no.", "Name in English"],
                [1, "老客户", 3, "", "a", "Alpha Ltd"],
                [],
                ["", "   ", "", "", "", ""],
                [2, "", 4, "", "b", "Beta Ltd"],
            ]
        }
    )
    assert told(reading) == {}
    assert [(r.key, r.row, r.content["answers"]["GD01"]["level"]) for r in reading.rows] == [
        ("a", 4, 3),
        ("b", 7, 4),
    ]
    ignored = [c.heading for c in reading.understood.columns if not c.id]
    assert ignored[:2] == ["序", "备注"]


def test_lists_that_each_count_from_one_do_no_harm_where_codes_are_given():
    other = "91440605MAXXXX015A"
    head = ["no.", "name_zh", "uscc", "sector"]
    reading = read(
        {
            "Coast": [head, [1, "甲", CODE, "other"]],
            "Inland": [head, [1, "乙", other, "other"], [2, "丙", "", "other"]],
            "Answers": [["key", "GD01"], [CODE, 3], [1, 2]],
        }
    )
    assert told(reading) == {
        "Answers!A3": "Several enterprises have this number: write the credit code instead."
    }
    assert [row.key for row in reading.rows] == [CODE, other, "2"]


def test_answers_join_by_number_or_credit_code_in_any_order():
    reading = read(
        {
            "Answers": [["key", "GD01"], [CODE, 1], [2, 4]],
            "Enterprises": [["no.", "name_zh", "uscc"], [2, "乙", ""], [1, "甲", CODE]],
        }
    )
    assert {r.key: r.content["answers"]["GD01"]["level"] for r in reading.rows} == {"2": 4, CODE: 1}


def test_answers_of_nobody_and_answers_given_twice_are_told():
    reading = read(
        {
            "企业": [["no.", "name_zh"], [1, "甲"], [2, "乙"]],
            "Answers": [["key", "GD01"], [1, 1], [9, 1], [1, 3], ["", 2]],
        }
    )
    assert told(reading) == {
        "Answers!A2": "Row 4 of “Answers” has the same code or number: keep one of the two.",
        "Answers!A3": "No enterprise in this file has this credit code or number.",
        "Answers!A4": "Row 2 of “Answers” has the same code or number: keep one of the two.",
        "Answers!A5": ("Say which enterprise this row belongs to: its credit code or number."),
    }
    assert [row.key for row in reading.rows] == ["2"]


def test_two_columns_for_one_question_make_every_row_doubtful():
    reading = one(["GD01", "绿色贸易意识"], [1, 2])
    assert told(reading) == {
        "Sheet1!D1": "This column was read already, in column C. Delete one of the two."
    }
    assert (reading.rows, reading.bad_rows) == ((), 1)


def test_what_contradicts_itself_is_told_at_the_first_of_its_cells():
    (place, message) = next(iter(told(one(["markets", "exports_cbam"], ["us", "是"])).items()))
    assert place == "Sheet1!C2"
    assert "(CK01)" in message


def test_every_problem_of_a_row_is_told_at_once():
    reading = one(["employees", "province", "GD01", "GD02", "sector"], ["x", "Mars", 9, 1, "y"])
    assert told(reading).keys() == {f"Sheet1!{c}2" for c in "CDEG"}


def test_goods_precursors_and_trades_are_told_by_their_rows():
    reading = read(
        {
            "企业": [["no.", "name_zh"], [1, "甲"]],
            "Goods": [
                ["key", "good", "cn", "tonnes_to_eu", "importer_over_50_t"],
                [1, 1, "76042100", 1450, "√"],
                [1, 2, "76042990", "many", "不知道"],
            ],
            "Precursors": [
                ["key", "good", "cn", "mass_per_tonne"],
                [1, 1, "76012080", 500],
                [1, 3, "76012080", 1],
            ],
            "Trades": [
                [
                    "key",
                    "hs",
                    "market",
                    "value",
                    "currency",
                    "mfn",
                    "preferential",
                    "claimed_share",
                ],
                [1, "854143", "东盟", 100, "美元", Percent(0.05), 0, "35%"],
                [1, "854143", "Atlantis", 100, "USD", 5, 0, 35],
            ],
        }
    )
    problems = told(reading)
    assert problems.pop("Trades!C3").startswith("“Atlantis” is none of the choices")
    assert problems.pop("Trades!H3").startswith("Enter a share between 0 and 1")
    assert problems == {
        "Goods!D3": "Enter a number in digits, such as 12 or 12.5.",
        "Precursors!D2": "Enter a number between 0 and 100.",
        "Precursors!B3": "No good of this enterprise has this number in the sheet of goods.",
    }


def test_goods_and_trades_without_fault_are_read():
    reading = read(
        {
            "企业": [["no.", "name_zh"], [1, "甲"]],
            "Trades": [
                [
                    "key",
                    "hs",
                    "market",
                    "value",
                    "currency",
                    "mfn",
                    "preferential",
                    "claimed_share",
                ],
                [1, "8541.43", "东盟", 100, "美元", Percent(0.05), "5 USD/kg", Percent(0.35)],
            ],
        }
    )
    assert told(reading) == {}
    (trade,) = reading.rows[0].content["trades"]
    assert trade == {
        "hs": "854143",
        "market": "asean",
        "value": "100",
        "currency": "USD",
        "mfn": "5",
        "preferential": "5 USD/kg",
        "claimed_share": "0.35",
        "origin": "unknown",
    }

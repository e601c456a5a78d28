"""Codes, rows and sheets that belong together, and what is told where they do not."""

from typing import Any

import pytest

from tests.spreadsheets.grids import Error, Percent, one, read, told

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

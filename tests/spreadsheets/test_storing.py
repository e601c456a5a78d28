"""What a reading found survives being kept as JSON."""

import json

from app.domain.text import LANGS
from app.i18n import translate
from app.spreadsheets.storing import (
    problem_as_plain,
    problem_from_plain,
    understood_as_plain,
    understood_from_plain,
)
from tests.spreadsheets.grids import read


def test_problems_and_what_was_understood_come_back_from_json():
    reading = read(
        {
            "企业": [
                ["no.", "name_zh", "sector", "markets", "GD01", "exports_cbam", "备注"],
                [1, "", "magic", "us", 9, "是", "?"],
            ]
        }
    )
    assert len(reading.problems) == 4
    for problem in reading.problems:
        again = problem_from_plain(json.loads(json.dumps(problem_as_plain(problem))))
        assert again == problem
        assert [translate(again.problem, lang) for lang in LANGS] == [
            translate(problem.problem, lang) for lang in LANGS
        ]
    seen = reading.understood
    assert understood_from_plain(json.loads(json.dumps(understood_as_plain(seen)))) == seen

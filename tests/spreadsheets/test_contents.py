"""An assessment as stored plain data, and back."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.enterprise_file import load_assessment
from app.domain.problems import InvalidInput
from app.spreadsheets.contents import assessment_as_content, assessment_from_content
from tests.conftest import QUESTIONNAIRES
from tests.spreadsheets.filling import made_up

QUESTIONNAIRE = Catalogue(QUESTIONNAIRES).questionnaire("exporter-readiness")
EXAMPLES = sorted((QUESTIONNAIRES / "exporter-readiness" / "1.0" / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_published_examples_come_back_from_json(path: Path):
    assessment = load_assessment(path, QUESTIONNAIRE)
    stored = json.dumps(assessment_as_content(assessment))
    assert assessment_from_content(json.loads(stored), QUESTIONNAIRE) == assessment


@given(st.integers())
def test_any_assessment_comes_back_from_json(seed: int):
    (assessment,) = made_up(QUESTIONNAIRE, seed, 1)
    stored = json.dumps(assessment_as_content(assessment))
    assert assessment_from_content(json.loads(stored), QUESTIONNAIRE) == assessment


def test_every_problem_is_told_with_its_part():
    content = assessment_as_content(made_up(QUESTIONNAIRE, 1, 1)[0])
    content["enterprise"]["province"] = "atlantis"
    content["profile"]["sector"] = "magic"
    content["answers"]["GD01"] = {"level": 7, "evidence": 9}
    content["answers"]["XX99"] = {}
    content["goods"] = [{"cn": "76042100"}]
    content["mood"] = "good"
    with pytest.raises(InvalidInput) as caught:
        assessment_from_content(content, QUESTIONNAIRE)
    assert {problem.field for problem in caught.value.problems} == {
        "mood",
        "enterprise.province",
        "profile.sector",
        "answers.XX99",
        "answers.GD01.level",
        "answers.GD01.evidence",
        "goods.0.tonnes_to_eu",
    }

"""The six example enterprises, against figures that an independent program computed."""

import json
from pathlib import Path

import pytest

from app.catalogue.enterprise_file import load_assessment
from app.domain.assessment import evaluate
from tests.conftest import QUESTIONNAIRES

EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text())["examples"]
EXAMPLES = QUESTIONNAIRES / "exporter-readiness" / "1.0" / "examples"


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_scores_as_computed_independently(name, catalogue):
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    assessment = load_assessment(EXAMPLES / f"{name}.yaml", questionnaire)
    result = evaluate(questionnaire, assessment).score
    found = [result.proved.score, result.declared.score, result.possible.score]
    figures = EXPECTED[name]
    expected = [figures["proved"], figures["declared"], figures["possible"]]
    assert found == pytest.approx(expected, abs=5e-9)


def test_every_example_is_among_them():
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_no_example_contradicts_itself(name, catalogue):
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    assessment = load_assessment(EXAMPLES / f"{name}.yaml", questionnaire)
    assert evaluate(questionnaire, assessment).contradictions == ()

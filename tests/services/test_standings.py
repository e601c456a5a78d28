"""A standing is stored whole: what is read back is what was made."""

import json

import pytest

from app.catalogue.enterprise_file import load_assessment
from app.domain.acting import first_steps, open_actions
from app.domain.assessment import evaluate
from app.domain.exposure import exposure
from app.domain.portfolio.standing import standing_of
from app.domain.rules import Scope
from app.domain.savings import savings
from app.domain.scoring import State
from app.services.standings import standing_from_json, standing_json
from tests.conftest import QUESTIONNAIRES

EXAMPLES = sorted((QUESTIONNAIRES / "exporter-readiness" / "1.0" / "examples").glob("*.yaml"))


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.stem)
def case(request, catalogue):
    """An example's questionnaire, rules, assessment, result and standing."""
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    rules = catalogue.rules("exporter-readiness")
    assessment = load_assessment(request.param, questionnaire)
    result = evaluate(questionnaire, assessment)
    exposed = exposure(rules.cbam, assessment.goods, assessment.price) if assessment.goods else None
    saved = savings(assessment.trades, result.items) if assessment.trades else None
    standing = standing_of(questionnaire, rules, assessment, result, exposed, saved)
    return questionnaire, rules, assessment, result, standing


def test_what_is_read_back_is_what_was_written(case):
    standing = case[-1]
    assert standing_from_json(standing_json(standing)) == standing


def test_it_stays_small(case):
    assert len(standing_json(case[-1]).encode()) < 8_000
    json.loads(standing_json(case[-1]))


def test_it_repeats_the_score_and_says_who_the_enterprise_is(case):
    questionnaire, _, assessment, result, standing = case
    for found, reading in (
        (standing.proved, result.score.proved),
        (standing.declared, result.score.declared),
        (standing.possible, result.score.possible),
    ):
        assert found.score == pytest.approx(reading.score, abs=1e-9)
        assert found.grade == reading.grade
    assert standing.sector in questionnaire.sectors
    assert standing.region == questionnaire.provinces[assessment.enterprise.province].region
    assert set(standing.markets) == result.facts["markets"]


def test_its_points_lost_sum_to_what_the_score_lacks(case):
    *_, standing = case
    lost = sum(question.lost for question in standing.questions.values())
    assert lost == pytest.approx(100 - standing.declared.score, abs=1e-4)
    assert all(question.state is not State.NA_AUTO for question in standing.questions.values())


def test_its_ready_actions_are_those_to_begin_with(case):
    questionnaire, _, _, result, standing = case
    opened = open_actions(questionnaire, result.items, result.score)
    ready = [action.id for action in standing.actions if action.ready]
    assert ready == [entry.action.id for entry in first_steps(opened, len(opened))]
    steps = {entry.action.id for entry in opened if entry.is_next}
    assert steps <= {action.id for action in standing.actions}


def test_it_names_the_rules_that_concern_the_enterprise(case):
    _, rules, assessment, result, standing = case
    named = {rule.id: rule for rule in standing.rules}
    for rule in rules.rules:
        assert (rule.id in named) == (rule.scope(result.facts) is not Scope.OUT)
        if rule.id in named:
            ahead = rule.next_milestone(assessment.assessed_on)
            assert named[rule.id].next == (ahead.date if ahead else None)


def test_its_amounts_are_exact_and_the_central_one_lies_in_the_middle(case):
    *_, assessment, _, standing = case
    assert (standing.goods, standing.trades) == (len(assessment.goods), len(assessment.trades))
    for year in standing.exposure:
        if year.low is not None:
            assert year.central * 2 == year.low + year.high
    assert bool(standing.savings) == bool(assessment.trades)

"""Open actions on the published content: which is next, what it brings, what it waits for."""

from dataclasses import replace

import pytest

from app.domain.acting import first_steps, is_met, open_actions
from app.domain.answers import Answer
from app.domain.assessment import evaluate
from app.domain.scoring import State, score
from tests.reporting.making import EXAMPLES, example, questionnaire


@pytest.mark.parametrize("name", EXAMPLES)
def test_gain_is_what_the_scorer_says(name: str) -> None:
    result = evaluate(questionnaire(), example(name))
    base = result.score.declared.score or 0.0
    for entry in open_actions(questionnaire(), result.items, result.score):
        if not entry.is_next:
            continue
        done = tuple(
            item._replace(
                state=State.ANSWERED,
                value=max(item.value, entry.action.target),
                evidence=max(item.evidence, entry.action.evidence),
            )
            if item.question.id == entry.action.question
            else item
            for item in result.items
        )
        then = score(questionnaire(), done).declared
        assert (then.score or 0.0) - base == pytest.approx(entry.gain, abs=1e-9)
        assert then.grade == entry.grade


@pytest.mark.parametrize("name", EXAMPLES)
def test_one_next_step_a_question_and_none_at_its_target(name: str) -> None:
    result = evaluate(questionnaire(), example(name))
    found = open_actions(questionnaire(), result.items, result.score)
    values = {item.question.id: item.value for item in result.items}
    upcoming = [entry.action.question for entry in found if entry.is_next]
    assert len(upcoming) == len(set(upcoming))
    assert set(upcoming) == {entry.action.question for entry in found}
    assert all(entry.action.target > values[entry.action.question] for entry in found)


@pytest.mark.parametrize("name", EXAMPLES)
def test_first_steps_wait_for_nothing_that_is_open(name: str) -> None:
    result = evaluate(questionnaire(), example(name))
    found = open_actions(questionnaire(), result.items, result.score)
    known = {entry.action.id for entry in found}
    chosen = first_steps(found, 3)
    assert len(chosen) == 3
    assert all(not known.intersection(entry.waits_for) for entry in chosen)
    assert len({entry.action.id for entry in chosen}) == 3


def test_gate_clearing_steps_come_first() -> None:
    result = evaluate(questionnaire(), example("aluminium-profiles"))
    found = open_actions(questionnaire(), result.items, result.score)
    clearing = [entry for entry in found if entry.is_next and entry.clears_gate]
    assert clearing
    steps = first_steps(found, len(clearing))
    assert {entry.action.question for entry in steps} <= {other.action.question for other in found}
    assert steps[0].clears_gate or steps[0].action.id in {w for c in clearing for w in c.waits_for}


def test_a_prerequisite_is_met_where_its_question_does_not_apply() -> None:
    firm = example("trading-company")
    result = evaluate(questionnaire(), firm)
    items = {item.question.id: item for item in result.items}
    action = questionnaire().actions_of("CD01")[0]
    assert items["CD01"].state is State.NA_AUTO
    assert is_met(action, items)
    open_item = items["CD01"]._replace(state=State.ANSWERED, value=0.0)
    assert not is_met(action, {**items, "CD01": open_item})
    assert is_met(action, {**items, "CD01": open_item._replace(value=1.0)})


def test_an_unanswered_question_offers_its_first_action() -> None:
    firm = example("food-rcep")
    asked = next(key for key, a in firm.answers.items() if a.level is not None)
    emptied = replace(firm, answers={**firm.answers, asked: Answer()})
    result = evaluate(questionnaire(), emptied)
    found = open_actions(questionnaire(), result.items, result.score)
    chosen = next(e for e in found if e.is_next and e.action.question == asked)
    assert chosen.action.target == min(a.target for a in questionnaire().actions_of(asked))

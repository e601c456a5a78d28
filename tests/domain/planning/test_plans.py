"""What holds for every plan, found by the solver or without it."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.planning.candidates import after_actions
from app.domain.planning.greedy import greedy_plan
from app.domain.planning.model import build_model, violations
from app.domain.planning.outcome import Plan, outcome
from app.domain.planning.pins import pin_problems
from app.domain.planning.settling import met_duties, settle
from app.domain.problems import InvalidInput
from app.domain.scoring import score
from app.optimiser import GAP, optimise
from app.services.plans import make_plan
from tests.planning import Task, tasks

SECONDS = 600.0  # the safety net must not decide a test on a busy machine


def model_of(task: Task):
    return build_model(
        task.questionnaire, task.rules, task.result.facts, task.result.items, task.request
    )


def plan_of(task: Task) -> Plan:
    return make_plan(task.questionnaire, task.rules, task.result, task.request, SECONDS)


def missed(plan: Plan) -> int:
    return sum(duty.met is False for duty in plan.duties)


@given(tasks())
def test_the_quick_plan_can_be_carried_out(task):
    model = model_of(task)
    timetable = greedy_plan(model)
    assert violations(model, timetable) == []
    assert violations(model, settle(model, timetable)) == []


@given(tasks())
def test_settling_loses_neither_points_nor_rules(task):
    model = model_of(task)
    timetable = greedy_plan(model)
    settled = settle(model, timetable)
    assert score_after(model, settled) == pytest.approx(score_after(model, timetable), abs=1e-9)
    assert met_duties(model, settled) == met_duties(model, timetable)


def score_after(model, timetable):
    by_id = model.candidates.by_id
    done = [by_id[id_].action for id_ in timetable]
    return score(model.questionnaire, after_actions(model.items, done)).declared.score


@settings(max_examples=60)
@given(tasks())
def test_the_solver_breaks_nothing_and_is_no_worse_than_the_quick_plan(task):
    model = model_of(task)
    solution = optimise(model, SECONDS)
    quick = greedy_plan(model)
    assert violations(model, solution.timetable) == []
    lost = len(met_duties(model, quick)) - len(met_duties(model, solution.timetable))
    assert lost <= 0
    if lost == 0:
        gain = score_after(model, solution.timetable) - model.score.declared.score
        rough = score_after(model, quick) - model.score.declared.score
        assert gain >= rough * (1 - 2 * GAP) - 1e-9


@settings(max_examples=60)
@given(tasks())
def test_every_quarters_promise_is_the_scorers_word(task):
    plan = plan_of(task)
    done = []
    for quarter in plan.quarters:
        done += [task.questionnaire.by_action[id_] for id_ in quarter.finished]
        after = score(task.questionnaire, after_actions(task.result.items, done))
        assert quarter.score.declared.score == pytest.approx(after.declared.score, abs=1e-9)
        assert quarter.score.declared.grade == after.declared.grade
    assert {a.action for a in plan.actions} == {d.id for d in done}


@settings(max_examples=60)
@given(tasks(), st.floats(1, 100))
def test_more_budget_never_makes_the_staged_result_worse(task, more):
    richer = replace(task, request=replace(task.request, budget=task.request.budget + more))
    poor, rich = plan_of(task), plan_of(richer)
    assert missed(rich) <= missed(poor)
    if missed(rich) == missed(poor):
        before = task.result.score.declared.score or 0
        poor_gain = poor.after.declared.score - before
        rich_gain = rich.after.declared.score - before
        assert rich_gain >= poor_gain * (1 - 2 * GAP) - 1e-9


@settings(max_examples=60)
@given(tasks(), st.data())
def test_a_pinned_action_is_where_it_was_pinned(task, data):
    model = model_of(task)
    assume(model.candidates.by_id)
    id_ = data.draw(st.sampled_from(sorted(model.candidates.by_id)))
    quarter = data.draw(st.integers(1, task.request.quarters))
    pinned = replace(task, request=replace(task.request, pinned={id_: quarter}))
    problems = pin_problems(model_of(pinned))
    assert all(problem.field.startswith("pinned") for problem in problems)
    assume(not problems)
    try:
        plan = plan_of(pinned)
    except InvalidInput:
        # What it waits for does not fit beside it; that is said, too.
        assume(False)
    placed = {a.action: a.first_quarter for a in plan.actions}
    assert placed[id_] == quarter
    assert violations(model_of(pinned), {a: q - 1 for a, q in placed.items()}) == []


@settings(max_examples=60)
@given(tasks(), st.data())
def test_done_actions_count_at_once_and_excluded_ones_are_left_out(task, data):
    ids = sorted(model_of(task).candidates.by_id)
    assume(len(ids) > 1)
    done, excluded = data.draw(st.lists(st.sampled_from(ids), unique=True, min_size=2, max_size=2))
    request = replace(task.request, done=frozenset({done}), excluded=frozenset({excluded}))
    plan = plan_of(replace(task, request=request))
    action = task.questionnaire.by_action[done]
    expected = score(task.questionnaire, after_actions(task.result.items, [action]))
    assert plan.before.declared.score == pytest.approx(expected.declared.score, abs=1e-9)
    placed = {a.action for a in plan.actions}
    assert not placed & {done, excluded}


@settings(max_examples=40)
@given(tasks())
def test_the_same_input_gives_the_same_plan(task):
    assert plan_of(task) == plan_of(task)


@settings(max_examples=40)
@given(tasks(), st.sampled_from("ABCD"))
def test_a_target_is_reached_or_what_lacks_is_said(task, grade):
    assume(task.result.score.declared.score is not None)
    plan = plan_of(replace(task, request=replace(task.request, target_grade=grade)))
    rank = task.questionnaire.scoring.rank
    if plan.shortfall is None:
        assert rank[plan.after.declared.grade] <= rank[grade]
    else:
        assert plan.shortfall.grade == grade


@settings(max_examples=40)
@given(tasks())
def test_every_candidate_is_planned_or_left_out_for_a_reason(task):
    model = model_of(task)
    plan = outcome(model, greedy_plan(model), None)
    placed = {a.action for a in plan.actions}
    left = {out.action for out in plan.left_out}
    assert placed.isdisjoint(left)
    assert placed | left == set(model.candidates.by_id) | set(model.candidates.blocked)

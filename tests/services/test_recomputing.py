"""Every figure of a published document follows from the answers and inputs in it."""

from dataclasses import replace

import pytest

from app.domain.planning.request import parse_plan
from app.services.recomputing import differences, recomputed
from tests.reporting.making import EXAMPLES, example, questionnaire, rules
from tests.reporting.planning import planned, planned_document


def unlike(document):
    return differences(document, recomputed(questionnaire(), rules(), document))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_follows_from_answers_and_inputs(name):
    assert unlike(planned_document(name)) == ()


def test_a_plan_whose_target_is_out_of_reach():
    frame = {
        "start": "2027-01-01",
        "quarters": 2,
        "staff_days_per_quarter": 10,
        "budget": 10_000,
        "target_grade": "A",
    }
    firm = example("trading-company")
    plan = parse_plan(frame, questionnaire(), firm.assessed_on)
    document = planned(replace(firm, plan=plan, goods=(), trades=()), {"plan": frame})
    assert document.plan is not None
    assert document.plan.shortfall is not None
    assert unlike(document) == ()


def test_a_plan_that_promises_more_than_its_actions_bring():
    document = planned_document("trading-company")
    assert document.plan is not None
    better = replace(document.plan, after=replace(document.plan.after, score=99.0))
    (found,) = unlike(replace(document, plan=better))
    assert (found.path, found.written) == ("plan.after.score", "99.0")
    first, *others = document.plan.domains
    lifted = replace(first, after=replace(first.after, proved_score=99.0))
    (found,) = unlike(replace(document, plan=replace(document.plan, domains=(lifted, *others))))
    assert (found.path, found.written) == ("plan.domains[0].after.proved_score", "99.0")
    late = replace(document.plan.actions[0], first_quarter=99, last_quarter=99)
    moved = replace(document.plan, actions=(late, *document.plan.actions[1:]))
    assert unlike(replace(document, plan=moved))[0].path == "plan"


def test_a_plan_written_before_it_named_domains():
    document = planned_document("trading-company")
    assert document.plan is not None
    assert unlike(replace(document, plan=replace(document.plan, domains=()))) == ()

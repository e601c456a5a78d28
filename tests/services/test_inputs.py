"""What planner and calculators work on, saved beside an assessment and followed from it."""

import json

import pytest

from app.services import assessments, comparing, results
from app.services.errors import NotFound
from app.services.saving import Posted, digest

FRAME = {
    "start": "2027-01-01",
    "quarters": "4",
    "staff_days_per_quarter": "20",
    "budget": "50000",
    "budget_per": "total",
}
GOODS = [{"cn": "7208 39 00", "tonnes_to_eu": "1000", "importer_over_50_t": True}]
TRADES = [
    {
        "hs": "8541.43",
        "market": "asean",
        "value": "800000",
        "currency": "USD",
        "mfn": "5",
        "preferential": "0",
        "rates_source": "tariff of the importing country",
        "claimed_share": "0.2",
    }
]
ANSWERS = {"GD01": 1, "CL01": 1, "CD01": 0, "FT01": 2}


@pytest.fixture
def submitted(call):
    draft = call(assessments.start)
    name = Posted({"name_zh": "虚构有限公司"}, "")
    call(assessments.save_enterprise, draft.public_id, name)
    call(assessments.save_facts, draft.public_id, {"has_factory": Posted("yes", "")})
    posted = {key: Posted({"level": level, "evidence": 2}, "") for key, level in ANSWERS.items()}
    call(assessments.save_answers, draft.public_id, posted)
    return call(results.submit, draft.public_id)


def save(call, draft, **inputs):
    posted = {name: Posted(raw, digest(draft.inputs.get(name))) for name, raw in inputs.items()}
    return call(assessments.save_inputs, draft.public_id, posted)


def document_of(call, draft):
    again = call(assessments.load, draft.public_id)
    return json.loads(call(results.document_json, again))


def test_a_plan_stands_beside_a_submitted_assessment_whose_figures_stay(call, submitted):
    before = document_of(call, submitted)
    assert save(call, submitted, plan=FRAME).saved == ("plan",)
    after = document_of(call, submitted)
    assert len(after["plan"]["quarters"]) == 4
    assert after["plan"]["actions"]
    assert {key: after[key] for key in ("score", "grade", "questions")} == {
        key: before[key] for key in ("score", "grade", "questions")
    }


def test_a_plan_is_kept_until_what_it_was_made_of_changes(call, submitted, monkeypatch):
    save(call, submitted, plan=FRAME)
    kept = document_of(call, submitted)["plan"]
    with monkeypatch.context() as patched:
        patched.setattr("app.services.inputs.make_plan", None)
        assert document_of(call, submitted)["plan"] == kept
    again = call(assessments.load, submitted.public_id)
    save(call, again, plan={**FRAME, "quarters": "2"})
    assert len(document_of(call, submitted)["plan"]["quarters"]) == 2


def test_goods_and_trades_give_exposure_and_savings(call, submitted):
    price = {"low": "60", "high": "90"}
    save(call, submitted, goods=GOODS, trades=TRADES, cbam_price=price)
    found = document_of(call, submitted)
    first = found["exposure"]["goods"][0]["years"][0]
    assert first["certificates_per_tonne"] == pytest.approx(2.16995)
    assert first["eur_per_tonne"]["low"] == pytest.approx(60 * 2.16995)
    assert found["savings"]["trades"][0]["saved"] == 8000
    assert found["inputs"]["goods"] == GOODS


@pytest.mark.parametrize(
    ("name", "raw", "field"),
    [
        ("plan", {**FRAME, "staff_days_per_quarter": "0"}, "staff_days_per_quarter"),
        ("plan", {**FRAME, "staff_days_per_quarter": "-5"}, "staff_days_per_quarter"),
        ("plan", {**FRAME, "budget": "1000000000"}, "budget"),
        ("plan", {**FRAME, "budget": "-1"}, "budget"),
        ("plan", {**FRAME, "budget_per": "month"}, "budget_per"),
        ("plan", {**FRAME, "quarters": "13"}, "quarters"),
        ("plan", {**FRAME, "start": "2020-01-01"}, "start"),
        ("plan", {**FRAME, "start": ""}, "start"),
        ("plan", {**FRAME, "target_grade": "F"}, "target_grade"),
        ("plan", {**FRAME, "target_grade": "B", "target_date": "2027-01-15"}, "target_date"),
        ("plan", {**FRAME, "pinned": {"XX99-A1": 1}}, "pinned.XX99-A1"),
        ("plan", {**FRAME, "pinned": {"CD01-A1": 9}}, "pinned.CD01-A1"),
        ("plan", {**FRAME, "pinned": {"CD01-A3": 1}}, "pinned.CD01-A3"),
        ("plan", {**FRAME, "pinned": {"CD01-A2": 2}, "excluded": ["CD01-A1"]}, "pinned.CD01-A2"),
        ("plan", {**FRAME, "pinned": {"CD01-A1": 1}, "done": ["CD01-A1"]}, "done"),
        ("plan", {**FRAME, "excluded": ["XX99-A1"]}, "excluded"),
        ("plan", {**FRAME, "colour": "red"}, "colour"),
        ("goods", [{"cn": "72083900"}], "0.tonnes_to_eu"),
        ("goods", [{"cn": "72083900", "tonnes_to_eu": "1"}] * 500, ""),
        ("trades", [{**TRADES[0], "currency": "XXQ"}], "0.currency"),
        ("cbam_price", {"low": "90", "high": "60"}, "high"),
    ],
)
def test_a_bad_input_is_refused_at_its_field_and_nothing_else_is_lost(
    call, submitted, name, raw, field
):
    save(call, submitted, plan=FRAME)
    again = call(assessments.load, submitted.public_id)
    outcome = save(call, again, **{name: raw})
    assert field in [problem.field for problem in outcome.problems[name]]
    assert call(assessments.load, submitted.public_id).inputs == {"plan": FRAME}


def test_a_plan_whose_start_has_passed_is_kept_but_not_planned(call):
    draft = call(assessments.start)
    posted = {"GD01": Posted({"level": 1}, "")}
    call(assessments.save_answers, draft.public_id, posted)
    save(call, draft, plan={**FRAME, "start": "2026-12-01"})
    call.later(days=20)
    again = call(assessments.load, draft.public_id)
    assert again.inputs["plan"]["start"] == "2026-12-01"
    assert document_of(call, again)["plan"] is None


def test_assessing_again_starts_from_what_was_said_and_compares(call, submitted):
    save(call, submitted, plan=FRAME, goods=GOODS)
    call.later(days=200)
    draft = call(assessments.reassess, submitted.public_id)
    assert (draft.status, draft.previous) == ("draft", submitted.public_id)
    assert draft.assessment.answers == submitted.assessment.answers
    assert draft.inputs["goods"] == GOODS
    raised = {"CD01": Posted({"level": 2, "evidence": 2}, digest({"level": 0, "evidence": 2}))}
    call(assessments.save_answers, draft.public_id, raised)
    later = call(assessments.load, draft.public_id)
    found = call(comparing.comparison, later)
    change = found.changes["declared"]
    assert change.answers == pytest.approx(change.total)
    assert change.total > 0
    done = {entry.action.id: entry for entry in found.progress if entry.done}
    assert done["CD01-A1"].brought == pytest.approx(change.total)
    assert found.rules.changed == ()


def test_a_draft_is_not_assessed_again_and_a_deleted_one_not_compared(call, submitted):
    draft = call(assessments.reassess, submitted.public_id)
    with pytest.raises(NotFound):
        call(assessments.reassess, draft.public_id)
    call(assessments.delete, submitted.public_id)
    again = call(assessments.load, draft.public_id)
    assert again.previous is None
    assert call(comparing.comparison, again) is None

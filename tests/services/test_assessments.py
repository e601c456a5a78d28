"""Assessments kept in a real database, on SQLite and on PostgreSQL."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.domain.expressions import parse
from app.domain.questionnaire import Check
from app.domain.text import Text
from app.persistence.models import Base
from app.services import assessments, results
from app.services.errors import AlreadySubmitted, Contradicted, Incomplete, NotFound
from app.services.saving import Posted, digest

NAME = Posted({"name_zh": "虚构有限公司", "employees": "120"}, "")


def answered(level: int, base: object = None) -> Posted:
    return Posted({"level": str(level)}, digest(base))


def test_a_new_draft_is_empty_and_tells_when_it_goes(call):
    draft = call(assessments.start)
    assert draft.status == "draft"
    assert not draft.assessment.answers
    assert draft.expires_on.isoformat() == "2027-02-22"


def test_what_was_saved_is_there_next_time(call):
    draft = call(assessments.start)
    call(assessments.save_enterprise, draft.public_id, NAME)
    call(assessments.save_facts, draft.public_id, {"markets": Posted(["eu", "us"], "")})
    outcome = call(assessments.save_answers, draft.public_id, {"GD01": answered(2)})
    assert outcome.saved == ("GD01",)
    again = call(assessments.load, draft.public_id)
    assert again.assessment.enterprise.name.zh == "虚构有限公司"
    assert again.assessment.enterprise.employees == 120
    assert again.assessment.facts == {"markets": frozenset({"eu", "us"})}
    assert again.assessment.answers["GD01"].level == 2


def test_a_good_field_is_saved_beside_a_bad_one(call):
    draft = call(assessments.start)
    posted = {"GD01": answered(2), "GD02": answered(7)}
    outcome = call(assessments.save_answers, draft.public_id, posted)
    assert outcome.saved == ("GD01",)
    assert outcome.problems["GD02"][0].field == "level"
    assert list(call(assessments.load, draft.public_id).assessment.answers) == ["GD01"]


def test_an_emptied_answer_is_gone(call):
    draft = call(assessments.start)
    call(assessments.save_answers, draft.public_id, {"GD01": answered(2)})
    emptied = Posted({}, digest({"level": 2}))
    call(assessments.save_answers, draft.public_id, {"GD01": emptied})
    assert call(assessments.load, draft.public_id).assessment.answers == {}


def test_two_people_on_different_answers_never_collide(call):
    draft = call(assessments.start)
    call(assessments.save_answers, draft.public_id, {"GD01": answered(1)})
    stale = {"GD01": Posted({}, ""), "GD02": answered(3)}
    outcome = call(assessments.save_answers, draft.public_id, stale)
    assert outcome.conflicts == {}
    kept = call(assessments.load, draft.public_id).assessment.answers
    assert (kept["GD01"].level, kept["GD02"].level) == (1, 3)


def test_two_people_on_one_answer_see_both_values(call):
    draft = call(assessments.start)
    call(assessments.save_answers, draft.public_id, {"GD01": answered(1)})
    outcome = call(assessments.save_answers, draft.public_id, {"GD01": answered(3)})
    conflict = outcome.conflicts["GD01"]
    assert conflict.theirs == {"level": 1}
    assert call(assessments.load, draft.public_id).assessment.answers["GD01"].level == 1
    decided = {"GD01": Posted({"level": 3}, conflict.digest)}
    assert call(assessments.save_answers, draft.public_id, decided).saved == ("GD01",)


def test_a_replayed_form_changes_nothing(call):
    draft = call(assessments.start)
    call(assessments.save_answers, draft.public_id, {"GD01": answered(1)})
    call(assessments.save_answers, draft.public_id, {"GD01": answered(3, {"level": 1})})
    replay = call(assessments.save_answers, draft.public_id, {"GD01": answered(3, {"level": 1})})
    assert (replay.saved, replay.conflicts) == ((), {})


def test_savers_at_the_same_time_take_turns(call):
    draft = call(assessments.start)
    questions = [f"GD{n:02}" for n in range(1, 11)]
    with ThreadPoolExecutor(4) as pool:
        saves = [
            pool.submit(call, assessments.save_answers, draft.public_id, {q: answered(2)})
            for q in questions
        ]
        assert all(save.result().saved for save in saves)
    assert sorted(call(assessments.load, draft.public_id).assessment.answers) == questions


def test_a_private_link_opens_its_assessment_until_it_is_renewed(call):
    draft = call(assessments.start)
    token = call(assessments.resume_token, draft)
    assert call(assessments.resume, token).public_id == draft.public_id
    renewed = call(assessments.renew_link, draft.public_id)
    with pytest.raises(NotFound):
        call(assessments.resume, token)
    fresh = call(assessments.resume_token, renewed)
    assert call(assessments.resume, fresh).public_id == draft.public_id


@pytest.mark.parametrize("token", ["", "x", "W10.x", "é", "a" * 5000])
def test_a_forged_link_opens_nothing(call, token):
    with pytest.raises(NotFound):
        call(assessments.resume, token)


def test_another_assessments_signature_opens_nothing(call):
    one, other = call(assessments.start), call(assessments.start)
    forged = (
        call(assessments.resume_token, one).split(".")[0]
        + "."
        + call(assessments.resume_token, other).split(".")[1]
    )
    with pytest.raises(NotFound):
        call(assessments.resume, forged)


def test_an_abandoned_draft_goes_after_its_days_and_a_submitted_one_stays(call):
    abandoned, kept = call(assessments.start), call(assessments.start)
    call(assessments.save_enterprise, kept.public_id, NAME)
    call(assessments.save_answers, kept.public_id, {"GD01": answered(2)})
    call(results.submit, kept.public_id)
    call.later(days=90, seconds=1)
    with pytest.raises(NotFound):
        call(assessments.load, abandoned.public_id)
    assert call(assessments.purge) == 1
    assert call(assessments.load, kept.public_id).status == "submitted"


def test_nothing_is_submitted_without_a_name_and_an_answer(call):
    draft = call(assessments.start)
    with pytest.raises(Incomplete) as refused:
        call(results.submit, draft.public_id)
    assert len(refused.value.problems) == 2


def test_a_contradiction_beyond_a_warning_stops_submission(call, monkeypatch):
    draft = call(assessments.start)
    call(assessments.save_enterprise, draft.public_id, NAME)
    call(assessments.save_answers, draft.public_id, {"GD01": answered(2)})
    check = Check("CK99", parse("GD01 >= 0.5"), "error", Text("矛盾", "contradiction"))
    changed = replace(draft.questionnaire, checks=(check,))
    monkeypatch.setattr(type(call.catalogue), "questionnaire", lambda *_: changed)
    with pytest.raises(Contradicted) as refused:
        call(results.submit, draft.public_id)
    assert refused.value.checks == (check,)
    assert call(assessments.load, draft.public_id).status == "draft"


def test_a_submitted_assessment_never_changes(call):
    draft = call(assessments.start)
    call(assessments.save_enterprise, draft.public_id, NAME)
    call(assessments.save_answers, draft.public_id, {"GD01": answered(2)})
    frozen = call(results.submit, draft.public_id)
    before = call(results.document_json, frozen)
    call.later(days=400)
    for attempt in (
        lambda: call(assessments.save_answers, draft.public_id, {"GD01": answered(4)}),
        lambda: call(assessments.save_facts, draft.public_id, {"sector": Posted("other", "")}),
        lambda: call(assessments.save_enterprise, draft.public_id, NAME),
        lambda: call(results.submit, draft.public_id),
    ):
        with pytest.raises(AlreadySubmitted):
            attempt()
    again = call(assessments.load, draft.public_id)
    assert call(results.document_json, again) == before
    assert json.loads(before)["assessed_on"] == "2026-11-24"
    assert json.loads(before)["rules_version"] == again.rules.version


def test_a_deleted_assessment_leaves_nothing_behind(call, database):
    draft = call(assessments.start)
    call(assessments.save_answers, draft.public_id, {"GD01": answered(2)})
    call(assessments.save_facts, draft.public_id, {"sector": Posted("other", "")})
    call(assessments.delete, draft.public_id)
    with pytest.raises(NotFound):
        call(assessments.load, draft.public_id)
    with database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_an_answer_that_no_longer_applies_is_kept_and_not_counted(call):
    draft = call(assessments.start)
    call(
        assessments.save_facts,
        draft.public_id,
        {"design_control": Posted("full", ""), "sector": Posted("machinery", "")},
    )
    call(assessments.save_answers, draft.public_id, {"GD03": answered(4)})
    before = results.evaluated(call(assessments.load, draft.public_id))
    facts = {"design_control": Posted("none", digest("full"))}
    call(assessments.save_facts, draft.public_id, facts)
    after = call(assessments.load, draft.public_id)
    states = {i.question.id: i.state for i in results.evaluated(after).items}
    assert {i.question.id: i.state for i in before.items}["GD03"] == "answered"
    assert states["GD03"] == "na_auto"
    assert after.assessment.answers["GD03"].level == 4


def test_unknown_questions_are_refused(call):
    draft = call(assessments.start)
    with pytest.raises(KeyError):
        call(assessments.save_answers, draft.public_id, {"XX99": answered(1)})

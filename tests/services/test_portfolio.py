"""The picture of a batch: whole, up to date, kept while it holds, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.catalogue.enterprise_file import load_assessment
from app.domain.portfolio.filters import Filters
from app.domain.scoring import ReadingName
from app.persistence.models import BatchRow, ParticipantRow
from app.services import participants
from app.services.batches import Batch, find
from app.services.errors import NotFound
from app.services.portfolio import Keeper, group, portfolio, previous
from tests.conftest import QUESTIONNAIRES
from tests.portfolios import add_scored, named, organisation, scored_batch

EXAMPLES = sorted((QUESTIONNAIRES / "exporter-readiness" / "1.0" / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def examples(catalogue):
    """The example enterprises by name."""
    questionnaire = catalogue.questionnaire("exporter-readiness", "1.0")
    return {path.stem: load_assessment(path, questionnaire) for path in EXAMPLES}


def found_again(services, row: BatchRow) -> Batch:
    """The batch as its pages get it."""
    return find(services, row.organisation_id, row.public_id)


def make(services, examples):
    return found_again(services, scored_batch(services, organisation(services).id, examples))


def test_the_picture_counts_everybody_and_names_the_rest(call, examples):
    batch = call(make, examples)

    def fail_one(services):
        row = services.session.query(ParticipantRow).filter_by(key="battery-maker").one()
        row.state, row.standing = "failed", None

    call(fail_one)
    everybody, found = call(group, batch), call(portfolio, batch)
    assert (everybody.total, everybody.count("done"), everybody.count("failed")) == (6, 5, 1)
    assert found.count == found.distribution.count == 5
    assert {r.participant.key for r in found.ranking} == set(examples) - {"battery-maker"}


def test_filters_choose_and_say_so(call, examples):
    batch = call(make, examples)
    found = call(portfolio, batch, Filters(sector="batteries"))
    assert [r.participant.key for r in found.ranking] == ["battery-maker"]
    assert found.filters.active == {"sector": "batteries"}
    assert (found.ranking[0].place, found.ranking[0].first, found.ranking[0].last) == (1, 1, 1)


def test_what_was_read_is_kept_until_something_was_scored(call, examples, database):
    batch = call(make, examples)
    first = call(portfolio, batch)
    read = []

    def watch(conn, cursor, statement, parameters, context, executemany):
        if "participants.standing" in statement:
            read.append(len(parameters))

    event.listen(database.engine, "before_cursor_execute", watch)
    assert call(portfolio, batch) is first
    assert read == []
    call.later(minutes=1)
    call(add_later, batch, {"newcomer": examples["food-rcep"]})
    assert call(portfolio, batch).count == first.count + 1
    assert len(read) == 1  # one query, for the newcomer alone
    event.remove(database.engine, "before_cursor_execute", watch)


def add_later(services, batch, more):
    row = services.session.get(BatchRow, batch.id)
    row.run += 1
    add_scored(services, row, more)


def test_an_enterprise_scored_anew_shows_its_new_score(call, examples):
    batch = call(make, examples)
    before = {r.participant.key: r for r in call(portfolio, batch).ranking}
    call.later(minutes=1)

    def answer_nothing(services):
        row = services.session.get(BatchRow, batch.id)
        row.run += 1
        old = services.session.query(ParticipantRow).filter_by(key="food-rcep").one()
        services.session.delete(old)
        services.session.flush()
        add_scored(services, row, {"food-rcep": replace(examples["food-rcep"], answers={})})

    call(answer_nothing)
    after = {r.participant.key: r for r in call(portfolio, batch).ranking}
    assert after["food-rcep"].participant.declared.score == 0
    assert before["food-rcep"].participant.declared.score > 0


def test_a_batch_is_compared_with_the_one_it_names(call, examples):
    def two_rounds(services):
        owner = organisation(services)
        kept = {key: examples[key] for key in ("food-rcep", "furniture-wood", "battery-maker")}
        first = scored_batch(services, owner.id, kept)
        better = {
            key: replace(answer, evidence=3, documents=())
            for key, answer in examples["food-rcep"].answers.items()
        }
        later = {
            "food-rcep": replace(examples["food-rcep"], answers=better),
            "furniture-wood": examples["furniture-wood"],
            "trading-company": examples["trading-company"],
        }
        return found_again(services, scored_batch(services, owner.id, later, previous=first))

    batch = call(two_rounds)
    found = call(portfolio, batch).changes
    assert [c.after.key for c in found.both] == ["food-rcep", "furniture-wood"]
    assert [p.key for p in found.newcomers] == ["trading-company"]
    assert [p.key for p in found.leavers] == ["battery-maker"]
    risen = found.both[0]
    assert (risen.declared, found.both[1].proved) == (0, 0)
    assert risen.proved > 0
    assert found.proved == pytest.approx(risen.proved / 2)
    view = call(participants.participant, batch, risen.after.id)
    beside = call(participants.beside, batch, view)
    change = beside.changes[ReadingName.PROVED]
    assert change.total == pytest.approx(risen.proved)
    assert change.evidence == pytest.approx(change.total)


def test_another_organisations_batch_is_no_predecessor(call, examples):
    def strangers(services):
        first = scored_batch(services, organisation(services, "River").id, examples)
        own = organisation(services, "Harbour").id
        return found_again(services, scored_batch(services, own, examples, previous=first))

    batch = call(strangers)
    assert call(previous, batch) is None
    assert call(portfolio, batch).changes is None


def test_a_participant_is_found_in_its_own_batch_only(call, examples):
    one, other = call(make, examples), call(make, examples)
    mine = call(portfolio, one).ranking[0].participant
    view = call(participants.participant, one, mine.id)
    assert view.key == mine.key
    assert view.evaluated.result.score.declared.score == pytest.approx(mine.declared.score)
    assert participants.report(view.evaluated).enterprise.name == mine.name
    with pytest.raises(NotFound):
        call(participants.participant, other, mine.id)
    assert call(participants.beside, one, view) is None


def test_a_failed_participant_says_why(call, examples):
    batch = call(make, {"one": named(examples["food-rcep"], "甲")})

    def fail(services):
        row = services.session.query(ParticipantRow).one()
        row.state, row.standing = "failed", None
        row.failure = {"message": "It broke {n} times.", "params": {"n": 3}}
        return row.public_id

    view = call(participants.participant, batch, call(fail))
    assert (view.state, view.evaluated, view.failure.params) == ("failed", None, {"n": 3})
    assert view.name.zh == "甲"


def test_a_deleted_batch_has_no_picture(call, examples):
    batch = call(make, examples)
    call(lambda services: services.session.delete(services.session.get(BatchRow, batch.id)))
    with pytest.raises(NotFound):
        call(portfolio, batch)


def test_a_keeper_lets_go_of_what_was_not_used_for_longest():
    keeper = Keeper(room=5, size=len)
    keeper.keep("a", "aa")
    keeper.keep("b", "bb")
    assert keeper.get("a") == "aa"
    keeper.keep("c", "cc")
    assert (keeper.get("a"), keeper.get("b"), keeper.get("c")) == ("aa", None, "cc")
    keeper.keep("d", "more than there is room")
    assert (keeper.get("a"), keeper.get("c")) == (None, None)
    assert keeper.get("d") == "more than there is room"


def test_the_moment_of_scoring_tells_what_to_read_again(call, examples):
    batch = call(make, {"one": examples["food-rcep"]})
    assert call(portfolio, batch).count == 1

    def touch(services):
        row = services.session.query(ParticipantRow).one()
        row.scored_at += timedelta(seconds=1)
        row.key = "renamed"

    call(touch)
    assert [r.participant.key for r in call(portfolio, batch).ranking] == ["renamed"]

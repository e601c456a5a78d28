"""Chunks of a batch: each participant is scored once, fails alone, and waits while it may not."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from app.persistence.models import BatchRow, ParticipantRow
from app.services import batches, scoring
from app.spreadsheets.contents import assessment_as_content
from tests.services.batching import begun, consultant, door, enterprises

CHUNK = (1, 1, 100)


@pytest.fixture
def batch(call, catalogue):
    """A batch of three enterprises that wait, in one chunk."""
    made = begun(call, consultant(call))
    add(call, made, catalogue, 3)
    return made


def add(call, batch, catalogue, count):
    (said,) = enterprises(catalogue, 1)
    content = json.dumps(assessment_as_content(said), ensure_ascii=False)

    def insert(services):
        services.session.add_all(
            ParticipantRow(
                public_id=f"{batch.public_id}{number}",
                batch_id=batch.id,
                position=number,
                key=f"{number:04}",
                content=content,
            )
            for number in range(1, count + 1)
        )

    call(insert)


def rows(call):
    return call(
        lambda services: services.session.execute(
            select(
                ParticipantRow.key,
                ParticipantRow.state,
                ParticipantRow.attempts,
                ParticipantRow.scored_at,
                ParticipantRow.failure,
            ).order_by(ParticipantRow.position)
        ).all()
    )


def change(call, **values):
    call(lambda services: services.session.execute(update(ParticipantRow).values(**values)))


def score(call, batch):
    scoring.score_chunk(door(call), batch.public_id, *CHUNK)


def jobs(call, batch, name):
    """How many jobs of that name the batch has, ended or not."""
    schema = "dbos." if call.database.engine.dialect.name == "postgresql" else ""
    found = text(
        f"SELECT count(*) FROM {schema}workflow_status "  # noqa: S608
        "WHERE name = :name AND workflow_uuid LIKE :id"
    )
    ids = {"name": name, "id": f"%-{batch.public_id}-%"}
    return call(lambda services: services.session.execute(found, ids).scalar_one())


def test_every_score_is_written_with_what_pages_sort_by(call, batch):
    score(call, batch)
    assert {row.state for row in rows(call)} == {"done"}
    declared = call(
        lambda services: services.session.scalars(select(ParticipantRow.declared)).all()
    )
    assert all(0 <= score <= 100 for score in declared)


def test_a_chunk_run_again_changes_nothing(call, batch):
    score(call, batch)
    before = rows(call)
    call.later(hours=1)
    score(call, batch)
    assert rows(call) == before


def test_an_error_in_one_fails_that_one(call, batch, monkeypatch):
    real = scoring._scored

    def broken(frame, item):
        if item.key == "0002":
            raise ZeroDivisionError
        return real(frame, item)

    monkeypatch.setattr(scoring, "_scored", broken)
    score(call, batch)
    assert [row.state for row in rows(call)] == ["done", "failed", "done"]
    assert "error in the program" in rows(call)[1].failure["message"]


def test_what_no_longer_fits_the_questionnaire_fails_with_its_fields(call, batch):
    odd = json.dumps({"assessed_on": "2026-11-22", "answers": {"GONE": {"level": 1}}})
    change(call, content=odd)
    score(call, batch)
    assert {row.state for row in rows(call)} == {"failed"}
    assert rows(call)[0].failure["params"] == {"fields": "answers.GONE"}


def test_after_a_death_each_is_begun_alone_and_given_up_after_the_third(call, batch):
    change(call, attempts=1)  # a worker died in the middle of the chunk
    call(
        lambda services: services.session.execute(
            update(ParticipantRow).where(ParticipantRow.key == "0002").values(attempts=3)
        )
    )
    score(call, batch)
    assert [(row.state, row.attempts) for row in rows(call)] == [
        ("done", 2),
        ("failed", 3),
        ("done", 2),
    ]
    assert "broke off three times" in rows(call)[1].failure["message"]


def test_attempts_are_counted_before_the_work(call, batch, monkeypatch):
    def look(frame, item):
        assert all(row.attempts == 1 for row in rows(call))
        raise ZeroDivisionError

    monkeypatch.setattr(scoring, "_scored", look)
    score(call, batch)
    assert all(row.attempts == 1 for row in rows(call))


def test_the_score_of_what_was_replaced_meanwhile_is_not_kept(call, batch, monkeypatch):
    real = scoring._scored

    def replaced(frame, item):
        found = real(frame, item)
        if item.key == "0001":
            change(call, content='{"assessed_on": "2026-11-22"}')
        return found

    monkeypatch.setattr(scoring, "_scored", replaced)
    score(call, batch)
    assert {row.state for row in rows(call)} == {"waiting"}


def test_a_paused_batch_waits_and_a_cancelled_one_is_given_up(call, batch):
    call(batches.pause, batch)
    score(call, batch)
    assert {(row.state, row.attempts) for row in rows(call)} == {("waiting", 0)}
    call(lambda services: services.session.execute(update(BatchRow).values(state="cancelled")))
    score(call, batch)
    assert {row.state for row in rows(call)} == {"cancelled"}


def test_a_batch_that_is_gone_is_no_trouble(call, batch):
    scoring.score_chunk(door(call), "gone", *CHUNK)


def test_what_waits_is_enqueued_in_chunks_and_each_time_anew(call, catalogue):
    batch = begun(call, consultant(call))
    add(call, batch, catalogue, 205)
    for _ in range(2):
        call(
            lambda services: scoring.enqueue_waiting(
                services, services.session.get(BatchRow, batch.id)
            )
        )
    assert jobs(call, batch, "score_chunk") == 6
    runs = call(lambda services: services.session.scalar(select(func.max(BatchRow.run))))
    assert runs == 2


def test_the_end_is_told_only_when_nothing_waits(call, batch):
    call(
        lambda services: scoring.enqueue_waiting(services, services.session.get(BatchRow, batch.id))
    )
    scoring.score_chunk(door(call), batch.public_id, 1, 1, 2)
    assert jobs(call, batch, "finish_batch") == 0
    scoring.score_chunk(door(call), batch.public_id, 1, 3, 3)
    assert jobs(call, batch, "finish_batch") == 1
    call.later(seconds=timedelta(minutes=1).total_seconds())
    score(call, batch)
    assert jobs(call, batch, "finish_batch") == 1

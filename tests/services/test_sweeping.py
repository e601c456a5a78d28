"""What was dropped is picked up; what nobody needs is thrown away."""

import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from app import queue
from app.persistence.files import report_file, upload_file
from app.persistence.models import BatchRow, ParticipantRow
from app.queue import Job, Queue
from app.services import assessments, printing, scoring, sweeping
from tests.services.batching import begun, consultant, door

ID = "AB-sweeping"


@pytest.fixture
def batch(call):
    """A batch with one enterprise that waits."""
    made = begun(call, consultant(call))

    def add(services):
        services.session.add(
            ParticipantRow(
                public_id=made.public_id,
                batch_id=made.id,
                position=1,
                key="1",
                content=json.dumps({"assessed_on": "2026-11-22"}),
            )
        )
        services.session.flush()
        scoring.enqueue_waiting(services, services.session.get(BatchRow, made.id))

    call(add)
    return made


def jobs(call, prefix):
    """Ids and states of the jobs whose ids begin like this."""
    table = "workflow_status"
    if call.database.engine.dialect.name == "postgresql":
        table = "dbos.workflow_status"
    found = text(f"SELECT workflow_uuid, status FROM {table} WHERE workflow_uuid LIKE :id")  # noqa: S608
    with call.database.session(readonly=True) as session:
        return dict(session.execute(found, {"id": f"{prefix}%"}).all())


def set_job(call, job_id, **values):
    table = "workflow_status"
    if call.database.engine.dialect.name == "postgresql":
        table = "dbos.workflow_status"
    changes = ", ".join(f"{key} = :{key}" for key in values)
    call(
        lambda services: services.session.execute(
            text(f"UPDATE {table} SET {changes} WHERE workflow_uuid = :id"),  # noqa: S608
            {"id": job_id, **values},
        )
    )


def began(call, job_id, **ago):
    """The job was begun so long ago by a worker that is gone."""
    at = int((call.now - timedelta(**ago)).timestamp() * 1000)
    set_job(
        call, job_id, status="PENDING", updated_at=at, started_at_epoch_ms=at, executor_id="x-1"
    )


def run_of(call, batch):
    found = select(BatchRow.run).where(BatchRow.id == batch.id)
    return call(lambda services: services.session.scalar(found))


def test_the_job_of_a_silent_worker_goes_back_to_its_queue(call, batch):
    (job_id,) = jobs(call, f"score-{batch.public_id}-")
    began(call, job_id, hours=1)
    sweeping.sweep(door(call))
    assert jobs(call, job_id) == {job_id: "ENQUEUED"}
    assert run_of(call, batch) == 1


def test_the_job_of_a_worker_that_may_live_is_left_to_it(call, batch):
    (job_id,) = jobs(call, f"score-{batch.public_id}-")
    began(call, job_id, minutes=5)
    sweeping.sweep(door(call))
    assert jobs(call, job_id) == {job_id: "PENDING"}


def test_what_waits_without_a_job_is_enqueued_anew(call, batch):
    (job_id,) = jobs(call, f"score-{batch.public_id}-")
    sweeping.sweep(door(call))
    assert run_of(call, batch) == 1
    set_job(call, job_id, status="ERROR")
    sweeping.sweep(door(call))
    assert run_of(call, batch) == 2
    assert set(jobs(call, f"score-{batch.public_id}-2-").values()) == {"ENQUEUED"}
    sweeping.sweep(door(call))
    assert run_of(call, batch) == 2


def test_an_end_that_nobody_was_told_of_is_told(call, batch):
    call(lambda services: services.session.execute(update(ParticipantRow).values(state="done")))
    sweeping.sweep(door(call))
    assert jobs(call, f"finish-{batch.public_id}-1")


def test_a_single_report_without_a_job_is_enqueued_anew(call):
    def ask(services):
        draft = assessments.start(services)
        return printing.ask_for_assessment(services, draft, "zh", "summary")

    printed = call(ask)
    (job_id,) = jobs(call, f"report-{printed.public_id}-")
    set_job(call, job_id, status="ERROR")
    sweeping.sweep(door(call))
    assert len(jobs(call, f"report-{printed.public_id}-")) == 1
    call.later(minutes=3)
    sweeping.sweep(door(call))
    assert sorted(jobs(call, f"report-{printed.public_id}-").values()) == ["ENQUEUED", "ERROR"]


def test_files_of_nobody_are_deleted_and_others_kept(call):
    def put(services):
        draft = assessments.start(services)
        printed = printing.ask_for_assessment(services, draft, "zh", "summary")
        owned = report_file(printed.public_id)
        orphans = (report_file("gone"), report_file("gone") + ".part", upload_file("gone", "sheet"))
        for name in (owned, *orphans):
            services.files.write(name, b"x")
            # A file younger than an hour may be about to get its row.
            hours_ago = (services.now - timedelta(hours=2)).timestamp()
            os.utime(services.files.path(name), (hours_ago, hours_ago))
        services.files.write(report_file("young"), b"x")
        return owned

    owned = call(put)
    sweeping.tidy(door(call))
    assert sorted(call(lambda services: list(services.files.names()))) == sorted(
        [owned, report_file("young")]
    )


def test_jobs_ended_long_ago_are_forgotten(call):
    for name in ("old", "new", "waiting"):
        call(
            lambda services, name=name: queue.enqueue(
                services.session, Queue.BATCH, Job.SCORE_CHUNK, f"{ID}-{name}", "b", 1, 1, 1
            )
        )
    week = int((call.now - timedelta(days=8)).timestamp() * 1000)
    today = int(call.now.timestamp() * 1000)
    set_job(call, f"{ID}-old", status="SUCCESS", completed_at=week)
    set_job(call, f"{ID}-new", status="SUCCESS", completed_at=today)
    sweeping.tidy(door(call))
    assert set(jobs(call, ID)) == {f"{ID}-new", f"{ID}-waiting"}
    queue.forget(call.database.engine, call.now + timedelta(days=1))
    assert set(jobs(call, ID)) == {f"{ID}-waiting"}

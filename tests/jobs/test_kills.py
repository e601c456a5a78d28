"""Nothing is lost, whatever is killed: real processes, real kills, a batch in the middle."""

import pytest
from sqlalchemy import func, select

from app.persistence.files import upload_files
from app.persistence.models import ParticipantRow, ReportRow, UploadRow
from app.services import batches, sweeping
from tests.jobs import scenarios
from tests.jobs.crashing import CRASHES
from tests.jobs.scenarios import REPORTS, SCORES

pytestmark = pytest.mark.kills


def test_one_worker(either):
    assert scenarios.one_worker(either).done == SCORES


def test_all_workers(either):
    story = scenarios.all_workers(either)
    assert story.done == SCORES
    assert story.reruns > 0


@pytest.mark.postgres
def test_a_worker_that_never_comes_back(hasty):
    story = scenarios.worker_for_good(hasty)
    assert story.done == SCORES
    assert story.reruns > 0


@pytest.mark.postgres
def test_the_database_itself(on_postgres, cluster):
    assert scenarios.postgres(on_postgres, cluster).done == SCORES


def test_the_web_server_while_sheets_are_handed_in(on_sqlite):
    """What was answered is there; what was not is there whole or not at all."""
    answered = scenarios.web_server(on_sqlite)
    on_sqlite.start(0)
    on_sqlite.until(lambda: not uploads(on_sqlite, "reading"), "the sheets read")
    assert uploads(on_sqlite, "checked") >= answered
    sweeping.tidy(on_sqlite.door)
    with on_sqlite.door.transaction(readonly=True) as services:
        ids = services.session.scalars(select(UploadRow.public_id)).all()
        assert len(ids) == uploads(on_sqlite, "checked")
        owned = {name for id_ in ids for name in upload_files(id_)}
        assert set(services.files.names()) <= owned


def uploads(plant, state):
    """How many uploads are in the state."""
    with plant.door.transaction(readonly=True) as services:
        found = select(func.count()).where(UploadRow.state == state)
        return services.session.scalar(found)


def test_a_worker_while_it_prints(on_sqlite):
    story = scenarios.worker_printing(on_sqlite)
    assert story.done == REPORTS
    assert story.reruns > 0


def test_a_report_that_kills_its_renderer_fails_alone_and_is_named(on_sqlite):
    story = scenarios.renderer(on_sqlite)
    assert (story.done, story.failed) == (REPORTS - 1, 1)
    with on_sqlite.door.transaction(readonly=True) as services:
        (failed,) = services.session.query(ReportRow).filter_by(state="failed")
        assert failed.participant.name_zh == CRASHES
        assert failed.attempts == 3
        assert failed.failure["message"] == "Printing this report broke off three times."


def test_cancelling_in_the_middle(on_sqlite):
    story = scenarios.cancelled(on_sqlite)
    assert story.done + story.cancelled == REPORTS
    assert story.done
    assert story.cancelled


def test_a_full_disk_is_named_and_retried_once_there_is_room(on_sqlite):
    story = scenarios.disk_full(on_sqlite)
    assert (story.done, story.failed) == (0, 3)
    with on_sqlite.door.transaction() as services:
        for failed in services.session.query(ReportRow):
            assert failed.failure["message"] == "The disk is full: the report could not be kept."
        batch = services.session.query(ParticipantRow).first().batch
        found = batches.find(services, batch.organisation_id, batch.public_id)
        assert batches.retry_failed(services, found) == 3
        batch_id = batch.public_id
    on_sqlite.until(lambda: on_sqlite.told(batch_id), "the reports once there is room")
    assert on_sqlite.states(ReportRow)["done"] == 3

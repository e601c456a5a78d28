"""Batches: begun, steered and deleted by their owner alone, their numbers always adding up."""

from pathlib import Path

import pytest

from app.domain.problems import InvalidInput
from app.persistence.models import ParticipantRow, ReportRow, UploadRow
from app.services import batches
from app.services.errors import NotFound, NotNow
from app.services.printing import ask_for_batch
from app.services.progress import progress
from tests.services.batching import begun, consultant, enterprises, scored, stored, workbook


@pytest.fixture
def member(call):
    return consultant(call)


@pytest.fixture
def batch(call, member, catalogue):
    """A batch of four enterprises that wait for their scores."""
    made = begun(call, member)
    stored(call, made, workbook(catalogue, enterprises(catalogue, 4)))
    return made


def again(call, batch, member):
    return call(batches.find, member.organisation_id, batch.public_id)


def scoring_of(call, batch):
    return call(progress, batch).scoring


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"assessed_on": "soon"}, "assessed_on"),
        ({"assessed_on": "2027-01-01"}, "assessed_on"),
        ({"notify_email": "nobody"}, "notify_email"),
        ({"notify_url": "ftp://example.com"}, "notify_url"),
        ({"notify_url": "http://["}, "notify_url"),
        ({"previous": "somebody else's"}, "previous"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(call, member, raw, field):
    with pytest.raises(InvalidInput) as error:
        begun(call, member, **raw)
    assert [p.field for p in error.value.problems] == [field]


def test_a_batch_keeps_the_versions_it_began_with(call, member):
    made = begun(call, member, assessed_on="2026-11-01")
    found = again(call, made, member)
    assert found == made
    assert (found.questionnaire.version, found.rules.version) == ("1.0", "2026-11-22")
    assert found.assessed_on.isoformat() == "2026-11-01"


def test_settings_change_but_the_day_stays(call, member):
    earlier, made = begun(call, member), begun(call, member, assessed_on="2026-11-01")
    raw = {"name": "Renamed", "previous": earlier.public_id, "assessed_on": "2026-10-01"}
    changed = call(batches.change, made, raw)
    assert changed.name == "Renamed"
    assert changed.previous == (earlier.public_id, earlier.name)
    assert changed.assessed_on == made.assessed_on
    with pytest.raises(InvalidInput):
        call(batches.change, made, {"name": "Itself", "previous": made.public_id})


def test_the_list_counts_enterprises_by_state(call, batch, member):
    scored(call, batch, last=2)
    (found,) = call(batches.listed, member.organisation_id)
    assert found.counts == {"done": 2, "waiting": 2}
    assert found.total == 4


def test_a_paused_batch_begins_nothing_until_it_is_resumed(call, batch):
    call(batches.pause, batch)
    scored(call, batch)
    assert scoring_of(call, batch).left == 4
    with pytest.raises(NotNow):
        call(batches.pause, batch)
    call(batches.resume, batch)
    scored(call, batch)
    assert scoring_of(call, batch).done == 4


def test_cancelling_keeps_what_is_done_and_resuming_takes_up_the_rest(call, batch):
    scored(call, batch, last=1)
    call(batches.cancel, batch)
    phase = scoring_of(call, batch)
    assert (phase.done, phase.cancelled, phase.left) == (1, 3, 0)
    scored(call, batch)
    assert scoring_of(call, batch).done == 1
    with pytest.raises(NotNow):
        call(batches.cancel, batch)
    call(batches.resume, batch)
    scored(call, batch)
    assert scoring_of(call, batch).done == 4


def test_what_failed_is_named_and_tried_again(call, batch):
    def break_one(services):
        row = services.session.query(ParticipantRow).filter_by(position=2).one()
        row.content = '{"enterprise": {}, "assessed_on": "2026-11-24", "answers": {"XX99": {}}}'
        services.session.flush()
        return row.key

    key = call(break_one)
    scored(call, batch)
    (failed,) = call(batches.failures, batch, 10)
    assert (failed.key, failed.is_report) == (key, False)
    assert call(progress, batch).failed == 1
    assert call(batches.retry_failed, batch) == 1
    assert scoring_of(call, batch).left == 1
    call(batches.pause, batch)
    with pytest.raises(NotNow):
        call(batches.retry_failed, batch)


def test_deleting_leaves_neither_rows_nor_files(call, batch, member):
    scored(call, batch)

    def ask(services):
        row = batches.row_of(services, batch, to_change=True)
        return ask_for_batch(services, row, "zh", "summary")

    assert call(ask) == 4
    call(batches.delete, batch)
    with pytest.raises(NotFound):
        again(call, batch, member)
    for table in (ParticipantRow, UploadRow, ReportRow):
        assert call(lambda services, table=table: services.session.query(table).count()) == 0
    assert [path for path in Path(call.settings.files).rglob("*") if path.is_file()] == []


def test_a_deletion_that_is_rolled_back_keeps_the_files(call, batch):
    before = sorted(Path(call.settings.files).rglob("*"))
    with call.database.session() as session:
        services = batches.Services(session, call.catalogue, call.settings, call.now)
        batches.delete(services, batch)
        session.rollback()
    assert sorted(Path(call.settings.files).rglob("*")) == before


def test_another_organisations_batch_is_not_there(call, batch):
    other = consultant(call, "Valley Association")
    with pytest.raises(NotFound):
        call(batches.find, other.organisation_id, batch.public_id)
    assert call(batches.listed, other.organisation_id) == ()

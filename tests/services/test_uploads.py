"""Handing in sheets: nothing stored before one has looked, and nothing lost or stored twice."""

import errno
import json

import pytest
from sqlalchemy import select

from app.persistence.files import FileStore, upload_files
from app.persistence.models import ParticipantRow, UploadRow
from app.services import uploads
from app.services.errors import NotFound, NotNow
from app.services.progress import progress
from app.spreadsheets.contents import assessment_from_content
from app.spreadsheets.guarding import Refused
from tests.services.batching import (
    begun,
    consultant,
    door,
    enterprises,
    handed_in,
    scored,
    spoilt,
    stored,
    workbook,
)


@pytest.fixture
def batch(call):
    return begun(call, consultant(call))


@pytest.fixture
def five(catalogue):
    return enterprises(catalogue, 5)


def participants(call):
    return call(
        lambda services: [
            (row.key, row.position, row.state, json.loads(row.content))
            for row in services.session.scalars(
                select(ParticipantRow).order_by(ParticipantRow.position)
            )
        ]
    )


def test_a_sheet_is_read_and_nothing_of_it_stored_before_the_decision(call, batch, five, catalogue):
    upload = handed_in(call, batch, workbook(catalogue, five))
    assert upload.state == "checked"
    assert (upload.summary.good, upload.summary.bad, upload.summary.known) == (5, 0, 0)
    assert upload.summary.understood.questionnaire == "exporter-readiness/1.0"
    assert participants(call) == []


def test_good_rows_are_stored_as_the_sheet_says_and_scored(call, batch, five, catalogue):
    upload = stored(call, batch, workbook(catalogue, five))
    assert upload.state == "stored"
    found = participants(call)
    assert [position for _, position, _, _ in found] == [1, 2, 3, 4, 5]
    questionnaire = catalogue.questionnaire("exporter-readiness")
    said = [assessment_from_content(content, questionnaire) for *_, content in found]
    assert [a.answers for a in said] == [a.answers for a in five]
    assert {a.assessed_on for a in said} == {batch.assessed_on}
    scored(call, batch)
    phase = call(progress, batch).scoring
    assert (phase.total, phase.done, phase.left) == (5, 5, 0)


def test_bad_rows_are_named_by_their_cell_and_may_follow_later(call, batch, five, catalogue):
    bad = [spoilt(five[0]), *five[1:]]
    upload = stored(call, batch, workbook(catalogue, bad))
    assert (upload.summary.good, upload.summary.bad) == (4, 1)
    (problem,) = call(uploads.problems, upload, 0, 10)
    assert problem.given == "5000000"
    assert problem.column
    assert upload.summary.kinds[0].count == 1
    again = stored(call, batch, workbook(catalogue, five[:1]))
    assert again.summary.known == 0
    assert len(participants(call)) == 5


def test_an_enterprise_handed_in_again_is_replaced_where_it_says_something_else(
    call, batch, five, catalogue
):
    stored(call, batch, workbook(catalogue, five))
    scored(call, batch)
    other = enterprises(catalogue, 1, seed=9)[0]
    changed = [five[0], type(other)(**{**_fields(other), "enterprise": five[1].enterprise})]
    upload = stored(call, batch, workbook(catalogue, changed))
    assert upload.summary.known == 2
    states = {key: state for key, _, state, _ in participants(call)}
    assert states[five[0].enterprise.uscc] == "done"
    assert states[five[1].enterprise.uscc] == "waiting"
    assert len(states) == 5


def _fields(assessment):
    return {name: getattr(assessment, name) for name in assessment.__dataclass_fields__}


def test_storing_twice_stores_once(call, batch, five, catalogue):
    upload = stored(call, batch, workbook(catalogue, five))
    call(uploads.store, batch, upload)
    uploads.store_rows(door(call), upload.public_id)
    uploads.read(door(call), upload.public_id)
    assert len(participants(call)) == 5


def test_a_discarded_sheet_leaves_nothing_and_cannot_be_stored(call, batch, five, catalogue):
    upload = handed_in(call, batch, workbook(catalogue, five))
    call(uploads.discard, batch, upload)
    files = FileStore(call.settings.files)
    assert not any(files.path(name).exists() for name in upload_files(upload.public_id))
    with pytest.raises(NotNow):
        call(uploads.store, batch, upload)
    with pytest.raises(NotFound):
        call(uploads.problems, upload, 0, 10)


def test_a_stored_sheet_cannot_be_discarded(call, batch, five, catalogue):
    upload = stored(call, batch, workbook(catalogue, five))
    with pytest.raises(NotNow):
        call(uploads.discard, batch, upload)


def test_what_is_no_table_is_refused_at_once(call, batch):
    with pytest.raises(Refused):
        call(uploads.hand_in, batch, "letter.pdf", b"%PDF-1.7")
    assert call(uploads.of_batch, batch) == ()


def test_what_cannot_be_understood_is_refused_after_reading(call, batch):
    upload = handed_in(call, batch, b"a,b\n1,2\n", "numbers.csv")
    assert upload.state == "refused"
    assert upload.failure is not None


def test_a_sheet_that_ends_its_reader_each_time_is_given_up(call, batch, five, catalogue):
    upload = call(uploads.hand_in, batch, "members.xlsx", workbook(catalogue, five))

    def begun_three_times(services):
        services.session.query(UploadRow).update({"attempts": 3})

    call(begun_three_times)
    uploads.read(door(call), upload.public_id)
    assert call(uploads.find, batch, upload.public_id).state == "refused"


def test_a_full_disk_is_said_and_leaves_nothing(call, batch, five, catalogue, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileStore, "write", full)
    with pytest.raises(Refused, match="disk is full"):
        call(uploads.hand_in, batch, "members.xlsx", workbook(catalogue, five))
    assert call(uploads.of_batch, batch) == ()


def test_the_marked_copy_is_a_workbook_again(call, batch, five, catalogue):
    bad = [spoilt(five[0]), *five[1:]]
    upload = handed_in(call, batch, workbook(catalogue, bad))

    def marked(services, only_bad):
        return uploads.marked(services, batch, upload, "en", only_bad=only_bad)

    again = handed_in(call, batch, call(marked, True), "again.xlsx")
    assert (again.summary.good, again.summary.bad) == (0, 1)
    whole = handed_in(call, batch, call(marked, False), "whole.xlsx")
    assert (whole.summary.good, whole.summary.bad) == (4, 1)


def test_another_organisations_upload_is_not_there(call, batch, five, catalogue):
    upload = handed_in(call, batch, workbook(catalogue, five))
    other = begun(call, consultant(call, "Valley Association"))
    with pytest.raises(NotFound):
        call(uploads.find, other, upload.public_id)
    with pytest.raises(NotFound):
        call(uploads.store, other, upload)

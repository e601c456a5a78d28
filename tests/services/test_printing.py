"""Reports of a batch: asked for once, printed one by one, failed by name, kept while they hold.

The renderer is replaced; that the real one prints is proved with the reports and by the kills.
"""

import errno
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from app.persistence.files import FileStore
from app.persistence.models import BatchRow, ParticipantRow, ReportRow
from app.reporting.worker import RenderFailed
from app.services import batches, pressing, printing
from tests.services.batching import (
    begun,
    consultant,
    door,
    enterprises,
    run_of,
    scored,
    stored,
    workbook,
)

PDF = b"%PDF-1.7 of this enterprise"


class Renderer:
    """Stands for the process that renders; fails as often as it is told to."""

    def __init__(self):
        self.failures = 0
        self.asked = 0
        self.meanwhile = None

    def __call__(self, *_):
        self.asked += 1
        if self.failures:
            self.failures -= 1
            raise RenderFailed("the worker ended with exit code 7")
        if self.meanwhile:
            self.meanwhile()
        return PDF


@pytest.fixture
def renderer(monkeypatch):
    made = Renderer()
    monkeypatch.setattr(pressing, "render_in_worker", made)
    return made


@pytest.fixture
def batch(call, catalogue, renderer):
    """A batch of three scored enterprises."""
    made = begun(call, consultant(call))
    stored(call, made, workbook(catalogue, enterprises(catalogue, 3)))
    scored(call, made)
    return made


def ask(call, batch, length="summary"):
    return call(
        lambda services: printing.ask_for_batch(
            services, services.session.get(BatchRow, batch.id), "zh", length
        )
    )


def print_all(call, batch):
    printing.print_chunk(door(call), batch.public_id, run_of(call, batch), 1, 2**31 - 1)


def rows(call):
    columns = (ReportRow.state, ReportRow.attempts, ReportRow.finished_at, ReportRow.failure)
    found = select(*columns).order_by(ReportRow.id)
    return call(lambda services: services.session.execute(found).all())


def files(call):
    return call(lambda services: sorted(services.files.names()))


def reports(call):
    return [name for name in files(call) if name.startswith("reports/")]


def change(call, table, **values):
    call(lambda services: services.session.execute(update(table).values(**values)))


def test_a_report_is_asked_for_once(call, batch):
    assert ask(call, batch) == 3
    assert ask(call, batch) == 0
    assert ask(call, batch, "full") == 3


def test_a_printed_report_has_its_file_with_size_and_digest(call, batch):
    ask(call, batch)
    print_all(call, batch)
    assert [row.state for row in rows(call)] == ["done"] * 3
    assert len(reports(call)) == 3
    found = select(ReportRow.size, ReportRow.sha256)
    kept = call(lambda services: services.session.execute(found).all())
    assert kept == [(len(PDF), sha256(PDF).hexdigest())] * 3


def test_a_chunk_run_again_prints_nothing(call, batch, renderer):
    ask(call, batch)
    print_all(call, batch)
    before = rows(call)
    call.later(hours=1)
    print_all(call, batch)
    assert rows(call) == before
    assert renderer.asked == 3


def test_scores_that_changed_are_printed_anew_into_the_same_file(call, batch):
    ask(call, batch)
    print_all(call, batch)
    names = reports(call)
    call.later(hours=1)
    change(call, ParticipantRow, scored_at=call.now)
    assert ask(call, batch) == 3
    print_all(call, batch)
    assert [row.state for row in rows(call)] == ["done"] * 3
    assert reports(call) == names


def test_a_renderer_that_dies_once_is_tried_again_at_once(call, batch, renderer):
    renderer.failures = 2
    ask(call, batch)
    print_all(call, batch)
    assert [(row.state, row.attempts) for row in rows(call)] == [
        ("done", 3),
        ("done", 1),
        ("done", 1),
    ]


def test_one_that_dies_three_times_fails_and_the_others_go_on(call, batch, renderer):
    renderer.failures = 3
    ask(call, batch)
    print_all(call, batch)
    assert [row.state for row in rows(call)] == ["failed", "done", "done"]
    assert "broke off three times" in rows(call)[0].failure["message"]


def test_a_report_that_cannot_be_built_fails_at_once(call, batch, renderer, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(pressing.participants, "report", broken)
    ask(call, batch)
    print_all(call, batch)
    assert {(row.state, row.attempts) for row in rows(call)} == {("failed", 1)}
    assert renderer.asked == 0


def test_a_report_cancelled_while_it_is_rendered_leaves_no_file(call, batch, renderer):
    renderer.meanwhile = lambda: call(batches.cancel, batch)
    ask(call, batch)
    print_all(call, batch)
    assert [row.state for row in rows(call)] == ["cancelled"] * 3
    assert reports(call) == []


def test_a_batch_deleted_while_it_is_rendered_leaves_no_file(call, batch, renderer):
    renderer.meanwhile = lambda: call(batches.delete, batch)
    ask(call, batch)
    print_all(call, batch)
    assert rows(call) == []
    assert files(call) == []


def test_a_paused_batch_is_left_waiting(call, batch, renderer):
    ask(call, batch)
    call(batches.pause, batch)
    print_all(call, batch)
    assert {(row.state, row.attempts) for row in rows(call)} == {("waiting", 0)}
    call(batches.resume, batch)
    print_all(call, batch)
    assert {row.state for row in rows(call)} == {"done"}


def test_without_a_score_there_is_no_report(call, batch):
    ask(call, batch)
    change(call, ParticipantRow, state="waiting")
    print_all(call, batch)
    assert {row.state for row in rows(call)} == {"waiting"}
    change(call, ParticipantRow, state="failed")
    print_all(call, batch)
    assert {row.state for row in rows(call)} == {"failed"}
    assert "could not be scored" in rows(call)[0].failure["message"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "The disk is full"), (errno.EACCES, "could not be written")],
)
def test_a_file_that_cannot_be_kept_fails_by_name(call, batch, monkeypatch, number, said):
    def full(*_):
        raise OSError(number, "refused")

    ask(call, batch)
    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "write", full)
        print_all(call, batch)
    assert {row.state for row in rows(call)} == {"failed"}
    assert said in rows(call)[0].failure["message"]
    assert call(batches.retry_failed, batch) == 3
    print_all(call, batch)
    assert {row.state for row in rows(call)} == {"done"}


def test_a_chunk_that_takes_long_hands_the_rest_over(call, batch, monkeypatch):
    ask(call, batch)
    clock = iter(range(0, 10_000, 601))
    monkeypatch.setattr(printing, "monotonic", lambda: next(clock))
    handed = []
    monkeypatch.setattr(printing, "enqueue_print", lambda _, *arguments: handed.append(arguments))
    print_all(call, batch)
    assert [row.state for row in rows(call)] == ["waiting"] * 3
    first = call(
        lambda services: services.session.scalar(select(ReportRow.id).order_by(ReportRow.id))
    )
    assert handed == [(batch.public_id, run_of(call, batch), first, 2**31 - 1)]


def test_one_participants_report_goes_ahead_of_the_batch(call, batch):
    def asked(services):
        row = services.session.scalar(select(ParticipantRow).order_by(ParticipantRow.id))
        return printing.ask_for_participant(services, row, "zh", "summary")

    printed = call(asked)
    assert printed.state == "waiting"
    assert call(asked) == printed
    assert ask(call, batch) == 2
    printing.print_report(door(call), printed.public_id)
    assert [row.state for row in rows(call)] == ["done", "waiting", "waiting"]
    assert call(printing.pdf_of, call(asked)) == PDF


def test_a_report_whose_file_is_gone_is_printed_anew(call, batch):
    def asked(services):
        row = services.session.scalar(select(ParticipantRow).order_by(ParticipantRow.id))
        return printing.ask_for_participant(services, row, "zh", "summary")

    printed = call(asked)
    printing.print_report(door(call), printed.public_id)
    call(lambda services: services.files.delete(f"reports/{printed.public_id}.pdf"))
    call.later(seconds=1)
    assert call(asked).state == "waiting"
    printing.print_report(door(call), printed.public_id)
    assert call(asked).state == "done"

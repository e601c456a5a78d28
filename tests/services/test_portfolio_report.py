"""The report of a whole batch: asked for, printed on the queue, known to be out of date."""

import pytest

from app.persistence.files import report_file
from app.persistence.models import BatchRow, ReportRow
from app.reporting.portfolio.values import PortfolioReport
from app.reporting.worker import RenderFailed
from app.services import batches, pressing, printing, sweeping
from tests.portfolios import add_scored, by_number, organisation, scored_batch
from tests.services.batching import door
from tests.spreadsheets.filling import made_up


@pytest.fixture(scope="module")
def group(catalogue):
    return by_number(made_up(catalogue.questionnaire("exporter-readiness"), 5, 3))


@pytest.fixture
def batch(call, group):
    """The row id of a scored batch."""
    return call(lambda services: scored_batch(services, organisation(services).id, group).id)


@pytest.fixture
def rendered(monkeypatch):
    """The reports handed to the renderer, which is replaced."""
    found = []

    def render(report, lang, timeout_s, cache_dir):
        found.append((report, lang))
        return b"%PDF-1.7 " + lang.encode()

    monkeypatch.setattr(pressing, "portfolio_pdf_in_worker", render)
    return found


def ask(call, batch, lang="zh", *, again=False):
    return call(
        lambda services: printing.ask_for_batch_report(
            services, services.session.get(BatchRow, batch), lang, again=again
        )
    )


def last(call, batch, lang="zh"):
    return call(
        lambda services: printing.last_of_batch(
            services, services.session.get(BatchRow, batch), lang
        )
    )


def test_it_is_printed_once_and_shows_all_that_is_scored(call, batch, rendered):
    assert last(call, batch) == (None, False)
    printed = ask(call, batch)
    assert printed.state == "waiting"
    assert ask(call, batch).public_id == printed.public_id
    printing.print_report(door(call), printed.public_id)
    (report, lang) = rendered[0]
    assert isinstance(report, PortfolioReport)
    assert (report.verdict.count, report.head.organisation, lang) == (3, "Harbour Chamber", "zh")
    done, current = last(call, batch)
    assert (done.state, current) == ("done", True)
    assert call(printing.pdf_of, done) == b"%PDF-1.7 zh"
    printing.print_report(door(call), printed.public_id)
    assert ask(call, batch).state == "done"
    assert len(rendered) == 1


def test_each_language_is_a_report_of_its_own(call, batch, rendered):
    ids = {ask(call, batch, lang).public_id for lang in ("zh", "en", "both")}
    assert len(ids) == 3


def test_new_scores_make_it_out_of_date_and_asking_prints_it_anew(call, batch, group, rendered):
    printed = ask(call, batch)
    printing.print_report(door(call), printed.public_id)
    call.later(minutes=1)
    more = {"more": next(iter(group.values()))}
    call(lambda services: add_scored(services, services.session.get(BatchRow, batch), more))
    assert last(call, batch) == (last(call, batch)[0], False)
    again = ask(call, batch)
    assert (again.public_id, again.state) == (printed.public_id, "waiting")
    printing.print_report(door(call), again.public_id)
    assert last(call, batch)[1]
    assert rendered[1][0].verdict.count == 4


def test_what_it_cannot_be_made_of_is_said_and_tried_again_when_asked(call, batch, monkeypatch):
    def fail(*_):
        raise RenderFailed("the worker ended with exit code -9")

    monkeypatch.setattr(pressing, "portfolio_pdf_in_worker", fail)
    printed = ask(call, batch)
    printing.print_report(door(call), printed.public_id)
    failed, _ = last(call, batch)
    assert (failed.state, failed.failure.message) == (
        "failed",
        "Printing this report broke off three times.",
    )
    assert ask(call, batch).state == "failed"
    assert ask(call, batch, again=True).state == "waiting"


def test_a_cancelled_batch_still_has_the_report_of_what_is_done(call, batch, rendered):
    def cancel(services):
        services.session.get(BatchRow, batch).state = "cancelled"

    call(cancel)
    printed = ask(call, batch)
    printing.print_report(door(call), printed.public_id)
    assert last(call, batch)[0].state == "done"


def test_one_that_lost_its_job_is_swept_up(call, batch, monkeypatch):
    printed = ask(call, batch)
    sent = []
    monkeypatch.setattr(sweeping.queue, "is_under_way", lambda *_: False)
    monkeypatch.setattr(sweeping, "enqueue_report", lambda _, row: sent.append(row.public_id))
    call.later(hours=1)
    sweeping.sweep(door(call))
    assert sent == [printed.public_id]


def test_deleting_the_batch_deletes_its_report(call, batch, rendered):
    printed = ask(call, batch)
    printing.print_report(door(call), printed.public_id)
    files = call(lambda services: services.files)
    assert files.path(report_file(printed.public_id)).exists()

    def delete(services):
        row = services.session.get(BatchRow, batch)
        batches.delete(services, batches.find(services, row.organisation_id, row.public_id))

    call(delete)
    assert not files.path(report_file(printed.public_id)).exists()
    assert call(lambda services: services.session.query(ReportRow).count()) == 0

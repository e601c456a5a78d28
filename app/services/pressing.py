"""Printing one report: count the attempt, build it, render it, keep its file.

Rendering may break its process down or take for ever; that is one attempt of this report and
nobody else's concern.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import cast

from app.domain.problems import N_, Problem
from app.persistence import reports as repository
from app.persistence import runs
from app.persistence.files import DISK_FULL, report_file
from app.persistence.models import BatchRow, ParticipantRow, ReportRow
from app.persistence.participants import DONE, WAITING
from app.reporting.imprint import APP_VERSION, NO_IMPRINT, Imprint
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang
from app.reporting.portfolio.pdf import portfolio_pdf_in_worker
from app.reporting.portfolio.values import PortfolioReport
from app.reporting.report import Report
from app.reporting.signing import NotSigned
from app.reporting.worker import RenderFailed, render_in_worker
from app.services import batches, issuing, participants, results
from app.services.context import Door, Services
from app.services.drafts import Draft, draft_of, row_of
from app.services.errors import NotFound
from app.services.failures import MAX_ATTEMPTS, as_json
from app.services.issuing import Issued, imprint_for, signed
from app.services.portfolio_reports import portfolio_report, shown_by_portfolio

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is to be printed, and the basis that it shows."""

    report: Report | PortfolioReport
    lang: PdfLang
    length: Length
    basis: str
    public_id: str
    imprint: Imprint


def basis_of_draft(services: Services, draft: Draft) -> str:
    """The digest of what the report of an assessment would show now.

    A report of another version of the app may look otherwise and is printed anew.
    """
    shown = results.document_json(services, draft)
    return sha256(APP_VERSION.encode() + shown).hexdigest()


def basis_of_participant(row: ParticipantRow) -> str:
    """A participant's report shows what it said when it was scored."""
    return basis_of_scores(row.scored_at)


def basis_of_scores(scored_at: datetime | None) -> str:
    """The basis of a report on what was scored at that moment."""
    assert scored_at is not None  # only what is done is printed
    return f"{APP_VERSION} {scored_at.isoformat()}"


def basis_of_batch(services: Services, row: BatchRow) -> str:
    """The digest of what the report of a whole batch would show now."""
    return sha256(f"{APP_VERSION} {shown_by_portfolio(services, row)}".encode()).hexdigest()


def press(door: Door, report_id: int, *, alone: bool = False) -> None:
    """Print the report if it still waits and may go on: to a file and `done`, or to `failed`.

    A report whose batch is paused, or whose participant waits for its score, is left waiting.
    One that somebody asked for `alone` goes on whatever the batch's state.
    """
    while _begin(door, report_id, alone=alone):
        try:
            with door.transaction(readonly=True) as services:
                sheet = _sheet(services, report_id)
        except NotFound:
            break
        except Exception:  # whatever it is, it concerns this report alone
            log.exception("report %d not built", report_id)
            _fail(door, report_id, _BROKE)
            break
        try:
            pdf = signed(door.settings, _rendered(door, sheet))
        except RenderFailed as error:
            log.warning("report %s not rendered: %s", sheet.public_id, error)
            continue  # counted already; the next beginning gives up after the last attempt
        except (NotSigned, OSError) as error:
            log.error("report %s not signed: %s", sheet.public_id, error)
            _fail(door, report_id, _UNSIGNED)
            break
        _keep(door, report_id, sheet, pdf)
        break


def _begin(door: Door, report_id: int, *, alone: bool) -> bool:
    """Count an attempt; False where there is nothing to do, now or ever."""
    with door.transaction() as services:
        session = services.session
        row = session.get(ReportRow, report_id)
        if row is None or row.state != WAITING or not _may_go_on(services, row, alone=alone):
            return False
        if row.attempts >= MAX_ATTEMPTS:
            repository.fail(session, report_id, as_json(_GAVE_UP), services.now)
            return False
        repository.begin(session, report_id)
        return True


def _may_go_on(services: Services, row: ReportRow, *, alone: bool) -> bool:
    batch, participant = row.batch, row.participant
    if batch is None or row.participant_id is None:  # of an assessment, or of all that is scored
        return True
    if batch.state == runs.CANCELLED and not alone:
        repository.cancel(services.session, batch.id)
        return False
    held = batch.state == runs.PAUSED and not alone
    if held or participant is None or participant.state == WAITING:
        return False
    if participant.state != DONE:
        repository.fail(services.session, row.id, as_json(_NO_SCORE), services.now)
        return False
    return True


def _sheet(services: Services, report_id: int) -> _Sheet:
    row = services.session.get(ReportRow, report_id)
    if row is None:
        raise NotFound
    report: Report | PortfolioReport
    data = b""
    if row.participant is not None:
        evaluated, basis = _of_participant(services, row), basis_of_participant(row.participant)
        report, data = participants.report(evaluated), participants.document_json(evaluated)
    elif row.batch is not None:
        # The basis first: what is scored in between makes the report old, never wrongly new.
        basis = basis_of_batch(services, row.batch)
        report = portfolio_report(services, row.batch)
    else:
        assert row.assessment is not None
        draft = draft_of(services, row_of(services, row.assessment.public_id))
        report, basis = results.report(services, draft), basis_of_draft(services, draft)
        data = results.document_json(services, draft)
    imprint = imprint_for(services.settings, data, row.public_id, basis) if data else NO_IMPRINT
    lang, length = cast(PdfLang, row.lang), cast(Length, row.length)
    return _Sheet(report, lang, length, basis, row.public_id, imprint)


def _of_participant(services: Services, row: ReportRow) -> participants.Evaluated:
    assert row.batch is not None
    assert row.participant is not None
    batch = batches.find(services, row.batch.organisation_id, row.batch.public_id)
    view = participants.participant(services, batch, row.participant.public_id)
    if view.evaluated is None:
        raise NotFound
    return view.evaluated


def _rendered(door: Door, sheet: _Sheet) -> bytes:
    settings = door.settings
    if isinstance(sheet.report, PortfolioReport):
        return portfolio_pdf_in_worker(
            sheet.report, sheet.lang, settings.render_seconds, settings.font_cache
        )
    limit, fonts = settings.render_seconds, settings.font_cache
    return render_in_worker(sheet.report, sheet.lang, sheet.length, limit, fonts, sheet.imprint)


def _keep(door: Door, report_id: int, sheet: _Sheet, pdf: bytes) -> None:
    """File and row together, while the row is held: of two printings the first stands.

    Where the report waits no longer, it was printed, cancelled or deleted meanwhile, and its file
    is not touched.
    """
    with door.transaction() as services:
        session, now = services.session, services.now
        if repository.find_waiting(session, report_id) is None:
            return
        try:
            services.files.write(report_file(sheet.public_id), pdf)
        except OSError as error:
            log.error("report %s not written: %s", sheet.public_id, error)
            problem = _FULL if error.errno in DISK_FULL else _UNWRITTEN
            repository.fail(session, report_id, as_json(problem), now)
            return
        digest = sha256(pdf).hexdigest()
        repository.finish(session, report_id, sheet.basis, len(pdf), digest, now)
        if sheet.imprint.code:
            code = sheet.imprint.code
            issuing.keep(services, Issued(code, digest, now, sheet.lang, sheet.length))


def _fail(door: Door, report_id: int, problem: Problem) -> None:
    with door.transaction() as services:
        repository.fail(services.session, report_id, as_json(problem), services.now)


_BROKE = Problem(N_("An error in the program kept this report from being made."))
_GAVE_UP = Problem(N_("Printing this report broke off three times."))
_NO_SCORE = Problem(N_("There is no report, since the enterprise could not be scored."))
_UNSIGNED = Problem(N_("The report could not be signed: tell the operator of this server."))
_FULL = Problem(N_("The disk is full: the report could not be kept."))
_UNWRITTEN = Problem(N_("The report's file could not be written."))

"""Batches: many enterprises that an organisation assesses together.

A batch is open, paused or cancelled. Paused, nothing is begun; cancelled, what still waits is
given up, until it is taken up again. Work under way on one enterprise always ends first.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.reading import read_date, read_text, refuse
from app.domain.rules import RuleBook
from app.domain.text import Text
from app.persistence import batches as repository
from app.persistence import participants as participant_repository
from app.persistence import reports as report_repository
from app.persistence import runs
from app.persistence import uploads as upload_repository
from app.persistence.files import report_file, upload_files
from app.persistence.models import BatchRow
from app.services.context import Services
from app.services.errors import NotFound, NotNow
from app.services.failures import from_json
from app.services.scoring import enqueue_waiting

MAX_URL = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as its pages need it; `previous` is the batch it is compared with, by id and name."""

    id: int
    public_id: str
    name: str
    state: str
    questionnaire: Questionnaire
    rules: RuleBook
    assessed_on: date
    previous: tuple[str, str] | None
    notify_email: str
    notify_url: str
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether its work goes on: it is neither paused nor cancelled."""
        return self.state == runs.OPEN


@dataclass(frozen=True, slots=True)
class Listed:
    """A batch in the list, with how many of its enterprises are in which state."""

    public_id: str
    name: str
    state: str
    assessed_on: date
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All enterprises of the batch."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Failed:
    """An enterprise without a score or, with `is_report`, without one of its reports, and why."""

    key: str
    name: Text
    is_report: bool
    problem: Problem


@dataclass(frozen=True, slots=True)
class Made:
    """How many reports are there in one language and length."""

    lang: str
    length: str
    count: int


def create(
    services: Services,
    organisation_id: int,
    raw: Mapping[str, str],
    created_by: int | None = None,
) -> Batch:
    """A new batch of the organisation on the newest questionnaire and rules.

    Keys of `raw`: name, assessed_on, previous (a batch's public id), notify_email, notify_url.
    Raises `InvalidInput` with every problem at its key.
    """
    questionnaire = services.catalogue.questionnaire(services.settings.questionnaire)
    rules = services.catalogue.rules(questionnaire.id)
    row = BatchRow(
        public_id=secrets.token_urlsafe(12),
        organisation_id=organisation_id,
        created_by=created_by,
        questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.version,
        rules_version=rules.version,
        created_at=services.now,
        changed_at=services.now,
        state=runs.OPEN,
        run=0,
        finished_run=0,
    )
    _fill(services, row, raw, organisation_id)
    services.session.add(row)
    services.session.flush()
    return _batch(services, row)


def change(services: Services, batch: Batch, raw: Mapping[str, str]) -> Batch:
    """Change name, comparison and who is told; the day stays, since scores hang on it."""
    row = _row(services, batch)
    _fill(services, row, {**raw, "assessed_on": row.assessed_on.isoformat()}, row.organisation_id)
    row.changed_at = services.now
    services.session.flush()
    return _batch(services, row)


def find(services: Services, organisation_id: int, public_id: str) -> Batch:
    """The organisation's batch with that id. Raises `NotFound`, alike for another's."""
    row = repository.find(services.session, organisation_id, public_id)
    if row is None:
        raise NotFound
    return _batch(services, row)


def listed(services: Services, organisation_id: int) -> tuple[Listed, ...]:
    """The organisation's batches, the newest first."""
    rows = repository.of_organisation(services.session, organisation_id)
    counts = repository.counts(services.session, organisation_id)
    return tuple(
        Listed(row.public_id, row.name, row.state, row.assessed_on, counts.get(row.id, {}))
        for row in rows
    )


def failures(services: Services, batch: Batch, limit: int) -> tuple[Failed, ...]:
    """The first `limit` things that failed, scores before reports."""
    session = services.session
    scores = participant_repository.failed(session, batch.id, limit)
    reports = report_repository.failed(session, batch.id, limit - len(scores))
    pairs = [(row, row.failure, False) for row in scores]
    pairs += [(row.participant, row.failure, True) for row in reports if row.participant]
    return tuple(
        Failed(row.key, Text(row.name_zh, row.name_en), is_report, problem)
        for row, failure, is_report in pairs
        if (problem := from_json(failure)) is not None
    )


def reports_made(services: Services, batch: Batch) -> tuple[Made, ...]:
    """The reports that are there, by language and length."""
    return tuple(Made(*row) for row in report_repository.made(services.session, batch.id))


def pause(services: Services, batch: Batch) -> None:
    """Begin nothing more for now. Raises `NotNow` unless the batch is open."""
    row = _row(services, batch, runs.OPEN)
    row.state, row.changed_at = runs.PAUSED, services.now


def resume(services: Services, batch: Batch) -> None:
    """Go on, also with what was cancelled. Raises `NotNow` where the batch is open already."""
    row = _row(services, batch, runs.PAUSED, runs.CANCELLED)
    row.state, row.changed_at = runs.OPEN, services.now
    participant_repository.take_up(services.session, row.id, participant_repository.CANCELLED)
    report_repository.take_up(services.session, row.id, participant_repository.CANCELLED)
    enqueue_waiting(services, row)


def cancel(services: Services, batch: Batch) -> None:
    """Give up what waits; what is done stays. Raises `NotNow` where it is cancelled already."""
    row = _row(services, batch, runs.OPEN, runs.PAUSED)
    row.state, row.changed_at = runs.CANCELLED, services.now
    participant_repository.cancel(services.session, row.id)
    report_repository.cancel(services.session, row.id)


def retry_failed(services: Services, batch: Batch) -> int:
    """Try again what failed; returns how many. Raises `NotNow` unless the batch is open."""
    row = _row(services, batch, runs.OPEN)
    failed = participant_repository.FAILED
    count = participant_repository.take_up(services.session, row.id, failed)
    count += report_repository.take_up(services.session, row.id, failed)
    if count:
        enqueue_waiting(services, row)
    return count


def delete(services: Services, batch: Batch) -> None:
    """Delete the batch with everything in it, its files too."""
    row = _row(services, batch)
    uploads = upload_repository.public_ids_of_batch(services.session, row.id)
    reports = report_repository.public_ids_of_batch(services.session, row.id)
    services.delete_files(name for id_ in uploads for name in upload_files(id_))
    services.delete_files(map(report_file, reports))
    services.session.delete(row)
    services.session.flush()


def row_of(services: Services, batch: Batch, *, to_change: bool = False) -> BatchRow:
    """The stored batch, locked until the transaction ends with `to_change`. Raises `NotFound`."""
    if to_change:
        return _row(services, batch)
    row = services.session.get(BatchRow, batch.id)
    if row is None:
        raise NotFound
    return row


def _row(services: Services, batch: Batch, *states: str) -> BatchRow:
    """The stored batch, locked. Raises `NotNow` unless it is in one of the states, if any."""
    row = repository.find_to_change(services.session, batch.id)
    if row is None:
        raise NotFound
    if states and row.state not in states:
        raise NotNow
    return row


def _fill(services: Services, row: BatchRow, raw: Mapping[str, str], organisation_id: int) -> None:
    problems: list[Problem] = []

    def read(key: str) -> object:
        try:
            return _read(services, key, raw.get(key, ""))
        except InvalidInput as error:
            problems.extend(error.problems)
            return None

    found = {key: read(key) for key in ("name", "assessed_on", "notify_email", "notify_url")}
    previous = None
    if raw.get("previous"):
        previous = repository.find(services.session, organisation_id, raw["previous"])
        if previous is None or previous is row:
            message = N_("Choose one of your batches.")
            problems.append(Problem(message, {}, "previous"))
    if problems:
        raise InvalidInput(problems)
    for key, value in found.items():
        setattr(row, key, value)
    row.previous = previous


def _read(services: Services, key: str, raw: str) -> object:
    match key:
        case "name":
            name = read_text(raw, key)
            if not name:
                raise refuse(key, N_("Enter a name for the batch."))
            return name
        case "assessed_on":
            day = read_date(raw, key) or services.today
            if day > services.today:
                message = N_("The day of assessment lies in the future: today is {today}.")
                raise refuse(key, message, today=services.today.isoformat())
            return day
        case "notify_email":
            return _email(read_text(raw, key, 254), key)
        case _:
            return _url(read_text(raw, key, MAX_URL), key)


def _email(text: str, key: str) -> str:
    name, at, host = text.rpartition("@")
    if text and (not (name and at and "." in host) or any(c.isspace() for c in text)):
        raise refuse(key, N_("Enter an e-mail address such as name@example.com."))
    return text


def _url(text: str, key: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        sound = sound and text.isascii() and text.isprintable() and " " not in text
    except ValueError:
        sound = False
    if text and not sound:
        raise refuse(
            key, N_("Enter a web address such as https://example.com/done, without spaces.")
        )
    return text


def _batch(services: Services, row: BatchRow) -> Batch:
    content = services.catalogue
    return Batch(
        row.id,
        row.public_id,
        row.name,
        row.state,
        content.questionnaire(row.questionnaire, row.questionnaire_version),
        content.rules(row.questionnaire, row.rules_version),
        row.assessed_on,
        (row.previous.public_id, row.previous.name) if row.previous else None,
        row.notify_email,
        row.notify_url,
        row.created_at,
    )

"""Scoring a batch: its work is enqueued in chunks, and a worker does one after another.

Each participant ends done, failed with a reason, or cancelled. Attempts are counted before the
work, so that one which takes its worker down each time fails alone and the others go on.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.assessment import evaluate
from app.domain.portfolio.standing import standing_of
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.persistence import participants as repository
from app.persistence import reports as report_repository
from app.persistence import runs
from app.persistence.models import BatchRow
from app.persistence.participants import Scored, Waiting
from app.queue import Job, Queue, enqueue
from app.services.context import Door, Services
from app.services.failures import MAX_ATTEMPTS, Failure, as_json
from app.services.finishing import finish_if_done
from app.services.plans import found_exposure, found_savings
from app.services.standings import standing_json
from app.spreadsheets.contents import assessment_from_content

SCORE_CHUNK = 100
PRINT_CHUNK = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a batch's participants are scored by."""

    batch_id: int
    questionnaire: Questionnaire
    rules: RuleBook


def enqueue_waiting(services: Services, batch: BatchRow) -> None:
    """Enqueue jobs for whatever waits in the batch: scores first, then reports.

    They take the place of all jobs enqueued earlier, which end as soon as they notice.
    """
    session = services.session
    positions = repository.waiting_positions(session, batch.id)
    reports = report_repository.waiting_of_batch(session, batch.id)
    run = runs.begin(session, batch)
    for first, last in _chunks(positions, SCORE_CHUNK):
        job_id = f"score-{batch.public_id}-{run}-{first}"
        arguments = (batch.public_id, run, first, last)
        enqueue(session, Queue.SCORE, Job.SCORE_CHUNK, job_id, *arguments)
    for first, last in _chunks(reports, PRINT_CHUNK):
        enqueue_print(session, batch.public_id, run, first, last)


def enqueue_print(session: Session, batch_id: str, run: int, first: int, last: int) -> None:
    """Enqueue the printing of the batch's reports with row ids `first` to `last`."""
    job_id = f"print-{batch_id}-{run}-{first}"
    enqueue(session, Queue.BATCH, Job.PRINT_CHUNK, job_id, batch_id, run, first, last)


def score_chunk(door: Door, batch_id: str, run: int, first: int, last: int) -> None:
    """Score the participants at the positions `first` to `last` that still wait.

    `batch_id` is the batch's public id; a batch that is gone or paused is left alone, and so is
    one whose later run has jobs for the same.
    """
    with door.transaction() as services:
        frame = _frame(services, batch_id, run)
        if frame is None:
            return
        items = repository.waiting(services.session, frame.batch_id, first, last)
        fresh = not any(item.attempts for item in items)
        if fresh:
            repository.begin(services.session, [item.id for item in items])
    if fresh:
        _score(door, frame, items)
    else:  # some of them were begun before and not ended: a worker died over one of them
        log.warning("batch %s, run %d: %d–%d one by one", batch_id, run, first, last)
        for item in items:
            if not _score_alone(door, batch_id, run, item):
                break
    with door.transaction() as services:
        finish_if_done(services, batch_id)


def _score_alone(door: Door, batch_id: str, run: int, item: Waiting) -> bool:
    """Score one participant in transactions of its own; False where the batch may not go on."""
    with door.transaction() as services:
        frame = _frame(services, batch_id, run)
        if frame is None:
            return False
        if item.attempts >= MAX_ATTEMPTS:
            repository.fail(services.session, item, as_json(_GAVE_UP))
            return True
        repository.begin(services.session, [item.id])
    _score(door, frame, [item])
    return True


def _score(door: Door, frame: _Frame, items: list[Waiting]) -> None:
    """Compute all, then write all at once."""
    scored: list[tuple[Waiting, Scored]] = []
    failed: list[tuple[Waiting, Failure]] = []
    for item in items:
        try:
            scored.append((item, _scored(frame, item)))
        except InvalidInput as error:
            failed.append((item, as_json(_unreadable(error))))
        except Exception:  # whatever it is, it concerns this participant alone
            log.exception("participant %d not scored", item.id)
            failed.append((item, as_json(_BROKE)))
    with door.transaction() as services:
        repository.finish(services.session, scored, services.now)
        for item, failure in failed:
            repository.fail(services.session, item, failure)


def _scored(frame: _Frame, item: Waiting) -> Scored:
    questionnaire, rules = frame.questionnaire, frame.rules
    assessment = assessment_from_content(json.loads(item.content), questionnaire)
    result = evaluate(questionnaire, assessment)
    exposed, saved = found_exposure(rules, assessment), found_savings(assessment, result)
    found = standing_of(questionnaire, rules, assessment, result, exposed, saved, key=item.key)
    return Scored(
        standing=standing_json(found),
        declared=found.declared.score,
        proved=found.proved.score,
        possible=found.possible.score,
        grade=found.declared.grade,
        provisional=found.provisional,
        sector=found.sector,
        province=found.province,
        region=found.region,
        size=found.size,
    )


def _frame(services: Services, batch_id: str, run: int) -> _Frame | None:
    """What to score by; None where the batch is gone, paused, cancelled or in a later run."""
    batch = runs.find(services.session, batch_id)
    if batch is None or batch.state == runs.PAUSED or batch.run > run:
        return None
    if batch.state == runs.CANCELLED:
        repository.cancel(services.session, batch.id)
        return None
    content = services.catalogue
    return _Frame(
        batch.id,
        content.questionnaire(batch.questionnaire, batch.questionnaire_version),
        content.rules(batch.questionnaire, batch.rules_version),
    )


def _chunks(places: list[int], size: int) -> Iterator[tuple[int, int]]:
    """First and last of every `size` places."""
    for start in range(0, len(places), size):
        part = places[start : start + size]
        yield part[0], part[-1]


def _unreadable(error: InvalidInput) -> Problem:
    fields = ", ".join(dict.fromkeys(problem.field for problem in error.problems))
    message = N_("What is stored no longer fits the questionnaire: {fields}.")
    return Problem(message, {"fields": fields})


_BROKE = Problem(N_("An error in the program kept this enterprise from being scored."))
_GAVE_UP = Problem(N_("Scoring this enterprise broke off three times."))

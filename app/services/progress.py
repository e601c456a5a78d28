"""How far a batch is: what is done, failed and left, how fast it goes, how long it will take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.persistence import participants, reports
from app.persistence.participants import CANCELLED, DONE, FAILED, WAITING
from app.services.batches import Batch
from app.services.context import Services

WINDOW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Phase:
    """Scoring or printing: numbers of enterprises or reports.

    `per_minute` is the pace of the last two minutes, 0 where nothing ended in them;
    `seconds_left` follows from it and is None where nothing is left or no pace is known.
    """

    total: int
    done: int
    failed: int
    cancelled: int
    left: int
    per_minute: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Both phases of a batch's work."""

    scoring: Phase
    printing: Phase

    @property
    def is_working(self) -> bool:
        """Whether something waits, be the batch paused or not."""
        return bool(self.scoring.left or self.printing.left)

    @property
    def failed(self) -> int:
        """How many scores and reports failed."""
        return self.scoring.failed + self.printing.failed


def progress(services: Services, batch: Batch) -> Progress:
    """How far the batch is at this moment."""
    session, since = services.session, services.now - WINDOW
    return Progress(
        _phase(
            services.now,
            participants.counts(session, batch.id),
            participants.scored_since(session, batch.id, since),
        ),
        _phase(
            services.now,
            reports.counts(session, batch.id),
            reports.printed_since(session, batch.id, since),
        ),
    )


def _phase(now: datetime, counts: Mapping[str, int], lately: tuple[int, datetime | None]) -> Phase:
    count, first = lately
    left = counts.get(WAITING, 0)
    # A pace needs a stretch of time; a few seconds' worth would jump about.
    seconds = max((now - first).total_seconds(), 1.0) if first else 0.0
    per_minute = 60 * count / seconds if count > 1 else 0.0
    return Phase(
        total=sum(counts.values()),
        done=counts.get(DONE, 0),
        failed=counts.get(FAILED, 0),
        cancelled=counts.get(CANCELLED, 0),
        left=left,
        per_minute=per_minute,
        seconds_left=60 * left / per_minute if left and per_minute else None,
    )

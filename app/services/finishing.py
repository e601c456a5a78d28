"""The end of a batch's run: whoever wanted to know is told, once each."""

import json
from dataclasses import dataclass
from email.message import EmailMessage

from app.domain.problems import N_
from app.domain.text import LANGS
from app.i18n import gettext
from app.persistence import participants, reports, runs
from app.persistence.participants import DONE, FAILED
from app.queue import Job, Queue, enqueue
from app.services.context import Door, Services
from app.services.telling import post_json, send_mail


@dataclass(frozen=True, slots=True)
class Ending:
    """What there is to tell of a run that ended; `email` and `url` are empty for nobody.

    The counts are of enterprises scored and not, and of their reports printed and not.
    """

    batch_id: str
    name: str
    run: int
    email: str
    url: str
    scored: int
    unscored: int
    printed: int
    unprinted: int


def finish_if_done(services: Services, batch_id: str, again: str = "") -> None:
    """Enqueue the end of the batch's run where nothing of it waits any more.

    `again` makes it another job than the run's first, which must have been given up.

    Called in a transaction of its own after a chunk's results are committed: of two chunks that
    end together, at least the later sees the results of both. `batch_id` is the public id.
    """
    session = services.session
    batch = runs.find(session, batch_id)
    if batch is None or batch.state != runs.OPEN or batch.finished_run >= batch.run:
        return
    if not runs.is_working(session, batch.id):
        job_id = f"finish-{batch_id}-{batch.run}{again}"
        enqueue(session, Queue.TELLING, Job.FINISH_BATCH, job_id, batch_id, batch.run)


def ending(door: Door, batch_id: str, run: int) -> Ending | None:
    """What there is to tell; None where the batch is gone or a later run has begun."""
    with door.transaction(readonly=True) as services:
        session = services.session
        batch = runs.find(session, batch_id)
        if batch is None or batch.run != run or batch.finished_run >= run:
            return None
        scores = participants.counts(session, batch.id)
        prints = reports.counts(session, batch.id)
        return Ending(
            batch_id,
            batch.name,
            run,
            batch.notify_email,
            batch.notify_url,
            scores.get(DONE, 0),
            scores.get(FAILED, 0),
            prints.get(DONE, 0),
            prints.get(FAILED, 0),
        )


def tell_by_mail(door: Door, end: Ending) -> None:
    """Send the mail that the owner asked for, if any. Raises OSError where it is not taken."""
    settings = door.settings
    if not (end.email and settings.smtp_host):
        return
    mail = EmailMessage()
    mail["From"] = settings.smtp_from
    mail["To"] = end.email
    mail["Subject"] = " · ".join(gettext(lang, _SUBJECT, name=end.name) for lang in LANGS)
    link = f"{settings.public_url}/batches/{end.batch_id}" if settings.public_url else ""
    counts = {
        "scored": end.scored,
        "unscored": end.unscored,
        "printed": end.printed,
        "unprinted": end.unprinted,
    }
    said = [gettext(lang, _COUNTS, **counts) for lang in LANGS]
    mail.set_content("\n\n".join([*said, link]).strip() + "\n")
    send_mail(settings, mail)


def tell_by_request(door: Door, end: Ending) -> None:
    """Post the request that the owner asked for, if any. Raises OSError where it is refused."""
    if not end.url:
        return
    content = {
        "event": "batch.finished",
        "batch": end.batch_id,
        "name": end.name,
        "run": end.run,
        "participants": {"done": end.scored, "failed": end.unscored},
        "reports": {"done": end.printed, "failed": end.unprinted},
    }
    post_json(door.settings, end.url, json.dumps(content, ensure_ascii=False).encode())


def end_run(door: Door, end: Ending) -> None:
    """Note that everybody has been told."""
    with door.transaction() as services:
        batch = runs.find(services.session, end.batch_id)
        if batch is not None:
            runs.end(services.session, batch.id, end.run)


_SUBJECT = N_("“{name}” is finished")
_COUNTS = N_(
    "{scored} enterprises are scored and {unscored} could not be. "
    "{printed} reports are ready and {unprinted} could not be made."
)

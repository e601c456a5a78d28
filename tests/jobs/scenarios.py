"""What may die in the middle of a batch, each told as a story with its figures.

Every story ends with the whole batch looked at: each item ended once, nothing is left over.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException

from app.catalogue import Catalogue
from app.catalogue.enterprise_file import load_assessment
from app.persistence import runs
from app.persistence.files import PART, report_file
from app.persistence.models import ParticipantRow, ReportRow
from app.queue import is_under_way
from app.services import accounts, batches, printing, scoring
from app.settings import ROOT
from app.spreadsheets.contents import assessment_as_content
from tests.jobs.crashing import CRASHES
from tests.jobs.handing_in import Consultant, Server
from tests.jobs.plant import PATIENCE, Plant
from tests.postgres import Cluster
from tests.services.batching import enterprises, workbook

EXAMPLE = ROOT / "questionnaires/exporter-readiness/1.0/examples/aluminium-profiles.yaml"
SCORES, REPORTS = 200, 8
EMAIL, PASSWORD = "lin@example.com", "four words nobody joins"


@dataclass(frozen=True)
class Story:
    """What was killed, and what came of it. Times in seconds from the kill on."""

    title: str
    items: int
    done: int
    failed: int
    cancelled: int
    reruns: int
    first_s: float
    last_s: float


def contents(catalogue: Catalogue, count: int, *, crashing: bool = False) -> list[str]:
    """What `count` enterprises say; with `crashing` the second is one that kills its renderer."""
    questionnaire = catalogue.questionnaire("exporter-readiness")
    content = assessment_as_content(load_assessment(EXAMPLE, questionnaire))
    names = [f"第{number}号企业" for number in range(1, count + 1)]
    if crashing:
        names[1] = CRASHES
    return [
        json.dumps(content | {"enterprise": content["enterprise"] | {"name": {"zh": name}}})
        for name in names
    ]


def one_worker(plant: Plant) -> Story:
    """One of two workers, and its supervisor starts it again."""
    batch_id = _scoring(plant)
    plant.start(0, 1)
    _in_the_middle(plant)
    return _after(plant, batch_id, "one worker of two", lambda: _restart(plant, 0))


def all_workers(plant: Plant) -> Story:
    """All workers at once, and their supervisor starts them again."""
    batch_id = _scoring(plant)
    plant.start(0, 1)
    _in_the_middle(plant)
    return _after(plant, batch_id, "all workers", lambda: _restart(plant, 0, 1))


def worker_for_good(plant: Plant) -> Story:
    """One of two workers never comes back; another machine's takes its place."""
    batch_id = _scoring(plant)
    plant.start(0)
    _in_the_middle(plant)

    def replace() -> None:
        plant.kill(0)
        plant.start(7)

    return _after(plant, batch_id, "a worker, replaced under a new id", replace)


def postgres(plant: Plant, cluster: Cluster) -> Story:
    """The database itself stops at once and comes back; nobody touches the workers."""
    batch_id = _scoring(plant)
    plant.start(0, 1)
    _in_the_middle(plant)

    def stop() -> None:
        cluster.stop()
        cluster.start()

    return _after(plant, batch_id, "PostgreSQL", stop)


def web_server(plant: Plant) -> int:
    """All web processes, twice, while somebody hands in one sheet after another; how many came in.

    A thread hands in without a pause, so that the kill finds it somewhere in the middle of one.
    """
    with plant.door.transaction() as services:
        member = accounts.create_user(services, EMAIL, "", PASSWORD, "Harbour Consulting")
        batch = batches.create(services, member.organisation_id, {"name": "Members"})
    sheet = workbook(plant.door.catalogue, enterprises(plant.door.catalogue, 2))
    server, answered = Server(plant), 0
    for _ in range(2):
        server.start()
        try:
            answered += _handed_in_until_killed(server, batch.public_id, sheet)
        finally:
            server.kill()
    return answered


def _handed_in_until_killed(server: Server, batch_id: str, sheet: bytes) -> int:
    consultant = Consultant(server, EMAIL, PASSWORD)
    consultant.hand_in(batch_id, "first.xlsx", sheet)
    some = threading.Event()
    answered = 1

    def go_on() -> None:
        nonlocal answered
        with suppress(OSError, HTTPException):  # the server is gone
            while True:
                consultant.hand_in(batch_id, "next.xlsx", sheet)
                answered += 1
                some.set()

    thread = threading.Thread(target=go_on)
    thread.start()
    assert some.wait(PATIENCE)
    server.kill()
    thread.join()
    return answered


def worker_printing(plant: Plant) -> Story:
    """The only worker, in the middle of printing."""
    batch_id = _printing(plant)
    plant.until(
        lambda: (seen := plant.states(ReportRow))["done"] and seen["begun"], "a report half made"
    )
    title = "the worker while it prints"
    return _after(plant, batch_id, title, lambda: _restart(plant, 0), ReportRow)


def renderer(plant: Plant) -> Story:
    """The renderer, each time over the same enterprise."""
    batch_id = _printing(plant, crashing=True)
    return _after(plant, batch_id, "the renderer over one report", lambda: None, ReportRow)


def cancelled(plant: Plant) -> Story:
    """Nothing dies, but the owner cancels in the middle of printing."""
    batch_id = _printing(plant)
    plant.until(lambda: plant.states(ReportRow)["done"], "the first report")

    def cancel() -> None:
        with plant.door.transaction() as services:
            row = runs.find(services.session, batch_id)
            assert row is not None
            batches.cancel(services, batches.find(services, row.organisation_id, batch_id))

    started = time.monotonic()
    cancel()
    # What is under way ends: whoever renders finds the report cancelled and leaves no file.
    plant.until(lambda: not _under_way(plant, batch_id), "the end of the work under way")
    return _story(plant, "cancelled while it prints", ReportRow, 0.0, time.monotonic() - started)


def disk_full(plant: Plant) -> Story:
    """The disk is full for each report, until somebody makes room and retries."""
    batch_id = _scoring(plant, 3)
    plant.start(0)
    plant.until(lambda: plant.told(batch_id), "all scores")
    with plant.door.transaction() as services:
        row = runs.find(services.session, batch_id)
        assert row is not None
        printing.ask_for_batch(services, row, "zh", "summary")
        files = services.files
        names = [report_file(report.public_id) for report in services.session.query(ReportRow)]
        for name in names:
            part = files.path(name + PART)
            part.parent.mkdir(parents=True, exist_ok=True)
            part.symlink_to("/dev/full")  # whatever is written there finds no room
    started = time.monotonic()
    plant.until(lambda: plant.told(batch_id), "the end of the run")
    return _story(plant, "the disk is full", ReportRow, 0.0, time.monotonic() - started)


def _scoring(plant: Plant, count: int = SCORES) -> str:
    scoring.SCORE_CHUNK = 20  # ten chunks, so that a kill finds some done and some not
    return plant.batch(contents(plant.door.catalogue, count))


def _printing(plant: Plant, *, crashing: bool = False) -> str:
    """A batch whose scores are there and whose reports one worker has begun to print."""
    batch_id = plant.batch(contents(plant.door.catalogue, REPORTS, crashing=crashing))
    plant.start(0)
    plant.until(lambda: plant.told(batch_id), "all scores")
    with plant.door.transaction() as services:
        row = runs.find(services.session, batch_id)
        assert row is not None
        assert printing.ask_for_batch(services, row, "zh", "summary") == REPORTS
    return batch_id


def _in_the_middle(plant: Plant) -> None:
    plant.until(lambda: (seen := plant.states())["done"] and seen["begun"], "a chunk half done")


def _restart(plant: Plant, *slots: int) -> None:
    plant.kill(*slots)
    plant.start(*slots)


def _under_way(plant: Plant, batch_id: str) -> bool:
    return is_under_way(plant.door.database.engine, f"print-{batch_id}-", f"score-{batch_id}-")


def _after(
    plant: Plant,
    batch_id: str,
    title: str,
    kill: Callable[[], None],
    table: type[ParticipantRow] | type[ReportRow] = ParticipantRow,
) -> Story:
    started = time.monotonic()
    kill()
    before = _ended(plant.states(table))
    plant.until(lambda: _ended(plant.states(table)) > before, "the first item after the kill")
    first = time.monotonic() - started
    plant.until(lambda: plant.told(batch_id), "the end of the batch")
    return _story(plant, title, table, first, time.monotonic() - started)


def _ended(states: Mapping[str, int]) -> int:
    return states["done"] + states["failed"] + states["cancelled"]


def _story(
    plant: Plant,
    title: str,
    table: type[ParticipantRow] | type[ReportRow],
    first: float,
    last: float,
) -> Story:
    states = plant.states(table)
    plant.expect_each_once()
    return Story(
        title,
        _ended(states),
        states["done"],
        states["failed"],
        states["cancelled"],
        plant.reruns(table),
        first,
        last,
    )

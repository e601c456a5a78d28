"""A consultant with a batch, and sheets to hand in.

Sheets are read in this process; that a process of its own bounds it is proved with the reader.
"""

from dataclasses import replace
from pathlib import Path
from random import Random
from unittest.mock import patch

from app.catalogue import Catalogue
from app.domain.assessment import Assessment
from app.services import accounts, batches, scoring, uploads
from app.services.accounts import Member
from app.services.batches import Batch
from app.services.context import Door
from app.services.uploads import Upload
from app.spreadsheets.reading import Reading, read_sheet
from tests.services.conftest import Caller
from tests.spreadsheets.filling import filled_workbook, random_assessment

PASSWORD = "a quiet harbour at dawn"


def consultant(call: Caller, organisation: str = "Harbour Consulting") -> Member:
    """Somebody who signs in for an organisation of that name."""
    email = f"{organisation.split(maxsplit=1)[0].lower()}@example.com"
    return call(accounts.create_user, email, "Lin", PASSWORD, organisation)


def begun(call: Caller, member: Member, **raw: str) -> Batch:
    """A new batch."""
    return call(batches.create, member.organisation_id, {"name": "Members 2026", **raw})


def enterprises(catalogue: Catalogue, count: int, seed: int = 1) -> list[Assessment]:
    """Made-up enterprises, each with a credit code of its own."""
    questionnaire = catalogue.questionnaire("exporter-readiness")
    random = Random(seed)  # noqa: S311 (made-up data)
    return [random_assessment(questionnaire, random) for _ in range(count)]


def workbook(catalogue: Catalogue, found: list[Assessment]) -> bytes:
    """The template, filled in with them."""
    return filled_workbook(catalogue.questionnaire("exporter-readiness"), found, "zh")


def spoilt(found: Assessment) -> Assessment:
    """The same with a head count that no enterprise has."""
    return replace(found, enterprise=replace(found.enterprise, employees=5_000_000))


def door(call: Caller) -> Door:
    """What a worker gets its transactions from."""
    return Door(call.database, call.catalogue, call.settings, lambda: call.now)


def handed_in(call: Caller, batch: Batch, data: bytes, name: str = "members.xlsx") -> Upload:
    """A sheet that a worker has read."""
    upload = call(uploads.hand_in, batch, name, data)
    with patch.object(uploads, "read_in_child", _read_here):
        uploads.read(door(call), upload.public_id)
    return call(uploads.find, batch, upload.public_id)


def _read_here(path: Path, filename: str, *arguments: object) -> Reading:
    return read_sheet(path.read_bytes(), filename, *arguments)


def stored(call: Caller, batch: Batch, data: bytes) -> Upload:
    """A sheet whose good rows are stored."""
    upload = handed_in(call, batch, data)
    call(uploads.store, batch, upload)
    uploads.store_rows(door(call), upload.public_id)
    return call(uploads.find, batch, upload.public_id)


def scored(call: Caller, batch: Batch, last: int = 100_000) -> None:
    """Let a worker score what waits."""
    scoring.score_chunk(door(call), batch.public_id, run_of(call, batch), 1, last)


def run_of(call: Caller, batch: Batch) -> int:
    """The number of the batch's present run."""
    return call(lambda services: batches.row_of(services, batch).run)

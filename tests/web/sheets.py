"""Small sheets for web tests, and the worker that the tests have instead of a process."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

from app.persistence import runs
from app.services import scoring, uploads
from app.services.context import Door
from app.spreadsheets.findings import Reading
from app.spreadsheets.reading import read_sheet
from tests.web.conftest import Visitor

HEAD = "Enterprise no.,Name in English,Employees"
UPLOAD = re.compile(r"/batches/([\w-]+)/uploads/([\w-]+)$")


def sheet(*employees: object) -> bytes:
    """A CSV table: an enterprise for each head count, right or wrong."""
    rows = (f"{n},Works {n},{count}" for n, count in enumerate(employees, 1))
    return "\n".join((HEAD, *rows, "")).encode()


def file(data: bytes, name: str = "members.csv") -> tuple[BytesIO, str]:
    """A file as a form sends it."""
    return BytesIO(data), name


def begin(member: Visitor, data: bytes | None = None, **fields: str) -> str:
    """Begin a batch, with a sheet if there is one; returns where that leads."""
    sent = {"name": "Members 2026", **fields, **({"sheet": file(data)} if data else {})}
    answer = member.post("/batches/new", sent)
    assert answer.status_code == 302, answer.text
    return answer.location


def read(door: Door, address: str) -> str:
    """Let the sheet at an address be read; in this process, which is quicker."""

    def here(path: Path, filename: str, *arguments: object) -> Reading:
        return read_sheet(path.read_bytes(), filename, *arguments)

    with patch.object(uploads, "read_in_child", here):
        uploads.read(door, UPLOAD.search(address)[2])
    return address


def checked(member: Visitor, door: Door, *employees: object) -> str:
    """A batch whose sheet has been read; returns the sheet's address."""
    return read(door, begin(member, sheet(*employees)))


def stored(member: Visitor, door: Door, *employees: object) -> str:
    """A batch whose sheet's good rows are stored; returns the batch's address."""
    address = checked(member, door, *employees)
    assert member.post(f"{address}/store").status_code == 302
    uploads.store_rows(door, UPLOAD.search(address)[2])
    return address.partition("/uploads/")[0]


def score(door: Door, home: str, last: int = 1_000_000) -> None:
    """Score what waits in the batch at an address, up to the `last` place."""
    batch_id = home.rpartition("/")[2]
    with door.transaction(readonly=True) as services:
        batch = runs.find(services.session, batch_id)
        assert batch is not None
        run = batch.run
    scoring.score_chunk(door, batch_id, run, 1, last)


@contextmanager
def broken_scoring() -> Iterator[None]:
    """A program with an error: no enterprise can be scored."""
    with patch.object(scoring, "evaluate", side_effect=ZeroDivisionError):
        yield

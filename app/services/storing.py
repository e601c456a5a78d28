"""Putting the good rows of a sheet into a batch."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.persistence import uploads as repository
from app.persistence.participants import WAITING
from app.spreadsheets.findings import ReadRow

_SLICE = 100


class Said(NamedTuple):
    """One enterprise by its key, and what it says as columns of its row."""

    key: str
    columns: Mapping[str, Any]


def slices(rows: Iterable[ReadRow]) -> Iterator[list[Said]]:
    """The rows made ready, a hundred at a time: what can be done before a transaction begins."""
    said = map(_said, rows)
    while part := list(islice(said, _SLICE)):
        yield part


def put(session: Session, batch_id: int, part: Sequence[Said]) -> None:
    """Put some enterprises into the batch to wait for their scores.

    One that says what it said before is left as it is. The caller holds the batch's lock.
    """
    known = repository.known(session, batch_id, [said.key for said in part])
    position = repository.next_position(session, batch_id)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for key, columns in part:
        before = known.get(key)
        if before is None:
            place = {"batch_id": batch_id, "position": position + len(new), "key": key}
            new.append({"public_id": secrets.token_urlsafe(12), **place, **columns})
        elif before.content != columns["content"]:
            # Its standing is kept out of sight by the state until the new one replaces it.
            changed.append({"id": before.id, **columns, "failure": None})
    repository.add(session, new)
    repository.replace(session, changed)


def _said(row: ReadRow) -> Said:
    name = row.content["enterprise"].get("name", {})
    columns = {
        "name_zh": name.get("zh", ""),
        "name_en": name.get("en", ""),
        "content": json.dumps(row.content, ensure_ascii=False, separators=(",", ":")),
        "state": WAITING,
        "attempts": 0,
    }
    return Said(row.key, columns)

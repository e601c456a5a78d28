"""Putting the good rows of a sheet into a batch."""

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.persistence import uploads as repository
from app.persistence.participants import WAITING
from app.spreadsheets.findings import ReadRow

_SLICE = 500


def put(session: Session, batch_id: int, rows: Iterable[ReadRow]) -> None:
    """Put the rows into the batch to wait for their scores, a slice in memory at a time.

    An enterprise that says what it said before is left as it is.
    """
    for part in _slices(rows):
        _put(session, batch_id, part)


def _put(session: Session, batch_id: int, part: Sequence[ReadRow]) -> None:
    known = repository.known(session, batch_id, [row.key for row in part])
    position = repository.next_position(session, batch_id)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for row in part:
        said = _said(row)
        before = known.get(row.key)
        if before is None:
            place = {"batch_id": batch_id, "position": position + len(new), "key": row.key}
            new.append({"public_id": secrets.token_urlsafe(12), **place, **said})
        elif before.content != said["content"]:
            # Its standing is kept out of sight by the state until the new one replaces it.
            changed.append({"id": before.id, **said, "failure": None})
    repository.add(session, new)
    repository.replace(session, changed)


def _said(row: ReadRow) -> dict[str, Any]:
    name = row.content["enterprise"].get("name", {})
    return {
        "name_zh": name.get("zh", ""),
        "name_en": name.get("en", ""),
        "content": json.dumps(row.content, ensure_ascii=False, separators=(",", ":")),
        "state": WAITING,
        "attempts": 0,
    }


def _slices(rows: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    part: list[ReadRow] = []
    for row in rows:
        part.append(row)
        if len(part) == _SLICE:
            yield part
            part = []
    if part:
        yield part

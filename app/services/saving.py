"""Saving what a page posted without losing what a colleague saved meanwhile.

Each posted field carries the digest of the value it was shown with. Against the stored value
there are three ways: only I changed it, only they did, or both did, which is a conflict.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Generic, Protocol, TypeVar

from app.domain.problems import InvalidInput, Problem

Raw = object


@dataclass(frozen=True, slots=True)
class Posted:
    """A field as posted, and the digest of the value that the form was rendered with."""

    raw: Raw
    base: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a colleague saved since the form was rendered."""

    theirs: Raw
    saved_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A field's stored value."""

    raw: Raw
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What became of each posted field: saved, refused, or in conflict; the rest was unchanged."""

    saved: tuple[str, ...]
    problems: Mapping[str, tuple[Problem, ...]]
    conflicts: Mapping[str, Conflict]


class Verdict(Enum):
    WRITE = auto()
    KEEP = auto()
    CONFLICT = auto()


def digest(raw: Raw) -> str:
    """A short digest of a stored value; empty for none."""
    if raw is None or raw in ({}, [], ""):
        return ""
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def merge(mine: Raw, base: str, theirs: Raw) -> Verdict:
    """Whose value stands."""
    stored = digest(theirs)
    if digest(mine) == stored:
        return Verdict.KEEP
    if base == stored:
        return Verdict.WRITE
    return Verdict.KEEP if base == digest(mine) else Verdict.CONFLICT


class Entry(Protocol):
    """A stored row that holds one field."""

    content: Any
    saved_at: datetime


Row = TypeVar("Row", bound=Entry)


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The stored fields of one kind: `stored` by key, all of them in `kept`.

    `make` builds a row for a key, content and moment; `touch` is told before each change.
    """

    kept: list[Row]
    stored: Mapping[str, Row]
    make: Callable[[str, Raw, datetime], Row]
    touch: Callable[[], None]
    now: datetime

    def save(self, posted: Mapping[str, Posted], parse: Callable[[str, Any], Raw]) -> SaveOutcome:
        """Save each posted field on its own merits; see `save_fields`."""
        known = {key: Stored(row.content, row.saved_at) for key, row in self.stored.items()}
        return save_fields(posted, parse, known, self._write)

    def _write(self, key: str, content: Raw) -> None:
        self.touch()
        row = self.stored.get(key)
        if row is None:
            self.kept.append(self.make(key, content, self.now))
        elif content is None:
            self.kept.remove(row)
        else:
            row.content, row.saved_at = content, self.now


def save_fields(
    posted: Mapping[str, Posted],
    parse: Callable[[str, Raw], Raw],
    stored: Mapping[str, Stored],
    write: Callable[[str, Raw], None],
) -> SaveOutcome:
    """Save each posted field on its own merits.

    `parse` turns a field's raw value into the one to store (None for none) or raises
    `InvalidInput`; `write` stores it.
    """
    saved: list[str] = []
    problems: dict[str, tuple[Problem, ...]] = {}
    conflicts: dict[str, Conflict] = {}
    for key, field in posted.items():
        try:
            mine = parse(key, field.raw)
        except InvalidInput as error:
            problems[key] = error.problems
            continue
        theirs = stored.get(key)
        match merge(mine, field.base, theirs.raw if theirs else None):
            case Verdict.WRITE:
                write(key, mine)
                saved.append(key)
            case Verdict.CONFLICT if theirs is not None:
                conflicts[key] = Conflict(theirs.raw, theirs.saved_at, digest(theirs.raw))
            case Verdict.CONFLICT:
                # They emptied the field: nothing of theirs is lost by writing mine.
                write(key, mine)
                saved.append(key)
    return SaveOutcome(tuple(saved), problems, conflicts)

"""Reading lists of entries, such as goods and trades: every problem of every entry at once."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from app.domain.problems import N_, InvalidInput, Problem
from app.domain.reading import is_blank, plain, refuse

T = TypeVar("T")
Reader = Callable[[object, str], object]
_CODE = re.compile(r"[0-9]+")


def read_entries(
    raw: object, parse: Callable[[Mapping[str, object]], T], maximum: int, too_many: str
) -> tuple[T, ...]:
    """The entries of a list; None is an empty one. Fields of problems begin with the index.

    A list longer than `maximum` is refused with `too_many` ({maximum}, {count}) and not read.
    """
    if raw is None or raw == "":
        return ()
    if not isinstance(raw, (list, tuple)):
        raise refuse("", N_("Enter a list."))
    if len(raw) > maximum:
        raise refuse("", too_many, maximum=maximum, count=len(raw))
    problems: list[Problem] = []
    entries: list[T] = []
    for index, entry in enumerate(raw):
        try:
            if not isinstance(entry, Mapping):
                raise refuse("", N_("Enter keys with values."))
            entries.append(parse(entry))
        except InvalidInput as error:
            problems.extend(problem.under(str(index)) for problem in error.problems)
    if problems:
        raise InvalidInput(problems)
    return tuple(entries)


def read_keys(
    raw: Mapping[str, object], readers: Mapping[str, Reader]
) -> tuple[dict[str, object], list[Problem]]:
    """What each key's reader makes of its value, and all problems, unknown keys among them."""
    problems = [
        Problem(N_("“{key}” is not known here."), {"key": str(key)[:40]}, str(key)[:40])
        for key in raw
        if key not in readers
    ]
    read: dict[str, object] = {}
    for key, reader in readers.items():
        try:
            read[key] = reader(raw.get(key), key)
        except InvalidInput as error:
            problems.extend(error.problems)
    return read, problems


def optional(reader: Reader) -> Reader:
    """The reader, with None for what was left empty."""
    return lambda raw, field: None if is_blank(raw) else reader(raw, field)


def required(reader: Reader, message: str) -> Reader:
    """The reader, with `message` for what was left empty."""

    def read(raw: object, field: str) -> object:
        if is_blank(raw):
            raise refuse(field, message)
        return reader(raw, field)

    return read


def read_code(raw: object, field: str, lengths: range, wrong_length: str) -> str:
    """A customs code as bare digits; spaces, points and hyphens between them are left out."""
    if isinstance(raw, (bool, float)):
        # A file that gives 8541.40 as a number has lost the zero already.
        raise refuse(field, N_("Write the code in quotes, so that no zero is lost."))
    code = re.sub(r"[\s.\-]", "", plain(raw))
    if not _CODE.fullmatch(code):
        message = N_("A code has digits only; spaces and points between them do no harm.")
        raise refuse(field, message)
    if len(code) not in lengths:
        raise refuse(field, wrong_length, count=len(code))
    return code

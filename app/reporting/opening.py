"""A printed report read back: the data in it, how it was made, what its pages show.

The file may come from anybody. `open_report` reads no more than it must, follows no address and
raises `Unreadable` for whatever is not a report's PDF; run it in a process of bounded memory.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from app.domain.problems import N_, Problem
from app.reporting.imprint import DATA_NAME, Making, making_of

# What it finds odd in a stranger's file concerns nobody's log.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
MAX_FILE = 5 * 1024 * 1024
MAX_DATA = 4 * 1024 * 1024
MAX_PAGES = 300
_START = b"%PDF-"
# Where an object leads back to the whole file, or says only where something is tagged.
_LEADS_ELSEWHERE = frozenset({"/Parent", "/P", "/Dest", "/StructParent", "/StructParents", "/V"})


class Unreadable(Exception):
    """Not a report that can be checked; `problem` says why."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.problem = Problem(message, params)


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What a page shows: its text without white space, and a digest of all that draws it."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Opened:
    """`data` is the embedded JSON, `making` how the file says it was made."""

    data: bytes
    making: Making | None
    pages: tuple[PageSeen, ...]


def open_report(pdf: bytes, *, with_pages: bool = True) -> Opened:
    """The parts of a report's PDF. Raises `Unreadable`."""
    if len(pdf) > MAX_FILE:
        raise Unreadable(N_("The file has more than {size} MB."), size=MAX_FILE // 1024**2)
    if not pdf[:1024].lstrip().startswith(_START):
        raise Unreadable(N_("The file is not a PDF."))
    try:
        return _opened(pdf, with_pages)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a broken file breaks the library anywhere
        message = N_("The PDF is damaged: it cannot be read.")
        raise Unreadable(message) from error


def _opened(pdf: bytes, with_pages: bool) -> Opened:
    reader = PdfReader(BytesIO(pdf))
    if reader.is_encrypted:
        raise Unreadable(N_("The PDF is encrypted; the app encrypts none."))
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable(N_("The PDF has more pages than any report."))
    keywords = reader.metadata.get("/Keywords") if reader.metadata else None
    pages = tuple(_seen(reader)) if with_pages else ()
    return Opened(_embedded(reader), making_of(str(keywords or "")), pages)


def _embedded(reader: PdfReader) -> bytes:
    """The file's report.json. Two of the name leave open which one counts."""
    found = [one for one in reader.attachment_list if one.name == DATA_NAME]
    if not found:
        raise Unreadable(N_("No data are embedded: this is no report of this app, or it was saved "
                            "by another program without them."))  # fmt: skip
    if len(found) > 1:
        raise Unreadable(N_("Two files named {name} are embedded."), name=DATA_NAME)
    data: bytes = found[0].content
    if len(data) > MAX_DATA:
        raise Unreadable(N_("The embedded data are larger than any report's."))
    return data


def _seen(reader: PdfReader) -> Iterator[PageSeen]:
    known: dict[int, bytes] = {}
    for page in reader.pages:
        text = re.sub(r"\s", "", page.extract_text())
        parts = [
            _digest(page.raw_get(key), known)
            for key in ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate")
            if key in page
        ]
        notes = page.get("/Annots", ArrayObject()).get_object()
        parts += [
            _digest(note, known) for note in _items(notes) if not _is_signature(note.get_object())
        ]
        yield PageSeen(text, sha256(b"".join(parts)).hexdigest())


def _is_signature(note: Any) -> bool:
    """Whether this is the field of a signature, which shows nothing: without height or width."""
    left, bottom, right, top = (float(edge) for edge in note["/Rect"])
    return note.get("/FT") == "/Sig" and (left == right or bottom == top)


def _digest(found: Any, known: dict[int, bytes]) -> bytes:
    """A digest of an object and of all it refers to, whatever their numbers in the file."""
    if isinstance(found, IndirectObject):
        if found.idnum not in known:
            known[found.idnum] = b"again"  # an object that refers to itself
            known[found.idnum] = _digest(found.get_object(), known)
        return known[found.idnum]
    whole = sha256(type(found).__name__.encode())
    if isinstance(found, StreamObject):
        whole.update(found.get_data())
    elif isinstance(found, DictionaryObject):
        for key in sorted(set(found) - _LEADS_ELSEWHERE):
            whole.update(key.encode() + _digest(found.raw_get(NameObject(key)), known))
    elif isinstance(found, ArrayObject):
        for item in _items(found):
            whole.update(_digest(item, known))
    else:
        whole.update(str(found).encode())
    return whole.digest()


def _items(found: Any) -> list[Any]:
    """The entries of an array as they stand in it, references not followed."""
    return list(list.__iter__(found))

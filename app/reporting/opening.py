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
MAX_BOOKMARKS = 2_000
_START = b"%PDF-"
# Where an object leads back to the whole file, or says only where something is tagged.
_LEADS_ELSEWHERE = frozenset({"/Parent", "/P", "/Dest", "/StructParent", "/StructParents", "/V"})
# What says how a page is drawn, or does something when it is shown.
_DRAWING = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/AA")
# What a signature adds to a file, and what is looked at otherwise.
_OF_SIGNATURES = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version"})
_OF_A_SIGNATURE = frozenset(
    {"/Type", "/Subtype", "/FT", "/Rect", "/F", "/T", "/TU", "/Ff", "/V", "/P", "/Lock", "/SV"}
)
_OTHERWISE = frozenset({"/Pages", "/Metadata", "/Outlines"})
_TOLD = ("/Title", "/Subject", "/Author", "/Keywords", "/Creator")


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
    """`data` is the embedded JSON, `making` how the file says it was made.

    `frame` is a digest of all that a reader meets beside the pages: title, outline, what is read
    aloud, files, actions; empty where the pages were not asked for.
    """

    data: bytes
    making: Making | None
    pages: tuple[PageSeen, ...]
    frame: str


def open_report(pdf: bytes, *, with_pages: bool = True) -> Opened:
    """The parts of a report's PDF. Raises `Unreadable`."""
    refuse_at_sight(pdf)
    try:
        return _opened(pdf, with_pages)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a broken file breaks the library anywhere
        message = N_("The PDF is damaged: it cannot be read.")
        raise Unreadable(message) from error


def refuse_at_sight(pdf: bytes) -> None:
    """Refuse what is too large or no PDF, before any of it is read. Raises `Unreadable`."""
    if len(pdf) > MAX_FILE:
        raise Unreadable(N_("The file has more than {size} MB."), size=MAX_FILE // 1024**2)
    if not pdf:
        raise Unreadable(N_("The file is empty."))
    if not pdf[:1024].lstrip().startswith(_START):
        raise Unreadable(N_("The file is not a PDF."))


def _opened(pdf: bytes, with_pages: bool) -> Opened:
    reader = PdfReader(BytesIO(pdf))
    if reader.is_encrypted:
        raise Unreadable(N_("The PDF is encrypted; the app encrypts none."))
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable(N_("The PDF has more pages than any report."))
    keywords = reader.metadata.get("/Keywords") if reader.metadata else None
    pages = tuple(_seen(reader)) if with_pages else ()
    frame = _frame(reader) if with_pages else ""
    return Opened(_embedded(reader), making_of(str(keywords or "")), pages, frame)


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
        parts = [_digest(page.raw_get(key), known) for key in _DRAWING if key in page]
        notes = page.get("/Annots", ArrayObject()).get_object()
        parts += [
            _digest(note, known) for note in _items(notes) if not _is_signature(note.get_object())
        ]
        yield PageSeen(text, sha256(b"".join(parts)).hexdigest())


def _frame(reader: PdfReader) -> str:
    """A digest of the catalogue and of what the file says of itself, signatures left out."""
    catalogue = reader.root_object
    known: dict[int, bytes] = {}
    whole = sha256()
    for key in sorted(set(catalogue) - _OF_SIGNATURES - _OTHERWISE):
        whole.update(key.encode() + _digest(catalogue.raw_get(NameObject(key)), known))
    for bookmark in _bookmarks(catalogue):
        whole.update(bookmark)
    said: dict[str, Any] = dict(reader.metadata or {})
    for key in _TOLD:
        whole.update(f"{key} {said.get(key)}".encode())
    told = reader.xmp_metadata
    if told is not None:
        whole.update(str((told.dc_title, told.dc_description, told.dc_language)).encode())
    form = catalogue.get("/AcroForm", DictionaryObject()).get_object()
    fields = form.get("/Fields", ArrayObject()).get_object()
    others = [one for one in fields if not _is_signature(one.get_object())]
    if others or "/XFA" in form or "/CO" in form:
        whole.update(b"a form")
    return whole.hexdigest()


def _bookmarks(catalogue: Any) -> Iterator[bytes]:
    """The outline line by line, in a loop: it may be long or bite its tail."""
    top = catalogue.get("/Outlines", DictionaryObject()).get_object()
    waiting = [top.get("/First")]
    for _ in range(MAX_BOOKMARKS):
        while waiting and waiting[-1] is None:
            waiting.pop()
        if not waiting:
            return
        one = waiting.pop().get_object()
        actions = [_digest(one.raw_get(NameObject(key)), {}) for key in ("/A", "/SE") if key in one]
        yield f"{len(waiting)} {one.get('/Title')}".encode() + b"".join(actions)
        waiting += [one.get("/Next"), one.get("/First")]
    raise Unreadable(N_("The PDF has more pages than any report."))


def _is_signature(note: Any) -> bool:
    """Whether this is the field of a signature and shows nothing.

    A field of no size with anything more to it than a signature's place may show or do something.
    """
    left, bottom, right, top = (float(edge) for edge in note["/Rect"])
    return (
        note.get("/FT") == "/Sig"
        and note.get("/Subtype") == "/Widget"
        and (left == right or bottom == top)
        and set(note) <= _OF_A_SIGNATURE
    )


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
    elif isinstance(found, DictionaryObject) and found.get("/Type") in ("/Page", "/Pages"):
        pass  # each is looked at for itself
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

"""The printed reports of a batch in one ZIP, streamed: a file at a time is open, none in memory.

Everything that needs the database is read first; the stream outlives the request's transaction.
A report that is not there is named in the manifest. Should a file vanish or change while the ZIP
is under way, the stream breaks off short of the length it announced, so that nobody takes the
part for the whole.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from io import StringIO
from pathlib import Path

from zipstream import ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from app.domain.scoring import displayed
from app.persistence import outputs as repository
from app.persistence.files import report_file
from app.persistence.outputs import ReportedRow
from app.persistence.participants import DONE
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang
from app.services.batches import Batch, row_of
from app.services.context import Services
from app.services.pressing import basis_of_scores

MANIFEST, MANIFEST_JSON, SUMS = "manifest.csv", "manifest.json", "SHA256SUMS"
MEDIA_TYPE = "application/zip"
# Of a file name, in UTF-8: some file systems end at 143 bytes, and unpacking adds folders.
MAX_BYTES, MAX_KEY_BYTES = 120, 40
# What file systems refuse, and characters that nobody sees or that turn the line round.
_UNFIT = re.compile(r'[/\\:*?"<>|]')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Spreadsheet programs take what begins so for a formula.
_RISKY = re.compile(r"'*[=+\-@\t\r]")
INCLUDED, OUTDATED, MISSING, NOT_ASKED, NO_SCORE = (
    "included",
    "outdated",
    "missing",
    "not_asked",
    "no_score",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the manifest. `file` is empty unless the report is in the ZIP.

    `state` is included, outdated (in the ZIP, but printed before the newest score or by an
    earlier version), missing (its file is gone), not_asked, no_score, waiting, failed or
    cancelled. The score is the declared one now, 0…100, cut to one decimal; `bytes` the size.
    """

    number: int
    file: str
    key: str
    name_zh: str
    name_en: str
    declared_score: float | None
    declared_grade: str | None
    state: str
    sha256: str | None
    bytes: int | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes into the ZIP: the manifest's entries, and where the file of each lies."""

    entries: tuple[Entry, ...]
    paths: tuple[Path, ...]

    @property
    def count(self) -> int:
        """How many reports are in it."""
        return len(self.paths)


def bundle(services: Services, batch: Batch, lang: PdfLang, length: Length) -> Bundle:
    """The batch's reports in one language and length, each looked for in the file store."""
    row = row_of(services, batch)
    found = repository.reported(services.session, row.id, lang, length)
    width = max(4, len(str(max((each.position for each in found), default=0))))
    entries: list[Entry] = []
    paths: list[Path] = []
    for each in found:
        state = _state(each)
        path = services.files.path(report_file(each.report)) if each.report else None
        if state in (INCLUDED, OUTDATED) and not (path and _is_whole(path, each.size)):
            state = MISSING
        entry = _entry(each, state)
        if path and state in (INCLUDED, OUTDATED):
            name = each.name_en or each.name_zh if lang == "en" else each.name_zh or each.name_en
            file = file_name(each.position, name, each.key, width)
            entry = replace(entry, file=file, sha256=each.sha256, bytes=each.size)
            paths.append(path)
        entries.append(entry)
    return Bundle(tuple(entries), tuple(paths))


def stream(found: Bundle) -> tuple[int, Iterator[bytes]]:
    """The ZIP's length in bytes, and the ZIP piece by piece.

    The iterator raises OSError or RuntimeError where a file vanishes or changes meanwhile.
    """
    archive = ZipStream(sized=True, compress_type=ZIP_STORED)
    names = [entry.file for entry in found.entries if entry.file]
    for name, path in zip(names, found.paths, strict=True):
        archive.add_path(path, name)
    for name, text in (
        (MANIFEST, manifest_csv(found.entries)),
        (MANIFEST_JSON, manifest_json(found.entries)),
        (SUMS, sums(found.entries)),
    ):
        archive.add(text, name)
    return len(archive), iter(archive)


def file_name(number: int, name: str, key: str, width: int = 4) -> str:
    """A report's name in the ZIP: its number, the enterprise and its key, fit for any system.

    The number makes it unique and keeps it from being a name that a system reserves.
    """
    start, end = f"{number:0{width}}", _cut(_readable(key), MAX_KEY_BYTES)
    room = MAX_BYTES - len(f"{start}  {end}.pdf".encode())
    parts = (start, _cut(_readable(name), room), end)
    return " ".join(part for part in parts if part) + ".pdf"


def manifest_csv(entries: Sequence[Entry]) -> bytes:
    """The manifest as a table that spreadsheet programs open: UTF-8 with a byte order mark."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, Entry.__slots__)
    writer.writeheader()
    for entry in entries:
        writer.writerow({name: _disarmed(value) for name, value in asdict(entry).items()})
    return out.getvalue().encode("utf-8-sig")


def manifest_json(entries: Sequence[Entry]) -> bytes:
    """The manifest for programs."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1).encode()


def sums(entries: Sequence[Entry]) -> bytes:
    """The checksums as `sha256sum --check` reads them."""
    return "".join(f"{entry.sha256}  {entry.file}\n" for entry in entries if entry.file).encode()


def _state(row: ReportedRow) -> str:
    if row.state != DONE:
        return NO_SCORE
    if row.report is None or row.report_state is None:
        return NOT_ASKED
    if row.report_state != DONE:
        return row.report_state
    return INCLUDED if row.basis == basis_of_scores(row.scored_at) else OUTDATED


def _entry(row: ReportedRow, state: str) -> Entry:
    scored = row.state == DONE and row.declared is not None
    score = float(displayed(row.declared or 0.0)) if scored else None
    grade = row.grade if scored else None
    names = (row.name_zh, row.name_en)
    return Entry(row.position, "", row.key, *names, score, grade, state, None, None)


def _is_whole(path: Path, size: int | None) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _readable(text: str) -> str:
    """The text in composed form, without what a file name cannot hold."""
    text = _UNFIT.sub(" ", unicodedata.normalize("NFC", text))
    spaced = "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)
    return " ".join(spaced.split()).strip(" .")


def _cut(text: str, size: int) -> str:
    """The beginning of the text that fits into so many bytes, no character halved."""
    found = text.encode()[: max(size, 0)].decode(errors="ignore")
    # A mark belongs to the character before it, which may have been cut off with others of its.
    while found != text and found and unicodedata.combining(text[len(found)]):
        text, found = found, found[:-1]
    return found.rstrip(" .")


def _disarmed(value: object) -> object:
    if isinstance(value, str) and _RISKY.match(value):
        return f"'{value}"
    return "" if value is None else value

"""What a file may be before anything in it is unpacked: its size, and its directory's word."""

from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile, ZipInfo

from app.domain.problems import N_, Problem

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 1_000
# Up to this size a member may be packed as tightly as it likes; beyond it, at most by the ratio.
FREE_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 50
SHEET_ENDINGS = frozenset({".csv", ".txt", ".tsv"})
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Every member has one of these in the directory, so their number bounds the members.
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1


class Refused(ValueError):
    """A file that is not read at all. `problem` says why, and what would be."""

    def __init__(self, message: str, **params: object) -> None:
        self.problem = Problem(message, params)
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        return _refused, (self.problem.message, dict(self.problem.params))


def _refused(message: str, params: dict[str, object]) -> Refused:
    return Refused(message, **params)


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a packed workbook; else they are read as CSV."""
    return data.startswith(_ZIP)


def guard(data: bytes, filename: str) -> None:
    """Refuse a file that is too large or no table, by its directory alone: nothing is unpacked.

    Raises `Refused`. A directory that lies is met by the limits of the process that reads.
    """
    ending = PurePath(filename).suffix.lower()
    if not data:
        raise Refused(N_("The file is empty."))
    if len(data) > MAX_BYTES:
        message = N_("The file has {size} MB; at most {maximum} MB are read.")
        raise Refused(message, size=-(-len(data) // 2**20), maximum=MAX_BYTES // 2**20)
    if data.startswith(_OLE):
        message = N_(
            "This is an old .xls workbook, or one with a password. Save it as .xlsx, without a "
            "password."
        )
        raise Refused(message)
    if is_workbook(data):
        _guard_workbook(data)
    elif ending not in SHEET_ENDINGS:
        message = N_("This is no .xlsx workbook and no CSV file. Save the table as one of them.")
        raise Refused(message)


def _guard_workbook(data: bytes) -> None:
    if data.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:
        raise Refused(N_("The workbook consists of too many parts to be a table."))
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused(
            N_("The workbook is damaged: open and save it again, then send it.")
        ) from None
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Refused(N_("The workbook has a password. Save it without one."))
    if "xl/workbook.xml" not in {member.filename for member in members}:
        message = N_("This is no .xlsx workbook and no CSV file. Save the table as one of them.")
        raise Refused(message)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or any(map(_packed_too_tightly, members)):
        message = N_(
            "Unpacked, the workbook would be far larger than a table of {rows} enterprises. Copy "
            "the table into a new workbook and send that."
        )
        raise Refused(message, rows=10_000)


def _packed_too_tightly(member: ZipInfo) -> bool:
    beyond = member.file_size > FREE_UNPACKED
    return beyond and member.file_size > MAX_RATIO * max(member.compress_size, 1)

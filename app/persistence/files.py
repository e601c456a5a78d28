"""Files beside the database: uploads and printed reports.

A file's name follows from its row's id, so that work done again writes the same file again and
nothing is ever left without an owner. With several machines the folder must be a shared one.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

PART = ".part"
# The errors that say so of a disk, or of one's part of it.
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
# The sheet as handed in; the good rows read from it; what was wrong with the others.
SHEET, ROWS, PROBLEMS = "sheet", "rows.jsonl", "problems.jsonl"
UPLOAD_PARTS = (SHEET, ROWS, PROBLEMS)


def report_file(public_id: str) -> str:
    """The name of a printed report's file."""
    return f"reports/{public_id}.pdf"


def upload_file(public_id: str, part: str) -> str:
    """The name of one of the files that belong to an upload."""
    return f"uploads/{public_id}/{part}"


def upload_files(public_id: str) -> tuple[str, ...]:
    """The names of all files that may belong to an upload."""
    return tuple(upload_file(public_id, part) for part in UPLOAD_PARTS)


class FileStore:
    """Bytes by name below one folder. A name is a relative path of plain parts."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Where the file lies; ValueError for a name that leaves the folder."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or any(part in ("..", ".") for part in parts):
            raise ValueError(name)
        return self.root.joinpath(*parts)

    def write(self, name: str, data: bytes) -> None:
        """Write the whole file or none of it, on the disk when this returns. Raises OSError."""
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + PART)
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def read(self, name: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError."""
        return self.path(name).read_bytes()

    def delete(self, name: str) -> None:
        """Delete the file, and an upload's folder with its last; deleted twice is deleted."""
        path = self.path(name)
        path.unlink(missing_ok=True)
        # Folders that many share are left: somebody may be about to write into them.
        if len(PurePosixPath(name).parts) > 2:
            with suppress(OSError):  # not empty, or gone already
                path.parent.rmdir()

    def is_older(self, name: str, moment: datetime) -> bool:
        """Whether the file was last written before `moment`; one that is gone was."""
        try:
            return self.path(name).stat().st_mtime < moment.timestamp()
        except FileNotFoundError:
            return True

    def names(self) -> Iterator[str]:
        """The names of all files, leftovers of interrupted writing included."""
        for folder, _, files in os.walk(self.root):
            for file in files:
                yield Path(folder, file).relative_to(self.root).as_posix()

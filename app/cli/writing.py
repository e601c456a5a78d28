"""Writing several files, all of them or none."""

import os
import tempfile
from collections.abc import Mapping
from errno import EISDIR
from pathlib import Path


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write every file whole, beside its place, and only then move all to their places.

    Raises `OSError`; whatever could not be moved leaves nothing behind.
    """
    waiting: dict[Path, Path] = {}
    try:
        for target, content in contents.items():
            waiting[target] = _written_beside(target, content)
        for target, temporary in waiting.items():
            temporary.replace(target)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _written_beside(target: Path, content: bytes) -> Path:
    """The content in a file of its own in the target's folder. An error names the target."""
    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(target))
    try:
        handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}-")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o666 & ~_umask())
    return Path(name)


def _umask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

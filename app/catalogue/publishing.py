"""Published versions never change: their hashes are written down once and compared ever after.

`questionnaires/<id>/published.yaml` holds one line a version and one a day of rules. The hash
covers the files that make the version, by name and content; examples are not among them.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.catalogue.files import paths_of
from app.catalogue.located import CatalogueError, Located
from app.catalogue.shapes.published import PublishedFile
from app.catalogue.validating import Checked, read_checked
from app.domain.problems import N_

NAME = "published.yaml"
_HEAD = (
    "# Written by `readiness publish`. What stands here never changes; mend it in a new version.\n"
)
Part = Literal["versions", "rules"]


@dataclass(frozen=True, slots=True)
class Publishable:
    """A version of the questionnaire, or the rules of one day, in its directory."""

    directory: Path
    part: Part

    @property
    def home(self) -> Path:
        """`questionnaires/<id>/`."""
        place = self.directory.absolute() if self.directory.name in ("", "..") else self.directory
        return place.parent if self.part == "versions" else place.parent.parent

    @property
    def name(self) -> str:
        return self.directory.absolute().name

    @property
    def sha256(self) -> str:
        """The hash over the files that make it, line ends made alike."""
        own = self.directory / "rules.yaml"
        paths = paths_of(self.directory) if self.part == "versions" else (own,)
        whole = hashlib.sha256()
        for path in paths:
            content = path.read_bytes().replace(b"\r\n", b"\n")
            name = path.relative_to(self.directory).as_posix()
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
        return whole.hexdigest()


def publishables(directory: Path) -> Iterator[Publishable]:
    """What stands in a directory: itself, or all versions and rules of a questionnaire."""
    if (directory / "questionnaire.yaml").is_file():
        yield Publishable(directory, "versions")
    elif (directory / "rules.yaml").is_file():
        yield Publishable(directory, "rules")
    else:
        for file in sorted(directory.glob("*/questionnaire.yaml")):
            yield Publishable(file.parent, "versions")
        for file in sorted(directory.glob("rules/*/rules.yaml")):
            yield Publishable(file.parent, "rules")


def changed(published: Publishable) -> list[Located]:
    """A problem where a published version is no longer what was published, or is unreadable."""
    record = _record(published)
    if record is None:
        return []
    if record.shape is None or record.problems:
        return list(record.problems)
    recorded = _lines(record.shape, published.part).get(published.name)
    if recorded in (None, published.sha256):
        return []
    message = N_("{name} is published and was changed since; undo that, or make a new version.")
    return [record.at((published.part, published.name), message, name=published.name)]


def publish(published: Publishable) -> bool:
    """Write the line of a version not yet published; false where it stands there already.

    The version must have been checked. Raises `CatalogueError` where it was changed since.
    """
    faults = changed(published)
    if faults:
        raise CatalogueError(faults)
    record = _record(published)
    shape = record.shape if record and record.shape else PublishedFile()
    lines = dict(_lines(shape, published.part))
    if published.name in lines:
        return False
    lines[published.name] = published.sha256
    versions = lines if published.part == "versions" else shape.versions
    rules = lines if published.part == "rules" else shape.rules
    _write(published.home / NAME, versions, rules)
    return True


def _record(published: Publishable) -> Checked[PublishedFile] | None:
    path = published.home / NAME
    return read_checked(path, PublishedFile) if path.exists() else None


def _lines(shape: PublishedFile, part: Part) -> Mapping[str, str]:
    return shape.versions if part == "versions" else shape.rules


def _write(path: Path, versions: Mapping[str, str], rules: Mapping[str, str]) -> None:
    text = _HEAD
    for part, lines in (("versions", versions), ("rules", rules)):
        if lines:
            text += f"{part}:\n"
            text += "".join(f'  "{name}": {sha}\n' for name, sha in sorted(lines.items()))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)

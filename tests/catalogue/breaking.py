"""A copy of the small questionnaire with one thing broken."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

FIXTURES = Path(__file__).parent.parent / "fixtures" / "questionnaires"
SMALL = FIXTURES / "small"
MARK = "#HERE"


@dataclass(frozen=True)
class Break:
    """Replace `old`, which stands once in `file`, by `new`; the fault is expected at `key`.

    The expected line is the one on which `MARK` stands, else the first line of `new`. `others`
    is how many more problems follow from the same fault.
    """

    file: str
    old: str
    new: str
    key: str
    says: str
    others: int = 0


def breaks(name: str) -> list[Any]:
    """The faults listed in `fixtures/broken/<name>.yaml`, as parameters of a test."""
    entries = yaml.safe_load((FIXTURES.parent / "broken" / f"{name}.yaml").read_text("utf-8"))
    return [pytest.param(Break(**e), id=f"{e['key']}: {e['says']}"[:60]) for e in entries]


@dataclass(frozen=True)
class Broken:
    """The copy, and where in it the fault is."""

    home: Path
    version: Path
    file: Path
    line: int


def copied(folder: Path) -> Path:
    """The small questionnaire in `folder`, as a version's directory."""
    shutil.copytree(SMALL, folder / "small")
    return folder / "small" / "1.0"


def broken(folder: Path, what: Break) -> Broken:
    """The small questionnaire in `folder`, broken as told."""
    version = copied(folder)
    file = version.parent / what.file if what.file.startswith("rules/") else version / what.file
    text = file.read_text("utf-8")
    assert text.count(what.old) == 1, f"{what.old!r} stands {text.count(what.old)} times"
    at = text.index(what.old)
    text = text.replace(what.old, what.new)
    marked = text.find(MARK)
    line = text.count("\n", 0, marked if marked >= 0 else at) + 1
    file.write_text(text, "utf-8")
    return Broken(version.parent, version, file, line)

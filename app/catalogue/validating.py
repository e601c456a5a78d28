"""A file held against its shape; what is sound in a faulty file is kept for further checks.

An author who mends a file wants the whole list at once: a missing translation in one question
must not hide that another question's shares do not sum to 1. So the faulty parts, and no more,
are taken out, and what is left is checked on.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.catalogue.located import CatalogueError, KeyPath, Located
from app.catalogue.shape_errors import data_path, describe
from app.catalogue.shapes.base import Shape
from app.catalogue.yaml_reading import YamlFile, read_yaml
from app.domain.problems import Problem

S = TypeVar("S", bound=Shape)
_MAX_REPAIRED = 200
_MAX_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Checked(Generic[S]):
    """A file, what could be read of it, and what is wrong with its shape.

    `shape` is None where nothing could be read; `whole` is false where list items had to be left
    out, so that nothing may be concluded from their absence. `source` is the file as far as it
    was read, `given` all of it.
    """

    source: YamlFile
    shape: S | None
    problems: tuple[Located, ...] = ()
    whole: bool = True
    given: Any = None

    def at(self, path: KeyPath, message: str, **params: object) -> Located:
        """A problem at a place in this file."""
        return self.source.locate(path, Problem(message, params))

    @property
    def sound(self) -> S:
        """The shape of a file in which nothing is wrong. Raises `CatalogueError` otherwise."""
        if self.shape is None or self.problems:
            raise CatalogueError(self.problems)
        return self.shape


def read_checked(path: Path, model: type[S], shown_as: str | None = None) -> Checked[S]:
    """Read a file and hold it against its shape; never raises."""
    try:
        source = read_yaml(path, shown_as)
    except CatalogueError as error:
        file = shown_as or str(path)
        return Checked(YamlFile(file, None, {}), None, error.located, whole=False)
    return check_shape(source, model)


def check_shape(source: YamlFile, model: type[S]) -> Checked[S]:
    """Hold data against its shape."""
    try:
        return Checked(source, model.model_validate(source.data), given=source.data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    problems = _located(source, model, errors)
    if len(errors) > _MAX_REPAIRED:
        return Checked(source, None, problems, False, source.data)
    shape, repaired, whole = _salvage(source, model, errors)
    return Checked(repaired, shape, problems, whole, source.data)


def _located(
    source: YamlFile, model: type[Shape], errors: list[ErrorDetails]
) -> tuple[Located, ...]:
    """The errors in their places. A mistyped key is told once, not again as a missing one."""
    found = [describe(error, source.data, model) for error in errors]
    meant = {
        (*path[:-1], problem.params["close"])
        for path, problem in found
        if "close" in problem.params
    }
    return tuple(
        source.locate(path, problem)
        for (path, problem), error in zip(found, errors, strict=True)
        if error["type"] != "missing" or path not in meant
    )


def _salvage(
    source: YamlFile, model: type[S], errors: list[ErrorDetails]
) -> tuple[S | None, YamlFile, bool]:
    """What remains of a faulty file, with the lines of what remains."""
    left = YamlFile(source.file, deepcopy(source.data), source.lines)
    whole = True
    for _ in range(_MAX_ROUNDS):
        left, complete = _repair(left, errors)
        whole = whole and complete
        try:
            return model.model_validate(left.data), left, whole
        except ValidationError as error:
            errors = error.errors(include_url=False)
    return None, source, False


def _repair(source: YamlFile, errors: Iterable[ErrorDetails]) -> tuple[YamlFile, bool]:
    """Take out unknown keys, stand in for missing texts, leave out other faulty list items."""
    dropped: set[KeyPath] = set()
    for error in errors:
        missing = error["type"] == "missing"
        path = data_path(source.data, error["loc"], missing=missing)
        if error["type"] == "extra_forbidden":
            _at(source.data, path[:-1]).pop(path[-1], None)
        elif path and path[-1] in ("zh", "en"):
            _at(source.data, path[:-1])[path[-1]] = "…"
        else:
            dropped.add(_enclosing_item(source.data, path))
    dropped.discard(())
    return (_without(source, dropped), False) if dropped else (source, True)


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def _enclosing_item(data: Any, path: KeyPath) -> KeyPath:
    """The path of the innermost list item around `path`; () where there is none."""
    found: KeyPath = ()
    for depth, part in enumerate(path):
        if isinstance(data, list):
            found = path[: depth + 1]
        try:
            data = data[part]
        except (LookupError, TypeError):
            break
    return found


def _without(source: YamlFile, dropped: set[KeyPath]) -> YamlFile:
    """The file without these list items; the lines move up with what follows them."""
    outer = {p for p in dropped if not any(p[:n] in dropped for n in range(1, len(p)))}
    gone: dict[KeyPath, list[int]] = {}
    for path in sorted(outer, key=str):
        gone.setdefault(path[:-1], []).append(int(path[-1]))
    for container, indexes in gone.items():
        items = _at(source.data, container)
        items[:] = [item for index, item in enumerate(items) if index not in indexes]
    lines = {}
    for path, line in source.lines.items():
        moved = _moved(path, gone)
        if moved is not None:
            lines[moved] = line
    return YamlFile(source.file, source.data, lines)


def _moved(path: KeyPath, gone: dict[KeyPath, list[int]]) -> KeyPath | None:
    """Where a path stands once items are gone; None for what went with them."""
    moved: list[str | int] = []
    for depth, part in enumerate(path):
        indexes = gone.get(path[:depth], ())
        if part in indexes:
            return None
        moved.append(part - sum(i < part for i in indexes) if isinstance(part, int) else part)
    return tuple(moved)

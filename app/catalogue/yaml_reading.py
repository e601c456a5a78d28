"""A strict corner of YAML, read with the line of every key.

What authors need and nothing that surprises: mappings, lists, texts, whole and decimal numbers,
true and false, null, dates (2026-03-31). Everything else plain is a text: `no`, `1e400`, `.nan`,
`12:30`, `2026-13-01`. Refused: anchors and aliases, tags, several documents, a key given twice,
deep nesting, large files, control characters, anything but UTF-8.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.catalogue.located import CatalogueError, KeyPath, Located
from app.domain.problems import N_, Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 30
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file as plain data, with the line on which every key and list item stands."""

    file: str
    data: Any
    lines: Mapping[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """The line of `path`, or of the nearest container that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def key(self, path: KeyPath) -> str:
        """The path in words; a list item is named by its id where it has one."""
        shown = ""
        here: Any = self.data
        for part in path:
            inside = _inside(here, part)
            if isinstance(part, int) and isinstance(here, list):
                name = inside.get("id") if isinstance(inside, dict) else None
                shown += f"[{str(name)[:40] if isinstance(name, (str, int)) else part}]"
            else:
                shown += f".{part}" if shown else str(part)
            here = inside
        return shown

    def locate(self, path: KeyPath, problem: Problem) -> Located:
        """The problem, placed at `path`."""
        return Located(self.file, self.line(path), self.key(path), problem)


def _inside(container: Any, part: str | int) -> Any:
    try:
        return container[part]
    except (LookupError, TypeError):
        return None


def read_yaml(path: Path, shown_as: str | None = None) -> YamlFile:
    """The file's data; `shown_as` names it in messages. Raises `CatalogueError`."""
    file = shown_as or str(path)
    return parse_yaml(_text_of(path, file), file)


def parse_yaml(text: str, file: str) -> YamlFile:
    """The data written in `text`. Raises `CatalogueError` with one problem."""
    control = _FORBIDDEN.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        message = N_("Remove the control character {code}.")
        raise _refused(file, line, message, code=f"U+{ord(control[0]):04X}")
    return _Reader(file).read(text)


def _refused(file: str, line: int, message: str, **params: object) -> CatalogueError:
    return CatalogueError([Located(file, line, "", Problem(message, params))])


def _text_of(path: Path, file: str) -> str:
    try:
        with path.open("rb") as source:
            raw = source.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refused(file, 1, N_("There is no such file.")) from None
    except OSError as error:
        message = N_("The file cannot be read: {reason}")
        raise _refused(file, 1, message, reason=error.strerror or "") from None
    if len(raw) > MAX_BYTES:
        message = N_("The file is larger than {maximum} bytes.")
        raise _refused(file, 1, message, maximum=MAX_BYTES)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refused(file, line, N_("The file is not UTF-8 text; save it as UTF-8.")) from None


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being filled; `key` is the mapping's pending key."""

    container: dict[str | int, Any] | list[Any]
    path: KeyPath
    key: str | int | None = None


class _Reader:
    """Builds data from the parser's events: nothing is expanded and nothing recurses."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[KeyPath, int] = {}
        self.open: list[_Open] = []
        self.root: Any = None
        self.documents = 0

    def read(self, text: str) -> YamlFile:
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            message = N_("This is not valid YAML ({detail}); check indentation, quotes and colons.")
            line = mark.line + 1 if mark else 1
            raise _refused(self.file, line, message, detail=error.problem or "") from None
        return YamlFile(self.file, self.root, self.lines)

    def _refuse(self, event: yaml.Event, message: str, **params: object) -> CatalogueError:
        return _refused(self.file, _line(event), message, **params)

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise self._refuse(event, N_("A file holds one document: remove the “---”."))
            case yaml.AliasEvent():
                raise self._refuse(event, N_("Anchors and aliases are not read: repeat the value."))
            case yaml.ScalarEvent():
                self._refuse_extras(event)
                self._add(event, _value_of(event))
            case yaml.MappingStartEvent():
                self._begin(event, {})
            case yaml.SequenceStartEvent():
                self._begin(event, [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.open.pop()

    def _refuse_extras(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            raise self._refuse(event, N_("Anchors and aliases are not read: repeat the value."))
        if event.tag is not None:
            raise self._refuse(event, N_("Tags such as “{tag}” are not read."), tag=event.tag)

    def _begin(
        self, event: yaml.CollectionStartEvent, container: dict[str | int, Any] | list[Any]
    ) -> None:
        self._refuse_extras(event)
        if len(self.open) >= MAX_DEPTH:
            message = N_("The nesting is deeper than {maximum} levels.")
            raise self._refuse(event, message, maximum=MAX_DEPTH)
        if self.open and isinstance(self.open[-1].container, dict) and self.open[-1].key is None:
            raise self._refuse(event, N_("A key is a word or a whole number."))
        self.open.append(_Open(container, self._add(event, container)))

    def _add(self, event: yaml.Event, value: Any) -> KeyPath:
        """Put a value into the open container; the path at which it now stands."""
        if not self.open:
            self.root = value
            self.lines[()] = _line(event)
            return ()
        top = self.open[-1]
        if isinstance(top.container, list):
            path = (*top.path, len(top.container))
            top.container.append(value)
            self.lines[path] = _line(event)
            return path
        if top.key is None:
            top.key = self._key(event, value, top.container)
            self.lines[(*top.path, top.key)] = _line(event)
            return top.path
        top.container[top.key] = value
        path = (*top.path, top.key)
        top.key = None
        return path

    def _key(self, event: yaml.Event, value: Any, mapping: dict[str | int, Any]) -> str | int:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self._refuse(event, N_("A key is a word or a whole number."))
        if value in mapping:
            raise self._refuse(event, N_("The key “{key}” is given twice."), key=value)
        return value


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _value_of(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    plain, _ = event.implicit
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text

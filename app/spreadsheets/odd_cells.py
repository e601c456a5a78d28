"""What the reader of workbooks does not tell: cells in percent, and cells that hold an error.

It hands over 0.35 for a cell that shows 35%, and nothing for #N/A. Both are looked up in the
sheet's XML, but only where the workbook has such formats or errors at all.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from app.domain.figures import digits

ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_PERCENT_FORMATS = frozenset({"9", "10"})
_ERROR_MARKS = (b't="e"', b"t='e'")
_CHUNK = 1 << 20
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Attributes = Mapping[str, str]


class OddCells:
    """The percent formats of one workbook, and where its sheets lie in it."""

    def __init__(self, data: bytes) -> None:
        self.archive = ZipFile(BytesIO(data))
        self.parts = self._sheet_parts()
        self.percents = self._percent_styles()

    def amend(self, sheet: str, rows: list[list[Any]]) -> None:
        """Write percents as text such as `35%`, and errors by their sign, into the rows."""
        part = self.parts.get(sheet)
        if part is None or not (self.percents or self._has_errors(part)):
            return
        for line, at, error in _marked(self.archive, part, self.percents):
            if line >= len(rows) or at >= len(rows[line]):
                continue
            value = rows[line][at]
            if error:
                rows[line][at] = error
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                rows[line][at] = f"{digits(Decimal(repr(value)) * 100)}%"

    def _has_errors(self, part: str) -> bool:
        with self.archive.open(part) as stream:
            before = b""
            while chunk := stream.read(_CHUNK):
                if any(mark in before + chunk for mark in _ERROR_MARKS):
                    return True
                before = chunk[-8:]
        return False

    def _sheet_parts(self) -> dict[str, str]:
        """The path of each sheet by its name."""
        targets = {
            found["Id"]: normpath(join("xl", found["Target"])).lstrip("/")
            for name, found in _elements(self.archive, "xl/_rels/workbook.xml.rels")
            if name == "Relationship"
        }
        known = set(self.archive.namelist())
        parts: dict[str, str] = {}
        for name, found in _elements(self.archive, "xl/workbook.xml"):
            id_ = next((v for key, v in found.items() if key.rpartition(":")[2] == "id"), "")
            if name == "sheet" and targets.get(id_) in known:
                parts[found["name"]] = targets[id_]
        return parts

    def _percent_styles(self) -> frozenset[str]:
        """The numbers of the cell formats that show a percent sign."""
        if "xl/styles.xml" not in self.archive.namelist():
            return frozenset()
        formats, found, number, inside = set(_PERCENT_FORMATS), set(), 0, False
        for name, given in _elements(self.archive, "xl/styles.xml"):
            match name:
                case "numFmt" if "%" in given.get("formatCode", ""):
                    formats.add(given.get("numFmtId", ""))
                case "cellXfs" | "cellStyleXfs" | "cellStyles":
                    inside = name == "cellXfs"
                case "xf" if inside:
                    if given.get("numFmtId") in formats:
                        found.add(str(number))
                    number += 1
        return frozenset(found)


def _elements(archive: ZipFile, part: str) -> Iterator[tuple[str, Attributes]]:
    """The elements of a small part in their order, without their namespaces' prefixes."""
    found: list[tuple[str, Attributes]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, given: found.append((name.rpartition(":")[2], given))
    parser.Parse(archive.read(part), True)
    yield from found


def _marked(
    archive: ZipFile, part: str, percents: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    """Line and column, from 0, of cells in percent and of those with an error, and its sign."""
    scan = _Scan(percents)
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            scan.parser.Parse(chunk, False)
            yield from scan.found
            scan.found.clear()


class _Scan:
    """One pass over a sheet's XML. Rows and cells may leave out where they stand."""

    def __init__(self, percents: frozenset[str]) -> None:
        self.percents = percents
        self.found: list[tuple[int, int, str]] = []
        self.line = self.at = -1
        self.sign: list[str] | None = None
        self.in_error = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, given: Attributes) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._cell(given)
        elif tag == "row":
            self.line = int(given["r"]) - 1 if "r" in given else self.line + 1
            self.at = -1
        elif tag == "v" and self.in_error:
            self.sign = []

    def _cell(self, given: Attributes) -> None:
        place = _PLACE.fullmatch(given.get("r", ""))
        if place:
            self.at, self.line = column_number(place[1]), int(place[2]) - 1
        else:
            self.at += 1
        self.in_error = given.get("t") == "e"
        if not self.in_error and given.get("s") in self.percents:
            self.found.append((self.line, self.at, ""))

    def _text(self, text: str) -> None:
        if self.sign is not None:
            self.sign.append(text)

    def _end(self, name: str) -> None:
        if self.sign is not None and name.rpartition(":")[2] == "v":
            self.found.append((self.line, self.at, "".join(self.sign) or "#N/A"))
            self.sign = None


def column_number(letters: str) -> int:
    """The column's number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

"""Forms of many like rows, each a set of fields; what is left blank or taken out is not saved."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, Field, FieldList, Form, FormField

from app.web.forms.entries import EntryForm

YES, NO = "yes", "no"


class Row(Form):  # type: ignore[misc]
    """One row. The names of its fields are the keys of the domain's parser."""

    remove = BooleanField()

    # Fields that say nothing by themselves: a row with only these is blank.
    idle: ClassVar[frozenset[str]] = frozenset({"remove"})

    def raw(self) -> dict[str, object]:
        """What was typed; empty where the row is blank or to be taken out."""
        if self.remove.data:
            return {}
        found = {name: value for name, value in self._typed() if value}
        return {} if found.keys() <= self.idle else found

    def field_at(self, path: str) -> Field:
        """The field for a problem's path within the row."""
        name, _, rest = path.partition(".")
        if name not in self:
            return next(field for field in self if field.short_name != "remove")
        return row_field(self[name], rest) if isinstance(self[name], FieldList) else self[name]

    def _typed(self) -> Iterator[tuple[str, object]]:
        for field in self:
            if field.short_name == "remove":
                continue
            match field:
                case FieldList():
                    yield field.short_name, [raw for _, raw in filled(field)]
                case BooleanField():
                    yield field.short_name, YES if field.data else ""
                case _:
                    yield field.short_name, (field.data or "").strip()

    def prepare(self) -> None:
        """Make ready to be shown."""


class RowsForm(EntryForm):
    """A list of rows. One blank row always stands below the filled ones."""

    rows: FieldList

    def raw(self) -> list[dict[str, object]]:
        return [raw for _, raw in filled(self.rows)]

    def field_at(self, path: str) -> Field:
        return row_field(self.rows, path)

    def prepare(self) -> None:
        with_room(self.rows)
        for entry in self.rows:
            entry.form.prepare()


def filled(rows: FieldList) -> list[tuple[FormField, dict[str, object]]]:
    """The rows that say something, with what they say."""
    found = ((entry, entry.form.raw()) for entry in rows)
    return [(entry, raw) for entry, raw in found if raw]


def row_field(rows: FieldList, path: str) -> Field:
    """The field for a path such as `3.cn`, counted over the filled rows; else the list itself."""
    index, _, rest = path.partition(".")
    found = filled(rows)
    if not index.isdigit() or int(index) >= len(found):
        return rows
    row: Row = found[int(index)][0].form
    return row.field_at(rest)


def with_room(rows: FieldList) -> None:
    """Let a blank row stand below the filled ones."""
    if not rows or rows[-1].form.raw():
        rows.append_entry()


def row_data(raw: object) -> dict[str, Any]:
    """A stored row as its form shows it."""
    assert isinstance(raw, Mapping)
    return {str(key): _shown(value) for key, value in raw.items()}


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return [row_data(entry) for entry in value]
    return "" if value is None else str(value)

"""One thing asked on a page: its fields, what was typed into them, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wtforms import Field, FieldList, Form, FormField, HiddenField, RadioField

from app.domain.problems import Problem
from app.domain.text import Lang
from app.i18n import translate

MINE, THEIRS = "mine", "theirs"


class EntryForm(Form):  # type: ignore[misc]
    """The fields of one fact, answer or enterprise, and those that keep savers apart.

    `base` is the digest of the stored value that the form was shown with. After a conflict
    `theirs` is the digest of the colleague's value and `resolve` says whose is to stand.
    """

    base = HiddenField()
    theirs = HiddenField()
    resolve = RadioField(choices=[MINE, THEIRS], validate_choice=False)

    # Where a problem's field path differs from the form field that shows it.
    places: ClassVar[Mapping[str, str]] = {}

    def raw(self) -> object:
        """What was typed, as the domain's parser takes it."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Make ready to be shown."""

    def settled_base(self) -> str:
        """The stored value that what was typed is meant to replace."""
        resolved = self.resolve.data == MINE and self.theirs.data
        return str((self.theirs.data if resolved else self.base.data) or "")

    @property
    def yields(self) -> bool:
        """Whether the writer chose to let the colleague's value stand."""
        return bool(self.resolve.data == THEIRS and self.theirs.data)

    def attach(self, problems: Iterable[Problem], lang: Lang) -> list[tuple[str, str]]:
        """Show each problem at its field; returns (field's HTML id, message) for the summary."""
        shown: list[tuple[str, str]] = []
        for problem in problems:
            field = self.field_at(problem.field)
            message = translate(problem, lang)
            if message not in field.errors:
                field.errors = [*field.errors, message]
                shown.append((anchor(field), message))
        return shown

    def field_at(self, path: str) -> Field:
        """The form field for a problem's path."""
        name = self.places.get(path, path)
        return self[name] if name in self else next(iter(self.own_fields()))

    def own_fields(self) -> Iterator[Field]:
        """The fields that a person fills in."""
        return (f for f in self if f.short_name not in ("base", "theirs", "resolve"))


def anchor(field: Field) -> str:
    """The id of the element that a link to `field` leads to."""
    return f"{field.id}-0" if isinstance(field, RadioField) else str(field.id)


def names(form: Form) -> Iterator[str]:
    """The HTML name of every input of `form`."""
    for field in form:
        yield from _names(field)


def _names(field: Field) -> Iterator[str]:
    match field:
        case FieldList():
            for entry in field:
                yield from _names(entry)
        case FormField():
            yield from names(field.form)
        case _:
            yield str(field.name)

"""The form of one fact of the profile."""

from collections.abc import Callable
from functools import cache

from wtforms import Field, RadioField, SelectMultipleField, StringField

from app.domain.expressions import Value
from app.domain.facts import fact_as_raw
from app.domain.questionnaire import Variable
from app.services.saving import digest
from app.web.forms.entries import EntryForm

YES, NO = "yes", "no"


class FactForm(EntryForm):
    """One fact: `value` as radios, checkboxes or a line of text."""

    value: Field

    def raw(self) -> object:
        return self.value.data

    def field_at(self, _: str) -> Field:
        return self.value


def fact_form(variable: Variable) -> type[FactForm]:
    """The form class for a variable."""
    return _form_class(variable.kind, tuple(option.id for option in variable.options))


def fact_data(value: Value | None) -> dict[str, object]:
    """A stored fact as the form shows it."""
    if value is None:
        return {"base": "", "value": None}
    raw = fact_as_raw(value)
    shown: object = raw
    if isinstance(raw, bool):
        shown = YES if raw else NO
    elif isinstance(raw, float):
        shown = f"{raw:g}" if raw == int(raw) and raw < 1e6 else repr(raw)
    return {"base": digest(raw), "value": shown}


@cache
def _form_class(kind: str, options: tuple[str, ...]) -> type[FactForm]:
    fields: dict[str, Callable[[], Field]] = {
        "bool": lambda: RadioField(choices=[YES, NO], validate_choice=False),
        "choice": lambda: RadioField(choices=list(options), validate_choice=False),
        "set": lambda: SelectMultipleField(choices=list(options), validate_choice=False),
    }
    make = fields.get(kind, StringField)
    return type("FactForm", (FactForm,), {"value": make()})

"""The form that says who is assessed."""

from collections.abc import Mapping

from wtforms import SelectField, StringField

from app.services.saving import digest
from app.web.forms.entries import EntryForm


class EnterpriseForm(EntryForm):
    """Who is assessed; the field names are the keys of `parse_enterprise`."""

    name_zh = StringField()
    name_en = StringField()
    uscc = StringField()
    province = SelectField(validate_choice=False)
    employees = StringField()
    contact = StringField()

    def raw(self) -> Mapping[str, object]:
        return {field.short_name: field.data or "" for field in self.own_fields()}


def enterprise_data(raw: Mapping[str, object]) -> dict[str, object]:
    """The stored enterprise as the form shows it."""
    return {"base": digest(dict(raw)), **raw}

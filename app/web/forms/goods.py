"""The forms of the exposure calculator: goods for the EU with their precursors, and the price."""

from collections.abc import Mapping

from wtforms import FieldList, FormField, SelectField, StringField

from app.services.saving import digest
from app.web.forms.entries import EntryForm
from app.web.forms.rows import Row, RowsForm, row_data, with_room


class PrecursorRow(Row):
    """A good on the list that goes into another one; the field names are those of `Precursor`."""

    cn = StringField()
    mass_per_tonne = StringField()
    embedded_emissions = StringField()
    route = SelectField(validate_choice=False)


class GoodRow(Row):
    """Goods of one code; the field names are those of `Good`."""

    cn = StringField()
    name = StringField()
    tonnes_to_eu = StringField()
    importer_over_50_t = SelectField(validate_choice=False)
    route = SelectField(validate_choice=False)
    embedded_emissions = StringField()
    carbon_price_eur_per_t = StringField()
    benchmark_default = StringField()
    benchmark_actual = StringField()
    precursors = FieldList(FormField(PrecursorRow))

    DETAILS = (
        "route",
        "embedded_emissions",
        "carbon_price_eur_per_t",
        "benchmark_default",
        "benchmark_actual",
    )

    def prepare(self) -> None:
        with_room(self.precursors)

    @property
    def has_details(self) -> bool:
        """Whether something beyond the usual is typed or wrong, so that it is shown opened."""
        typed = any(self[name].data or self[name].errors for name in self.DETAILS)
        rows = any(field.errors for entry in self.precursors for field in entry.form)
        return typed or rows or any(entry.form.raw() for entry in self.precursors)


class GoodsForm(RowsForm):
    """The goods that go to the EU."""

    rows = FieldList(FormField(GoodRow))


class PriceForm(EntryForm):
    """The certificate prices to reckon with."""

    low = StringField()
    high = StringField()

    def raw(self) -> Mapping[str, object]:
        typed = {name: (self[name].data or "").strip() for name in ("low", "high")}
        return {name: value for name, value in typed.items() if value}


def goods_data(raw: object) -> dict[str, object]:
    """The stored goods as the form shows them."""
    goods = raw if isinstance(raw, list) else []
    return {"base": digest(raw), "rows": [row_data(good) for good in goods]}


def price_data(raw: object) -> dict[str, object]:
    """The stored prices as the form shows them."""
    return {"base": digest(raw), **(row_data(raw) if raw else {})}

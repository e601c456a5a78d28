"""The form of the savings calculator: a year's trade by goods, market and agreement."""

from wtforms import BooleanField, FieldList, FormField, SelectField, StringField

from app.services.saving import digest
from app.web.forms.rows import Row, RowsForm, row_data


class TradeRow(Row):
    """One trade; the field names are the keys of `parse_trades`."""

    hs = StringField()
    market = SelectField(validate_choice=False)
    agreement = SelectField(validate_choice=False)
    value = StringField()
    currency = StringField()
    mfn = StringField()
    preferential = StringField()
    rates_source = StringField()
    origin = SelectField(validate_choice=False)
    claimed_share = StringField()
    confirmed = BooleanField()

    idle = frozenset({"remove", "confirmed"})


class TradesForm(RowsForm):
    """The trades."""

    rows = FieldList(FormField(TradeRow))


def trades_data(raw: object) -> dict[str, object]:
    """The stored trades as the form shows them."""
    trades = raw if isinstance(raw, list) else []
    return {"base": digest(raw), "rows": [row_data(trade) for trade in trades]}

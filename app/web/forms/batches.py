"""The forms about a batch: what it is called, the sheet to hand in, the reports to print."""

from collections.abc import Mapping

from wtforms import EmailField, FileField, SelectField, StringField, URLField

from app.spreadsheets.guarding import MAX_BYTES
from app.web.forms.plain import PlainForm

FIELDS = ("name", "assessed_on", "previous", "notify_email", "notify_url")


class BatchForm(PlainForm):
    """What a batch is called, what it is compared with and who is told of its end."""

    name = StringField()
    assessed_on = StringField()
    previous = SelectField(validate_choice=False)
    notify_email = EmailField()
    notify_url = URLField()

    def raw(self) -> Mapping[str, str]:
        """What was typed, by field."""
        return {name: self.text(name) for name in FIELDS}


class SheetForm(PlainForm):
    """A sheet to hand in, of at most `max_bytes`."""

    sheet = FileField()
    max_bytes = MAX_BYTES


class NewBatchForm(BatchForm, SheetForm):
    """A new batch, with its first sheet at once if it is at hand."""

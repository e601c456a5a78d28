"""The PDF of one participant, asked for from its page."""

from app.persistence import portfolios as repository
from app.persistence.models import ParticipantRow
from app.persistence.participants import DONE
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang
from app.services import printing
from app.services.batches import Batch
from app.services.context import Services
from app.services.errors import NotFound
from app.services.printing import Printed


def ask(
    services: Services,
    batch: Batch,
    public_id: str,
    lang: PdfLang,
    length: Length,
    *,
    again: bool = False,
) -> Printed:
    """Ask for the report, `again` where it failed. Raises `NotFound` unless it has a score."""
    row = _scored(services, batch, public_id)
    return printing.ask_for_participant(services, row, lang, length, again=again)


def found(
    services: Services, batch: Batch, public_id: str, lang: PdfLang, length: Length
) -> Printed | None:
    """The report, if it was asked for as it would be now. Raises `NotFound` as `ask` does."""
    row = _scored(services, batch, public_id)
    return printing.found_of_participant(services, row, lang, length)


def _scored(services: Services, batch: Batch, public_id: str) -> ParticipantRow:
    row = repository.find(services.session, batch.id, public_id)
    if row is None or row.state != DONE:
        raise NotFound
    return row

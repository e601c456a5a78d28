"""A batch that lives alone in a folder, with a database of its own: for the command line."""

import secrets
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from app.persistence.models import BatchRow, OrganisationRow
from app.persistence.uploads import REFUSED, STORED, STORING
from app.services import batches, uploads
from app.services.batches import Batch
from app.services.context import Services
from app.services.uploads import Upload


class AnotherSheet(Exception):
    """The folder holds the work on another sheet, of the name `filename`."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename)
        self.filename = filename


def batch_of_folder(services: Services, name: str, day: str) -> Batch:
    """The folder's batch, made where there is none yet; then `day` is its day of assessment.

    Raises `InvalidInput` for a name or day that a batch cannot have.
    """
    row = services.session.scalar(select(BatchRow).order_by(BatchRow.id).limit(1))
    if row is not None:
        return batches.find(services, row.organisation_id, row.public_id)
    owner = OrganisationRow(public_id=secrets.token_urlsafe(12), name=name, created_at=services.now)
    services.session.add(owner)
    services.session.flush()
    return batches.create(services, owner.id, {"name": name, "assessed_on": day})


def upload_of_folder(services: Services, batch: Batch, source: Path) -> Upload:
    """The folder's upload of `source`, handed in where it was not yet or could not be read.

    A corrected sheet takes the place of one of which nothing was stored. Raises `Refused` for
    what is no table, `AnotherSheet` where another one is stored, OSError.
    """
    data = source.read_bytes()
    digest = sha256(data).hexdigest()
    for upload in uploads.of_batch(services, batch):
        same = upload.sha256 == digest
        if same and upload.state != REFUSED:
            return upload
        if not same and upload.state in (STORING, STORED):
            raise AnotherSheet(upload.filename)
    return uploads.hand_in(services, batch, source.name, data)

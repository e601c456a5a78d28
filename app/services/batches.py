"""Batches: many enterprises that an organisation assesses together."""

from dataclasses import dataclass

from app.persistence import batches as repository
from app.services.context import Services
from app.services.errors import NotFound


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as its pages need it."""

    id: int
    public_id: str
    name: str


def find(services: Services, organisation_id: int, public_id: str) -> Batch:
    """The organisation's batch with that id. Raises `NotFound`, alike for another's."""
    row = repository.find(services.session, organisation_id, public_id)
    if row is None:
        raise NotFound
    return Batch(row.id, row.public_id, row.name)

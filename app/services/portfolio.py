"""The portfolio of a batch: the picture of all its scored participants, kept while it holds.

Reading thousands of standings takes seconds, so each process keeps what the picture needs of them
and reads again only what was scored since; see docs/decisions/portfolio-cache.md.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from app.domain.portfolio.filters import NO_FILTERS, Filters
from app.domain.portfolio.participant import Participant, participant_of
from app.domain.portfolio.picture import Portfolio, portfolio_of
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.persistence import portfolios as repository
from app.persistence.models import BatchRow
from app.persistence.portfolios import StandingRow, Tally
from app.services.batches import Batch
from app.services.context import Services
from app.services.errors import NotFound
from app.services.standings import standing_from_json

# Two of the largest batches, or many small ones: about 100 MB.
MAX_KEPT_PARTICIPANTS = 20_000
MAX_KEPT_PICTURES = 16

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Basis(NamedTuple):
    """What a group was made of. Within one run participants are only added to the scored ones."""

    batch: str
    run: int
    versions: tuple[str, str, date]
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The scored participants of a batch in its order, and how many others it has.

    `questionnaire` and `rules` say what its ids mean; `day` is the day of assessment.
    """

    basis: Basis
    questionnaire: Questionnaire = field(repr=False)
    rules: RuleBook = field(repr=False)
    day: date
    rows: Mapping[int, tuple[datetime, Participant]] = field(repr=False)
    participants: tuple[Participant, ...] = field(repr=False)

    def count(self, state: str) -> int:
        """How many participants are in the state: waiting, done, failed or cancelled."""
        return sum(tally.number for tally in self.basis.tallies if tally.state == state)

    @property
    def total(self) -> int:
        """How many participants the batch has."""
        return sum(tally.number for tally in self.basis.tallies)


class Keeper(Generic[Key, Kept]):
    """The values used last, by key, as long as their sizes sum to at most `room`.

    The newest stays whatever its size. Threads share it; two that miss at once both make the
    value, which is the same.
    """

    def __init__(self, room: int, size: Callable[[Kept], int]) -> None:
        self.room, self.size = room, size
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Kept | None:
        """The value under the key; None where it is not kept (any more)."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Key, value: Kept) -> None:
        """Keep the value, and let go of those not used for longest."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and sum(map(self.size, self._kept.values())) > self.room:
                self._kept.popitem(last=False)


_groups: Keeper[str, Group] = Keeper(MAX_KEPT_PARTICIPANTS, lambda group: len(group.rows))
_pictures: Keeper[tuple[Basis, Basis | None, Filters], Portfolio] = Keeper(
    MAX_KEPT_PICTURES, lambda _: 1
)


def portfolio(services: Services, batch: Batch, filters: Filters = NO_FILTERS) -> Portfolio:
    """The picture of the batch's scored participants that pass the filters.

    It is compared with the batch that this one names as its predecessor, if there still is one.
    """
    row = _row(services, batch)
    now, before = _group(services, row), _earlier(services, row)
    key = (now.basis, before.basis if before else None, filters)
    found = _pictures.get(key)
    if found is None:
        found = portfolio_of(
            now.questionnaire,
            now.rules,
            now.day,
            now.participants,
            before.participants if before else None,
            filters,
        )
        _pictures.keep(key, found)
    return found


def group(services: Services, batch: Batch) -> Group:
    """Everybody in the batch."""
    return _group(services, _row(services, batch))


def previous(services: Services, batch: Batch) -> BatchRow | None:
    """The batch with which this one is compared; None where there is none (any more)."""
    return _previous(_row(services, batch))


def _row(services: Services, batch: Batch) -> BatchRow:
    row = services.session.get(BatchRow, batch.id)
    if row is None:  # deleted since the door looked it up
        raise NotFound
    return row


def _previous(row: BatchRow) -> BatchRow | None:
    earlier = row.previous
    if earlier is None or earlier.organisation_id != row.organisation_id:
        return None
    return earlier


def _earlier(services: Services, row: BatchRow) -> Group | None:
    earlier = _previous(row)
    return None if earlier is None else _group(services, earlier)


def _group(services: Services, row: BatchRow) -> Group:
    tallies = repository.tallies(services.session, row.id)
    versions = row.questionnaire_version, row.rules_version, row.assessed_on
    basis = Basis(row.public_id, row.run, versions, tuple(sorted(tallies)))
    kept = _groups.get(row.public_id)
    if kept is not None and kept.basis == basis:
        return kept
    found = _read(services, row, basis, kept)
    _groups.keep(row.public_id, found)
    return found


def _read(services: Services, row: BatchRow, basis: Basis, kept: Group | None) -> Group:
    """The group as it is now; of a kept one only what was scored since is read again."""
    known = kept.rows if kept is not None and kept.basis.versions == basis.versions else {}
    moments = repository.scored(services.session, row.id)
    unknown = [id_ for id_, moment in moments if id_ not in known or known[id_][0] != moment]
    questionnaire = services.catalogue.questionnaire(row.questionnaire, row.questionnaire_version)
    rows = {id_: known[id_] for id_, _ in moments if id_ in known}
    for found in repository.standings(services.session, unknown):
        rows[found.id] = found.scored_at, _participant(questionnaire, found)
    in_order = {id_: rows[id_] for id_, _ in moments if id_ in rows}
    return Group(
        basis,
        questionnaire,
        services.catalogue.rules(row.questionnaire, row.rules_version),
        row.assessed_on,
        in_order,
        tuple(participant for _, participant in in_order.values()),
    )


def _participant(questionnaire: Questionnaire, row: StandingRow) -> Participant:
    return participant_of(questionnaire, row.public_id, row.key, standing_from_json(row.standing))

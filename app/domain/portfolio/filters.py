"""Choosing some of a group: by sector, province, region, size, market, grade, name or key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from app.domain.portfolio.participant import Participant

# Chooses those of whom the attribute is not known, so that the choices of an attribute with one
# value divide the group.
NOT_KNOWN = "-"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to choose by; an empty text lets all pass, `NOT_KNOWN` those without a value."""

    sector: str = ""
    province: str = ""
    region: str = ""
    size: str = ""
    market: str = ""
    grade: str = ""
    search: str = ""

    @property
    def active(self) -> dict[str, str]:
        """The filters that leave anyone out, by name."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name))}


NO_FILTERS = Filters()


def chosen(participants: Sequence[Participant], filters: Filters) -> tuple[Participant, ...]:
    """Those that pass every filter, in their order."""
    active = filters.active
    search = active.pop("search", "").strip().casefold()
    found: Iterable[Participant] = participants
    for name, wanted in active.items():
        found = [p for p in found if wanted in _values(p, name)]
    if search:
        found = [p for p in found if _is_found(p, search)]
    return tuple(found)


def choices(participants: Iterable[Participant], name: str) -> dict[str, int]:
    """How many participants have each value of the attribute a filter of that name looks at."""
    counts: dict[str, int] = {}
    for participant in participants:
        for value in _values(participant, name):
            counts[value] = counts.get(value, 0) + 1
    return counts


def _values(participant: Participant, name: str) -> tuple[str, ...]:
    match name:
        case "market":
            return participant.markets or (NOT_KNOWN,)
        case "grade":
            return (participant.declared.grade or NOT_KNOWN,)
        case _:
            return (getattr(participant, name) or NOT_KNOWN,)


def _is_found(participant: Participant, search: str) -> bool:
    name = participant.name
    return any(search in text.casefold() for text in (name.zh, name.en, participant.key))

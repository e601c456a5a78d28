"""A group beside an earlier one: enterprise by enterprise, who came and who left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.portfolio.participant import Participant


class Change(NamedTuple):
    """One enterprise of both groups; `declared` and `proved` are later minus earlier, in points.

    They are None where one of the two has no score. `grade` is the change of the declared grade
    in steps, above 0 for a better one, None where one of the two has none.
    """

    before: Participant
    after: Participant
    declared: float | None
    proved: float | None
    grade: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Those in both, the largest rise of the declared score first; newcomers and leavers.

    The means are over the enterprises with both scores, None without any.
    """

    both: tuple[Change, ...]
    newcomers: tuple[Participant, ...]
    leavers: tuple[Participant, ...]
    declared: float | None
    proved: float | None

    @property
    def better(self) -> int:
        """How many have a better grade now."""
        return sum(change.grade is not None and change.grade > 0 for change in self.both)

    @property
    def worse(self) -> int:
        """How many have a worse grade now."""
        return sum(change.grade is not None and change.grade < 0 for change in self.both)


def changes(
    earlier: Sequence[Participant], later: Sequence[Participant], grades: Sequence[str]
) -> Changes:
    """The later group beside the earlier one; `grades` from best to worst."""
    before = {participant.key: participant for participant in earlier}
    now = {participant.key for participant in later}
    rank = {grade: at for at, grade in enumerate(grades)}
    both = [_change(before[p.key], p, rank) for p in later if p.key in before]
    both.sort(key=lambda c: (c.declared is None, -(c.declared or 0.0), c.after.key))
    return Changes(
        tuple(both),
        tuple(p for p in later if p.key not in before),
        tuple(p for p in earlier if p.key not in now),
        _mean([c.declared for c in both if c.declared is not None]),
        _mean([c.proved for c in both if c.proved is not None]),
    )


def _change(before: Participant, after: Participant, rank: dict[str, int]) -> Change:
    old, new = rank.get(before.declared.grade or ""), rank.get(after.declared.grade or "")
    return Change(
        before,
        after,
        _less(after.declared.score, before.declared.score),
        _less(after.proved.score, before.proved.score),
        None if old is None or new is None else old - new,
    )


def _less(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def _mean(found: Sequence[float]) -> float | None:
    return sum(found) / len(found) if found else None

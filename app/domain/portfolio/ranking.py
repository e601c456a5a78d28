"""The ranking with honest ties: two that cannot be told apart share their places.

An enterprise's score lies somewhere between what it proved and what is possible once every open
question is answered. Only where one interval lies wholly above another is its enterprise surely
better; so each gets the range of places it may have.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.portfolio.participant import Participant


class Ranked(NamedTuple):
    """`place` is by the declared score, equals sharing it; the true one is `first` to `last`.

    All three are None without a score.
    """

    participant: Participant
    place: int | None
    first: int | None
    last: int | None


class Places(NamedTuple):
    """The place of one score and the range it may have, counted from 1."""

    place: int
    first: int
    last: int


def ranking(participants: Sequence[Participant]) -> tuple[Ranked, ...]:
    """All of them, the best declared score first, those without a score at the end.

    Equal scores stand in the order of their proved scores, then of their keys.
    """
    scored: list[Participant] = []
    triples: list[tuple[float, float, float]] = []
    for participant in participants:
        interval, declared = participant.interval, participant.declared.score
        if interval is not None and declared is not None:
            scored.append(participant)
            triples.append((interval[0], declared, interval[1]))
    found = [Ranked(p, *at) for p, at in zip(scored, places(triples), strict=True)]
    found.sort(key=lambda r: (r.place, -(r.participant.proved.score or 0.0), r.participant.key))
    without = [Ranked(p, None, None, None) for p in participants if p.interval is None]
    return (*found, *sorted(without, key=lambda r: r.participant.key))


def places(scores: Sequence[tuple[float, float, float]]) -> list[Places]:
    """The places of scores given as (low, declared, high), low ≤ declared ≤ high; O(n log n)."""
    lows = sorted(low for low, _, _ in scores)
    declared = sorted(score for _, score, _ in scores)
    highs = sorted(high for _, _, high in scores)
    count = len(scores)
    return [
        Places(
            1 + count - bisect_right(declared, score),
            1 + count - bisect_right(lows, high),
            count - bisect_left(highs, low),
        )
        for low, score, high in scores
    ]

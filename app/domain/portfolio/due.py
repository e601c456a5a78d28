"""The dated rules that hit a group within six and within twelve months."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.domain.portfolio.participant import Participant
from app.domain.rules import DUE_KINDS, RuleBook

SOON, LATER = 6, 12


class DueDate(NamedTuple):
    """A date of a rule, `months` (6 or 12) within which it falls, and whom it concerns.

    `at` is the milestone's place in the rule; `kind` is applies, deadline or reporting.
    `in_scope` counts the enterprises it concerns, `needs_answer` those whose profile does not say.
    """

    rule: str
    at: int
    date: date
    kind: str
    months: int
    in_scope: int
    needs_answer: int


def due_dates(
    rules: RuleBook, day: date, participants: Sequence[Participant]
) -> tuple[DueDate, ...]:
    """The dates after `day` up to a year later that concern anyone, the next one first."""
    inside: dict[str, int] = {}
    unclear: dict[str, int] = {}
    for participant in participants:
        for id_ in participant.rules_in:
            inside[id_] = inside.get(id_, 0) + 1
        for id_ in participant.rules_open:
            unclear[id_] = unclear.get(id_, 0) + 1
    soon, later = months_after(day, SOON), months_after(day, LATER)
    found = [
        DueDate(
            rule.id,
            at,
            milestone.date,
            milestone.kind,
            SOON if milestone.date <= soon else LATER,
            inside.get(rule.id, 0),
            unclear.get(rule.id, 0),
        )
        for rule in rules.rules
        for at, milestone in enumerate(rule.milestones)
        if milestone.kind in DUE_KINDS
        and day < milestone.date <= later
        and (rule.id in inside or rule.id in unclear)
    ]
    return tuple(sorted(found, key=lambda d: (d.date, -d.in_scope, d.rule, d.at)))


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, cut to the month's end."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))

"""What of a group's report is summed and compared: amounts, changes, and the names in its rows."""

from decimal import Decimal

from app.domain.portfolio.changes import Change
from app.domain.portfolio.participant import Participant
from app.domain.portfolio.picture import Portfolio
from app.domain.text import Text
from app.reporting.building.figures import hundredths
from app.reporting.portfolio.values import (
    Amounts,
    ChangeLine,
    Changes,
    ExposureLine,
    Member,
    SavingLine,
)
from app.reporting.wording import NONE, cut, score_shown, signed_tenths

MOST_MOVED = 10
NAME_ZH, NAME_EN = 32, 56


def member(key: str, name: Text) -> Member:
    """An enterprise as the report names it, its name cut to what a row has room for."""
    return Member(key, cut(name, NAME_ZH, NAME_EN))


def who(participant: Participant) -> Member:
    """The same of a participant."""
    return member(participant.key, participant.name)


def amounts(found: Portfolio) -> Amounts:
    """CBAM exposure and FTA savings in sums."""
    of = found.amounts
    return Amounts(
        of.with_goods,
        of.with_trades,
        tuple(
            ExposureLine(
                str(year.year),
                year.illustration,
                _money(year.certificates),
                year.priced,
                _money(year.low),
                _money(year.central),
                _money(year.high),
                year.left_out,
            )
            for year in of.exposure
        ),
        tuple(
            SavingLine(s.currency, s.enterprises, _money(s.saved), _money(s.left),
                       _money(s.possible))
            for s in of.savings
        ),
    )  # fmt: skip


def _money(amount: Decimal | None) -> str:
    return NONE if amount is None else hundredths(amount)


def changes(found: Portfolio) -> Changes | None:
    """Since the batch before; None without one."""
    of = found.changes
    if of is None:
        return None
    risen = [c for c in of.both if (c.declared or 0) > 0]
    fallen = [c for c in reversed(of.both) if (c.declared or 0) < 0]
    return Changes(
        len(of.both),
        len(of.newcomers),
        len(of.leavers),
        of.better,
        of.worse,
        _signed(of.declared),
        _signed(of.proved),
        tuple(map(_change, risen[:MOST_MOVED])),
        tuple(map(_change, fallen[:MOST_MOVED])),
    )


def _change(change: Change) -> ChangeLine:
    before, after = change.before.declared, change.after.declared
    return ChangeLine(
        who(change.after),
        score_shown(before.score),
        score_shown(after.score),
        _signed(change.declared),
        f"{before.grade or NONE} → {after.grade or NONE}",
    )


def _signed(points: float | None) -> str:
    return NONE if points is None else signed_tenths(round(points * 10))

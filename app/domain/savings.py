"""FTA savings: the duty that preferences save the buyer, and what is left on the table.

margin = max(0, MFN rate − preferential rate); saved = value × margin × claimed share; left on the
table = value × margin × (1 − claimed share). Rates and values are the enterprise's own. All
arithmetic is exact; amounts are rounded to hundredths where they are shown (`figures.cents`), each
for itself. Amounts of different currencies are never added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from app.domain.figures import EXACT, PERCENT, ZERO, Figure, Note, worked_out
from app.domain.problems import N_
from app.domain.questionnaire import HALF_A_NANO
from app.domain.scoring import OPEN, Item
from app.domain.trades import Origin, SpecificDuty, Trade

_HUNDREDTH = Decimal("0.01")

_UNPROVED = N_("The preference is claimed although the rule of origin is not established: "
               "establish it before the next claim.")  # fmt: skip
_UNFOUNDED = N_("The preference is claimed although the rule of origin is not met: customs can "
                "claim the duty back.")  # fmt: skip
_NO_SHARE = N_("Enter the share for which the preference is claimed, 0 for none.")
_NO_SOURCE = N_("Enter where the rates were found, and when.")
_SPECIFIC = N_("A duty per unit is not a share of the value: work it out with the quantity.")
_COUNTED_ONCE = N_("Not in the total of what is left: the goods are counted under the best "
                   "agreement.")  # fmt: skip


class SavingState(StrEnum):
    """What can be said of the part for which no preference is claimed."""

    LEFT = "left"
    POSSIBLE = "possible"
    NONE = "none"
    NO_SAVING = "no_saving"
    NOT_CALCULATED = "not_calculated"


STATE_TEXTS = {
    SavingState.LEFT: N_("left on the table"),
    SavingState.POSSIBLE: N_("possible, once the rule of origin is met"),
    SavingState.NONE: N_("none: the rule of origin is not met"),
    SavingState.NO_SAVING: N_("no saving here"),
    SavingState.NOT_CALCULATED: N_("not calculated"),
}
_BY_ORIGIN = {
    Origin.MET: SavingState.LEFT,
    Origin.UNKNOWN: SavingState.POSSIBLE,
    Origin.NOT_MET: SavingState.NONE,
}


@dataclass(frozen=True, slots=True)
class TradeSaving:
    """One trade. `margin` in percent, `saved` and `left` a year in the trade's currency.

    `left` is None where nothing is left (origin not met) or nothing can be said. `counted` is
    false where the goods are counted under a better agreement instead.
    """

    trade: Trade
    state: SavingState
    margin: Figure | None
    saved: Figure | None
    left: Figure | None
    notes: tuple[Note, ...]
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Overlap:
    """Agreements that cover the same goods to the same market; `best` has the largest margin.

    `best` names several where they are equal, and none where no margin is known or above 0.
    """

    hs: str
    market: str
    agreements: tuple[str, ...]
    best: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """All trades in one currency, a year: saved, left on the table, possibly left."""

    currency: str
    saved: Figure
    left: Figure
    possible: Figure


@dataclass(frozen=True, slots=True)
class Savings:
    """All trades in the order given; `blocking` are the questions that stand in a claim's way."""

    trades: tuple[TradeSaving, ...]
    sums: tuple[CurrencySum, ...]
    overlaps: tuple[Overlap, ...]
    blocking: tuple[Item, ...]


def savings(trades: Sequence[Trade], items: Iterable[Item] = ()) -> Savings:
    """The savings of all trades; `items` are the questions as answered."""
    with localcontext(EXACT):
        overlaps = _overlaps(trades)
        found = tuple(_saving(trade, overlaps) for trade in trades)
        sums = tuple(_sum(c, found) for c in dict.fromkeys(t.currency for t in trades))
    return Savings(found, sums, overlaps, blocking(items))


def blocking(items: Iterable[Item]) -> tuple[Item, ...]:
    """The open questions whose answer is too low for a claim to stand, in their order.

    Which questions these are is said in the questionnaire (`blocks_claim`); how high the answer
    must be, by the question's gate, else 0.5. What does not apply or is undecided blocks nothing.
    """
    return tuple(item for item in items if _blocks(item))


def _blocks(item: Item) -> bool:
    question = item.question
    low = question.need - item.value > HALF_A_NANO
    return question.blocks_claim and item.state in OPEN and low


def _saving(trade: Trade, overlaps: Sequence[Overlap]) -> TradeSaving:
    margin = _margin(trade)
    share = trade.claimed_share
    counted = all(_leads(trade, overlap) for overlap in overlaps)
    state = _state(trade, margin)
    notes = tuple(_notes(trade, state, counted))
    if margin is None or share is None:
        return TradeSaving(trade, state, margin, None, None, notes)
    saved = worked_out(
        N_("Saved a year"),
        trade.value * margin.value * _HUNDREDTH * share,
        trade.currency,
        N_("value {value} × margin {margin} % × claimed share {share}"),
        value=trade.value,
        margin=margin.value,
        share=share,
    )
    left = worked_out(
        N_("Left on the table a year"),
        trade.value * margin.value * _HUNDREDTH * (1 - share),
        trade.currency,
        N_("value {value} × margin {margin} % × (1 − claimed share {share})"),
        value=trade.value,
        margin=margin.value,
        share=share,
    )
    not_met = state is SavingState.NONE
    return TradeSaving(trade, state, margin, saved, None if not_met else left, notes, counted)


def _margin(trade: Trade) -> Figure | None:
    mfn, preferential = trade.mfn, trade.preferential
    if isinstance(mfn, SpecificDuty) or isinstance(preferential, SpecificDuty):
        return None
    formula = N_("MFN rate {mfn} % − preferential rate {preferential} %, at least 0")
    rates = {"mfn": mfn, "preferential": preferential}
    return worked_out(N_("Margin"), max(ZERO, mfn - preferential), PERCENT, formula, **rates)


def _state(trade: Trade, margin: Figure | None) -> SavingState:
    if margin is None:
        return SavingState.NOT_CALCULATED
    if not margin.value:
        return SavingState.NO_SAVING
    return SavingState.NOT_CALCULATED if trade.claimed_share is None else _BY_ORIGIN[trade.origin]


def _notes(trade: Trade, state: SavingState, counted: bool) -> list[Note]:
    if isinstance(trade.mfn, SpecificDuty) or isinstance(trade.preferential, SpecificDuty):
        return [Note(_SPECIFIC)]
    found = []
    claimed = state is not SavingState.NO_SAVING and bool(trade.claimed_share)
    if claimed and trade.origin is Origin.UNKNOWN:
        found.append(Note(_UNPROVED))
    if claimed and trade.origin is Origin.NOT_MET:
        found.append(Note(_UNFOUNDED))
    if state is SavingState.NOT_CALCULATED:
        found.append(Note(_NO_SHARE))
    if not trade.rates_source:
        found.append(Note(_NO_SOURCE))
    if not counted and state in (SavingState.LEFT, SavingState.POSSIBLE):
        found.append(Note(_COUNTED_ONCE))
    return found


def _overlaps(trades: Sequence[Trade]) -> tuple[Overlap, ...]:
    """The goods and markets that several agreements are named for."""
    groups: dict[tuple[str, str], list[Trade]] = {}
    for trade in trades:
        if trade.agreement:
            groups.setdefault((trade.hs, trade.market), []).append(trade)
    found = []
    for (hs, market), group in groups.items():
        agreements = tuple(dict.fromkeys(trade.agreement for trade in group))
        if len(agreements) > 1:
            found.append(Overlap(hs, market, agreements, _best(group)))
    return tuple(found)


def _best(group: Sequence[Trade]) -> tuple[str, ...]:
    """The agreements with the largest margin that a claim could use."""
    usable = [(_margin(t), t.agreement) for t in group if t.origin is not Origin.NOT_MET]
    known = [(margin.value, agreement) for margin, agreement in usable if margin and margin.value]
    largest = max((margin for margin, _ in known), default=ZERO)
    return tuple(dict.fromkeys(agreement for margin, agreement in known if margin == largest))


def _leads(trade: Trade, overlap: Overlap) -> bool:
    """Whether what is left of the trade is counted, as far as this overlap goes."""
    if (trade.hs, trade.market) != (overlap.hs, overlap.market) or not trade.agreement:
        return True
    return not overlap.best or trade.agreement == overlap.best[0]


def _sum(currency: str, found: Sequence[TradeSaving]) -> CurrencySum:
    own = [saving for saving in found if saving.trade.currency == currency]
    counted = [saving for saving in own if saving.counted]
    return CurrencySum(
        currency,
        _added(N_("Saved a year"), currency, [s.saved for s in own]),
        _added(
            N_("Left on the table a year"),
            currency,
            [s.left for s in counted if s.state is SavingState.LEFT],
        ),
        _added(
            N_("Possibly left a year"),
            currency,
            [s.left for s in counted if s.state is SavingState.POSSIBLE],
        ),
    )


def _added(name: str, currency: str, figures: Sequence[Figure | None]) -> Figure:
    known = [figure.value for figure in figures if figure is not None]
    formula = Note(N_("sum of {count} trades"), {"count": len(known)})
    return Figure(name, sum(known, ZERO), currency, formula)

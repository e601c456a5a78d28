"""What tariff preferences save, what is left on the table, and what stands in a claim's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.figures import Figure, digits
from app.domain.problems import N_
from app.domain.savings import (
    STATE_TEXTS,
    CurrencySum,
    Overlap,
    Savings,
    SavingState,
    TradeSaving,
    savings,
)
from app.domain.text import Text
from app.domain.trades import Rate, SpecificDuty, choices_of, parse_trades
from app.i18n import currencies
from app.reporting.building.figures import hundredths, sentence, whole
from app.reporting.building.source import Source
from app.reporting.charts.shares import Share, Shares, shares
from app.reporting.planning_values import BlockingLine, CurrencyPart, SavingsPart, TradeLine
from app.reporting.wording import NONE, as_typed, cut, joined, say

# A chart names single trades as long as they fit on a page beside their table.
MAX_BARS = 12
# How many characters fit beside a bar.
CUT_ZH, CUT_EN = 17, 32


def savings_part(source: Source) -> SavingsPart | None:
    """The savings of the document's trades; None without any."""
    entry = source.document.savings
    if entry is None:
        return None
    choices = choices_of(source.questionnaire.profile, currencies())
    found = savings(parse_trades(source.document.inputs.get("trades"), choices))
    names = _names(source)
    return SavingsPart(
        trades=tuple(_trade(trade, names) for trade in found.trades),
        currencies=tuple(_currency(total, found, names) for total in found.sums),
        overlaps=tuple(_overlap(overlap, names) for overlap in found.overlaps),
        blocking=tuple(_blocking(source, id_) for id_ in entry.blocking),
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """Markets and agreements by id, as the profile words them."""

    markets: Mapping[str, Text]
    agreements: Mapping[str, Text]

    def market(self, id_: str) -> Text:
        """A market in words; an agreement with one country is a market too."""
        return self.markets.get(id_) or self.agreement(id_)

    def agreement(self, id_: str) -> Text:
        """An agreement in words."""
        return self.agreements.get(id_, Text(id_, id_))


def _names(source: Source) -> _Names:
    options = {v.id: v.options for v in source.questionnaire.profile.variables}
    markets, agreements = (
        {option.id: option.text for option in options.get(id_, ()) if not option.alone}
        for id_ in ("markets", "fta_markets")
    )
    return _Names(markets, agreements)


def _trade(found: TradeSaving, names: _Names) -> TradeLine:
    trade = found.trade
    share = trade.claimed_share
    figures = [figure for figure in (found.margin, found.saved, found.left) if figure is not None]
    return TradeLine(
        hs=trade.hs,
        market=names.market(trade.market),
        agreement=names.agreement(trade.agreement) if trade.agreement else None,
        value=f"{trade.currency} {whole(trade.value)}",
        mfn=_rate(trade.mfn),
        preferential=_rate(trade.preferential),
        margin=_percent(found.margin),
        claimed=NONE if share is None else f"{digits(share * 100)}%",
        saved=_amount(found.saved),
        left=_amount(found.left),
        state=say(STATE_TEXTS[found.state]),
        strong=found.state is SavingState.LEFT,
        formulas=tuple(_formula(figure) for figure in figures),
        notes=tuple(sentence(note) for note in found.notes),
        rates_source=as_typed(trade.rates_source),
    )


def _rate(rate: Rate) -> str:
    return rate.text if isinstance(rate, SpecificDuty) else f"{digits(rate)}%"


def _percent(figure: Figure | None) -> str:
    return NONE if figure is None else f"{digits(figure.value)}%"


def _amount(figure: Figure | None) -> str:
    return NONE if figure is None else hundredths(figure.value)


def _formula(figure: Figure) -> Text:
    assert figure.formula is not None  # all of them are worked out
    money = figure.unit != "%"
    value = hundredths(figure.value) if money else digits(figure.value)
    return say(
        N_("{name}: {formula} = {value} {unit}"),
        name=say(figure.name),
        formula=sentence(figure.formula),
        value=value,
        unit=figure.unit,
    )


def _currency(total: CurrencySum, found: Savings, names: _Names) -> CurrencyPart:
    return CurrencyPart(
        total.currency,
        hundredths(total.saved.value),
        hundredths(total.left.value),
        hundredths(total.possible.value),
        _chart(total, found, names),
    )


def _chart(total: CurrencySum, found: Savings, names: _Names) -> Shares | None:
    own = [t for t in found.trades if t.trade.currency == total.currency and t.saved is not None]
    parts = [_share(trade, names) for trade in own] if len(own) <= MAX_BARS else []
    if len(parts) != 1:
        values = (total.saved.value, total.left.value, total.possible.value)
        parts.append(_bar(say(N_("Total")), values, total.currency))
    return shares(parts, _words(total.currency, parts))


def _share(found: TradeSaving, names: _Names) -> Share:
    trade = found.trade
    saved = found.saved.value if found.saved else Decimal(0)
    rest = found.left.value if found.left and found.counted else Decimal(0)
    left = rest if found.state is SavingState.LEFT else Decimal(0)
    possible = rest if found.state is SavingState.POSSIBLE else Decimal(0)
    label = (
        say(N_("{hs} under {agreement}"), hs=trade.hs, agreement=names.agreement(trade.agreement))
        if trade.agreement
        else say(N_("{hs} to {market}"), hs=trade.hs, market=names.market(trade.market))
    )
    return _bar(cut(label, CUT_ZH, CUT_EN), (saved, left, possible), trade.currency)


def _bar(label: Text, values: tuple[Decimal, Decimal, Decimal], currency: str) -> Share:
    saved, left, possible = (float(value) for value in values)
    shown = f"{currency} {whole(sum(values, Decimal(0)))}"
    return Share(label, saved, left, possible, shown)


def _words(currency: str, parts: Sequence[Share]) -> Text:
    message = N_("{label}: saved {saved}, left {left}, possible {possible} {currency}")
    return joined(
        [
            say(
                message,
                label=part.label,
                saved=f"{part.saved:,.0f}",
                left=f"{part.left:,.0f}",
                possible=f"{part.possible:,.0f}",
                currency=currency,
            )
            for part in parts
        ],
        "；",
        "; ",
    )


def _overlap(overlap: Overlap, names: _Names) -> Text:
    market = names.market(overlap.market)
    agreements = joined([names.agreement(id_) for id_ in overlap.agreements])
    if not overlap.best:
        message = N_("{hs} to {market}: {agreements} overlap; none saves anything.")
        return say(message, hs=overlap.hs, market=market, agreements=agreements)
    message = N_("{hs} to {market}: {agreements} overlap; the best is {best}.")
    best = joined([names.agreement(id_) for id_ in overlap.best])
    return say(message, hs=overlap.hs, market=market, agreements=agreements, best=best)


def _blocking(source: Source, id_: str) -> BlockingLine:
    question = source.question(id_)
    need = question.need
    return BlockingLine(
        id_,
        question.topic,
        source.answer_text(source.entries[id_]),
        source.value_text(question, need),
    )

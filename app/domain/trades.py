"""Yearly trade with one market under one agreement: what the savings calculator is given."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.entries import Reader, optional, read_code, read_entries, read_keys, required
from app.domain.figures import EXACT
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Profile
from app.domain.reading import is_blank, plain, read_decimal, read_flag, read_text, refuse

MAX_TRADES = 200
MAX_VALUE = 1_000_000_000_000
MAX_RATE = 1000
MAX_SOURCE = 500
# Above this a rate is more often a slip than a rate.
USUAL_RATE = 100
_HUNDREDTH = Decimal("0.01")
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PER_UNIT = re.compile(r"(?=.*\d).*(/|per|每)", re.IGNORECASE | re.DOTALL)
_HS = N_("An HS code has 6 to 10 digits, such as 8541.43. Here are {count}.")


class Origin(StrEnum):
    """Whether the goods meet the agreement's rule of origin."""

    MET = "met"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class SpecificDuty:
    """A duty that is not a share of the value alone, such as 5 USD/kg, as it was written."""

    text: str


Rate = Decimal | SpecificDuty


@dataclass(frozen=True, slots=True)
class Trade:
    """Goods of one code to one market under one agreement; `value` is a year's, in `currency`.

    `mfn` and `preferential` are in percent of the value, 0…1000, as the enterprise found them in
    `rates_source`. `claimed_share` 0…1 is the part of the value for which the preference is
    claimed already, None where nobody knows.
    """

    hs: str
    market: str
    value: Decimal
    currency: str
    mfn: Rate
    preferential: Rate
    claimed_share: Decimal | None = None
    agreement: str = ""
    rates_source: str = ""
    origin: Origin = Origin.UNKNOWN


@dataclass(frozen=True, slots=True)
class TradeChoices:
    """What may be chosen: currency codes, and ids of markets and agreements.

    Without any markets or agreements every id will do.
    """

    currencies: Collection[str]
    markets: Collection[str]
    agreements: Collection[str]


def choices_of(profile: Profile, currencies: Collection[str]) -> TradeChoices:
    """The profile's markets and agreements; an agreement with one country is a market too.

    A profile that does not ask for agreements leaves the choice open.
    """
    options = {v.id: {o.id for o in v.options if not o.alone} for v in profile.variables}
    agreements = options.get("fta_markets", set())
    markets = options.get("markets", set()) | agreements if agreements else set()
    return TradeChoices(currencies, markets, agreements)


def parse_trades(raw: object, choices: TradeChoices) -> tuple[Trade, ...]:
    """The trades in a list of mappings with the keys of `Trade`, typed or as text.

    A rate above 100 needs `confirmed: true` beside it; `specific: true` says of any duties that
    they are not shares of the value. Raises `InvalidInput` with every problem, at fields such as
    `3.mfn`.
    """
    readers = _readers(choices)
    too_many = N_("At most {maximum} trades; these are {count}. Put those of one code together.")
    return read_entries(raw, lambda entry: _parse_trade(entry, readers), MAX_TRADES, too_many)


def _readers(choices: TradeChoices) -> Mapping[str, Reader]:
    rate = required(_rate, N_("Enter the rate in percent, 0 for free of duty."))
    return {
        "hs": required(_hs, N_("Enter the HS code.")),
        "market": required(_one_of(choices.markets), N_("Enter the market.")),
        "agreement": lambda raw, field: (
            "" if is_blank(raw) else _one_of(choices.agreements)(raw, field)
        ),
        "value": required(
            lambda raw, field: read_decimal(raw, field, 0, MAX_VALUE),
            N_("Enter the value of a year's trade."),
        ),
        "currency": required(_currency(choices.currencies), N_("Enter the currency, such as USD.")),
        "mfn": rate,
        "preferential": rate,
        "rates_source": lambda raw, field: read_text(raw, field, MAX_SOURCE),
        "origin": _origin,
        "claimed_share": optional(_share),
        "confirmed": optional(read_flag),
        "specific": optional(read_flag),
    }


def _parse_trade(raw: Mapping[str, object], readers: Mapping[str, Reader]) -> Trade:
    read, problems = read_keys(raw, readers)
    confirmed, specific = read.pop("confirmed", None), read.pop("specific", None)
    for key in ("mfn", "preferential"):
        rate = read.get(key)
        if specific and isinstance(rate, Decimal):
            read[key] = SpecificDuty(plain(raw[key]))
        elif not confirmed and isinstance(rate, Decimal) and rate > USUAL_RATE:
            message = N_("A rate above {usual} % is rare. Confirm it if it is right.")
            problems.append(Problem(message, {"usual": USUAL_RATE}, key))
    if problems:
        raise InvalidInput(problems)
    return Trade(**read)  # type: ignore[arg-type]


def _hs(raw: object, field: str) -> str:
    return read_code(raw, field, range(6, 11), _HS)


def _one_of(choices: Collection[str]) -> Reader:
    def read(raw: object, field: str) -> str:
        chosen = plain(raw).lower()
        if not choices and not _ID.fullmatch(chosen):
            raise refuse(field, N_("Enter a short name in small letters, such as asean."))
        if choices and chosen not in choices:
            message = N_("“{given}” is none of these: {choices}.")
            shown = ", ".join(sorted(choices))
            raise refuse(field, message, given=chosen[:40], choices=shown)
        return chosen

    return read


def _currency(currencies: Collection[str]) -> Reader:
    def read(raw: object, field: str) -> str:
        code = plain(raw).upper()
        if code not in currencies:
            message = N_("“{given}” is no currency in use. Enter its three letters, such as USD.")
            raise refuse(field, message, given=code[:40])
        return code

    return read


def _rate(raw: object, field: str) -> Rate:
    if isinstance(raw, str) and _PER_UNIT.match(plain(raw)[:MAX_SOURCE]):
        return SpecificDuty(read_text(raw, field))
    return read_decimal(raw, field, 0, MAX_RATE, "%")


def _share(raw: object, field: str) -> Decimal:
    """0.35, or 35% with its sign; a bare 35 could be a slip for either, so it is refused."""
    in_percent = isinstance(raw, str) and plain(raw).endswith("%")
    if in_percent:
        return EXACT.multiply(read_decimal(raw, field, 0, 100, "%"), _HUNDREDTH)
    share = read_decimal(raw, field, 0, None)
    if share > 1:
        message = N_(
            "Enter a share between 0 and 1, such as 0.35, or in percent with its sign: 35%."
        )
        raise refuse(field, message)
    return share


def _origin(raw: object, field: str) -> Origin:
    if is_blank(raw):
        return Origin.UNKNOWN
    given = plain(raw).lower()
    if given not in {origin.value for origin in Origin}:
        message = N_("“{given}” is none of these: {choices}.")
        raise refuse(field, message, given=given[:40], choices=", ".join(Origin))
    return Origin(given)

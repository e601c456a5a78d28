"""Goods for the EU and the certificate price: what the exposure calculator is given."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.entries import Reader, optional, read_code, read_entries, read_keys, required
from app.domain.figures import EXACT, ZERO, digits
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.reading import (
    is_blank,
    plain,
    read_decimal,
    read_flag,
    read_text,
    refuse,
)

MAX_GOODS = 200
MAX_PRECURSORS = 20
MAX_TONNES = 1_000_000_000
# Hydrogen, the highest on the list, stands below 30; figures in kilograms are caught.
MAX_EMISSIONS = 100
MAX_MASS = 100
MAX_PRICE = 10_000
_UNKNOWN = frozenset({"unknown", "?", "不知道", "未知"})
_CN_LENGTHS = range(4, 11, 2)
_CN = N_("A CN code has 8 digits, such as 7208 39 00; 4, 6 or 10 are read too. Here are {count}.")


@dataclass(frozen=True, slots=True)
class Precursor:
    """A good on the list that goes into another one.

    `mass_per_tonne` in tonnes per tonne of product, `embedded_emissions` in tCO2e per tonne of
    precursor where they are known, `route` where it differs from that of the default value.
    """

    cn: str
    mass_per_tonne: Decimal
    embedded_emissions: Decimal | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """Goods of one code that go to the EU, `tonnes_to_eu` a year.

    `embedded_emissions` are verified actual ones in tCO2e per tonne, precursors included; None
    where there are none. `route` is the good's own, None for that of the default value.
    `carbon_price_eur_per_t` was paid at origin, EUR per tonne of product. `importer_over_50_t`:
    whether the importer's yearly total reaches the threshold, None where unknown. The benchmarks
    are those the enterprise was told; they serve only where the rules file confirms none.
    """

    cn: str
    tonnes_to_eu: Decimal
    name: str = ""
    route: str | None = None
    precursors: tuple[Precursor, ...] = ()
    embedded_emissions: Decimal | None = None
    carbon_price_eur_per_t: Decimal | None = None
    importer_over_50_t: bool | None = None
    benchmark_default: Decimal | None = None
    benchmark_actual: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """The certificate prices to reckon with, EUR per certificate; `low` is not above `high`."""

    low: Decimal
    high: Decimal


def parse_goods(raw: object) -> tuple[Good, ...]:
    """The goods in a list of mappings with the keys of `Good`, typed or as text.

    Raises `InvalidInput` with every problem, at fields such as `3.precursors.0.cn`.
    """
    too_many = N_("At most {maximum} goods; these are {count}. Put goods of one code together.")
    return read_entries(raw, _parse_good, MAX_GOODS, too_many)


def parse_price(raw: object) -> Price | None:
    """The low and the high price in a mapping; None where neither is given.

    Raises `InvalidInput` with every problem at its key.
    """
    if raw is None or raw == "":
        return None
    if not isinstance(raw, Mapping):
        raise refuse("", N_("Enter a low and a high price."))
    if raw.keys() <= {"low", "high"} and all(is_blank(value) for value in raw.values()):
        return None
    reader = required(_decimal(MAX_PRICE), N_("Enter the price in EUR per certificate."))
    read, problems = read_keys(raw, {"low": reader, "high": reader})
    if problems:
        raise InvalidInput(problems)
    price = Price(**read)  # type: ignore[arg-type]
    if price.low > price.high:
        raise refuse("high", N_("The high price lies below the low one."))
    return price


def _parse_good(raw: Mapping[str, object]) -> Good:
    read, problems = read_keys(raw, _GOOD)
    if problems:
        raise InvalidInput(problems)
    good = Good(**read)  # type: ignore[arg-type]
    problem = _below_precursors(good)
    if problem is not None:
        raise InvalidInput([problem])
    return good


def _below_precursors(good: Good) -> Problem | None:
    """Verified emissions include those of the precursors, so they cannot lie below them."""
    if good.embedded_emissions is None:
        return None
    least = ZERO
    for precursor in good.precursors:
        share = EXACT.multiply(precursor.mass_per_tonne, precursor.embedded_emissions or ZERO)
        least = EXACT.add(least, share)
    if good.embedded_emissions >= least:
        return None
    message = N_("This must include the precursors, which alone bring {least} tCO2e per tonne.")
    return Problem(message, {"least": digits(least)}, "embedded_emissions")


def _parse_precursor(raw: Mapping[str, object]) -> Precursor:
    read, problems = read_keys(raw, _PRECURSOR)
    if problems:
        raise InvalidInput(problems)
    return Precursor(**read)  # type: ignore[arg-type]


def _precursors(raw: object, field: str) -> tuple[Precursor, ...]:
    too_many = N_("At most {maximum} precursors for one good; these are {count}.")
    try:
        return read_entries(raw, _parse_precursor, MAX_PRECURSORS, too_many)
    except InvalidInput as error:
        raise InvalidInput(problem.under(field) for problem in error.problems) from None


def _decimal(maximum: int) -> Reader:
    return lambda raw, field: read_decimal(raw, field, 0, maximum)


def _cn(raw: object, field: str) -> str:
    return read_code(raw, field, _CN_LENGTHS, _CN)


def _mass(raw: object, field: str) -> Decimal:
    mass = read_decimal(raw, field, 0, MAX_MASS)
    if not mass:
        raise refuse(field, N_("Enter a mass above 0, or leave the precursor out."))
    return mass


def _route(raw: object, field: str) -> str:
    letter = plain(raw).upper()
    if not re.fullmatch(r"[A-Z]", letter):
        raise refuse(field, N_("Enter the letter of the production route, such as C."))
    return letter


def _threshold(raw: object, field: str) -> bool | None:
    if isinstance(raw, str) and plain(raw).lower() in _UNKNOWN:
        return None
    return read_flag(raw, field)


_NO_CODE = N_("Enter the CN code.")
_EMISSIONS = optional(_decimal(MAX_EMISSIONS))
_GOOD: Mapping[str, Reader] = {
    "cn": required(_cn, _NO_CODE),
    "name": read_text,
    "tonnes_to_eu": required(
        _decimal(MAX_TONNES), N_("Enter the tonnes that go to the EU a year.")
    ),
    "route": optional(_route),
    "precursors": _precursors,
    "embedded_emissions": _EMISSIONS,
    "carbon_price_eur_per_t": optional(_decimal(MAX_PRICE)),
    "importer_over_50_t": optional(_threshold),
    "benchmark_default": _EMISSIONS,
    "benchmark_actual": _EMISSIONS,
}
_PRECURSOR: Mapping[str, Reader] = {
    "cn": required(_cn, _NO_CODE),
    "mass_per_tonne": required(_mass, N_("Enter the tonnes of precursor in a tonne of product.")),
    "embedded_emissions": _EMISSIONS,
    "route": optional(_route),
}

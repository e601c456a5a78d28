"""The figures of the EU's carbon border adjustment (rule EU-CBAM) as the rules file gives them.

Emissions and benchmarks in tCO2e per tonne of product, prices in EUR per certificate (one tonne
of CO2e), mark-ups and factors as shares. Each is the decimal number that is printed in the act.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.figures import Source
from app.domain.text import Text

GENERAL = "general"
# What `CbamParameters.source_of` can be asked for.
DEFAULTS, BENCHMARKS, MARKUP, FACTOR, THRESHOLD = (
    "default_values",
    "benchmarks",
    "markup_on_default",
    "free_allocation_factor",
    "de_minimis",
)


@dataclass(frozen=True, slots=True)
class DefaultValue:
    """Default emissions and benchmarks of one code and the codes beneath it; None: not confirmed.

    `benchmark_default` goes with default values and covers the whole chain of production;
    `benchmark_actual` goes with actual data and covers the code's own process alone. `route` is
    the production route that both stand for, None where the list names none.
    """

    cn: str
    text: Text
    sector: str
    total: Decimal
    route: str | None
    benchmark_default: Decimal | None
    benchmark_actual: Decimal | None
    note: Text | None = None

    @property
    def has_precursors(self) -> bool:
        """Whether the goods are made from other goods on the list.

        With default values the benchmark covers the precursors too, with actual data it does not.
        Where both are the same there is nothing to add: the goods have no precursors. This needs
        no list of codes, so it holds for whatever the rules file says. Unknown counts as yes.
        """
        return self.benchmark_default is None or self.benchmark_default != self.benchmark_actual


@dataclass(frozen=True, slots=True)
class PublishedPrice:
    """The certificate price of one quarter, EUR."""

    quarter: str
    value: Decimal
    published: date


@dataclass(frozen=True, slots=True)
class DeMinimis:
    """Below `tonnes` a year an importer is exempt, except for goods of the sectors `not_for`."""

    tonnes: Decimal
    not_for: frozenset[str]
    text: Text


@dataclass(frozen=True, slots=True)
class CbamParameters:
    """Everything that an exposure is worked out from.

    `markups` holds shares by year for `general` and for single sectors, `factors` the
    free-allocation factors by year. `route_benchmarks` are benchmarks with default values by code
    and route, for the codes whose group is confirmed. `valid_for` is the year of import for which
    default values and benchmarks stand. `sources` are those that differ from the rule's own.
    """

    rule: str
    values: tuple[DefaultValue, ...]
    markups: Mapping[str, Mapping[int, Decimal]]
    factors: Mapping[int, Decimal]
    prices: tuple[PublishedPrice, ...]
    de_minimis: DeMinimis
    emissions_counted: Mapping[str, str]
    routes: Mapping[str, Text]
    route_benchmarks: Mapping[str, Mapping[str, Decimal]]
    valid_for: int
    confidence: str
    read_from: Text
    source: Source
    sources: Mapping[str, Source] = field(default_factory=dict)
    _by_code: Mapping[str, DefaultValue] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {value.cn: value for value in self.values})

    def default_of(self, cn: str) -> DefaultValue | None:
        """The entry for a code: that of its longest beginning on the list; None without any."""
        for length in range(len(cn), 0, -1):
            found = self._by_code.get(cn[:length])
            if found is not None:
                return found
        return None

    def entry_of(self, cn: str) -> DefaultValue | None:
        """The same, but None also for a code so short that it leaves several entries open."""
        return None if self.beneath(cn) else self.default_of(cn)

    def beneath(self, cn: str) -> tuple[DefaultValue, ...]:
        """The entries that tell apart what one code leaves open."""
        return tuple(v for v in self.values if len(v.cn) > len(cn) and v.cn.startswith(cn))

    def markup(self, sector: str, year: int) -> Decimal:
        """The share added to default values for imports of `year`; the last one continues."""
        by_year = self.markups.get(sector, self.markups[GENERAL])
        return by_year[max(y for y in by_year if y <= year)]

    def chain_benchmark(self, value: DefaultValue, route: str | None) -> Decimal | None:
        """The benchmark over the whole chain of production by a route; None: not confirmed.

        Without a route it is the one that the list gives.
        """
        if route is None or route == value.route:
            return value.benchmark_default
        return self.route_benchmarks.get(value.cn, {}).get(route)

    def is_exempt(self, sector: str, importer_over_threshold: bool | None) -> bool:
        """Whether goods of a sector are exempt at an importer below the threshold."""
        return importer_over_threshold is False and sector not in self.de_minimis.not_for

    def source_of(self, what: str) -> Source:
        """Where figures of one kind were read: one of the constants above."""
        return self.sources.get(what, self.source)

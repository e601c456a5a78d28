"""What a good's exposure rests on: the emissions and the benchmark of each basis, or what lacks.

Nothing is guessed. Where the rules file confirms no figure, the reason is said and what to ask for.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.cbam import BENCHMARKS, DEFAULTS, CbamParameters, DefaultValue
from app.domain.figures import PER_TONNE, Figure, Note, Source, digits
from app.domain.goods import Good, Precursor
from app.domain.problems import N_

_NO_DATA = N_("No verified actual emissions are entered.")
_ASK_DATA = N_("Have the emissions of the installation verified by an accredited body, then enter "
               "them with the precursors included.")  # fmt: skip
_TOO_SHORT = N_("Code {cn} leaves open which of these it is: {codes}.")
_ASK_DIGITS = N_("Enter all the digits of the code as on the import declaration.")
_UNLISTED = N_("No default value is confirmed here for code {cn}.")
_ASK_DEFAULT = N_("Check the code; if it is right, ask the importer for the default value and the "
                  "benchmark of this code, or look them up in the sources named.")  # fmt: skip
_NO_BENCHMARK = N_("No benchmark that goes with default values is confirmed here for code {cn}.")
_NO_OWN_BENCHMARK = N_("No benchmark that goes with actual data is confirmed here for code {cn}.")
_ASK_BENCHMARK = N_("Ask the importer for the benchmark, or look it up in the source named, and "
                    "enter it with the good.")  # fmt: skip
_NO_PRECURSORS = N_("These goods are made from other goods on the list, and none is entered. "
                    "Their share of the free allocation would be missing.")  # fmt: skip
_ASK_PRECURSORS = N_("Enter each precursor with its code and the tonnes in a tonne of product.")
_ROUTE = N_("For code {cn} no benchmark is confirmed here for production route {route}.")
_ASK_ROUTE = N_("If the route is that of a precursor, enter it there and leave that of the good "
                "empty; else ask the importer for the benchmark.")  # fmt: skip
_ASK_IMPORTER = N_("Ask the importer for the precursor's benchmark.")
_TWICE = N_("The benchmark of code {cn} covers the whole production; precursors would count twice.")
_ASK_LESS = N_("Take the precursors out of this good.")


class Basis(StrEnum):
    """What the embedded emissions are taken from."""

    DEFAULT = "default"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no figure on a basis, what to ask for, and where that is found."""

    basis: Basis
    reason: Note
    ask: Note
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """Emissions before any mark-up and the benchmark, both in tCO2e per tonne of product."""

    basis: Basis
    emissions: Figure
    benchmark: Figure


@dataclass(frozen=True, slots=True)
class Entry:
    """The list's entry for a good: as `listed`, and as `used`, with what the good was told."""

    listed: DefaultValue
    used: DefaultValue

    def benchmark(self, parameters: CbamParameters, basis: Basis, name: str) -> Figure | None:
        """The benchmark of a basis; its source is the enterprise where the list has none."""
        default = basis is Basis.DEFAULT
        listed = self.listed.benchmark_default if default else self.listed.benchmark_actual
        value = self.used.benchmark_default if default else self.used.benchmark_actual
        source = None if listed is None else parameters.source_of(BENCHMARKS)
        return None if value is None else Figure(name, value, PER_TONNE, source=source)


def entry_for(parameters: CbamParameters, good: Good) -> Entry | None:
    """The list's entry; None where the code is not listed or too short to say which it is."""
    listed = parameters.entry_of(good.cn)
    if listed is None:
        return None
    default, actual = listed.benchmark_default, listed.benchmark_actual
    used = replace(
        listed,
        benchmark_default=good.benchmark_default if default is None else default,
        benchmark_actual=good.benchmark_actual if actual is None else actual,
    )
    return Entry(listed, used)


def on_defaults(parameters: CbamParameters, good: Good) -> Grounds | Missing:
    """Default value and the benchmark that goes with it."""
    entry = entry_for(parameters, good)
    if entry is None:
        return _unlisted(parameters, good.cn, Basis.DEFAULT)
    benchmark = entry.benchmark(parameters, Basis.DEFAULT, N_("Benchmark with default values"))
    if benchmark is None:
        return _no_benchmark(parameters, Basis.DEFAULT, _NO_BENCHMARK, good.cn)
    source = parameters.source_of(DEFAULTS)
    emissions = Figure(N_("Default value"), entry.used.total, PER_TONNE, source=source)
    return Grounds(Basis.DEFAULT, emissions, benchmark)


def on_actual_data(parameters: CbamParameters, good: Good) -> Grounds | Missing:
    """Verified emissions, and the own benchmark with the precursors' shares."""
    if good.embedded_emissions is None:
        return Missing(Basis.ACTUAL, Note(_NO_DATA), Note(_ASK_DATA))
    entry = entry_for(parameters, good)
    if entry is None:
        return _unlisted(parameters, good.cn, Basis.ACTUAL)
    benchmark = _own_benchmark(parameters, good, entry)
    if isinstance(benchmark, Figure):
        benchmark = _with_precursors(parameters, good, entry, benchmark)
    if isinstance(benchmark, Missing):
        return benchmark
    name = N_("Verified actual emissions, precursors included")
    emissions = Figure(name, good.embedded_emissions, PER_TONNE)
    return Grounds(Basis.ACTUAL, emissions, benchmark)


def _own_benchmark(parameters: CbamParameters, good: Good, entry: Entry) -> Figure | Missing:
    """The benchmark of the good's own process.

    Without precursors that is the whole chain, so another route's figure can be taken. With
    precursors the list gives the own process for its one route only.
    """
    name = N_("Benchmark with actual data, own process")
    own = entry.benchmark(parameters, Basis.ACTUAL, name)
    if own is None:
        return _no_benchmark(parameters, Basis.ACTUAL, _NO_OWN_BENCHMARK, good.cn)
    if good.route is None or good.route == entry.used.route:
        return own
    whole_chain = not entry.used.has_precursors
    by_route = parameters.chain_benchmark(entry.used, good.route) if whole_chain else None
    if by_route is None:
        return _no_route(parameters, good.cn, good.route, _ASK_ROUTE)
    return replace(own, value=by_route)


def _with_precursors(
    parameters: CbamParameters, good: Good, entry: Entry, own: Figure
) -> Figure | Missing:
    """The benchmark over the whole chain: the own process and each precursor's whole chain."""
    if not entry.used.has_precursors:
        if good.precursors:
            return Missing(Basis.ACTUAL, Note(_TWICE, {"cn": good.cn}), Note(_ASK_LESS))
        return own
    if not good.precursors:
        return Missing(Basis.ACTUAL, Note(_NO_PRECURSORS), Note(_ASK_PRECURSORS))
    total, shares = own.value, []
    for precursor in good.precursors:
        benchmark = _precursor_benchmark(parameters, precursor)
        if isinstance(benchmark, Missing):
            return benchmark
        total += precursor.mass_per_tonne * benchmark
        shares.append(f"{digits(precursor.mass_per_tonne)} × {digits(benchmark)}")
    shown = {"own": digits(own.value), "shares": " + ".join(shares)}
    formula = Note(N_("own process {own} + precursors {shares}"), shown)
    name = N_("Benchmark with actual data, precursors included")
    return Figure(name, total, PER_TONNE, formula, own.source)


def _precursor_benchmark(parameters: CbamParameters, precursor: Precursor) -> Decimal | Missing:
    cn, route = precursor.cn, precursor.route
    listed = parameters.entry_of(cn)
    if listed is None:
        return _unlisted(parameters, cn, Basis.ACTUAL)
    benchmark = parameters.chain_benchmark(listed, route)
    if benchmark is not None:
        return benchmark
    if route is None or route == listed.route:
        return _no_benchmark(parameters, Basis.ACTUAL, _NO_BENCHMARK, cn, _ASK_IMPORTER)
    return _no_route(parameters, cn, route, _ASK_IMPORTER)


def _no_route(parameters: CbamParameters, cn: str, route: str, ask: str) -> Missing:
    reason = Note(_ROUTE, {"cn": cn, "route": route})
    return Missing(Basis.ACTUAL, reason, Note(ask), (parameters.source_of(BENCHMARKS),))


def _unlisted(parameters: CbamParameters, cn: str, basis: Basis) -> Missing:
    beneath = parameters.beneath(cn)
    if beneath:
        codes = ", ".join(value.cn for value in beneath)
        return Missing(basis, Note(_TOO_SHORT, {"cn": cn, "codes": codes}), Note(_ASK_DIGITS))
    sources = parameters.source_of(DEFAULTS), parameters.source_of(BENCHMARKS)
    return Missing(basis, Note(_UNLISTED, {"cn": cn}), Note(_ASK_DEFAULT), sources)


def _no_benchmark(
    parameters: CbamParameters, basis: Basis, reason: str, cn: str, ask: str = _ASK_BENCHMARK
) -> Missing:
    source = parameters.source_of(BENCHMARKS)
    return Missing(basis, Note(reason, {"cn": cn}), Note(ask), (source,))

"""The parameters of rule EU-CBAM to the domain's exact figures."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from app.catalogue.shapes import cbam as shapes
from app.catalogue.shapes.base import Reference, text_of
from app.catalogue.shapes.rules import CbamRule
from app.domain import cbam as domain
from app.domain.figures import Source

K = TypeVar("K")


def build_cbam(rule: CbamRule) -> domain.CbamParameters:
    """The figures that an exposure is worked out from."""
    shape = rule.parameters
    listed = shape.china_defaults
    by_url = {source.url: source for source in (rule.source, *rule.also)}
    figures_from = shape.figures_from or shapes.FiguresFrom()
    return domain.CbamParameters(
        rule=rule.id,
        values=tuple(_value(value) for value in listed.values),
        markups={
            domain.GENERAL: _decimals(shape.markup_on_default.general),
            "fertiliser": _decimals(shape.markup_on_default.fertiliser),
        },
        factors=_decimals(shape.free_allocation_factor),
        prices=tuple(
            domain.PublishedPrice(price.quarter, exact(price.value), price.published)
            for price in shape.certificate_price_eur_per_t
        ),
        de_minimis=domain.DeMinimis(
            exact(shape.de_minimis.tonnes_per_importer_per_year),
            frozenset(shape.de_minimis.not_for),
            shape.de_minimis.words,
        ),
        emissions_counted={str(k): str(v) for k, v in shape.emissions_counted.items()},
        routes={route: text.words for route, text in shape.routes.items()},
        route_benchmarks={
            code: _decimals(shape.benchmarks_by_route[group])
            for group, codes in shape.benchmark_groups.items()
            for code in codes
        },
        valid_for=int(listed.valid_for_imports),
        confidence=listed.confidence,
        read_from=listed.read_from.words,
        source=_source(rule.source, rule.checked_on),
        sources={
            name: _source(by_url[url], rule.checked_on)
            for name, url in figures_from.model_dump().items()
            if url is not None
        },
    )


def exact(number: float) -> Decimal:
    """The decimal number that is written in the file, which its float stands for."""
    return Decimal(repr(number))


def _value(shape: shapes.DefaultValue) -> domain.DefaultValue:
    return domain.DefaultValue(
        cn=shape.cn,
        text=shape.words,
        sector=shape.sector,
        total=exact(shape.total),
        route=shape.route,
        benchmark_default=_known(shape.benchmark_default),
        benchmark_actual=_known(shape.benchmark_actual),
        note=text_of(shape.note),
    )


def _known(number: float | None) -> Decimal | None:
    return None if number is None else exact(number)


def _decimals(numbers: Mapping[K, float]) -> dict[K, Decimal]:
    return {key: exact(number) for key, number in numbers.items()}


def _source(reference: Reference, checked_on: date) -> Source:
    return Source(reference.title, reference.url or "", checked_on)

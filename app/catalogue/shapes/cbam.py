"""Parameters of rule EU-CBAM, which the exposure calculator reads.

Emissions, default values and benchmarks are in tCO2e per tonne of product, prices in EUR per
tonne of CO2e, shares 0…1.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from pydantic import StringConstraints as Constraints

from app.catalogue.shapes.base import Amount, Pair, Shape, Share, Title, Url

Year = Annotated[int, Field(ge=2020, le=2100)]
CnCode = Annotated[str, Constraints(pattern=r"^[0-9]{4,10}$")]
Route = Annotated[str, Constraints(pattern=r"^[A-Z]$")]
Sector = Literal["iron_steel", "aluminium", "cement", "fertiliser", "hydrogen"]
Counted = Literal["direct", "direct_and_indirect"]


class WorkedCheck(Pair):
    """One computed case, against which a calculator is tested."""

    value_eur_per_t: Amount


class Markup(Shape):
    """What is added to default values, by year of import."""

    general: Annotated[dict[Year, Share], Field(min_length=1)]
    fertiliser: Annotated[dict[Year, Share], Field(min_length=1)]
    after_2028: Pair


class CertificatePrice(Shape):
    """The published price of one quarter."""

    quarter: Annotated[str, Constraints(pattern=r"^20[0-9]{2}-Q[1-4]$")]
    value: Amount
    published: date


class DeMinimis(Pair):
    """Below this mass an importer is exempt, all exporters together."""

    tonnes_per_importer_per_year: Amount
    not_for: list[Literal["hydrogen", "electricity"]]


class CrossCheck(Shape):
    """A second source that agrees for some codes."""

    cn: Annotated[list[CnCode], Field(min_length=1)]
    title: Title
    url: Url


class DefaultValue(Pair):
    """Default emissions of one code and the codes beneath it; null is not confirmed."""

    cn: CnCode
    sector: Sector
    direct: Amount
    indirect: Amount | None
    total: Amount
    route: Route | None
    benchmark_default: Amount | None
    benchmark_actual: Amount | None
    note: Pair | None = None


class ChinaDefaults(Shape):
    """Default values for goods from China, without mark-up."""

    origin: Title
    valid_for_imports: Annotated[str, Constraints(pattern=r"^20[0-9]{2}$")]
    confidence: Literal["high", "medium", "low"]
    read_from: Pair
    cross_checked: list[CrossCheck]
    values: Annotated[list[DefaultValue], Field(min_length=1)]


class FiguresFrom(Shape):
    """Where each kind of figure was read, by the address of one of the rule's sources.

    What is left out was read in the rule's first source.
    """

    default_values: Url | None = None
    benchmarks: Url | None = None
    markup_on_default: Url | None = None
    free_allocation_factor: Url | None = None
    de_minimis: Url | None = None


class CbamParameters(Shape):
    """All figures of the EU's carbon border adjustment that an estimate needs.

    `benchmark_groups` says which listed codes each group of `benchmarks_by_route` stands for; a
    code in no group has no benchmark confirmed for another route than its own.
    """

    unit: Title
    calculation: Pair
    worked_check: WorkedCheck
    markup_on_default: Markup
    free_allocation_factor: Annotated[dict[Year, Share], Field(min_length=1)]
    certificate_price_eur_per_t: Annotated[list[CertificatePrice], Field(min_length=1)]
    de_minimis: DeMinimis
    emissions_counted: dict[Sector, Counted]
    routes: dict[Route, Pair]
    benchmarks_by_route: dict[Annotated[str, Field(max_length=60)], dict[Route, Amount]]
    benchmark_groups: dict[str, list[CnCode]] = Field(default_factory=dict)
    figures_from: FiguresFrom | None = None
    china_defaults: ChinaDefaults

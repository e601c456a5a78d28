"""CBAM exposure: the goods for the EU, the certificate price, and what the importer would pay."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.domain.cbam import CbamParameters
from app.domain.exposure import Exposure, GoodExposure, exposure
from app.domain.figures import Figure
from app.domain.grounds import Missing
from app.domain.problems import N_
from app.domain.rules import Rule
from app.domain.text import Text
from app.domain.yearly import YearExposure
from app.i18n import label
from app.reporting.building.calendar import CONFIDENCES
from app.reporting.building.exposure import exposure_part, steps
from app.reporting.planning_values import ExposurePart
from app.reporting.wording import joined
from app.services import results
from app.services.inputs import GOODS, PRICE
from app.web import inputs
from app.web.access import Rule as Access
from app.web.access import draft, open_to
from app.web.drawings import drawing, source_of
from app.web.forms import words
from app.web.forms.entries import EntryForm
from app.web.forms.goods import GoodsForm, PriceForm, goods_data, price_data
from app.web.templating import own_text

exposures = Blueprint("exposures", __name__, url_prefix="/assessments/<public_id>")
# Above this the arithmetic of the first year alone stands on the page.
MANY_GOODS = 12
BASES = {"default": N_("On default values"), "actual": N_("On verified data")}
FIELD_TEXTS = {
    "cn": N_("CN code"),
    "name": N_("Name"),
    "tonnes_to_eu": N_("Tonnes a year to the EU"),
    "importer_over_50_t": N_("Importer at 50 t a year or more"),
    "route": N_("Production route"),
    "embedded_emissions": N_("Verified emissions"),
    "carbon_price_eur_per_t": N_("Carbon price paid"),
    "benchmark_default": N_("Benchmark with default values"),
    "benchmark_actual": N_("Benchmark with actual data"),
    "mass_per_tonne": N_("Tonnes in a tonne of product"),
    "low": N_("Low price"),
    "high": N_("High price"),
}


class ExposurePage(inputs.InputPage):
    """Goods, price and the exposure that follows."""

    template = "planning/exposure.html"
    endpoint = "exposures.goods"
    names: ClassVar[Mapping[str, str]] = {GOODS: N_("Goods"), PRICE: N_("Certificate price")}
    title_message = N_("CBAM exposure: what the importer would pay on your goods")

    @property
    def cbam(self) -> CbamParameters | None:
        """The figures of the rules; None where they hold none."""
        return self.draft.rules.cbam

    @cached_property
    def exposure(self) -> Exposure | None:
        """What follows from the goods; None without any."""
        assessment = self.draft.assessment
        if self.cbam is None or not assessment.goods:
            return None
        return exposure(self.cbam, assessment.goods, assessment.price)

    @cached_property
    def part(self) -> ExposurePart | None:
        """The report's part of it, for its charts."""
        return exposure_part(source_of(self.draft, results.evaluated(self.draft)))

    def chart(self) -> Markup | None:
        """All goods by year."""
        found = self.part.chart if self.part else None
        return drawing("years", found, "total") if found else None

    def chart_of(self, number: int) -> Markup | None:
        """One good by year, counted from 1."""
        found = self.part.goods[number - 1].chart if self.part else None
        return drawing("years", found, str(number)) if found else None

    def in_figures(self, good: GoodExposure) -> list[YearExposure]:
        """The years of a good that are figures and no illustrations."""
        return [year for year in good.years if year.illustration is None]

    @property
    def has_outcome(self) -> bool:
        return self.exposure is not None

    @property
    def rule(self) -> Rule | None:
        """The rule whose figures are used."""
        return self.draft.rules.rule(self.cbam.rule) if self.cbam else None

    def other_schemes(self) -> list[Rule]:
        """Border adjustments of other places, of which there are dates and no figures."""
        rules = self.draft.rules.rules
        name = self.cbam.rule.partition("-")[2] if self.cbam else ""
        return [r for r in rules if self.cbam and r.id != self.cbam.rule and r.id.endswith(name)]

    def routes(self) -> list[tuple[str, str]]:
        """The production routes to choose from; empty for the one of the default value."""
        found = self.cbam.routes.items() if self.cbam else ()
        usual = own_text(label(N_("The usual one")))
        return [("", usual), *((letter, f"{letter} – {own_text(t)}") for letter, t in found)]

    def thresholds(self) -> list[tuple[str, str]]:
        """What may be said of the importer's yearly total."""
        choices = (("", N_("Not known")), ("yes", N_("Yes")), ("no", N_("No")))
        return [(value, own_text(label(text))) for value, text in choices]

    def by_basis(self, good: GoodExposure) -> list[tuple[str, list[YearExposure]]]:
        """The years of a good, on defaults first."""
        groups = [(basis, [y for y in good.years if y.basis == basis]) for basis in BASES]
        return [(BASES[basis], years) for basis, years in groups if years]

    def basis(self, of: YearExposure | Missing) -> str:
        """What a figure rests on, as a source string."""
        return BASES[of.basis]

    def confidence(self) -> Text:
        """How sure the rules' figures are."""
        assert self.cbam is not None
        return label(CONFIDENCES[self.cbam.confidence])

    def worked(self, good: GoodExposure) -> list[tuple[str, YearExposure, list[Figure]]]:
        """The arithmetic of each year on each basis, step by step."""
        assert self.exposure is not None
        years = good.years
        if len(self.exposure.goods) > MANY_GOODS:
            first = min((y.year for y in years), default=0)
            years = tuple(y for y in years if y.year == first)
        return [(BASES[y.basis], y, steps(y)) for y in years]

    def in_words(self, subject: str, raw: object) -> list[words.Line]:
        rows = [raw] if isinstance(raw, Mapping) else raw
        assert isinstance(rows, list)
        if subject == PRICE:
            return _lines(rows[0])
        return [
            words.Line(label(N_("Good {n}"), n=n), joined([_pair(line) for line in _lines(row)]))
            for n, row in enumerate(rows, 1)
        ]

    def _form(self, subject: str) -> tuple[type[EntryForm], dict[str, object]]:
        stored = self.draft.inputs.get(subject)
        if subject == PRICE:
            return PriceForm, price_data(stored)
        return GoodsForm, goods_data(stored)


def _lines(raw: Mapping[str, object]) -> list[words.Line]:
    lines = [
        words.Line(label(name), Text(str(raw[key]), str(raw[key])))
        for key, name in FIELD_TEXTS.items()
        if raw.get(key)
    ]
    precursors = raw.get("precursors")
    for row in precursors if isinstance(precursors, list) else ():
        value = joined([_pair(line) for line in _lines(row)])
        lines.append(words.Line(label(N_("Precursor")), value))
    return lines


def _pair(line: words.Line) -> Text:
    return Text(f"{line.name.zh}：{line.value.zh}", f"{line.name.en}: {line.value.en}")


@exposures.route("/exposure", methods=["GET", "POST"])
@open_to(Access.HOLDER)
def goods() -> ResponseReturnValue:
    """The goods and what the importer would pay on them."""
    return inputs.answer(ExposurePage(draft()))

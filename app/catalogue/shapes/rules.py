"""Shape of `rules.yaml`: the dated rules of one day."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag
from pydantic import StringConstraints as Constraints

from app.catalogue.shapes.base import Edition, Pair, Reference, RuleId, Shape, Source
from app.catalogue.shapes.cbam import CbamParameters

CBAM = "EU-CBAM"


class Milestone(Pair):
    """A dated event; a target is a policy goal and puts no duty on an enterprise."""

    date: date
    kind: Literal["applies", "deadline", "reporting", "price", "target"]


class _Rule(Shape):
    id: RuleId
    title: Pair
    jurisdiction: Annotated[str, Constraints(pattern=r"^[A-Za-z]{2,20}$")]
    applies_if: Source | None = None
    asks: Pair
    duty: list[Literal["exporter", "importer", "manufacturer", "carrier", "government"]]
    force: Literal["binding", "conditional", "voluntary"]
    milestones: list[Milestone] = Field(default_factory=list)
    valid_from: date | None
    valid_to: date | None
    source: Reference
    also: list[Reference] = Field(default_factory=list)
    note: Pair | None = None
    checked_on: date
    confidence: Literal["high", "medium", "low"]
    next_check: date


class Rule(_Rule):
    """A dated rule; `parameters` are its figures: scalars, lists and maps."""

    parameters: dict[str, object] = Field(default_factory=dict)


class CbamRule(_Rule):
    """EU-CBAM, whose parameters feed a calculator and so have a shape of their own."""

    parameters: CbamParameters


def _kind_of_rule(rule: Any) -> str:
    found = rule.get("id") if isinstance(rule, Mapping) else getattr(rule, "id", None)
    return "cbam" if found == CBAM else "rule"


AnyRule = Annotated[
    Annotated[Rule, Tag("rule")] | Annotated[CbamRule, Tag("cbam")], Discriminator(_kind_of_rule)
]


class RulesFile(Edition):
    """`rules.yaml`."""

    not_stated: Pair
    rules: Annotated[list[AnyRule], Field(min_length=1, max_length=500)]

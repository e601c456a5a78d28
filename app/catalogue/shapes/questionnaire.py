"""Shape of `questionnaire.yaml`: domains, grades, scoring constants, lists of terms."""

from datetime import date
from typing import Annotated

from pydantic import Field
from pydantic import StringConstraints as Constraints

from app.catalogue.shapes.base import (
    Amount,
    CodeId,
    Pair,
    Points,
    QuestionnaireId,
    Shape,
    Share,
    Term,
    Version,
    WordId,
)


class Domain(Shape):
    """A part of the score; the weights of all domains sum to 100."""

    id: WordId
    title: Pair
    short: Pair
    about: Pair
    weight: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class Grade(Pair):
    """A letter from `minimum` points up."""

    id: CodeId
    minimum: Points


class GradeAConditions(Shape):
    """What the best grade asks beside its points."""

    domain_minimum: Points
    evidence_share: Share


class Provisional(Shape):
    """When a result is provisional."""

    completeness_below: Share
    declared_na_above: Share


class EvidenceLevel(Shape):
    level: Annotated[int, Field(ge=0, le=3)]
    label: Pair
    test: Pair


class Readings(Shape):
    """The three readings in words."""

    proved: Pair
    declared: Pair
    possible: Pair


class CostBand(Shape):
    """External spending between `low` and `high`, in the questionnaire's currency."""

    id: CodeId
    low: Amount
    high: Amount
    text: Pair
    open_ended: bool = False


class Province(Term):
    region: WordId


class QuestionnaireFile(Shape):
    """`questionnaire.yaml`."""

    id: QuestionnaireId
    version: Version
    published: date
    title: Pair
    short_title: Pair
    intro: Pair
    how_to_answer: Pair
    minutes: Annotated[int, Field(ge=1, le=600)]
    domains: Annotated[list[Domain], Field(min_length=1, max_length=20)]
    grades: Annotated[list[Grade], Field(min_length=2, max_length=10)]
    grade_a_asks: GradeAConditions
    provisional: Provisional
    evidence_levels: Annotated[list[EvidenceLevel], Field(min_length=4, max_length=4)]
    evidence_factors: Annotated[list[Share], Field(min_length=4, max_length=4)]
    readings: Readings
    applicability_floor: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    roles: Annotated[list[Term], Field(min_length=1)]
    cost_bands: Annotated[list[CostBand], Field(min_length=1)]
    currency: Annotated[str, Constraints(pattern=r"^[A-Z]{3}$")]
    sectors: list[Term]
    regions: list[Term]
    provinces: list[Province]

"""Shape of `sections/<domain>.yaml`: the questions of one domain."""

from typing import Annotated, Literal

from pydantic import Field

from app.catalogue.shapes.base import (
    CodeId,
    EvidenceId,
    Finite,
    Pair,
    QuestionId,
    RuleId,
    Shape,
    Share,
    Source,
    UnitPair,
    WordId,
    Words,
)


class Evidence(Pair):
    """A document that would prove the answer; `valid_months` counts from its day of issue."""

    id: EvidenceId
    valid_months: Annotated[int, Field(ge=1, le=240)] | None = None


class Gate(Pair):
    """Below `need` the grade is at most `cap`; the texts say why."""

    need: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    cap: CodeId


class _Question(Shape):
    id: QuestionId
    topic: Pair
    text: Pair
    help: Pair
    weight: Annotated[float, Field(gt=0, le=5, allow_inf_nan=False)]
    evidence: Annotated[list[Evidence], Field(max_length=26)] = Field(default_factory=list)
    measures: Annotated[dict[int, Share], Field(min_length=1)]
    applies_if: Source | None = None
    na_allowed: bool
    gate: Gate | None = None
    rules: list[RuleId] = Field(default_factory=list)
    seed: Words | None = None
    blocks_claim: bool = False


class MaturityQuestion(_Question):
    """Five levels from 0 upwards, each an observable state."""

    kind: Literal["maturity"]
    levels: Annotated[list[Pair], Field(min_length=5, max_length=5)]


Point = Annotated[list[Finite], Field(min_length=2, max_length=2)]


class NumberQuestion(_Question):
    """A number in `unit`; `points` are [number, value 0…1], joined by straight lines."""

    kind: Literal["number"]
    unit: UnitPair
    minimum: Finite
    maximum: Finite
    points: Annotated[list[Point], Field(min_length=2, max_length=50)]


class YesNoQuestion(_Question):
    """Yes is 1, no is 0."""

    kind: Literal["yes_no"]


Question = Annotated[MaturityQuestion | NumberQuestion | YesNoQuestion, Field(discriminator="kind")]


class SectionFile(Shape):
    """`sections/<domain>.yaml`; its `applies_if` holds for all its questions."""

    domain: WordId
    applies_if: Source | None = None
    questions: Annotated[list[Question], Field(min_length=1, max_length=500)]

"""Shapes of `measures.yaml`, `checks.yaml` and `glossary.yaml`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from pydantic import StringConstraints as Constraints

from app.catalogue.shapes.base import (
    Edition,
    Pair,
    Reference,
    Shape,
    Source,
    Version,
    WordId,
)

CheckId = Annotated[str, Constraints(pattern=r"^[A-Z]{2}[0-9]{2,3}$")]


class PolicyDocument(Shape):
    """The policy paper whose measures are followed."""

    title: Pair
    short_title: Pair
    issuer: Pair
    published: date
    addressed_to: Pair
    nature: Pair
    sources: Annotated[list[Reference], Field(min_length=1)]


class MeasureSection(Shape):
    id: Annotated[str, Constraints(pattern=r"^[A-Z]{1,4}$")]
    title: Pair
    standing: WordId


class Measure(Shape):
    """One measure; `scored` where questions carry it."""

    id: Annotated[int, Field(ge=1, le=999)]
    section: str
    title: Pair
    summary: Pair
    note: Pair | None = None
    standing: WordId
    addressee: WordId
    scored: bool


class MeasuresFile(Edition):
    """`measures.yaml`."""

    document: PolicyDocument
    standings: Annotated[dict[WordId, Pair], Field(min_length=1)]
    addressees: Annotated[dict[WordId, Pair], Field(min_length=1)]
    sections: Annotated[list[MeasureSection], Field(min_length=1)]
    measures: Annotated[list[Measure], Field(min_length=1)]


class Check(Shape):
    """Answers that contradict each other; an error stops submission, a warning is printed."""

    id: CheckId
    when: Source
    severity: Literal["error", "warning"]
    message: Pair


class ChecksFile(Shape):
    """`checks.yaml`."""

    version: Version
    checks: Annotated[list[Check], Field(max_length=500)]


class GlossaryTerm(Pair):
    """One term in both languages, with how to use it."""

    note: Pair | None = None


class GlossaryFile(Edition):
    """`glossary.yaml`."""

    terms: Annotated[list[GlossaryTerm], Field(max_length=2000)]

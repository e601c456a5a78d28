"""Shape of `profile.yaml`: the facts asked before the questions."""

from typing import Annotated, Literal

from pydantic import Field

from app.catalogue.shapes.base import (
    Edition,
    Finite,
    Pair,
    RuleId,
    Shape,
    Source,
    Term,
    UnitPair,
    WordId,
)


class Group(Shape):
    """A page of the profile."""

    id: WordId
    title: Pair


class Implication(Shape):
    """Once `when` is true, every variable under `set` has that value unless somebody answers."""

    when: Source
    set: Annotated[dict[WordId, object], Field(min_length=1)]


class _Variable(Shape):
    id: WordId
    group: WordId
    topic: Pair
    text: Pair
    help: Pair | None = None
    asked_if: Source | None = None
    implies: list[Implication] = Field(default_factory=list)
    rules: list[RuleId] = Field(default_factory=list)


class BoolVariable(_Variable):
    """Yes or no."""

    kind: Literal["bool"]


class ChoiceVariable(_Variable):
    """One of the options."""

    kind: Literal["choice"]
    options: Annotated[list[Term], Field(min_length=2, max_length=100)]


class SetOption(Term):
    """`alone` marks an option that excludes the others."""

    alone: bool = False


class SetVariable(_Variable):
    """One option or several."""

    kind: Literal["set"]
    options: Annotated[list[SetOption], Field(min_length=2, max_length=100)]


class NumberVariable(_Variable):
    """A number between `minimum` and `maximum`."""

    kind: Literal["number"]
    unit: UnitPair
    minimum: Finite
    maximum: Finite


class TextVariable(_Variable):
    """A line of text."""

    kind: Literal["text"]


Variable = Annotated[
    BoolVariable | ChoiceVariable | SetVariable | NumberVariable | TextVariable,
    Field(discriminator="kind"),
]


class ProfileFile(Edition):
    """`profile.yaml`."""

    groups: Annotated[list[Group], Field(min_length=1)]
    variables: Annotated[list[Variable], Field(max_length=200)]
    conditions: dict[WordId, Source] = Field(default_factory=dict)
    condition_texts: dict[WordId, Pair] = Field(default_factory=dict)

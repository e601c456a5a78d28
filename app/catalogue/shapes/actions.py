"""Shape of `actions/<domain>.yaml`: what to do about a low answer."""

from typing import Annotated

from pydantic import Field

from app.catalogue.shapes.base import (
    ActionId,
    CodeId,
    Pair,
    QuestionId,
    RuleId,
    Shape,
    Share,
    WordId,
)


class Action(Shape):
    """A step from `raises[0]` to `raises[1]`; effort in staff days, time in calendar weeks."""

    id: ActionId
    question: QuestionId
    raises: Annotated[list[Share], Field(min_length=2, max_length=2)]
    title: Pair
    steps: Annotated[list[Pair], Field(min_length=1, max_length=6)]
    result: Pair
    effort_days: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    elapsed_weeks: Annotated[float, Field(gt=0, le=260, allow_inf_nan=False)]
    cost_band: CodeId
    evidence: Annotated[int, Field(ge=2, le=3)] = 2
    role: WordId
    after: list[ActionId] = Field(default_factory=list)
    rules: list[RuleId] = Field(default_factory=list)
    support: Pair | None = None


class ActionsFile(Shape):
    """`actions/<domain>.yaml`."""

    actions: Annotated[list[Action], Field(max_length=1000)]

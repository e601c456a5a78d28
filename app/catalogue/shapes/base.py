"""Parts that every file's shape is made of."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import StringConstraints as Constraints
from pydantic_core import PydanticCustomError

from app.domain.text import Text

# Control, private-use and direction-changing characters: a reader sees another text than stands
# in the file. Line breaks and tabs are fine.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufffe\uffff]"
)
MAX_WORDS = 4000


class Shape(BaseModel):
    """A mapping with known keys only, its values of the stated types, never converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _visible(words: str) -> str:
    unseen = _UNSEEN.search(words)
    if unseen is not None:
        code = f"U+{ord(unseen[0]):04X}"
        raise PydanticCustomError("unseen_character", "unseen character", {"code": code})
    return words


Words = Annotated[
    str,
    Constraints(strip_whitespace=True, min_length=1, max_length=MAX_WORDS),
    AfterValidator(_visible),
]
Title = Annotated[
    str,
    Constraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_visible),
]
Source = Annotated[str, Constraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""An expression as written; parsed by `app.domain.expressions`."""

WordId = Annotated[str, Constraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
CodeId = Annotated[str, Constraints(pattern=r"^[A-Z]{1,4}[0-9]{0,3}$")]
QuestionId = Annotated[str, Constraints(pattern=r"^[A-Z]{2,4}[0-9]{2,3}$")]
EvidenceId = Annotated[str, Constraints(pattern=r"^[A-Z]{2,4}[0-9]{2,3}-[a-z]$")]
ActionId = Annotated[str, Constraints(pattern=r"^[A-Z]{2,4}[0-9]{2,3}-A[0-9]{1,2}$")]
RuleId = Annotated[str, Constraints(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$", max_length=40)]
QuestionnaireId = Annotated[str, Constraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
Version = Annotated[str, Constraints(pattern=r"^[0-9]{1,4}\.[0-9]{1,4}$")]
Url = Annotated[str, Constraints(pattern=r"^https?://[^\s<>\"']+$", max_length=600)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Pair(Shape):
    """One text in both languages."""

    zh: Words
    en: Words

    @property
    def words(self) -> Text:
        return Text(self.zh, self.en)


def text_of(pair: Pair | None) -> Text | None:
    """The pair as a domain text, None where it was left out."""
    return None if pair is None else pair.words


def _alike(value: object) -> object:
    return {"zh": value, "en": value} if isinstance(value, str) else value


UnitPair = Annotated[Pair, BeforeValidator(_alike, json_schema_input_type=Pair | str)]
"""A unit: a pair, or one text such as `%` where both languages write it alike."""


class Term(Shape):
    """An id with its text."""

    id: WordId
    text: Pair


class Reference(Shape):
    """A source with its address; `url` is null where it is not on the web."""

    title: Words
    url: Url | None
    kind: Literal["official", "secondary"]
    covers: Pair | None = None


class Edition(Shape):
    """What stands at the head of a file: its own edition, and the day it was checked."""

    version: Version
    checked_on: date

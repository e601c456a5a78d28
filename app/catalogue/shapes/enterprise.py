"""Shape of an enterprise file: one enterprise's facts and answers, and what calculators take.

Facts, answers and the enterprise itself are read by the same code as everywhere else, which
converts and explains; their shape here only says that they are mappings.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic import StringConstraints as Constraints

from app.catalogue.enterprises import MAX_EMPLOYEES
from app.catalogue.shapes.base import (
    ActionId,
    Amount,
    CodeId,
    QuestionId,
    Shape,
    Share,
    WordId,
)
from app.domain.answers import MAX_DOCUMENTS, OTHER_DOCUMENT
from app.domain.goods import MAX_PRECURSORS
from app.domain.planning.request import MAX_QUARTERS, MIN_QUARTERS
from app.domain.problems import InvalidInput
from app.domain.reading import read_date


class PrecursorEntry(Shape):
    """A good on the list that goes into another: tonnes per tonne, tCO2e per tonne."""

    cn: Annotated[str, Constraints(pattern=r"^[0-9 ]{4,14}$")]
    mass_per_tonne: Amount
    embedded_emissions: Amount | None = None
    route: Annotated[str, Constraints(pattern=r"^[A-Z]$")] | None = None


class GoodEntry(Shape):
    """Goods for the EU, as an editor offers them; `app.domain.goods` reads them."""

    cn: Annotated[str, Constraints(pattern=r"^[0-9 ]{4,14}$")]
    name: str = ""
    tonnes_to_eu: Amount
    embedded_emissions: Amount | None = None
    importer_over_50_t: bool | None = None
    route: Annotated[str, Constraints(pattern=r"^[A-Z]$")] | None = None
    precursors: Annotated[list[PrecursorEntry], Field(max_length=MAX_PRECURSORS)] = Field(
        default_factory=list
    )
    carbon_price_eur_per_t: Amount | None = None
    benchmark_default: Amount | None = None
    benchmark_actual: Amount | None = None


class TradeEntry(Shape):
    """Yearly trade with one market, as an editor offers it; `app.domain.trades` reads it.

    Rates in percent, or a duty per unit such as 5 USD/kg; `claimed_share` 0…1.
    """

    hs: Annotated[str, Constraints(pattern=r"^[0-9. ]{4,14}$")]
    market: WordId
    value: Amount
    currency: Annotated[str, Constraints(pattern=r"^[A-Z]{3}$")]
    mfn: Amount | str
    preferential: Amount | str
    rates_source: str | None = None
    claimed_share: Share | None = None
    agreement: WordId | None = None
    origin: Literal["met", "unknown", "not_met"] = "unknown"
    confirmed: bool = False
    specific: bool = False


class PriceEntry(Shape):
    """The range of certificate prices to reckon with, EUR per certificate."""

    low: Amount
    high: Amount


class PlanEntry(Shape):
    """What the enterprise can spend, as an editor offers it; `app.domain.planning` reads it.

    `pinned` maps an action to its quarter, from 1.
    """

    start: date
    quarters: Annotated[int, Field(ge=MIN_QUARTERS, le=MAX_QUARTERS)] = 8
    staff_days_per_quarter: Amount
    budget: Amount
    budget_per: Literal["quarter", "year", "total"] = "total"
    target_grade: CodeId | None = None
    target_date: date | None = None
    pinned: dict[ActionId, Annotated[int, Field(ge=1, le=MAX_QUARTERS)]] = Field(
        default_factory=dict
    )
    excluded: list[ActionId] = Field(default_factory=list)
    done: list[ActionId] = Field(default_factory=list)


class NameEntry(Shape):
    """The enterprise's name, in one language at least."""

    zh: str = ""
    en: str = ""


class EnterpriseEntry(Shape):
    """Who is assessed, as an editor offers it; `app.catalogue.enterprises` reads it."""

    name: NameEntry
    uscc: str = ""
    province: str = ""
    employees: Annotated[int, Field(ge=1, le=MAX_EMPLOYEES)] | None = None
    contact: str = ""


class DocumentEntry(Shape):
    """One paper behind an answer."""

    id: str = OTHER_DOCUMENT
    title: str
    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


class AnswerEntry(Shape):
    """One answer, as an editor offers it; `app.domain.answers` reads it."""

    level: Annotated[int, Field(ge=0, le=4)] | None = None
    number: float | None = None
    yes: bool | None = None
    unknown: bool = False
    not_applicable: str | None = None
    evidence: Annotated[int, Field(ge=0, le=3)] = 0
    documents: Annotated[list[DocumentEntry], Field(max_length=MAX_DOCUMENTS)] = Field(
        default_factory=list
    )


def _as_given(raw: object) -> object:
    """The value untouched: the annotation beside it only describes the value to editors."""
    return raw


def _as_date(raw: object) -> object:
    """A date however it is written; what cannot be read is left for the type to refuse."""
    try:
        return read_date(raw, "")
    except InvalidInput:
        return raw if isinstance(raw, str) else str(raw)


class EnterpriseFile(Shape):
    """One enterprise's assessment, as `readiness assess` reads it."""

    questionnaire: Annotated[
        str, Constraints(pattern=r"^[a-z][a-z0-9-]{0,59}/[0-9]{1,4}\.[0-9]{1,4}$")
    ]
    enterprise: Annotated[
        dict[str, object], BeforeValidator(_as_given, json_schema_input_type=EnterpriseEntry)
    ]
    assessed_on: Annotated[date, BeforeValidator(_as_date, json_schema_input_type=date)]
    profile: dict[str, object] = Field(default_factory=dict)
    answers: Annotated[
        dict[str, dict[str, object]],
        BeforeValidator(_as_given, json_schema_input_type=dict[QuestionId, AnswerEntry]),
    ] = Field(default_factory=dict)
    goods: Annotated[
        list[dict[str, object]], BeforeValidator(_as_given, json_schema_input_type=list[GoodEntry])
    ] = Field(default_factory=list)
    trades: Annotated[
        list[dict[str, object]], BeforeValidator(_as_given, json_schema_input_type=list[TradeEntry])
    ] = Field(default_factory=list)
    cbam_price: Annotated[
        dict[str, object] | None,
        BeforeValidator(_as_given, json_schema_input_type=PriceEntry | None),
    ] = None
    plan: Annotated[
        dict[str, object] | None,
        BeforeValidator(_as_given, json_schema_input_type=PlanEntry | None),
    ] = None

"""Standings as they are stored: compact JSON, made to be read by the ten thousand.

Names of fields would take more room than what they name, so rows are lists in the order of their
value type's fields. Amounts are written as text, which keeps them exact.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import starmap
from typing import Any

from app.domain.portfolio.standing import (
    ActionStanding,
    Mark,
    QuestionStanding,
    RuleStanding,
    SavingSum,
    Standing,
    Triple,
    YearSum,
)
from app.domain.rules import Scope
from app.domain.scoring import State
from app.domain.text import Text

# Looked up in a mapping: making an enum's member from its value is slower, and felt here.
_STATES: Mapping[str, State] = {state.value: state for state in State}
_SCOPES: Mapping[str, Scope] = {scope.value: scope for scope in Scope}


def standing_json(standing: Standing) -> str:
    """The standing as JSON text that `standing_from_json` reads back whole."""
    s = standing
    return json.dumps(
        {
            "key": s.key,
            "name": [s.name.zh, s.name.en],
            "who": [s.province, s.region, s.sector, s.size, s.employees],
            "markets": s.markets,
            "score": [s.proved, s.declared, s.possible],
            "quality": [s.provisional, s.completeness, s.evidence_share],
            "domains": s.domains,
            "measures": s.measures,
            "questions": s.questions,
            "actions": s.actions,
            "rules": [[r.id, r.scope, r.next and r.next.isoformat()] for r in s.rules],
            "stated": [s.goods, s.trades],
            "exposure": [_year_row(year) for year in s.exposure],
            "savings": [[c.currency, str(c.saved), str(c.left), str(c.possible)]
                        for c in s.savings],
            "contradictions": s.contradictions,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )  # fmt: skip


def standing_from_json(text: str) -> Standing:
    """The standing in JSON text that `standing_json` wrote."""
    raw: dict[str, Any] = json.loads(text)
    province, region, sector, size, employees = raw["who"]
    proved, declared, possible = raw["score"]
    provisional, completeness, evidence_share = raw["quality"]
    goods, trades = raw["stated"]
    return Standing(
        raw["key"],
        Text(*raw["name"]),
        province,
        region,
        sector,
        size,
        employees,
        tuple(raw["markets"]),
        Mark(*proved),
        Mark(*declared),
        Mark(*possible),
        provisional,
        completeness,
        evidence_share,
        {id_: Triple(*row) for id_, row in raw["domains"].items()},
        {int(id_): Triple(*row) for id_, row in raw["measures"].items()},
        {
            id_: QuestionStanding(_STATES[state], value, evidence, lost)
            for id_, (state, value, evidence, lost) in raw["questions"].items()
        },
        tuple(starmap(ActionStanding, raw["actions"])),
        tuple(starmap(_rule, raw["rules"])),
        goods,
        trades,
        tuple(starmap(_year, raw["exposure"])),
        tuple(starmap(_saving, raw["savings"])),
        tuple(raw["contradictions"]),
    )


def _year_row(year: YearSum) -> list[object]:
    low, high = (None if amount is None else str(amount) for amount in (year.low, year.high))
    return [year.year, str(year.certificates), low, high, year.left_out]


# The same few rules stand in every standing of a batch.
@lru_cache(maxsize=1024)
def _rule(id_: str, scope: str, day: str | None) -> RuleStanding:
    return RuleStanding(id_, _SCOPES[scope], date.fromisoformat(day) if day else None)


def _year(
    year: int, certificates: str, low: str | None, high: str | None, left_out: int
) -> YearSum:
    return YearSum(
        year,
        Decimal(certificates),
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
        left_out,
    )


def _saving(currency: str, saved: str, left: str, possible: str) -> SavingSum:
    return SavingSum(currency, Decimal(saved), Decimal(left), Decimal(possible))

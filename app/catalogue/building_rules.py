"""`rules.yaml` to the domain's rule book."""

from collections.abc import Mapping
from typing import Any

from app.catalogue.building import reference
from app.catalogue.building_cbam import build_cbam
from app.catalogue.shapes import rules as shapes
from app.catalogue.shapes.base import text_of
from app.catalogue.validating import Checked
from app.domain.expressions import Expression, parse
from app.domain.rules import Milestone, Rule, RuleBook


def build_rules(
    checked: Checked[shapes.RulesFile], conditions: Mapping[str, Expression]
) -> RuleBook:
    """The rule book; the file must be whole. `conditions` are the profile's named ones."""
    shape = checked.sound
    raw_rules: list[dict[str, Any]] = checked.source.data["rules"]
    return RuleBook(
        version=shape.checked_on.isoformat(),
        checked_on=shape.checked_on,
        not_stated=shape.not_stated.words,
        rules=tuple(
            _rule(rule, raw.get("parameters"), conditions)
            for rule, raw in zip(shape.rules, raw_rules, strict=True)
        ),
        cbam=next((build_cbam(r) for r in shape.rules if isinstance(r, shapes.CbamRule)), None),
    )


def _rule(
    shape: shapes.AnyRule,
    parameters: dict[str, object] | None,
    conditions: Mapping[str, Expression],
) -> Rule:
    return Rule(
        id=shape.id,
        title=shape.title.words,
        jurisdiction=shape.jurisdiction,
        asks=shape.asks.words,
        duty=tuple(shape.duty),
        force=shape.force,
        milestones=tuple(Milestone(m.date, m.kind, m.words) for m in shape.milestones),
        valid_from=shape.valid_from,
        valid_to=shape.valid_to,
        source=reference(shape.source),
        also=tuple(reference(source) for source in shape.also),
        note=text_of(shape.note),
        checked_on=shape.checked_on,
        next_check=shape.next_check,
        confidence=shape.confidence,
        applies_if=None if shape.applies_if is None else parse(shape.applies_if, conditions),
        parameters=parameters or None,
    )

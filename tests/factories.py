"""Small questionnaires and assessments built in code, for tests that need no files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.expressions import Expression
from app.domain.questionnaire import (
    Domain,
    EvidenceItem,
    Gate,
    Grade,
    Kind,
    Measure,
    PolicyDocument,
    Profile,
    Question,
    Questionnaire,
    ScoringRules,
)
from app.domain.scoring import Item, State
from app.domain.text import Text

DAY = date(2026, 11, 22)


def text(value: str) -> Text:
    return Text(value, value)


SCORING = ScoringRules(
    grades=tuple(
        Grade(id_, minimum, text(id_))
        for id_, minimum in (("A", 85.0), ("B", 70.0), ("C", 55.0), ("D", 40.0), ("E", 0.0))
    ),
    evidence_factors=(0.0, 0.0, 0.85, 1.0),
    applicability_floor=0.5,
    domain_minimum=55.0,
    evidence_share=0.6,
    completeness_below=0.8,
    declared_na_above=0.25,
)


def question(
    id_: str,
    domain: str,
    weight: float = 1.0,
    *,
    kind: Kind = Kind.MATURITY,
    points: tuple[tuple[float, float], ...] = (),
    applies_if: Expression | None = None,
    na_allowed: bool = True,
    gate: Gate | None = None,
    measures: tuple[tuple[int, float], ...] = ((1, 1.0),),
    valid_months: int | None = 12,
) -> Question:
    return Question(
        id=id_,
        domain=domain,
        topic=text(id_),
        text=text(id_),
        help=text(id_),
        kind=kind,
        weight=weight,
        evidence=(EvidenceItem(f"{id_}-a", text("paper"), valid_months),),
        measures=measures,
        levels=tuple(text(str(n)) for n in range(5)) if kind is Kind.MATURITY else (),
        unit=text("km") if kind is Kind.NUMBER else None,
        minimum=0.0 if kind is Kind.NUMBER else None,
        maximum=1000.0 if kind is Kind.NUMBER else None,
        points=points,
        applies_if=applies_if,
        na_allowed=na_allowed,
        gate=gate,
    )


def questionnaire(
    domains: Sequence[tuple[str, float]],
    questions: Sequence[Question],
    profile: Profile | None = None,
) -> Questionnaire:
    return Questionnaire(
        id="small",
        version="1.0",
        published=DAY,
        title=text("Small"),
        short_title=text("Small"),
        intro=text(""),
        how_to_answer=text(""),
        minutes=5,
        currency="CNY",
        domains=tuple(Domain(d, text(d), text(d), text(d), weight) for d, weight in domains),
        questions=tuple(questions),
        actions=(),
        profile=profile or Profile((), ()),
        scoring=SCORING,
        checks=(),
        document=PolicyDocument(text(""), text(""), text(""), DAY, text(""), text(""), (), DAY),
        measures=tuple(
            Measure(n, "I", text(str(n)), text(""), None, "secondary", "shared", True)
            for n in (1, 2)
        ),
        measure_sections=(),
        standings={},
        addressees={},
        evidence_levels=(),
        readings={},
        roles={},
        cost_bands={},
        sectors={},
        regions={},
        provinces={},
        glossary=(),
    )


def items_of(
    *domains: tuple[float, Sequence[tuple[float, str, float, int]]], gate: Gate | None = None
) -> tuple[Questionnaire, tuple[Item, ...]]:
    """A questionnaire from (domain weight, [(weight, state, v, e)…]), `gate` on its first one."""
    items: list[Item] = []
    for d, (_, entries) in enumerate(domains):
        for number, (weight, state, value, evidence) in enumerate(entries):
            asked = question(f"Q{d}{number:02}", f"d{d}", weight)
            items.append(Item(asked, State(state), value, evidence))
    if gate is not None:
        items[0] = items[0]._replace(question=replace(items[0].question, gate=gate))
    built = questionnaire(
        [(f"d{d}", weight) for d, (weight, _) in enumerate(domains)], [i.question for i in items]
    )
    return built, tuple(items)

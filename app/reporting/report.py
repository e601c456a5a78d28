"""The report: one value for the result page and the PDF, made from the stored document alone."""

from dataclasses import dataclass

from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.text import Text
from app.reporting.building import calendar, method, overview, papers, standing, steps
from app.reporting.building.answers import answers
from app.reporting.building.brief import brief
from app.reporting.building.drawings import drawings
from app.reporting.building.exposure import exposure_part
from app.reporting.building.roadmap import roadmap
from app.reporting.building.savings import savings_part
from app.reporting.building.source import SHEETS, Source
from app.reporting.charts import Charts
from app.reporting.length_values import AnswerGroup, Brief
from app.reporting.planning_values import ExposurePart, Roadmap, SavingsPart
from app.reporting.shape import Document
from app.reporting.values import (
    ContradictionLine,
    DomainPage,
    EnterpriseCard,
    Gap,
    GateLine,
    MeasureGroup,
    Method,
    ProofGroup,
    RuleCard,
    Sheet,
    StepRow,
    Summary,
    Verdict,
)

__all__ = ["Report", "build_report"]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the result page and the PDF show.

    `sheets` are those of the ten steps worth most, `further_sheets` those of `other_steps`.
    """

    title: Text
    short_title: Text
    enterprise: EnterpriseCard
    verdict: Verdict
    summary: Summary
    gates: tuple[GateLine, ...]
    domains: tuple[DomainPage, ...]
    measures: tuple[MeasureGroup, ...]
    gaps: tuple[Gap, ...]
    sheets: tuple[Sheet, ...]
    further_sheets: tuple[Sheet, ...]
    other_steps: tuple[StepRow, ...]
    later_steps: int
    roadmap: Roadmap | None
    exposure: ExposurePart | None
    savings: SavingsPart | None
    proofs: tuple[ProofGroup, ...]
    contradictions: tuple[ContradictionLine, ...]
    rules: tuple[RuleCard, ...]
    method: Method
    brief: Brief
    answers: tuple[AnswerGroup, ...]
    charts: Charts


def build_report(questionnaire: Questionnaire, rules: RuleBook, document: Document) -> Report:
    """Everything to show of `document`; the questionnaire and rules are its own versions."""
    source = Source(questionnaire, rules, document)
    verdict, enterprise = overview.verdict(source), overview.enterprise_card(source)
    domains, measures = standing.domains(source), standing.measures(source)
    gaps, cards = standing.gaps(source), calendar.rules(source)
    proofs, sheets = papers.proofs(source), steps.sheets(source)
    planned = roadmap(source), exposure_part(source), savings_part(source)
    plan, exposure, savings = planned
    return Report(
        title=questionnaire.title,
        short_title=questionnaire.short_title,
        enterprise=enterprise,
        verdict=verdict,
        summary=overview.summary(source, gaps, cards),
        gates=overview.gates(source),
        domains=domains,
        measures=measures,
        gaps=gaps,
        sheets=sheets[:SHEETS],
        further_sheets=sheets[SHEETS:],
        other_steps=tuple(sheet.row for sheet in sheets[SHEETS:]),
        later_steps=steps.later_steps(source),
        roadmap=plan,
        exposure=exposure,
        savings=savings,
        proofs=proofs,
        contradictions=papers.contradictions(source),
        rules=cards,
        method=method.method(source),
        brief=brief(source, enterprise, gaps, proofs, cards, planned),
        answers=answers(source, domains, proofs),
        charts=drawings(source, verdict, domains, measures, cards),
    )

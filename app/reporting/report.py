"""The report: one value for the result page and the PDF, made from the stored document alone."""

from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.reporting.building import calendar, method, overview, papers, standing, steps
from app.reporting.building.drawings import drawings
from app.reporting.building.exposure import exposure_part
from app.reporting.building.roadmap import roadmap
from app.reporting.building.savings import savings_part
from app.reporting.building.source import Source
from app.reporting.shape import Document
from app.reporting.values import Report

__all__ = ["Report", "build_report"]


def build_report(questionnaire: Questionnaire, rules: RuleBook, document: Document) -> Report:
    """Everything to show of `document`; the questionnaire and rules are its own versions."""
    source = Source(questionnaire, rules, document)
    verdict = overview.verdict(source)
    domains, measures = standing.domains(source), standing.measures(source)
    gaps, cards = standing.gaps(source), calendar.rules(source)
    return Report(
        title=questionnaire.title,
        short_title=questionnaire.short_title,
        enterprise=overview.enterprise_card(source),
        verdict=verdict,
        summary=overview.summary(source, gaps, cards),
        gates=overview.gates(source),
        domains=domains,
        measures=measures,
        gaps=gaps,
        sheets=steps.sheets(source),
        other_steps=steps.other_steps(source),
        later_steps=steps.later_steps(source),
        roadmap=roadmap(source),
        exposure=exposure_part(source),
        savings=savings_part(source),
        proofs=papers.proofs(source),
        contradictions=papers.contradictions(source),
        rules=cards,
        method=method.method(source),
        charts=drawings(source, verdict, domains, measures, cards),
    )

"""The report's charts on the pages of planner and calculators."""

from dataclasses import replace

from markupsafe import Markup

from app.domain.assessment import Result
from app.reporting.building.source import Source
from app.reporting.document import Document, build_document
from app.reporting.rendering import context, environment
from app.services.drafts import Draft
from app.services.plans import exposure_of, savings_of
from app.web.language import language

PLANNING, GROUP = "planning_charts.html.j2", "group_charts.html.j2"


def drawing(macro: str, *arguments: object, charts: str = PLANNING) -> Markup:
    """A chart, drawn by the macro of that name that the report uses too."""
    template = environment().get_template(charts)
    drawn = getattr(template.make_module(context((language(),))), macro)(*arguments)
    return Markup(drawn)  # noqa: S704 (made by an environment that escapes everything)


def source_of(draft: Draft, result: Result, document: Document | None = None) -> Source:
    """What the report's charts are built from; without `document`, as it is without a plan."""
    questionnaire, rules, assessment = draft.questionnaire, draft.rules, draft.assessment
    if document is None:
        document = replace(
            build_document(questionnaire, rules, assessment, result),
            inputs=draft.inputs,
            exposure=exposure_of(rules, assessment),
            savings=savings_of(assessment, result),
        )
    return Source(questionnaire, rules, document)

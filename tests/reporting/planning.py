"""Documents with their planning half: the examples as the command line makes them, and others."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from app.catalogue.enterprise_file import inputs_given, open_enterprise_file
from app.domain.assessment import Assessment, evaluate
from app.domain.goods import parse_goods, parse_price
from app.domain.trades import choices_of, parse_trades
from app.i18n import currencies
from app.reporting.document import Document
from app.reporting.report import Report, build_report
from app.services.plans import planning_of
from tests.reporting.making import CONTENT, ROOT, document_of, example, questionnaire, rules


def planned(assessment: Assessment, inputs: Mapping[str, Any]) -> Document:
    """The document with all that follows from the assessment's inputs."""
    found = planning_of(questionnaire(), rules(), assessment, evaluate(questionnaire(), assessment))
    return replace(
        document_of(assessment),
        inputs=inputs,
        plan=found.plan,
        exposure=found.exposure,
        savings=found.savings,
    )


@cache
def planned_document(name: str) -> Document:
    """An example's document; its plan takes the solver some seconds."""
    path = ROOT / CONTENT / "1.0" / "examples" / f"{name}.yaml"
    return planned(example(name), inputs_given(open_enterprise_file(path)))


@cache
def planned_report(name: str) -> Report:
    return report_on(planned_document(name))


def report_on(document: Document) -> Report:
    return build_report(questionnaire(), rules(), document)


def calculated(**inputs: Any) -> Document:
    """The trading company without a plan, with these goods, trades and certificate price."""
    choices = choices_of(questionnaire().profile, currencies())
    assessment = replace(
        example("trading-company"),
        plan=None,
        goods=parse_goods(inputs.get("goods")),
        trades=parse_trades(inputs.get("trades"), choices),
        price=parse_price(inputs.get("cbam_price")),
    )
    return planned(assessment, inputs)

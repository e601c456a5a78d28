"""Documents and reports of the published examples, and of invented answers to them."""

import io
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pikepdf

from app.catalogue import Catalogue
from app.catalogue.enterprise_file import load_assessment
from app.domain.answers import Answer
from app.domain.assessment import Assessment, Enterprise, evaluate
from app.domain.questionnaire import Kind, Questionnaire
from app.domain.rules import RuleBook
from app.domain.text import Text
from app.reporting.document import Document, build_document
from app.reporting.report import Report, build_report

ROOT = Path(__file__).parents[2] / "questionnaires"
CONTENT = "exporter-readiness"
EXAMPLES = (
    "aluminium-profiles",
    "battery-maker",
    "food-rcep",
    "furniture-wood",
    "textile-ecommerce",
    "trading-company",
)


@cache
def catalogue() -> Catalogue:
    return Catalogue(ROOT)


def questionnaire() -> Questionnaire:
    return catalogue().questionnaire(CONTENT)


def rules() -> RuleBook:
    return catalogue().rules(CONTENT)


@cache
def example(name: str) -> Assessment:
    path = ROOT / CONTENT / "1.0" / "examples" / f"{name}.yaml"
    return load_assessment(path, questionnaire())


def document_of(assessment: Assessment, *, with_contact: bool = False) -> Document:
    result = evaluate(questionnaire(), assessment)
    return build_document(questionnaire(), rules(), assessment, result, with_contact=with_contact)


def report_of(assessment: Assessment) -> Report:
    return build_report(questionnaire(), rules(), document_of(assessment))


def nobody() -> Assessment:
    """An enterprise that has said nothing yet."""
    return Assessment(Enterprise(Text("空白公司", "Blank Co.")), date(2026, 11, 22), {}, {})


def perfect(base: str = "aluminium-profiles") -> Assessment:
    """The example with every answer and its evidence at the top."""
    best: dict[str, Answer] = {}
    for question in questionnaire().questions:
        if question.kind is Kind.NUMBER:
            best[question.id] = Answer(number=question.points[-1][0], evidence=3)
        else:
            best[question.id] = Answer(level=len(question.levels) - 1, evidence=3)
    return replace(example(base), answers=best)


def one_domain() -> Assessment:
    """The example with only the logistics questions answered."""
    firm = example("trading-company")
    kept = {key: answer for key, answer in firm.answers.items() if key.startswith("LG")}
    return replace(firm, answers=kept)


def drawn_without_a_glyph(pdf: bytes) -> list[str]:
    """The fonts that show a character by glyph 0, the box of what they do not hold."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                characters = bytes(item.ToUnicode.read_bytes()).partition(b"beginbfchar")[2]
                assert characters
                if b"<0000> <" in characters:
                    found.append(str(item.BaseFont))
    return found

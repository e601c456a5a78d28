"""JSON Schemas of the files, for editors that help while one writes."""

from collections.abc import Mapping

from app.catalogue.shapes.actions import ActionsFile
from app.catalogue.shapes.base import Shape
from app.catalogue.shapes.enterprise import EnterpriseFile
from app.catalogue.shapes.measures import ChecksFile, GlossaryFile, MeasuresFile
from app.catalogue.shapes.profile import ProfileFile
from app.catalogue.shapes.published import PublishedFile
from app.catalogue.shapes.questionnaire import QuestionnaireFile
from app.catalogue.shapes.rules import RulesFile
from app.catalogue.shapes.sections import SectionFile

KINDS: Mapping[str, type[Shape]] = {
    "questionnaire": QuestionnaireFile,
    "profile": ProfileFile,
    "section": SectionFile,
    "actions": ActionsFile,
    "measures": MeasuresFile,
    "checks": ChecksFile,
    "glossary": GlossaryFile,
    "rules": RulesFile,
    "enterprise": EnterpriseFile,
    "published": PublishedFile,
}


def json_schema(kind: str) -> dict[str, object]:
    """The JSON Schema of one kind of file, a key of `KINDS`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **KINDS[kind].model_json_schema(),
        "title": f"readiness {kind}",
    }

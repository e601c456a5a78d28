"""Reads questionnaires, rules and enterprise files into domain values, or says what is wrong.

Start at `loading`. A file is read (`yaml_reading`), held against its shape (`shapes`,
`validating`), checked for what a schema cannot say (`checks`) and built (`building`).
"""

from app.catalogue.loading import Catalogue, load_questionnaire, load_rules
from app.catalogue.located import CatalogueError, Located
from app.catalogue.schemas import json_schema

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Located",
    "json_schema",
    "load_questionnaire",
    "load_rules",
]

"""The command that prints JSON Schemas."""

import json
import sys

import click

from app.catalogue.schemas import KINDS, json_schema
from app.reporting.document import json_schema as report_schema

REPORT = "report"


@click.command()
@click.argument("kind", type=click.Choice([*KINDS, REPORT]))
def schema(kind: str) -> None:
    """Print the JSON Schema of one KIND of file, for editors and for readers of reports."""
    found = report_schema() if kind == REPORT else json_schema(kind)
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
    click.echo()

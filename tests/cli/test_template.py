"""The command that writes the template."""

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from app.catalogue import Catalogue
from app.cli import main
from app.domain.text import Lang
from app.spreadsheets.template import template_csv, template_workbook


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["template", *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_written_in_the_language(tmp_path: Path, lang: Lang, catalogue: Catalogue):
    target = tmp_path / "template.xlsx"
    assert str(target) in run(target, "--lang", lang)
    questionnaire = catalogue.questionnaire("exporter-readiness")
    assert target.read_bytes() == template_workbook(questionnaire, lang)
    run(target, "--lang", lang, "--csv")
    assert target.read_bytes() == template_csv(questionnaire, lang)


def test_what_cannot_be_written_is_said(tmp_path: Path):
    assert "No such file or directory" in run(tmp_path / "nowhere" / "t.xlsx", code=1)
    assert "nothing-like-it" in run(
        tmp_path / "t.xlsx", "--questionnaire", "nothing-like-it", code=2
    )


def test_the_bytes_are_those_of_a_workbook(tmp_path: Path):
    target = tmp_path / "template.xlsx"
    run(target)
    assert len(load_workbook(BytesIO(target.read_bytes())).worksheets) == 8

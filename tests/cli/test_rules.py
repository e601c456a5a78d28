"""The command that lists the dated rules and says which must be looked at again."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.catalogue import Catalogue
from app.catalogue.loading import newest_rules
from app.cli import main
from tests.catalogue.breaking import SMALL
from tests.conftest import QUESTIONNAIRES

OTHERS = SMALL / "rules" / "2026-01-31" / "rules.yaml"


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["rules", *(str(a) for a in arguments)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_is_listed_the_next_check_first(lang: str, catalogue: Catalogue) -> None:
    rules = {rule.id: rule for rule in catalogue.rules("exporter-readiness").rules}
    rows = [line.split() for line in run("--on", "2026-11-22", "--lang", lang).splitlines()[1:]]
    assert {row[1] for row in rows} == rules.keys()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    for row in rows:
        assert row[0] == rules[row[1]].next_check.isoformat()


def test_the_boundary_of_due(catalogue: Catalogue) -> None:
    first = min(rule.next_check for rule in catalogue.rules("exporter-readiness").rules)
    on_the_day = run("--due", "--on", first.isoformat(), "--lang", "en", code=1)
    assert f"{first.isoformat()} !" in on_the_day
    day_before = first.fromordinal(first.toordinal() - 1)
    assert "must be checked again" in run("--due", "--on", day_before, "--lang", "en")


def test_without_due_nothing_fails_a_scheduler() -> None:
    assert "!" in run("--on", "2030-01-01", "--lang", "en")


def test_json_names_each_with_its_source(catalogue: Catalogue) -> None:
    found = json.loads(run("--due", "--on", "2030-01-01", "--json", code=1))
    rules = {rule.id: rule for rule in catalogue.rules("exporter-readiness").rules}
    assert found["rules_version"] == catalogue.rules("exporter-readiness").version
    assert found["day"] == "2030-01-01"
    assert {entry["id"] for entry in found["rules"]} == rules.keys()
    for entry in found["rules"]:
        assert entry["due"] is True
        assert entry["title"]["zh"]
        assert entry["source"]["url"].startswith("http")
    assert json.loads(run("--due", "--on", "2026-11-01", "--json"))["rules"] == []


def test_other_rules_may_be_given(tmp_path: Path) -> None:
    newest = newest_rules(QUESTIONNAIRES / "exporter-readiness")
    assert run("--rules", newest, "--lang", "en") == run("--lang", "en")
    # Rules of another questionnaire speak of facts that this one does not ask.
    out = run("--rules", OTHERS, "--lang", "en", code=2)
    assert f"{OTHERS}:8: rules[EU-METAL].applies_if: " in out
    missing = tmp_path / "rules.yaml"
    assert str(missing) in run("--rules", missing, "--lang", "en", code=2)


def test_a_day_must_be_a_day() -> None:
    run("--on", "soon", code=2)

"""The catalogue: the newest by default, kept once read, and never outside its folder."""

import shutil
import time
from pathlib import Path

import pytest

from app.catalogue import Catalogue, CatalogueError, load_questionnaire, load_rules
from app.catalogue.loading import Absent
from app.domain.expressions import And, Fact, Named
from app.domain.questionnaire import Kind
from app.domain.text import Text
from tests.catalogue.breaking import FIXTURES, SMALL, copied

CONTENT = Path(__file__).parents[2] / "questionnaires"


def test_a_questionnaire_is_built_whole() -> None:
    small = load_questionnaire(SMALL / "1.0")
    assert [q.id for q in small.questions] == ["MK01", "MK02", "MK03", "MV01"]
    assert [a.id for a in small.actions] == [
        "MK01-A1",
        "MK01-A2",
        "MK02-A1",
        "MK03-A1",
        "MV01-A1",
    ]
    first, ledger, metal, rail = small.questions
    assert first.kind is Kind.MATURITY
    assert first.levels[2] == Text("书面", "In writing")
    assert first.measures == ((1, 0.7), (2, 0.3))
    assert [(e.id, e.valid_months) for e in first.evidence] == [("MK01-a", 12), ("MK01-b", None)]
    assert ledger.applies_if == Fact("has_factory")
    assert ledger.na_allowed
    assert metal.gate is not None
    assert (metal.gate.need, metal.gate.cap) == (0.5, "C")
    assert (rail.unit, rail.points) == (Text("％", "%"), ((0, 0), (50, 0.5), (100, 1)))
    assert isinstance(rail.applies_if, Named)  # its section's condition
    assert small.by_action["MK01-A2"].evidence == 3
    assert small.by_action["MK01-A2"].after == ("MK01-A1",)
    markets = small.profile.variable("markets")
    assert [(o.id, o.alone) for o in markets.options][-1] == ("none", True)
    assert markets.implies[0].values == (("exports_metal", False),)
    assert small.profile.variable("distance_km").unit == Text("km", "km")


def test_the_conditions_of_section_and_question_hold_together(tmp_path: Path) -> None:
    version = copied(tmp_path)
    path = version / "sections" / "making.yaml"
    text = path.read_text("utf-8").replace("domain: making", 'domain: making\napplies_if: "far"')
    path.write_text(text, "utf-8")
    ledger = load_questionnaire(version).by_question["MK02"]
    assert isinstance(ledger.applies_if, And)
    assert ledger.applies_if.evaluate({"has_factory": True, "distance_km": 50.0}) is False
    assert ledger.applies_if.evaluate({"has_factory": True, "distance_km": 100.0}) is True


def test_rules_use_the_conditions_of_the_profile_beside_them() -> None:
    rules = load_rules(SMALL / "rules" / "2026-01-31" / "rules.yaml")
    metal, cbam = rules.rules
    assert rules.version == "2026-01-31"
    assert metal.applies_if.evaluate({"exports_metal": True, "distance_km": 99.0}) is False
    assert metal.parameters["threshold_t"] == 50
    assert cbam.applies_if is None
    assert cbam.source.url == ""
    assert cbam.also[0].covers == Text("全文", "Full text")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two versions, 1.9 and 1.10, and the rules of two days."""
    home = copied(tmp_path).parent
    for version in ("1.9", "1.10"):
        shutil.copytree(home / "1.0", home / version)
        file = home / version / "questionnaire.yaml"
        text = file.read_text("utf-8").replace('version: "1.0"', f'version: "{version}"')
        file.write_text(text, "utf-8")
    shutil.rmtree(home / "1.0")
    shutil.copytree(home / "rules" / "2026-01-31", home / "rules" / "2026-02-28")
    file = home / "rules" / "2026-02-28" / "rules.yaml"
    text = file.read_text("utf-8")
    text = text.replace("checked_on: 2026-01-31\nnot", "checked_on: 2026-02-28\nnot")
    file.write_text(text, "utf-8")
    return tmp_path


def test_the_newest_is_taken_unless_told_otherwise(root: Path) -> None:
    catalogue = Catalogue(root)
    assert catalogue.questionnaire("small").version == "1.10"
    assert catalogue.questionnaire("small", "1.9").version == "1.9"
    assert catalogue.rules("small").version == "2026-02-28"
    assert catalogue.rules("small", "2026-01-31").version == "2026-01-31"
    assert catalogue.questionnaire("small") is catalogue.questionnaire("small", "1.10")
    assert catalogue.rules("small") is catalogue.rules("small", "2026-02-28")


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("none", None),
        ("small", "9.9"),
        ("small", ""),
        ("small", "../1.9"),
        ("small", "rules"),
        ("../small", None),
        ("..", None),
        (".", None),
        ("", None),
        ("/", None),
        ("small/1.9", None),
        ("small\0", None),
    ],
)
def test_what_is_not_there_is_absent(root: Path, name: str, version: str | None) -> None:
    with pytest.raises(Absent):
        Catalogue(root).questionnaire(name, version)
    with pytest.raises(Absent):
        Catalogue(root).rules(name, version)


def test_a_faulty_version_is_refused(root: Path) -> None:
    (root / "small" / "1.10" / "glossary.yaml").write_text("terms: 5", "utf-8")
    with pytest.raises(CatalogueError, match=r"glossary\.yaml:1: terms: Enter a list, not 5"):
        Catalogue(root).questionnaire("small")
    assert Catalogue(root).questionnaire("small", "1.9").version == "1.9"


def test_the_content_loads_clean_and_quickly() -> None:
    began = time.process_time()
    catalogue = Catalogue(CONTENT)
    questionnaire = catalogue.questionnaire("exporter-readiness")
    rules = catalogue.rules("exporter-readiness")
    taken = time.process_time() - began
    assert (len(questionnaire.domains), len(questionnaire.measures)) == (5, 16)
    assert len(questionnaire.questions) == 64
    assert all(questionnaire.actions_of(q.id) for q in questionnaire.questions)
    assert len(rules.rules) >= 30
    assert taken < 5  # about 0.3 s on a free core


def test_fixtures_are_found() -> None:
    assert Catalogue(FIXTURES).questionnaire("small").id == "small"

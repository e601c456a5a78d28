"""Enterprise files: what is read, and everything wrong at its file, line and key at once."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.catalogue import Catalogue, CatalogueError, load_questionnaire
from app.catalogue.enterprise_file import (
    load_assessment,
    locate_contradiction,
    open_enterprise_file,
    questionnaire_named,
)
from app.domain.answers import Answer, Document
from app.domain.assessment import Enterprise, evaluate
from app.domain.questionnaire import Questionnaire
from app.domain.text import LANGS, Text
from app.i18n import translate
from tests.catalogue.breaking import SMALL, Break, breaks

ONE = SMALL / "1.0" / "examples" / "one.yaml"
EXAMPLES = Path(__file__).parents[2] / "questionnaires/exporter-readiness/1.0/examples"


@pytest.fixture(scope="module")
def small() -> Questionnaire:
    return load_questionnaire(SMALL / "1.0")


def test_everything_in_a_file_is_read(small: Questionnaire) -> None:
    assessment = load_assessment(ONE, small)
    assert assessment.enterprise == Enterprise(
        name=Text("一号厂（虚构）", "Number One (fictional)"),
        uscc="91440605MAXXXX015A",
        province="zhejiang",
        employees=40,
        contact="someone@example.com",
    )
    assert assessment.assessed_on == date(2026, 2, 1)
    assert assessment.facts == {
        "has_factory": True,
        "sector": "metal",
        "markets": frozenset({"eu", "us"}),
        "exports_metal": True,
        "distance_km": 320.0,
        "remark": "备注",
    }
    paper = Document("MK01-a", "任命书", "", date(2026, 1, 5), date(2026, 12, 31))
    assert assessment.answers == {
        "MK01": Answer(level=2, evidence=2, documents=(paper,)),
        "MK02": Answer(yes=True, evidence=3),
        "MK03": Answer(unknown=True),
        "MV01": Answer(number=35.0),
    }
    assert questionnaire_named(open_enterprise_file(ONE)) == ("small", "1.0")


@pytest.mark.parametrize("what", breaks("enterprise"))
def test_each_fault_is_placed_and_explained(
    tmp_path: Path, small: Questionnaire, what: Break
) -> None:
    text = ONE.read_text("utf-8")
    assert text.count(what.old) == 1, what.old
    at = text.index(what.old)
    text = text.replace(what.old, what.new)
    marked = text.find("#HERE")
    line = text.count("\n", 0, marked if marked >= 0 else at) + 1
    path = tmp_path / "one.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_assessment(path, small)
    found = [(p.line, p.key, translate(p.problem, "en")) for p in caught.value.located]
    assert len(found) == 1 + what.others, found
    assert any(
        (place, key) == (line, what.key) and what.says in said for place, key, said in found
    ), found
    for problem in caught.value.located:
        assert problem.file == str(path)
        assert all("{" not in translate(problem.problem, lang) for lang in LANGS)


def test_all_faults_are_told_at_once(tmp_path: Path, small: Questionnaire) -> None:
    path = tmp_path / "one.yaml"
    text = ONE.read_text("utf-8")
    for old, new in (
        ("level: 2", "level: 9"),
        ("sector: metal", "sector: wood"),
        ("number: 35", "number: 1e400"),
        ("employees: 40", "employees: 0"),
        ("assessed_on: 2026-02-01", "assessed_on: soon"),
        ("low: 60", "low: -1"),
    ):
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_assessment(path, small)
    assert [p.key for p in caught.value.located] == [
        "enterprise.employees",
        "assessed_on",
        "profile.sector",
        "answers.MK01.level",
        "answers.MV01.number",
        "cbam_price.low",
    ]


@pytest.mark.parametrize("content", ["", "5", "[1, 2]", "text", "a: [", "null"])
def test_files_that_are_no_enterprise_file(
    tmp_path: Path, small: Questionnaire, content: str
) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_assessment(path, small)
    assert len(caught.value.located) == 1


def _many_answers(count: int) -> str:
    return "answers:\n" + "".join(f"  QQ{n}: {{level: 1}}\n" for n in range(count))


def _many_facts(count: int) -> str:
    return "profile:\n" + "".join(f"  fact_{n}: true\n" for n in range(count))


@pytest.mark.parametrize("part", [_many_answers, _many_facts])
def test_thousands_of_faults_are_told_in_reasonable_time(
    tmp_path: Path, small: Questionnaire, part: Callable[[int], str]
) -> None:
    path = tmp_path / "one.yaml"
    head = "questionnaire: small/1.0\nenterprise: {name: {en: X}}\nassessed_on: 2026-02-01\n"
    path.write_text(head + part(20_000), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_assessment(path, small)
    assert len(caught.value.located) == 20_000


def test_a_contradiction_stands_at_the_first_answer_it_is_about(
    tmp_path: Path, small: Questionnaire
) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(ONE.read_text("utf-8").replace("level: 2", "level: 0"), "utf-8")
    file = open_enterprise_file(path)
    result = evaluate(small, load_assessment(path, small))
    (check,) = result.blocking
    located = locate_contradiction(file, check)
    assert (located.line, located.key) == (17, "answers.MK01")
    assert translate(located.problem, "en") == "These two answers do not fit. (CK02)"
    assert translate(located.problem, "zh") == "两个回答对不上。（CK02）"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_six_examples_are_sound(catalogue: Catalogue, path: Path) -> None:
    questionnaire = catalogue.questionnaire("exporter-readiness")
    result = evaluate(questionnaire, load_assessment(path, questionnaire))
    assert result.blocking == ()
    assert result.score.declared.score is not None

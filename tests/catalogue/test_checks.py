"""What a schema cannot say: every check fires, at its place, and on nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue import CatalogueError, load_questionnaire
from app.catalogue.checking import check_directory
from app.domain.text import LANGS
from app.i18n import translate
from tests.catalogue.breaking import SMALL, Break, breaks, broken, copied

MAKING = "sections/making.yaml"
ACTIONS = "actions/making.yaml"


def test_the_small_questionnaire_is_sound() -> None:
    assert check_directory(SMALL) == ()


@pytest.mark.parametrize("what", breaks("sense"))
def test_each_check_fires_at_its_place(tmp_path: Path, what: Break) -> None:
    found = broken(tmp_path, what)
    located = check_directory(found.home if what.file.startswith("rules/") else found.version)
    match = [
        p
        for p in located
        if (p.file, p.line, p.key) == (str(found.file), found.line, what.key)
        and what.says in translate(p.problem, "en")
    ]
    assert len(match) == 1, [(p.file, p.line, p.key, p.problem) for p in located]
    assert len(located) == 1 + what.others, [(p.file, p.line, p.key) for p in located]
    for lang in LANGS:
        assert "{" not in translate(match[0].problem, lang)


ELSEWHERE = {
    "an unscored measure is carried": (
        Break(MAKING, "{1: 0.7, 2: 0.3}", "{1: 0.7, 2: 0.2, 3: 0.1}", "", ""),
        ("measures.yaml", 22, "measures[3].scored", "is not scored, but a question carries it"),
    ),
    "a scored measure is carried no more": (
        Break(MAKING, "{1: 0.7, 2: 0.3}", "{2: 1}", "", ""),
        None,
    ),
    "no action from a step": (
        Break(ACTIONS, "MK03\n    raises: [0.75, 1]", "MK03\n    raises: [0.5, 1]", "", ""),
        ("making.yaml", 32, "questions[MK03]", "No action raises MK03 from 0.75."),
    ),
    "no action to the top": (
        Break(ACTIONS, "MK03\n    raises: [0.75, 1]", "MK03\n    raises: [0.5, 0.75]", "", ""),
        ("making.yaml", 32, "questions[MK03]", "No action raises MK03 to 1, its best."),
    ),
    "a role is gone": (
        Break("questionnaire.yaml", "{id: management,", "{id: boss,", "", ""),
        ("making.yaml", 12, "actions[MK01-A1].role", "no role “management”. The roles are: boss"),
    ),
    "rules are gone": (
        Break("rules/2026-01-31/rules.yaml", "  - id: EU-METAL", "  - id: EU-STEEL", "", ""),
        ("profile.yaml", 37, "variables[exports_metal].rules[0]", "did you mean “EU-STEEL”?"),
    ),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_fault_is_told_where_it_is_mended(tmp_path: Path, name: str) -> None:
    what, expected = ELSEWHERE[name]
    located = check_directory(broken(tmp_path, what).version)
    found = [(Path(p.file).name, p.line, p.key, translate(p.problem, "en")) for p in located]
    if expected is None:
        assert found == []  # MK02 still carries measure 1
        return
    *place, says = expected
    assert any([*entry[:3]] == place and says in entry[3] for entry in found), found


def _longer_circle(version: Path) -> None:
    path = version / ACTIONS
    text = path.read_text("utf-8")
    text = text.replace("raises: [0, 1]", "raises: [0, 1]\n    after: [MK01-A2]")
    path.write_text(text.replace("[0.25, 0.5]", "[0.25, 0.5]\n    after: [MK03-A1]"), "utf-8")


def _no_rules(version: Path) -> None:
    (version.parent / "rules" / "2026-01-31" / "rules.yaml").unlink()


def _no_section(version: Path) -> None:
    (version / "sections" / "moving.yaml").unlink()


def _stranger(version: Path) -> None:
    (version / "section").mkdir()


def _other_ending(version: Path) -> None:
    (version / "sections" / "moving.yml").write_text("domain: moving", "utf-8")


def _same_domain(version: Path) -> None:
    text = (version / "sections" / "moving.yaml").read_text("utf-8")
    (version / "sections" / "again.yaml").write_text(text.replace("MV01", "MV02"), "utf-8")


def _other_file(version: Path) -> None:
    path = version / "actions" / "moving.yaml"
    text = path.read_text("utf-8").replace("MV01", "MK01").replace("[0.9, 1]", "[0.75, 1]")
    path.write_text(text.replace("MK01-A1", "MK01-A5"), "utf-8")


def _bad_example(version: Path) -> None:
    path = version / "examples" / "one.yaml"
    path.write_text(path.read_text("utf-8").replace("number: 35", "number: 350"), "utf-8")


def _no_file(version: Path) -> None:
    (version / "glossary.yaml").unlink()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_longer_circle, "MK01-A1 → MK03-A1 → MK02-A1 → MK01-A2 → MK01-A1"),
        (_no_rules, "no rules/<date>/rules.yaml stands beside this"),
        (_no_section, "The domain “moving” has no file under sections/."),
        (_stranger, "“section” is not part of a questionnaire"),
        (_other_ending, "“sections/moving.yml” is not read"),
        (_same_domain, "The id “moving” is used twice"),
        (_other_file, "This question stands in another domain's file."),
        (_bad_example, "Enter a number between 0 and 100."),
        (_no_file, "There is no such file."),
    ],
)
def test_faults_of_several_files(tmp_path: Path, spoil: Callable[[Path], None], says: str) -> None:
    version = copied(tmp_path)
    spoil(version)
    assert any(says in translate(p.problem, "en") for p in check_directory(version))


def test_loading_refuses_what_checking_refuses(tmp_path: Path) -> None:
    found = broken(tmp_path, Break(MAKING, "{1: 0.7, 2: 0.3}", "{1: 0.7, 2: 0.2}", "", ""))
    with pytest.raises(CatalogueError, match=r"sum to 0\.9") as caught:
        load_questionnaire(found.version)
    assert caught.value.located == check_directory(found.version)


def test_a_faulty_rules_file_does_not_keep_the_questionnaire_from_loading(tmp_path: Path) -> None:
    what = Break("rules/2026-01-31/rules.yaml", "force: binding", "force: strong", "", "")
    found = broken(tmp_path, what)
    assert load_questionnaire(found.version).id == "small"
    assert [p.key for p in check_directory(found.home)] == ["rules[EU-METAL].force"]


def test_directories_without_content_are_named(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "absent"):
        (problem,) = check_directory(directory)
        assert (problem.file, problem.line, problem.key) == (str(directory), 1, "")

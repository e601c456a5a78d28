"""The commands for authors: check, publish, schema."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import COMMANDS, main
from tests.catalogue.breaking import SMALL, Break, broken, copied

FAULT = Break("sections/making.yaml", "{1: 0.7, 2: 0.3}", "{1: 0.7, 2: 0.2}", "", "")


def run(*arguments: object, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def test_a_sound_questionnaire_is_said_to_be_sound() -> None:
    assert run("check", SMALL, "--lang", "en") == ("No problems found.\n", "")
    assert run("check", SMALL / "1.0", "--json") == ("[]\n", "")


def test_problems_are_told_by_file_line_and_key(tmp_path: Path) -> None:
    found = broken(tmp_path, FAULT)
    out, err = run("check", found.version, "--lang", "en", code=2)
    assert out == ""
    said = "The measures' shares sum to 0.9; they must sum to 1."
    assert err.splitlines() == [
        f"{found.file}:{found.line}: questions[MK01].measures: {said}",
        "1 problem.",
    ]


def test_machines_get_the_same_list(tmp_path: Path) -> None:
    found = broken(tmp_path, FAULT)
    out, err = run("check", found.version, "--json", code=2)
    assert err == ""
    (problem,) = json.loads(out)
    assert problem.keys() == {"file", "line", "key", "message"}
    assert (problem["file"], problem["line"]) == (str(found.file), found.line)
    assert problem["key"] == "questions[MK01].measures"
    assert problem["message"]["en"].startswith("The measures' shares sum to 0.9")
    assert problem["message"]["zh"]


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": ""}, False),
    ],
)
def test_the_terminal_decides_the_language(variables: dict[str, str], chinese: bool) -> None:
    environment = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", **variables}
    result = CliRunner(env=environment).invoke(main, ["check", str(SMALL)])
    assert ("No problems found." in result.stdout) is not chinese


def test_publishing_is_said_and_said_again(tmp_path: Path) -> None:
    home = copied(tmp_path).parent
    first, _ = run("publish", home, "--lang", "en")
    assert first.splitlines() == [
        f"{home / '1.0'}: published.",
        f"{home / 'rules' / '2026-01-31'}: published.",
    ]
    again, _ = run("publish", home, "--lang", "en")
    assert again.count("was published before") == 2
    with (home / "1.0" / "glossary.yaml").open("a") as file:
        file.write("# changed\n")
    _, err = run("publish", home / "1.0", "--lang", "en", code=2)
    assert "is published and was changed since" in err


def test_nothing_faulty_is_published(tmp_path: Path) -> None:
    found = broken(tmp_path, FAULT)
    _, err = run("publish", found.version, "--lang", "en", code=2)
    assert "sum to 0.9" in err
    assert not (found.home / "published.yaml").exists()


@pytest.mark.parametrize("kind", ["questionnaire", "section", "rules", "enterprise", "report"])
def test_schemas_are_printed(kind: str) -> None:
    out, _ = run("schema", kind)
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_an_unknown_kind_of_schema_is_refused() -> None:
    _, err = run("schema", "poem", code=2)
    assert "'poem' is not one of" in err


def test_help_lists_every_command() -> None:
    out, _ = run("--help")
    for name, entry in COMMANDS.items():
        assert f"{name} " in out
        assert entry.help in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    out, _ = run(name, "--help")
    assert out.startswith("Usage: main " + name)


def test_an_unknown_command_is_refused() -> None:
    _, err = run("chekc", code=2)
    assert "No such command 'chekc'" in err


def test_checking_loads_neither_web_server_nor_pdf_engine() -> None:
    heavy = ["flask", "weasyprint", "sqlalchemy", "fontTools", "gunicorn"]
    program = f"""
import sys
from app.cli import main
try:
    main(["check", {str(SMALL)!r}, "--lang", "en"])
except SystemExit as end:
    loaded = [name for name in {heavy!r} if name in sys.modules]
    print(end.code, loaded)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["No problems found.", "0 []"], done.stderr

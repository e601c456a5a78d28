"""The commands that say who may sign in."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.catalogue import Catalogue
from app.cli import main
from app.persistence.database import Database
from app.services import accounts
from app.services.accounts import Member
from app.services.context import Door
from app.services.errors import WrongCredentials
from app.settings import Settings

GOOD = "four words nobody joins"
ADD = ("add", "lin@example.com", "--organisation", "Harbour Chamber")


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("READINESS_PASSWORD_KIB", "64")
    return tmp_path


def run(*arguments: str, typed: str | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["user", *arguments, "--lang", "en"], input=typed)
    assert result.exit_code == code, result.output
    return result


def sign_in(catalogue: Catalogue, password: str) -> Member:
    settings = Settings()
    database = Database(settings.url)
    try:
        with Door(database, catalogue, settings).transaction() as services:
            return accounts.sign_in(services, "lin@example.com", password, "192.0.2.1")
    finally:
        database.dispose()


def test_somebody_is_added_before_the_app_ever_ran(catalogue: Catalogue) -> None:
    out = run(*ADD, "--name", "Lin Mei", typed=f"{GOOD}\n{GOOD}\n").output
    assert "lin@example.com can now sign in for Harbour Chamber." in out
    assert GOOD not in out
    member = sign_in(catalogue, GOOD)
    assert (member.name, member.organisation_name) == ("Lin Mei", "Harbour Chamber")


def test_a_script_hands_the_password_over_without_a_prompt(catalogue: Catalogue) -> None:
    run(*ADD, "--password-stdin", typed=f"{GOOD}\n")
    assert sign_in(catalogue, GOOD).name == "lin"


def test_a_password_typed_differently_is_asked_for_again() -> None:
    out = run(*ADD, typed=f"{GOOD}\nsomething else\n{GOOD}\n{GOOD}\n").output
    assert "do not match" in out


def test_everything_wrong_is_said_at_once_and_nothing_is_made() -> None:
    wrong = ("add", "lin", "--organisation", " ", "--password-stdin")
    out = run(*wrong, typed="short\n", code=2).stderr
    assert "not an e-mail address" in out
    assert "at least 12 characters" in out
    assert "The organisation needs a name." in out
    assert len(run("list").output.splitlines()) == 1


def test_an_address_is_taken_once() -> None:
    run(*ADD, "--password-stdin", typed=GOOD)
    again = ("add", "LIN@example.com ", "--organisation", "Another", "--password-stdin")
    assert "already" in run(*again, typed=GOOD, code=2).stderr


def test_a_new_password_replaces_the_old_one(catalogue: Catalogue) -> None:
    run(*ADD, "--password-stdin", typed=GOOD)
    run("password", "lin@example.com", "--password-stdin", typed="another set of words")
    with pytest.raises(WrongCredentials):
        sign_in(catalogue, GOOD)
    assert sign_in(catalogue, "another set of words").email == "lin@example.com"


def test_nobody_unknown_gets_a_password() -> None:
    out = run("password", "wang@example.com", "--password-stdin", typed=GOOD, code=2).stderr
    assert out == "There is no account with this address.\n"


def test_the_list_tells_who_belongs_where_and_when_they_came(catalogue: Catalogue) -> None:
    run(*ADD, "--name", "林梅", "--password-stdin", typed=GOOD)
    other = ("add", "wang@example.com", "--organisation", "Anji Consulting", "--password-stdin")
    run(*other, typed=GOOD)
    sign_in(catalogue, GOOD)
    head, *lines = run("list").output.splitlines()
    assert head.split("  ")[0] == "Organisation"
    assert lines[0].startswith("Anji Consulting  wang@example.com")
    assert lines[0].endswith("–")
    assert "林梅" in lines[1]
    assert not lines[1].endswith("–")

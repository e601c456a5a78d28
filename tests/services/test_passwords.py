"""What a password may be, and that it is kept so that nobody can read it."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.passwords import (
    COMMON,
    MAX_LENGTH,
    MIN_LENGTH,
    hashed,
    is_dated,
    matches,
    problems_of,
)

KIB = 64
GOOD = "four words nobody joins"


def said(password: str, email: str = "lin@example.com") -> list[str]:
    return [problem.message for problem in problems_of(password, email)]


@given(st.integers(1, 200))
def test_length_counts_and_nothing_else_about_its_characters(length: int) -> None:
    password = ("绿色贸易准备度自评用的口令" * 16)[:length]
    refused = bool(problems_of(password, "lin@example.com"))
    assert refused is (not MIN_LENGTH <= length <= MAX_LENGTH)


@pytest.mark.parametrize("password", ["lin.mei@example.com", "LIN.MEI@example.com"])
def test_the_address_is_no_password(password: str) -> None:
    assert "differ from the e-mail address" in said(password, "lin.mei@example.com")[0]


def test_nor_is_the_part_before_the_at() -> None:
    assert "differ" in said("purchasing.office", "purchasing.office@example.com")[0]


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "PassWord1234",
        "１２３４５６７８９０１２",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert "first that are guessed" in said(password)[0]


def test_the_list_holds_nothing_that_its_length_refuses_already() -> None:
    assert all(MIN_LENGTH <= len(password) <= MAX_LENGTH for password in COMMON)
    assert all(password == password.casefold() for password in COMMON)


def test_one_thing_is_said_at_a_time() -> None:
    assert len(said("aaa", "aaa@example.com")) == 1
    assert said(GOOD) == []


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_only_the_password_itself_matches(right: str, other: str) -> None:
    kept = hashed(right, KIB)
    assert matches(right, kept, KIB)
    assert matches(other, kept, KIB) is (normalize("NFKC", right) == normalize("NFKC", other))


def test_full_width_letters_are_the_same_password() -> None:
    assert matches("ａｂｃ１２３ｄｅｆ４５６", hashed("abc123def456", KIB), KIB)


def test_nothing_matches_where_nothing_is_kept() -> None:
    assert not matches(GOOD, None, KIB)


def test_it_is_argon2id_and_dated_once_the_parameters_change() -> None:
    kept = hashed(GOOD, KIB)
    assert kept.startswith("$argon2id$")
    assert not is_dated(kept, KIB)
    assert is_dated(kept, 2 * KIB)
    assert hashed(GOOD, KIB) != kept

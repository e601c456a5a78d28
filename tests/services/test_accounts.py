"""Accounts: who signs in, how often one may try, what ends a session. On both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.problems import InvalidInput
from app.persistence.models import FailedSignInRow, OrganisationRow, UserRow
from app.services import accounts, passwords
from app.services.accounts import ACCOUNT_LIMIT, CALLER_LIMIT, WINDOW, Member
from app.services.errors import NotFound, TooManyAttempts, WrongCredentials
from app.settings import Settings
from tests.services.conftest import Caller

EMAIL, GOOD, HERE = "lin@example.com", "four words nobody joins", "192.0.2.1"


def count(services: Any, table: type) -> int:
    return services.session.scalar(select(func.count()).select_from(table))


def attempt(services: Any, email: str, password: str, caller: str) -> Member | str:
    """What a page does: it answers a refusal and commits all the same."""
    try:
        return accounts.sign_in(services, email, password, caller)
    except WrongCredentials:
        return "wrong"
    except TooManyAttempts as error:
        return f"wait until {error.until.isoformat()}"


@pytest.fixture
def lin(call: Caller) -> Member:
    return call(accounts.create_user, EMAIL, "Lin Mei", GOOD, "Harbour Chamber")


class TestCreating:
    """Accounts are made by the operator."""

    def test_a_member_belongs_to_the_organisation_named(self, call: Caller, lin: Member) -> None:
        wang = call(accounts.create_user, "Wang@Example.com ", "", GOOD, " Harbour  Chamber ")
        other = call(accounts.create_user, "zhao@example.com", "", GOOD, "River Consulting")
        assert wang.organisation_id == lin.organisation_id != other.organisation_id
        assert (wang.email, wang.name) == ("wang@example.com", "wang")
        assert call(count, OrganisationRow) == 2

    def test_everything_wrong_is_told_together(self, call: Caller) -> None:
        with pytest.raises(InvalidInput) as caught:
            call(accounts.create_user, "lin", "a" * 201, "short", "\x00")
        fields = {problem.field for problem in caught.value.problems}
        assert fields == {"email", "name", "password", "organisation"}
        assert call(count, UserRow) == 0

    @pytest.mark.parametrize(
        "email",
        ["", "lin", "@", "a@", "lin mei@example.com", "a\x00@example.com", "a" * 250 + "@x.cn"],
    )
    def test_what_is_no_address_is_refused(self, call: Caller, email: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            call(accounts.create_user, email, "Lin", GOOD, "Harbour Chamber")
        assert [problem.field for problem in caught.value.problems] == ["email"]

    @pytest.mark.usefixtures("lin")
    def test_an_address_is_taken_once(self, call: Caller) -> None:
        with pytest.raises(InvalidInput, match="already"):
            call(accounts.create_user, "ＬＩＮ@example.com", "", GOOD, "River Consulting")

    def test_only_the_very_first_is_made_without_the_operator(self, call: Caller) -> None:
        assert call(accounts.is_empty)
        call(accounts.create_first_user, EMAIL, "", GOOD, "Harbour Chamber")
        assert not call(accounts.is_empty)
        with pytest.raises(NotFound):
            call(accounts.create_first_user, "zhao@example.com", "", GOOD, "River Consulting")


class TestSigningIn:
    """Address and password, and nothing learnt from a refusal."""

    def test_the_right_password_signs_in(self, call: Caller, lin: Member) -> None:
        found = call(accounts.sign_in, " LIN@example.com", GOOD, HERE)
        assert found == lin
        assert call(accounts.member, found.session_key) == lin
        (listed,) = call(accounts.accounts)
        assert listed.signed_in_at == call.now

    @pytest.mark.parametrize(
        ("email", "password"),
        [(EMAIL, GOOD + "x"), ("zhao@example.com", GOOD), ("", ""), ("\x00@\udcff", "\x00")],
    )
    @pytest.mark.usefixtures("lin")
    def test_everything_else_is_wrong_alike(self, call: Caller, email: str, password: str) -> None:
        with pytest.raises(WrongCredentials):
            call(accounts.sign_in, email, password, HERE)

    @pytest.mark.usefixtures("lin")
    def test_an_unknown_address_costs_as_much_work(
        self, call: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[bool] = []
        matches = passwords.matches

        def counted(password: str, kept: str | None, kib: int) -> bool:
            asked.append(kept is not None)
            return matches(password, kept, kib)

        monkeypatch.setattr(passwords, "matches", counted)
        call(attempt, EMAIL, "wrong", HERE)
        call(attempt, "zhao@example.com", "wrong", HERE)
        assert asked == [True, False]

    def test_a_hash_of_other_parameters_is_made_anew(self, call: Caller, lin: Member) -> None:
        def kept(services: Any) -> str:
            return services.session.scalar(select(UserRow.password_hash))

        before = call(kept)
        call(accounts.sign_in, EMAIL, GOOD, HERE)
        assert call(kept) == before
        call.settings = call.settings.model_copy(update={"password_kib": 128})
        assert call(accounts.sign_in, EMAIL, GOOD, HERE).session_key == lin.session_key
        assert "m=128," in call(kept)


class TestAttempts:
    """Guessing is slow: by account and by caller, with the end of the wait told."""

    @pytest.mark.usefixtures("lin")
    def test_an_account_is_tried_ten_times(self, call: Caller) -> None:
        first = call.now
        for n in range(ACCOUNT_LIMIT):
            assert call(attempt, EMAIL, "wrong", f"192.0.2.{n}") == "wrong"
            call.later(seconds=10)
        told = f"wait until {(first + WINDOW).isoformat()}"
        assert call(attempt, EMAIL, GOOD, "198.51.100.1") == told

    def test_the_wait_ends_when_told(self, call: Caller, lin: Member) -> None:
        for _ in range(ACCOUNT_LIMIT):
            call(attempt, EMAIL, "wrong", HERE)
        call.now += WINDOW - timedelta(microseconds=1)
        assert str(call(attempt, EMAIL, GOOD, HERE)).startswith("wait")
        call.now += timedelta(microseconds=1)
        assert call(attempt, EMAIL, GOOD, HERE) == lin

    @pytest.mark.usefixtures("lin")
    def test_waiting_attempts_do_not_prolong_the_wait(self, call: Caller) -> None:
        for _ in range(ACCOUNT_LIMIT):
            call(attempt, EMAIL, "wrong", HERE)
        told = call(attempt, EMAIL, "wrong", HERE)
        call.later(minutes=5)
        assert call(attempt, EMAIL, "wrong", HERE) == told

    @pytest.mark.usefixtures("lin")
    def test_trying_at_the_same_time_gives_no_more_tries(self, call: Caller) -> None:
        def guess(n: int) -> Member | str:
            return call(attempt, EMAIL, "wrong", f"192.0.2.{n}")

        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(guess, range(2 * ACCOUNT_LIMIT)))
        assert outcomes.count("wrong") == ACCOUNT_LIMIT

    def test_an_unknown_address_is_counted_alike(self, call: Caller) -> None:
        for _ in range(ACCOUNT_LIMIT):
            assert call(attempt, "nobody@example.com", "wrong", HERE) == "wrong"
        assert str(call(attempt, "nobody@example.com", "wrong", HERE)).startswith("wait")

    def test_success_clears_the_account_but_not_the_caller(self, call: Caller, lin: Member) -> None:
        for _ in range(ACCOUNT_LIMIT - 1):
            call(attempt, EMAIL, "wrong", HERE)
        assert call(attempt, EMAIL, GOOD, HERE) == lin
        assert call(attempt, EMAIL, "wrong", HERE) == "wrong"
        assert call(count, FailedSignInRow) == ACCOUNT_LIMIT - 1 + 2

    @pytest.mark.parametrize(
        "callers",
        [
            [HERE],
            [f"2001:db8:0:1::{n:x}" for n in range(1, 9)],
            ["192.0.2.1", "::ffff:192.0.2.1"],
            ["fe80::1%eth0", "fe80::2%eth1"],
            ["", ""],
        ],
    )
    def test_a_caller_tries_fifty_times_whatever_the_accounts(
        self, call: Caller, lin: Member, callers: list[str]
    ) -> None:
        for n in range(CALLER_LIMIT):
            caller = callers[n % len(callers)]
            assert call(attempt, f"guess{n}@example.com", "wrong", caller) == "wrong"
        assert str(call(attempt, EMAIL, GOOD, callers[0])).startswith("wait")
        assert call(attempt, EMAIL, GOOD, "198.51.100.1") == lin
        assert call(attempt, EMAIL, GOOD, "2001:db8:0:2::1") == lin

    def test_old_attempts_are_deleted(self, call: Caller) -> None:
        for n in range(3):
            call(attempt, f"guess{n}@example.com", "wrong", HERE)
        call.later(minutes=15)
        call(attempt, "guess@example.com", "wrong", HERE)
        assert call(count, FailedSignInRow) == 2

    def test_nothing_typed_can_be_read_from_them(self, call: Caller) -> None:
        def subjects(services: Any) -> set[str]:
            return set(services.session.scalars(select(FailedSignInRow.subject)))

        call(attempt, EMAIL, "wrong", HERE)
        found = call(subjects)
        assert all(len(subject) == 64 for subject in found)
        call.settings = Settings(**{**call.settings.model_dump(), "secret_key": "another"})
        call(attempt, EMAIL, "wrong", HERE)
        assert len(call(subjects)) == 2 * len(found)


class TestEndingSessions:
    """A session lives as long as its key."""

    def test_a_new_password_ends_the_sessions_of_the_old(self, call: Caller, lin: Member) -> None:
        new = "another set of words"
        changed = call(accounts.change_password, lin.session_key, GOOD, new, HERE)
        assert replace(changed, session_key=lin.session_key) == lin
        with pytest.raises(NotFound):
            call(accounts.member, lin.session_key)
        assert call(accounts.member, changed.session_key) == changed
        assert call(attempt, EMAIL, GOOD, HERE) == "wrong"
        assert call(attempt, EMAIL, new, HERE) == changed

    def test_a_password_is_not_changed_without_the_present_one(
        self, call: Caller, lin: Member
    ) -> None:
        def change(services: Any, current: str, new: str) -> str:
            try:
                accounts.change_password(services, lin.session_key, current, new, HERE)
            except (WrongCredentials, TooManyAttempts, InvalidInput) as error:
                return type(error).__name__
            return "changed"

        assert call(change, GOOD, "short") == "InvalidInput"
        for _ in range(ACCOUNT_LIMIT):
            assert call(change, "wrong", "another set of words") == "WrongCredentials"
        assert call(change, GOOD, "another set of words") == "TooManyAttempts"
        assert call(accounts.member, lin.session_key) == lin

    def test_signing_out_everywhere(self, call: Caller, lin: Member) -> None:
        call(accounts.end_sessions, lin.session_key)
        for service in (accounts.member, accounts.end_sessions):
            with pytest.raises(NotFound):
                call(service, lin.session_key)
        assert call(attempt, EMAIL, GOOD, HERE).session_key != lin.session_key

    @pytest.mark.usefixtures("lin")
    def test_the_operator_gives_a_new_password_and_ends_the_wait(self, call: Caller) -> None:
        for _ in range(ACCOUNT_LIMIT):
            call(attempt, EMAIL, "wrong", HERE)
        call(accounts.set_password, EMAIL, "another set of words")
        assert isinstance(call(attempt, EMAIL, "another set of words", HERE), Member)
        with pytest.raises(NotFound):
            call(accounts.set_password, "zhao@example.com", "another set of words")
        with pytest.raises(InvalidInput):
            call(accounts.set_password, EMAIL, EMAIL)

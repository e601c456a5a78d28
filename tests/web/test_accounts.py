"""Signing in and out, the first account, one's own account."""

import re
from concurrent.futures import ThreadPoolExecutor
from types import NoneType

import pytest
from flask import Flask

from app.services import accounts
from app.services.accounts import ACCOUNT_LIMIT, WINDOW
from app.services.errors import NotFound
from app.web import create_web
from app.web.signing import SIGNED_IN
from tests.web.conftest import PASSWORD, TOKEN, Visitor

EMAIL = "lin@example.com"
NEW = "another set of words"
FIRST = {"organisation": "Harbour Chamber", "email": EMAIL, "new": PASSWORD, "repeat": PASSWORD}


@pytest.fixture
def lin(door):
    """An account that nobody has signed in to yet."""
    with door.transaction() as services:
        return accounts.create_user(services, EMAIL, "Lin Mei", PASSWORD, "Harbour Chamber")


def is_in(who: Visitor) -> bool:
    return who.get("/account").status_code == 200


class TestSigningIn:
    """Address and password open what belongs to the organisation."""

    @pytest.mark.usefixtures("lin")
    def test_the_page_asked_for_comes_after_signing_in(self, visitor):
        me = visitor()
        asked = me.get("/account?tab=1")
        assert asked.location == "/sign-in?next=/account?tab%3D1"
        assert 'name="next" value="/account?tab=1"' in me.get(asked.location).text
        assert me.sign_in(EMAIL, next="/account?tab=1").location == "/account?tab=1"
        assert me.get("/sign-in?next=/method").location == "/method"

    @pytest.mark.usefixtures("lin")
    @pytest.mark.parametrize(
        "where",
        [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "http://[",
        ],
    )
    def test_it_never_leads_to_another_site(self, visitor, where):
        assert visitor().sign_in(EMAIL, next=where).location == "/batches"
        assert (
            f'value="{where}"' not in visitor().get("/sign-in", query_string={"next": where}).text
        )

    @pytest.mark.usefixtures("lin")
    def test_a_wrong_password_and_an_unknown_address_get_the_same_page(self, visitor):
        pages = []
        for email, password in ((EMAIL, "wrong"), ("wang@example.com", PASSWORD)):
            answer = visitor().sign_in(email, password)
            assert answer.status_code == 422
            assert password not in answer.text
            pages.append(TOKEN.sub("", answer.text).replace(email, ""))
        assert pages[0] == pages[1]
        assert "do not belong together" in pages[0]

    @pytest.mark.usefixtures("lin")
    def test_failed_attempts_count_though_the_answer_is_a_refusal(self, visitor, clock):
        for _ in range(ACCOUNT_LIMIT):
            assert visitor().sign_in(EMAIL, "wrong").status_code == 422
        clock.now += WINDOW / 2
        told = visitor().sign_in(EMAIL)
        assert told.status_code == 429
        assert told.headers["Retry-After"] == str(round((WINDOW / 2).total_seconds()))
        assert "for 8 minutes" in told.text
        clock.now += WINDOW / 2
        assert visitor().sign_in(EMAIL).status_code == 302

    @pytest.mark.usefixtures("lin")
    def test_a_session_planted_before_is_not_the_one_after(self, web, visitor):
        me = visitor().start()
        planted = me.client.get_cookie("readiness").value
        assert me.sign_in(EMAIL).status_code == 302
        assert me.client.get_cookie("readiness").value != planted
        with me.client.session_transaction() as session:
            assert "assessments" in session
        assert me.get().status_code == 200, "the assessment is still held"
        thief = web.test_client()
        thief.set_cookie("readiness", planted)
        assert thief.get("/account").status_code == 302

    @pytest.mark.usefixtures("lin")
    def test_the_forgery_token_changes_with_it(self, visitor):
        me = visitor()
        before = TOKEN.search(me.get("/").text)[1]
        me.sign_in(EMAIL)
        answer = me.client.post("/sign-out", data={"csrf_token": before})
        assert answer.status_code == 400
        assert is_in(me)


class TestSigningOut:
    """A session ends on the device, on all devices, or by itself."""

    def test_on_this_device(self, visitor, member):
        assert member.post("/sign-out").location == "/"
        assert not is_in(member)
        assert visitor().post("/sign-out").status_code == 302

    @pytest.mark.usefixtures("lin")
    def test_it_leaves_the_assessments_of_the_device(self, visitor):
        me = visitor().start()
        me.sign_in(EMAIL)
        me.post("/sign-out")
        assert me.get().status_code == 200

    def test_a_link_cannot_sign_anybody_out(self, member):
        assert member.get("/sign-out").status_code == 405
        assert is_in(member)

    @pytest.mark.usefixtures("lin")
    def test_everywhere(self, visitor):
        office, phone = visitor(), visitor()
        for who in (office, phone):
            who.sign_in(EMAIL)
        assert office.post("/account/sign-out-everywhere").location == "/sign-in"
        assert not is_in(office)
        assert not is_in(phone)

    def test_by_itself_after_thirty_days_however_often_it_is_used(self, member, clock):
        clock.now += SIGNED_IN / 2
        assert is_in(member)
        clock.now += SIGNED_IN / 2
        assert is_in(member)
        clock.now += SIGNED_IN / 1000
        assert not is_in(member)

    def test_a_session_without_its_beginning_is_none(self, member):
        with member.client.session_transaction() as session:
            session.pop("signed_in_at")
        assert not is_in(member)

    def test_with_the_account(self, member, door):
        assert is_in(member)
        with door.transaction() as services:
            (found,) = accounts.accounts(services)
            accounts.set_password(services, found.email, NEW)
        assert not is_in(member)


class TestOwnAccount:
    """Who is signed in sees who they are, and changes the password."""

    @pytest.mark.usefixtures("lin")
    def test_a_changed_password_keeps_this_device_and_ends_the_others(self, visitor):
        office, phone = visitor().start(), visitor()
        for who in (office, phone):
            who.sign_in(EMAIL)
        sent = {"current": PASSWORD, "new": NEW, "repeat": NEW}
        assert office.post("/account", sent).location == "/account"
        assert is_in(office)
        assert office.get().status_code == 200
        assert not is_in(phone)
        assert phone.sign_in(EMAIL).status_code == 422
        assert phone.sign_in(EMAIL, NEW).status_code == 302

    @pytest.mark.parametrize(
        ("sent", "said", "field"),
        [
            ({"current": "wrong", "new": NEW, "repeat": NEW}, "not your present", "current"),
            ({"current": PASSWORD, "new": NEW, "repeat": "x"}, "two passwords differ", "repeat"),
            ({"current": PASSWORD, "new": "x", "repeat": "x"}, "at least 12", "new"),
            ({}, "not your present", "current"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, member, sent, said, field):
        answer = member.post("/account", sent)
        assert answer.status_code == 422
        assert re.search(rf'id="{field}-error">.*{said}', answer.text)
        assert f'<a href="#{field}">' in answer.text
        assert PASSWORD not in answer.text
        assert NEW not in answer.text

    def test_guessing_the_present_password_ends_in_a_wait(self, member):
        wrong = {"current": "wrong", "new": NEW, "repeat": NEW}
        for _ in range(ACCOUNT_LIMIT):
            assert member.post("/account", wrong).status_code == 422
        assert member.post("/account", {**wrong, "current": PASSWORD}).status_code == 429

    def test_every_page_says_for_whom_one_is_signed_in(self, visitor, member):
        for where in ("/", "/nothing", "/account"):
            assert "Harbour Chamber" in member.get(where).text
            assert "Sign out" in member.get(where).text
        assert "Organisation sign-in" in visitor().get("/").text
        assert "Organisation sign-in" in visitor().get("/nothing").text


class TestFirstRun:
    """On the embedded default, whoever sits at the machine makes the first account."""

    def test_it_is_made_once_and_signed_in(self, visitor):
        me, other = visitor(), visitor()
        assert me.get("/sign-in?next=/method").location == "/first-run?next=/method"
        assert other.get("/first-run").status_code == 200
        assert me.post("/first-run", {**FIRST, "next": "/method"}).location == "/method"
        assert is_in(me)
        late = other.post("/first-run", {**FIRST, "email": "wang@example.com"})
        assert late.status_code == 404
        assert other.get("/first-run").status_code == 404
        assert other.get("/sign-in").status_code == 200

    def test_of_two_at_once_one_comes_too_late(self, door):
        def make(email: str) -> None:
            with door.transaction() as services:
                accounts.create_first_user(services, email, "", PASSWORD, "Harbour Chamber")

        with ThreadPoolExecutor(2) as pool:
            tries = [pool.submit(make, email) for email in (EMAIL, "wang@example.com")]
        outcomes = [type(tried.exception()) for tried in tries]
        assert sorted(outcomes, key=str) == sorted([NoneType, NotFound], key=str)

    def test_everything_wrong_is_said_and_what_was_typed_is_kept(self, visitor):
        me = visitor()
        sent = {"organisation": "", "name": "Lin Mei", "email": "lin", "new": "x", "repeat": "x"}
        answer = me.post("/first-run", sent)
        assert answer.status_code == 422
        order = [answer.text.index(f'<a href="#{f}">') for f in ("organisation", "email", "new")]
        assert order == sorted(order)
        assert 'value="Lin Mei"' in answer.text
        assert me.get("/first-run").status_code == 200

    @pytest.mark.parametrize(
        "from_afar",
        [
            {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
            {"environ_base": {"REMOTE_ADDR": "2001:db8::1"}},
            {"headers": {"X-Forwarded-For": "127.0.0.1"}},
            {"headers": {"Forwarded": "for=127.0.0.1"}},
            {"base_url": "http://evil.example/"},
        ],
    )
    def test_it_is_not_there_from_elsewhere(self, visitor, from_afar):
        me = visitor()
        assert me.get("/first-run", **from_afar).status_code == 404
        assert me.get("/sign-in", **from_afar).status_code == 200
        assert me.get("/first-run", base_url="http://127.0.0.1:8000").status_code == 200
        assert me.get("/first-run", base_url="http://[::1]:8000").status_code == 200

    @pytest.mark.parametrize("changed", [{"proxies": 1}, {"host": "192.0.2.1"}])
    def test_nor_where_others_are_meant_to_reach_the_app(self, web: Flask, settings, changed):
        _, catalogue, database = web.extensions["readiness"]
        served = create_web(settings.model_copy(update=changed), catalogue, database)
        assert served.test_client().get("/first-run").status_code == 404

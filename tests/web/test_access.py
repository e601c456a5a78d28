"""Every route and method, for everybody: no endpoint without a rule, no way in without a right.

A route that came yesterday is walked today. What its address needs is filled from the tables
below; where something is missing there, the failure says what to add.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.persistence.models import ReportRow
from app.services.context import Door
from app.web.access import FILES, Rule, batch, open_to, rule_of
from app.web.context import services
from tests.web.conftest import TOKEN, Visitor
from tests.web.things import make_batch

# What stands for the parts of an address that name nothing of anybody's.
PARTS = {
    "group": "firm",
    "domain": "fta",
    "token": "none",
    "filename": "app.css",
    "step": "pause",
    "lang": "zh",
    "kind": "xlsx",
    "code": "0123456789",
}
# What a form must carry to be one of the page's own.
FORMS = {"batches.print_reports": {"lang": "zh", "length": "summary"}}
# Where even the owner gets a 404: what the page hands out is not there yet.
NOT_READY = {"uploads.marked"}
# The parts that name something somebody owns; `things` makes one of each for every walk.
HELD_BY_LINK = "public_id"
OWNED = ("batch_id", "upload_id", "participant_id", "report_id")
# Whoever opens a page to everybody says so here.
OPEN_TO_ALL = {
    "accounts.first_run",
    "accounts.sign_in",
    "accounts.sign_out",
    "drafts.resume",
    "drafts.start",
    "pages.choose_language",
    "pages.health",
    "pages.home",
    "pages.method",
    "pages.paste_link",
    "pages.privacy",
    "uploads.template",
    "uploads.template_file",
    "verifying.check",
    "verifying.known",
    "verifying.start",
}
LET_IN = {200, 302, 303, 409, 422}
_PART = re.compile(r"<(?:[^<>]*:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One endpoint under one method."""

    endpoint: str
    method: str
    pattern: str

    @property
    def parts(self) -> set[str]:
        return set(_PART.findall(self.pattern))

    def address(self, things: Mapping[str, str]) -> str:
        known = {**PARTS, **things}
        missing = self.parts - known.keys()
        if missing:
            pytest.fail(
                f"{self.pattern} has {sorted(missing)}: add a value to PARTS in {__name__} or, if "
                "it names something an organisation owns, to OWNED and to tests/web/things.py"
            )
        return _PART.sub(lambda part: known[part[1]], self.pattern)

    def ask(self, who: Visitor, things: Mapping[str, str]) -> TestResponse:
        address = self.address(things)
        if self.method == "POST":
            return who.post(address, FORMS.get(self.endpoint))
        return who.client.open(address, method=self.method, buffered=True)

    def __str__(self) -> str:
        return f"{self.method} {self.pattern} ({self.endpoint})"


def routes(app: Flask, rule: Rule | None = None) -> Iterator[Route]:
    """The routes of `app`; with `rule`, those under it."""
    with app.app_context():
        found = [
            Route(entry.endpoint, method, entry.rule)
            for entry in app.url_map.iter_rules()
            for method in sorted(entry.methods)
            if rule is None or rule_of(entry.endpoint) is rule
        ]
    yield from found


def missing(things: Mapping[str, str]) -> dict[str, str]:
    """Ids of the same form that nothing bears."""
    return {part: "0" * 9 if value.isdigit() else "missing" for part, value in things.items()}


def alike(answer: TestResponse, *worlds: Mapping[str, str]) -> tuple[object, ...]:
    """An answer without what must differ: its forgery token and the ids it was asked for."""
    texts = [str(answer.status_code), answer.content_type, answer.location or "", answer.text]
    texts[3] = TOKEN.sub("", texts[3])
    for part, value in ((p, v) for world in worlds for p, v in world.items()):
        texts = [text.replace(value, missing({part: value})[part]) for text in texts]
    return tuple(texts)


def asked_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code == 302 and answer.location.startswith("/sign-in")


@pytest.fixture
def things(member: Visitor, door: Door) -> Mapping[str, str]:
    """A batch of the member's organisation with one of everything in it."""
    return make_batch(door, "Harbour Chamber")


class TestRules:
    """What each endpoint declares fits its address."""

    def test_every_endpoint_declares_its_rule(self, web):
        with web.app_context():
            undeclared = {
                route.endpoint
                for route in routes(web)
                if route.endpoint not in FILES and rule_of(route.endpoint) is None
            }
        assert undeclared == set()

    def test_the_address_says_whose_it_is(self, web):
        for rule in Rule:
            for route in routes(web, rule):
                assert (HELD_BY_LINK in route.parts) is (rule is Rule.HOLDER), str(route)
                assert ("batch_id" in route.parts) is (rule is Rule.OWNER), str(route)
                if set(OWNED) & route.parts:
                    assert rule is Rule.OWNER, f"{route}: what is owned lies under its batch"

    def test_what_is_open_to_everybody_is_so_on_purpose(self, web):
        found = {route.endpoint for route in routes(web, Rule.ANYONE)}
        surprising = found - FILES - OPEN_TO_ALL
        assert not surprising, f"add to OPEN_TO_ALL in {__name__} what is meant for everybody"
        assert found >= OPEN_TO_ALL


class TestHolders:
    """An assessment opens to those who hold its private link."""

    def test_others_get_the_same_404_as_for_a_missing_one(self, web, visitor, holder, rival):
        things = {HELD_BY_LINK: holder.home.rpartition("/")[2]}
        for who in (visitor(), visitor().start(), rival):
            for route in routes(web, Rule.HOLDER):
                answers = [route.ask(who, things), route.ask(who, missing(things))]
                assert {a.status_code for a in answers} == {404}, str(route)
                assert len({alike(a, things) for a in answers}) == 1, str(route)

    def test_the_holder_gets_in_everywhere(self, web, visitor):
        for route in routes(web, Rule.HOLDER):
            if route.endpoint == "results.report_pdf" or route.method in ("OPTIONS", "HEAD"):
                continue  # the PDF is rendered in test_results
            me = visitor().start()
            answer = route.ask(me, {HELD_BY_LINK: me.home.rpartition("/")[2]})
            assert answer.status_code in LET_IN, (str(route), answer.status_code)


class TestMembers:
    """What needs no batch opens to whoever is signed in."""

    def test_everybody_else_is_led_to_sign_in(self, web, visitor, holder):
        for who in (visitor(), holder):
            for route in routes(web, Rule.MEMBER):
                assert asked_to_sign_in(route.ask(who, {})), str(route)

    def test_a_member_gets_in(self, web, signed_in):
        for route in routes(web, Rule.MEMBER):
            if route.method in ("OPTIONS", "HEAD"):
                continue
            answer = route.ask(signed_in("Harbour Chamber"), {})
            assert answer.status_code in LET_IN, (str(route), answer.status_code)
            if route.endpoint != "accounts.sign_out_everywhere":
                assert not asked_to_sign_in(answer), str(route)


class TestOwners:
    """A batch with everything in it opens to its organisation alone."""

    def test_whoever_is_not_signed_in_is_led_there(self, web, visitor, holder, things):
        for who in (visitor(), holder):
            for route in routes(web, Rule.OWNER):
                answers = [route.ask(who, things), route.ask(who, missing(things))]
                assert all(map(asked_to_sign_in, answers)), str(route)
                assert len({alike(a, things) for a in answers}) == 1, str(route)

    def test_another_organisation_gets_the_same_404_as_for_a_missing_one(self, web, rival, things):
        for route in routes(web, Rule.OWNER):
            answers = [route.ask(rival, things), route.ask(rival, missing(things))]
            assert {a.status_code for a in answers} == {404}, str(route)
            assert len({alike(a, things) for a in answers}) == 1, str(route)

    def test_nor_does_it_get_in_by_a_batch_of_its_own(self, web, rival, things, door):
        for route in routes(web, Rule.OWNER):
            if route.parts.isdisjoint(OWNED[1:]):
                continue
            own = make_batch(door, "River Consulting")
            foreign = {**things, "batch_id": own["batch_id"]}
            nothing = {**missing(things), "batch_id": own["batch_id"]}
            answers = [route.ask(rival, foreign), route.ask(rival, nothing)]
            assert {a.status_code for a in answers} == {404}, str(route)
            assert len({alike(a, things, own) for a in answers}) == 1, str(route)

    def test_the_owner_gets_in_everywhere(self, web, member, door):
        shut_out = {}
        for route in routes(web, Rule.OWNER):
            if route.method in ("OPTIONS", "HEAD"):
                continue
            answer = route.ask(member, make_batch(door, "Harbour Chamber"))
            allowed = LET_IN | {404} if route.endpoint in NOT_READY else LET_IN
            if answer.status_code not in allowed or asked_to_sign_in(answer):
                shut_out[str(route)] = answer.status
        assert shut_out == {}


@pytest.mark.parametrize("rule", [Rule.MEMBER, Rule.OWNER])
def test_nothing_is_done_for_a_member_whose_form_is_not_ours(web, member, things, rule):
    for route in routes(web, rule):
        if route.method not in ("GET", "HEAD", "OPTIONS"):
            answer = member.client.open(route.address(things), method=route.method)
            assert answer.status_code == 400, str(route)


def test_the_walk_sees_a_page_that_shows_any_batch_to_every_member(web):
    shown = open_to(Rule.MEMBER)(lambda: "any batch")
    web.add_url_rule("/leaks/<batch_id>", "leak", shown)
    with pytest.raises(AssertionError, match="leak"):
        TestRules().test_the_address_says_whose_it_is(web)


def test_the_walk_asks_for_what_it_cannot_fill(web, visitor):
    web.add_url_rule("/odd/<int:page>", "odd", open_to(Rule.MEMBER)(lambda **_: ""))
    with pytest.raises(pytest.fail.Exception, match=r"\['page'\]: add a value to PARTS"):
        TestMembers().test_everybody_else_is_led_to_sign_in(web, visitor, visitor())


def test_the_walk_sees_what_is_looked_up_without_its_batch(web, signed_in, door):
    def unscoped(report_id):
        found = services().session.query(ReportRow).filter_by(public_id=report_id).first()
        return f"{batch().name} {found.lang}" if found else ("", 404)

    where = "/batches/<batch_id>/leaks/<report_id>"
    web.add_url_rule(where, "leak", open_to(Rule.OWNER)(unscoped))
    member, rival = signed_in("Harbour Chamber"), signed_in("River Consulting")
    things = make_batch(door, "Harbour Chamber")
    assert member.get(Route("leak", "GET", where).address(things)).text == "Spring 2026 zh"
    with pytest.raises(AssertionError, match="leak"):
        TestOwners().test_nor_does_it_get_in_by_a_batch_of_its_own(web, rival, things, door)


def test_an_endpoint_without_a_rule_lets_nobody_in(web):
    web.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = web.test_client().get("/forgotten")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_rule_of_its_own_lets_in(web):
    web.add_url_rule("/said", "said", open_to(Rule.ANYONE)(lambda: "hello"))
    assert web.test_client().get("/said").text == "hello"

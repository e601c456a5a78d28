"""Every route and method, for everybody: no endpoint without a rule, no way in without the link."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.web.access import FILES, Rule, open_to, rule_of
from tests.web.conftest import TOKEN

PARTS = {"group": "firm", "domain": "fta", "token": "none", "filename": "app.css"}


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods):
            yield rule.endpoint, method, rule.rule


def address(rule: str, public_id: str) -> str:
    for part, value in {**PARTS, "public_id": public_id}.items():
        rule = rule.replace(f"<{part}>", value).replace(f"<path:{part}>", value)
    return rule


def alike(page: str, public_id: str) -> str:
    """A page without what must differ: its forgery token and the address it was asked at."""
    return TOKEN.sub("", page).replace(public_id, "missing")


def test_every_endpoint_declares_its_rule(web):
    with web.app_context():
        undeclared = {e for e, _, _ in routes(web) if e not in FILES and rule_of(e) is None}
    assert undeclared == set()


def test_only_endpoints_of_an_assessment_ask_for_its_holder(web):
    with web.app_context():
        for endpoint, _, rule in routes(web):
            expected = Rule.HOLDER if "<public_id>" in rule else Rule.ANYONE
            assert rule_of(endpoint) is expected, endpoint


def test_strangers_and_holders_of_another_get_the_same_404_everywhere(web, visitor, holder):
    public_id = holder.home.rpartition("/")[2]
    another = visitor().start()
    for endpoint, method, rule in routes(web):
        if "<public_id>" not in rule:
            continue
        answers = []
        for who, which in ((visitor(), public_id), (another, public_id), (visitor(), "missing")):
            where = address(rule, which)
            if method == "POST":
                answers.append(who.post(where))
            else:
                answers.append(who.client.open(where, method=method))
        assert {a.status_code for a in answers} == {404}, (endpoint, method)
        assert len({alike(a.text, public_id) for a in answers}) == 1, (endpoint, method)


def test_the_holder_gets_in_everywhere(web, visitor):
    for endpoint, method, rule in routes(web):
        if "<public_id>" not in rule or method in ("OPTIONS", "HEAD"):
            continue
        if endpoint == "results.report_pdf":
            continue  # rendered in test_results
        me = visitor().start()
        where = address(rule, me.home.rpartition("/")[2])
        answer = me.post(where) if method == "POST" else me.get(where)
        assert answer.status_code in {200, 302, 422}, (endpoint, method, answer.status_code)


def test_an_endpoint_without_a_rule_lets_nobody_in(web):
    web.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = web.test_client().get("/forgotten")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_rule_of_its_own_lets_in(web):
    web.add_url_rule("/said", "said", open_to(Rule.ANYONE)(lambda: "hello"))
    assert web.test_client().get("/said").text == "hello"


def test_the_private_link_lets_another_device_in_and_leaves_no_token_in_the_address(
    visitor, holder
):
    colleague = visitor()
    answer = colleague.open(holder.private_link)
    assert answer.status_code == 302
    assert answer.location == holder.home
    assert colleague.get().status_code == 200


def test_a_renewed_link_kills_the_old_one_and_what_it_opened(visitor, holder):
    old, colleague = holder.private_link, visitor()
    colleague.open(old)
    assert holder.post("~/link").status_code == 302
    assert colleague.get(holder.home).status_code == 404
    assert visitor().open(old).status_code == 404
    assert holder.get().status_code == 200
    assert holder.private_link != old
    assert visitor().open(holder.private_link).status_code == 302


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.swapcase()])
def test_a_forged_link_opens_nothing(visitor, holder, change):
    assert visitor().open(change(holder.private_link)).status_code == 404


def test_leaving_forgets_the_assessment_on_this_device_only(visitor, holder):
    colleague = visitor()
    colleague.open(holder.private_link)
    assert colleague.post("~/leave").status_code == 302
    assert colleague.get().status_code == 404
    assert holder.get().status_code == 200


def test_deleting_deletes_for_everybody(visitor, holder):
    link, colleague = holder.private_link, visitor()
    colleague.open(link)
    assert holder.post("~/delete").status_code == 302
    assert holder.get().status_code == colleague.get().status_code == 404
    assert visitor().open(link).status_code == 404


def test_a_draft_expires_after_the_days_told_in_advance(holder, clock, settings):
    assert f"{settings.draft_days} days" in holder.get("/").text
    clock.now += timedelta(days=settings.draft_days, seconds=1)
    assert holder.get().status_code == 404


def test_the_start_page_offers_what_this_device_holds(visitor, holder):
    assert holder.home in holder.get("/").text
    assert holder.home not in visitor().get("/").text


def test_a_pasted_link_is_opened(visitor, holder):
    colleague = visitor()
    answer = colleague.post("/resume", {"link": f"  {holder.private_link} "})
    assert colleague.get(answer.location).location == holder.home
    assert colleague.post("/resume", {"link": ""}).location == "/"


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(visitor):
    me = visitor()
    cookie = me.post("/assessments").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie

"""Private links: what opens an assessment on a device, and what closes it again."""

from datetime import timedelta

import pytest


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

"""Filling in the forms: saved, refused, kept, shown again; two on one page; hostile input."""

import re

import pytest

from tests.web.conftest import TOKEN

CARBON, FIRM, MARKETS = "~/questions/carbon_data", "~/profile/firm", "~/profile/markets"
FACTORY = {"has_factory-base": "", "has_factory-value": "yes"}


@pytest.fixture
def maker(holder):
    """A holder whose factory makes the carbon questions apply."""
    assert holder.post(FIRM, FACTORY).status_code == 302
    return holder


def level(value, question="CD01", base=""):
    return {f"{question}-base": base, f"{question}-choice": value}


def checked(page, field):
    return re.findall(rf'name="{field}" value="([^"]*)" checked', page)


def test_an_answer_is_kept(maker):
    typed = {
        **level("2"),
        "CD01-evidence": "2",
        "CD01-documents-0-id": "CD01-a",
        "CD01-documents-0-title": "Ledger <b>2026</b>",
        "CD01-documents-0-issued_on": "2026年3月1日",
        "CD01-documents-4-title": "Meter list",
    }
    answer = maker.post(CARBON, typed)
    assert (answer.status_code, answer.location) == (302, f"{maker.home}/questions/fta")
    page = maker.get(CARBON).text
    assert checked(page, "CD01-choice") == ["2"]
    assert checked(page, "CD01-evidence") == ["2"]
    assert 'value="2026-03-01"' in page
    assert "Ledger &lt;b&gt;2026" in page
    assert "<b>2026" not in page
    assert 'name="CD01-documents-3-title"' in page
    assert 'name="CD01-documents-4-title"' not in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("35", "35"), ("１２", "12"), ("12.5", "12.5"), (" 35 % ", "35"), ("35％", "35")],
)
def test_a_figure_is_read_as_people_write_it(maker, typed, kept):
    assert maker.post(CARBON, {"CD03-base": "", "CD03-number": typed}).status_code == 302
    assert f'name="CD03-number" value="{kept}"' in maker.get(CARBON).text


@pytest.mark.parametrize(
    "typed", ["12,5", "1e400", "NaN", "inf", "-1", "101", "0x10", "1_000", "十二", "9" * 400]
)
def test_a_figure_that_cannot_be_read_is_said_so_and_stays(maker, typed):
    answer = maker.post(CARBON, {"CD03-base": "", "CD03-number": typed, **level("1")})
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert 'href="#CD03-number"' in answer.text
    assert f'value="{typed}"' in answer.text
    page = maker.get(CARBON).text
    assert checked(page, "CD01-choice") == ["1"]
    assert f'value="{typed}"' not in page


@pytest.mark.parametrize("typed", ["5", "-1", "1.0", "two", "level", "1" * 5000])
def test_a_level_out_of_range_is_refused_at_its_question(maker, typed):
    answer = maker.post(CARBON, level(typed))
    assert answer.status_code == 422
    assert 'href="#CD01-choice-0"' in answer.text
    assert not checked(maker.get(CARBON).text, "CD01-choice")


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\u202eb", "\ue000"])
def test_control_characters_are_refused(maker, text):
    answer = maker.post(CARBON, {**level("1"), "CD01-documents-0-title": text})
    assert answer.status_code == 422
    assert 'href="#CD01-documents-0-title"' in answer.text


def test_a_text_of_a_million_characters_is_refused_at_its_field(holder):
    typed = {"enterprise-base": "", "enterprise-name_zh": "a" * 10**6}
    answer = holder.post("~/enterprise", typed)
    assert answer.status_code == 422
    assert 'href="#enterprise-name_zh"' in answer.text


def test_more_than_a_page_can_hold_is_refused_whole(holder):
    typed = {"enterprise-base": "", "enterprise-name_zh": "绿" * 10**6}
    answer = holder.post("~/enterprise", typed)
    assert answer.status_code == 413
    assert "too much at once" in answer.text


def test_html_in_a_name_stays_text(holder):
    name = "<script>alert(1)</script>\"'&"
    holder.post("~/enterprise", {"enterprise-base": "", "enterprise-name_en": name})
    for where in ("~/enterprise", "", "/", "~/result", "~/submit"):
        page = holder.get(where).text
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in holder.get().text


@pytest.mark.parametrize(
    "name",
    [
        "XX99-choice",
        "GD01-choice",
        "CD01-nothing",
        "CD01-documents-0-nothing",
        f"CD01-documents-{'9' * 5000}-title",
        "CD01-documents-²-title",
        "CD01",
        "-",
        "has_factory-value",
        "绿-choice",
        "CD01-choice-0",
    ],
)
def test_a_field_that_is_not_of_the_page_is_refused_whole(maker, name):
    assert maker.post(CARBON, {**level("1"), name: "1"}).status_code == 400
    assert not checked(maker.get(CARBON).text, "CD01-choice")


def test_unknown_pages_are_not_found(holder):
    for where in ("~/questions/nothing", "~/profile/nothing", "~/profile/nothing/shown"):
        assert holder.post(where).status_code == 404


def test_does_not_apply_asks_for_its_reason(holder):
    holder.post(FIRM, {**FACTORY})
    where = "~/questions/green_design"
    answer = holder.post(where, level("not_applicable", "GD14"))
    assert answer.status_code == 422
    assert 'href="#GD14-reason"' in answer.text
    assert "Say why it does not apply." in answer.text
    typed = {**level("not_applicable", "GD14"), "GD14-reason": "no services"}
    assert holder.post(where, typed).status_code == 302
    assert checked(holder.get(where).text, "GD14-choice") == ["not_applicable"]


def test_does_not_apply_is_refused_where_it_is_not_offered(maker):
    typed = {**level("not_applicable"), "CD01-reason": "we do not like it"}
    assert maker.post(CARBON, typed).status_code == 422


def test_a_figure_beside_dont_know_is_a_choice_to_make(maker):
    typed = {**level("unknown", "CD03"), "CD03-number": "35"}
    assert maker.post(CARBON, typed).status_code == 422


def test_every_document_problem_stands_at_its_row(maker):
    typed = {
        **level("1"),
        "CD01-documents-1-issuer": "somebody",
        "CD01-documents-3-title": "late",
        "CD01-documents-3-issued_on": "2030-01-01",
        "CD01-documents-5-title": "broken",
        "CD01-documents-5-valid_until": "2026-13-01",
    }
    page = maker.post(CARBON, typed).text  # rows are numbered anew, without gaps
    for place in ("0-title", "1-issued_on", "2-valid_until"):
        assert f'href="#CD01-documents-{place}"' in page
    assert 'value="2026-13-01"' in page


def test_asking_for_rows_saves_first_and_opens_the_documents(maker):
    answer = maker.post(CARBON, {**level("1"), "then": "rows:CD01"})
    assert answer.location == f"{maker.home}/questions/carbon_data?rows=CD01#CD01"
    page = maker.get(answer.location).text
    assert checked(page, "CD01-choice") == ["1"]
    assert '<details class="documents" open>' in page


def test_the_buttons_lead_where_they_say(maker):
    assert maker.post(CARBON, {**level("1"), "then": "overview"}).location == maker.home
    stay = maker.post(CARBON, {"then": "stay"})
    assert stay.location == f"{maker.home}/questions/carbon_data"
    last = maker.post("~/questions/fta")
    assert last.location == f"{maker.home}/result"
    assert maker.post("~/enterprise").location == f"{maker.home}/profile/firm"


def test_switching_the_language_saves_first(maker):
    answer = maker.post(CARBON, {**level("3"), "then": "lang:zh"})
    assert answer.location == f"{maker.home}/questions/carbon_data"
    page = maker.get(CARBON).text
    assert '<html lang="zh-CN">' in page
    assert checked(page, "CD01-choice") == ["3"]


def test_a_bad_switch_keeps_what_was_typed(maker):
    answer = maker.post(CARBON, {"CD03-base": "", "CD03-number": "12,5", "then": "lang:zh"})
    assert answer.status_code == 422
    assert 'value="12,5"' in answer.text
    assert '<html lang="zh-CN">' in answer.text


def test_new_questions_are_shown_before_going_on(holder):
    assert holder.post(MARKETS, {"markets-base": "", "markets-value": ["us"]}).status_code == 302
    more = {"markets-base": holder.base(MARKETS, "markets"), "markets-value": ["eu"]}
    answer = holder.post(MARKETS, more)
    assert answer.location.startswith(f"{holder.home}/profile/markets#")
    assert "new questions" in holder.get(MARKETS).text
    again = {"markets-base": holder.base(MARKETS, "markets"), "markets-value": ["eu"]}
    assert holder.post(MARKETS, again).location == f"{holder.home}/profile/transport"


def test_which_facts_to_ask_is_decided_by_the_server_without_saving(holder):
    asked = holder.post(f"{MARKETS}/shown", {"markets-base": "", "markets-value": ["us"]}).json
    assert "exports_cbam" not in asked["shown"]
    asked = holder.post(f"{MARKETS}/shown", {"markets-base": "", "markets-value": ["eu"]}).json
    assert "exports_cbam" in asked["shown"]
    bad = holder.post(f"{MARKETS}/shown", {"markets-base": "", "markets-value": ["moon"]})
    assert bad.status_code == 200
    assert holder.base(MARKETS, "markets") == ""


def test_options_that_exclude_each_other_are_refused(holder):
    typed = {"fta_markets-base": "", "fta_markets-value": ["none", "asean"]}
    answer = holder.post(MARKETS, typed)
    assert answer.status_code == 422
    assert 'id="fta_markets"' in answer.text


def test_a_question_that_no_longer_applies_keeps_its_answer(maker):
    maker.post(CARBON, level("2"))
    base = maker.base(FIRM, "has_factory")
    maker.post(FIRM, {"has_factory-base": base, "has_factory-value": "no"})
    assert 'id="CD01"' not in maker.get(CARBON).text
    base = maker.base(FIRM, "has_factory")
    maker.post(FIRM, {"has_factory-base": base, "has_factory-value": "yes"})
    assert checked(maker.get(CARBON).text, "CD01-choice") == ["2"]


def test_conditional_questions_say_why_and_open_ones_name_the_fact(maker):
    page = maker.get(CARBON).text
    assert "Applies because:" in page
    assert f"{maker.home}/profile/markets#exports_cbam" in page


def test_progress_is_told_on_the_overview(maker):
    maker.post(CARBON, {**level("2"), **level("unknown", "CD02")})
    assert re.search(r"2 of \d+ answered", maker.get().text)


def test_a_post_sent_twice_changes_nothing_more(maker):
    typed = {**level("2"), "CD01-evidence": "1"}
    assert [maker.post(CARBON, typed).status_code for _ in range(3)] == [302, 302, 302]
    assert checked(maker.get(CARBON).text, "CD01-choice") == ["2"]


def test_an_old_page_sent_late_does_not_undo_a_later_one(maker):
    maker.post(CARBON, level("1"))
    base = maker.base(CARBON, "CD01")
    maker.post(CARBON, level("3", base=base))
    late = maker.post(CARBON, level("1"))
    assert late.status_code == 409
    assert checked(maker.get(CARBON).text, "CD01-choice") == ["3"]


def test_another_assessments_id_is_not_found_and_changes_nothing(maker, visitor):
    other = visitor().start()
    own, maker.home = maker.home, other.home
    assert maker.post(CARBON, level("1")).status_code == 404
    maker.home = own
    assert 'id="CD01"' not in other.get(CARBON).text


class TestTwoPeopleOnOneLink:
    """Each has the page open; both change the same answer."""

    @pytest.fixture
    def both(self, maker, visitor):
        colleague = visitor()
        colleague.open(maker.private_link)
        return maker, colleague

    @pytest.fixture
    def conflict(self, both):
        me, colleague = both
        colleague.post(CARBON, {**level("3"), "CD01-evidence": "2"})
        answer = me.post(CARBON, {**level("1"), **level("4", "CD02")})
        assert answer.status_code == 409
        return answer.text

    def test_neither_value_is_lost(self, conflict):
        assert checked(conflict, "CD01-choice") == ["1"]
        assert "second person checks it" in conflict
        assert "Dated internal record" in conflict
        assert "24 November 2026 10:00" in conflict
        assert 'href="#CD01-resolve-0"' in conflict

    @pytest.mark.usefixtures("conflict")
    def test_what_does_not_conflict_is_saved(self, both):
        page = both[0].get(CARBON).text
        assert checked(page, "CD02-choice") == ["4"]
        assert checked(page, "CD01-choice") == ["3"]

    @pytest.mark.parametrize(("whose", "stands"), [("mine", "1"), ("theirs", "3")])
    def test_the_chosen_value_stands(self, both, conflict, whose, stands):
        theirs = re.search(r'name="CD01-theirs" value="([^"]+)"', conflict)[1]
        typed = {**level("1"), "CD01-theirs": theirs, "CD01-resolve": whose}
        assert both[0].post(CARBON, typed).status_code == 302
        assert checked(both[0].get(CARBON).text, "CD01-choice") == [stands]

    def test_no_choice_asks_again(self, both, conflict):
        theirs = re.search(r'name="CD01-theirs" value="([^"]+)"', conflict)[1]
        assert both[0].post(CARBON, {**level("1"), "CD01-theirs": theirs}).status_code == 409

    def test_a_third_value_meanwhile_asks_again(self, both, conflict):
        me, colleague = both
        base = colleague.base(CARBON, "CD01")
        colleague.post(CARBON, level("0", base=base))
        theirs = re.search(r'name="CD01-theirs" value="([^"]+)"', conflict)[1]
        typed = {**level("1"), "CD01-theirs": theirs, "CD01-resolve": "mine"}
        assert me.post(CARBON, typed).status_code == 409

    def test_facts_and_the_company_conflict_too(self, both):
        me, colleague = both
        for who, value in ((colleague, "full"), (me, "none")):
            typed = {"design_control-base": "", "design_control-value": value}
            answer = who.post(FIRM, typed)
        assert answer.status_code == 409
        assert "Mainly us" in answer.text
        for who, value in ((colleague, "Blue Ltd"), (me, "Green Ltd")):
            answer = who.post("~/enterprise", {"enterprise-base": "", "enterprise-name_en": value})
        assert answer.status_code == 409
        assert "Blue Ltd" in answer.text
        assert 'value="Green Ltd"' in answer.text

    def test_what_i_did_not_touch_takes_my_colleagues_value(self, both):
        me, colleague = both
        colleague.post(CARBON, level("3"))
        assert me.post(CARBON, {"CD01-base": ""}).status_code == 302
        assert checked(me.get(CARBON).text, "CD01-choice") == ["3"]


class TestAnExpiredPage:
    """The forgery token is missing or of another session."""

    def test_shows_what_was_typed_and_saves_nothing(self, maker):
        answer = maker.client.post(f"{maker.home}/questions/carbon_data", data=level("2"))
        assert answer.status_code == 400
        assert "Not saved yet" in answer.text
        assert checked(answer.text, "CD01-choice") == ["2"]
        assert not checked(maker.get(CARBON).text, "CD01-choice")

    def test_refuses_foreign_fields_all_the_same(self, maker):
        answer = maker.client.post(f"{maker.home}/questions/carbon_data", data={"XX01-choice": "1"})
        assert answer.status_code == 400
        assert "cannot be read" in answer.text

    @pytest.mark.parametrize("where", ["/assessments", "/language", "/resume"])
    def test_is_explained_on_the_other_pages(self, holder, where):
        answer = holder.client.post(where)
        assert answer.status_code == 400
        assert "had expired" in answer.text

    def test_of_another_session_does_not_serve(self, maker, visitor):
        token = TOKEN.search(visitor().get("/").text)[1]
        where = f"{maker.home}/questions/carbon_data"
        assert maker.client.post(where, data={"csrf_token": token}).status_code == 400

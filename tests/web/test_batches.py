"""The pages of a batch: begun, watched and steered; nothing typed is lost, nothing answers 500."""

import re

import pytest

from app.spreadsheets import guarding
from tests.web.sheets import begin, broken_scoring, checked, file, score, sheet, stored


def visible(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]).split())


def progress_of(member, home):
    return member.get(f"{home}/progress.json").json


class TestBeginning:
    """A name is enough; what is wrong is told at its field and the rest stays."""

    def test_who_has_no_batch_is_shown_the_three_steps(self, member):
        page = member.get("/batches").text
        assert page.count("<li><h2>") == 3
        assert 'href="/template"' in page
        assert 'href="/batches/new"' in page

    def test_a_batch_may_begin_without_a_sheet(self, member):
        where = begin(member)
        assert where.endswith("/uploads/new")
        home = where.removesuffix("/uploads/new")
        assert "No enterprise is stored yet." in visible(member.get(home))
        assert "Nothing stored yet" in visible(member.get("/batches"))

    def test_the_day_is_proposed(self, member):
        assert 'value="2026-11-24"' in member.get("/batches/new").text

    def test_all_faults_are_told_together_and_what_was_typed_stays(self, member):
        sent = {
            "name": "",
            "assessed_on": "31.02.2026",
            "notify_email": "nobody",
            "notify_url": "https://example.com/done",
            "sheet": file(b"%PDF-1.7", "letter.pdf"),
        }
        answer = member.post("/batches/new", sent)
        assert answer.status_code == 422
        for field in ("name", "assessed_on", "notify_email", "sheet"):
            assert f'<a href="#{field}">' in answer.text
            assert f'id="{field}-error"' in answer.text
        assert 'value="31.02.2026"' in answer.text
        assert 'value="https://example.com/done"' in answer.text
        assert "This is no .xlsx workbook" in visible(answer)

    def test_a_good_sheet_must_be_chosen_once_more(self, member):
        answer = member.post("/batches/new", {"name": "", "sheet": file(sheet(10))})
        assert "Choose the file once more." in visible(answer)

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"x" * 2001])
    def test_a_sheet_refused_keeps_the_fields_and_begins_nothing(self, member, data, monkeypatch):
        monkeypatch.setattr(guarding, "MAX_BYTES", 2000)
        answer = member.post("/batches/new", {"name": "Members", "sheet": file(data)})
        assert answer.status_code == 422
        assert 'id="sheet-error"' in answer.text
        assert 'value="Members"' in answer.text
        assert "<li><h2>" in member.get("/batches").text

    def test_only_own_batches_are_offered_for_comparison(self, member, rival):
        begin(member, name="Ours")
        begin(rival, name="Theirs")
        page = member.get("/batches/new").text
        assert "Ours" in page
        assert "Theirs" not in page


class TestWatching:
    """The page and its JSON say the same, and every number adds up."""

    def test_a_batch_that_works_looks_again_by_itself(self, member, door):
        home = stored(member, door, 10, 20, 30)
        page = member.get(home)
        assert "Look again now" in page.text
        assert f'data-progress="{home}/progress.json"' in page.text
        assert "0 of 3 done · 3 left" in visible(page)
        found = progress_of(member, home)
        assert found["working"]
        assert found["phases"]["scoring"]["text"] == "0 of 3 done · 3 left"

    def test_once_all_is_done_it_stops(self, member, door):
        home = stored(member, door, 10, 20, 30)
        score(door, home)
        page = member.get(home)
        assert "Look again now" not in page.text
        assert 'data-progress=""' in page.text
        assert "3 of 3 done" in visible(page)
        assert not progress_of(member, home)["working"]
        assert "All scored" in visible(member.get("/batches"))

    def test_pace_and_time_left_follow_from_what_ended_lately(self, member, door, clock):
        home = stored(member, door, *range(10, 20))
        score(door, home, last=4)
        clock.now = clock.now.replace(second=30)
        text = progress_of(member, home)["phases"]["scoring"]["text"]
        assert text == "4 of 10 done · 6 left · 8 a minute · about 45 seconds to go"

    def test_what_failed_is_named_with_its_reason_and_can_be_retried(self, member, door):
        home = stored(member, door, 10, 20)
        with broken_scoring():
            score(door, home)
        page = visible(member.get(home))
        assert "2 failed" in page
        assert "Works 1 1 Score An error in the program kept this enterprise" in page
        assert "2 failed" in visible(member.get("/batches"))
        assert "What failed is tried again." in visible(member.post_and_look(f"{home}/retry"))
        score(door, home)
        assert "2 of 2 done" in visible(member.get(home))
        assert "Nothing has failed." in visible(member.post_and_look(f"{home}/retry"))


class TestSteering:
    """Every button may be pressed in any state: by a second tab, or twice."""

    @pytest.mark.parametrize("first", ["pause", "resume", "cancel", "retry"])
    @pytest.mark.parametrize("second", ["pause", "resume", "cancel", "retry"])
    def test_what_does_not_fit_is_said(self, member, door, first, second):
        home = stored(member, door, 10)
        for step in (first, second, second):
            answer = member.post_and_look(f"{home}/{step}")
            assert answer.status_code == 200
            assert 'class="flashes"' in answer.text
        score(door, home)
        found = progress_of(member, home)["phases"]["scoring"]
        assert found["done"] + found["left"] + found["cancelled"] == found["total"] == 1

    def test_paused_nothing_begins_and_resumed_it_goes_on(self, member, door):
        home = stored(member, door, 10)
        member.post(f"{home}/pause")
        score(door, home)
        page = member.get(home)
        assert "Paused" in visible(page)
        assert "0 of 1 done · 1 left" in visible(page)
        assert "Look again now" not in page.text
        member.post(f"{home}/resume")
        score(door, home)
        assert "1 of 1 done" in visible(member.get(home))

    def test_cancelled_the_rest_is_given_up_until_it_is_resumed(self, member, door):
        home = stored(member, door, 10, 20)
        member.post(f"{home}/cancel")
        assert "0 of 2 done · 2 cancelled" in visible(member.get(home))
        assert "Cancelled" in visible(member.get("/batches"))
        member.post(f"{home}/resume")
        score(door, home)
        assert "2 of 2 done" in visible(member.get(home))

    def test_no_other_step_exists(self, member, door):
        home = stored(member, door, 10)
        assert member.post(f"{home}/explode").status_code in (404, 405)


class TestPrinting:
    """PDFs are asked for in a language and a length, each once."""

    def test_they_wait_for_the_first_scores(self, member, door):
        home = stored(member, door, 10)
        assert "as soon as the first enterprises are scored" in visible(member.get(home))
        score(door, home)
        assert "Make the PDFs" in visible(member.get(home))

    def test_asked_for_twice_they_are_made_once(self, member, door):
        home = stored(member, door, 10, 20)
        score(door, home)
        wanted = {"lang": "both", "length": "summary"}
        answer = member.post_and_look(f"{home}/reports", wanted)
        assert "The reports are being made." in visible(answer)
        answer = member.post_and_look(f"{home}/reports", wanted)
        assert "These reports are all there." in visible(answer)
        found = progress_of(member, home)["phases"]["printing"]
        assert (found["total"], found["left"]) == (2, 2)

    def test_paused_they_wait(self, member, door):
        home = stored(member, door, 10)
        score(door, home)
        member.post(f"{home}/pause")
        answer = member.post_and_look(f"{home}/reports", {"lang": "zh", "length": "full"})
        assert "once the batch is resumed" in visible(answer)

    @pytest.mark.parametrize("wanted", [{}, {"lang": "fr", "length": "full"}, {"lang": "zh"}])
    def test_no_other_language_or_length_exists(self, member, door, wanted):
        home = stored(member, door, 10)
        assert member.post(f"{home}/reports", wanted).status_code == 400


class TestKeeping:
    """A batch is renamed, compared and deleted by its owner."""

    def test_settings_are_shown_as_stored_and_changed(self, member):
        earlier = begin(member, name="Members 2025").split("/")[2]
        home = begin(member, notify_email="lin@example.com").removesuffix("/uploads/new")
        page = member.get(f"{home}/settings").text
        assert 'value="Members 2026"' in page
        assert 'value="lin@example.com"' in page
        sent = {"name": "Renamed", "previous": earlier}
        shown = visible(member.post_and_look(f"{home}/settings", sent))
        assert "Saved." in shown
        assert "Renamed" in shown
        assert "compared with Members 2025" in shown

    def test_settings_that_do_not_fit_are_told(self, member):
        home = begin(member).removesuffix("/uploads/new")
        answer = member.post(f"{home}/settings", {"name": "", "notify_url": "example.com"})
        assert answer.status_code == 422
        assert 'value="example.com"' in answer.text
        assert "Members 2026" in visible(member.get(home))

    def test_deleting_asks_first_and_then_leaves_nothing(self, member, door):
        home = stored(member, door, 10)
        assert "cannot be brought back" in visible(member.get(f"{home}/delete"))
        answer = member.post_and_look(f"{home}/delete")
        assert "are deleted" in visible(answer)
        assert member.get(home).status_code == 404
        assert not [path for path in door.settings.files.rglob("*") if path.is_file()]

    def test_what_others_call_their_batch_is_only_text(self, member, door):
        address = checked(member, door, 10)
        home = address.partition("/uploads/")[0]
        member.post(f"{home}/settings", {"name": "<script>alert(1)</script>"})
        for page in (home, f"{home}/delete", address, "/batches", "/batches/new"):
            assert "<script>alert" not in member.get(page).text

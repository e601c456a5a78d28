"""Result, submission, downloads."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select, text

from app.catalogue import Catalogue
from app.domain.expressions import parse
from app.domain.questionnaire import Check
from app.domain.text import Text
from app.persistence.models import ReportRow
from app.reporting.worker import RenderFailed
from app.services import pressing, printing

CARBON, FIRM = "~/questions/carbon_data", "~/profile/firm"


@pytest.fixture
def ready(holder):
    """An assessment with a name and one answer."""
    holder.post("~/enterprise", {"enterprise-base": "", "enterprise-name_zh": "虚构/有限公司"})
    holder.post(FIRM, {"has_factory-base": "", "has_factory-value": "yes"})
    holder.post(CARBON, {"CD01-base": "", "CD01-choice": "3", "CD01-evidence": "2"})
    return holder


def test_the_result_of_a_draft_follows_its_answers(ready):
    before = ready.get("~/report.json").json["score"]["declared"]
    page = ready.get("~/result").text
    assert "Draft" in page
    assert "虚构/有限公司" in page
    ready.post("~/questions/carbon_data", {"CD02-base": "", "CD02-choice": "4"})
    assert ready.get("~/report.json").json["score"]["declared"] > before


def test_an_empty_assessment_has_a_result_page(holder):
    assert holder.get("~/result").status_code == 200


def test_submitting_asks_for_a_name_and_an_answer(holder):
    answer = holder.post("~/submit")
    assert answer.status_code == 422
    assert "Enter the company&#39;s name." in answer.text
    assert f"{holder.home}/enterprise" in answer.text
    assert "Submitted" not in holder.get().text


def test_a_contradiction_stops_submission_and_leads_to_its_fields(ready, catalogue, monkeypatch):
    message = Text("对不上", "These two do not fit.")
    contradiction = Check("CK99", parse("has_factory and CD01 >= 0.5"), "error", message)
    strict = replace(catalogue.questionnaire("exporter-readiness"), checks=(contradiction,))
    monkeypatch.setattr(Catalogue, "questionnaire", lambda *_: strict)
    for answer in (ready.get("~/submit"), ready.post("~/submit")):
        assert "These two do not fit." in answer.text
        assert f"{ready.home}/profile/firm#has_factory" in answer.text
        assert f"{ready.home}/questions/carbon_data#CD01" in answer.text
        assert "Submit and freeze" not in answer.text
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text


def test_a_warning_is_shown_and_stops_nothing(ready):
    base = ready.base(CARBON, "CD01")
    typed = {"CD01-base": base, "CD01-choice": "0", "CD03-base": "", "CD03-number": "60"}
    ready.post(CARBON, typed)
    page = ready.get("~/submit").text
    assert "Please look again" in page
    assert f"{ready.home}/questions/carbon_data#CD03" in page
    assert ready.post("~/submit").status_code == 302


def test_the_check_page_counts_what_is_open(ready):
    page = ready.get("~/submit").text
    assert re.search(r"1 of \d+ answered", page)
    assert "provisional" in page


def test_submitting_freezes(ready):
    assert ready.post("~/submit").location == f"{ready.home}/result"
    frozen = ready.get("~/report.json").data
    assert "Frozen on 24 November 2026 10:00" in ready.get("~/result").text
    late = {"CD02-base": "", "CD02-choice": "4"}
    answer = ready.post(CARBON, late)
    assert answer.status_code == 409
    assert "Already submitted" in answer.text
    assert f"{ready.home}/result" in answer.text
    assert ready.get("~/report.json").data == frozen
    assert ready.get(CARBON).location == f"{ready.home}/result"
    assert ready.get("~/submit").location == f"{ready.home}/result"


def test_submitting_twice_changes_nothing(ready, clock):
    ready.post("~/submit")
    frozen = ready.get("~/report.json").data
    clock.now += timedelta(days=3)
    assert ready.post("~/submit").status_code == 409
    assert ready.get("~/report.json").data == frozen


def test_a_submitted_assessment_outlives_the_drafts_days(ready, clock, settings):
    link = ready.private_link
    ready.post("~/submit")
    clock.now += timedelta(days=settings.draft_days + 1)
    assert ready.open(link).status_code == 302
    assert ready.get("~/result").status_code == 200


def test_the_json_is_the_published_form_under_a_safe_name(ready):
    answer = ready.get("~/report.json")
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data)["schema"] == "readiness.assessment/1"
    name = answer.headers["Content-Disposition"]
    assert "filename=readiness-2026-11-24.json" in name
    assert "filename*=UTF-8''" in name
    assert "%2F" not in name
    assert name.isascii()


def test_the_workbook_has_the_figures_of_the_json(ready):
    answer = ready.get("~/report.xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert "filename=readiness-2026-11-24.results.xlsx" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.data))["Result"]
    figures = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    score = ready.get("~/report.json").json["score"]
    assert figures["Score, declared"] == pytest.approx(score["declared"])


def test_a_pdf_in_a_language_nobody_knows_is_refused(ready):
    assert ready.get("~/report.pdf?lang=xx").status_code == 400


def test_a_pdf_of_a_length_nobody_knows_is_refused(ready):
    assert ready.get("~/report.pdf?length=endless").status_code == 400


WAITING = "~/report?lang=both&length=summary"


@pytest.fixture
def asked(ready, door, settings, fonts, monkeypatch):
    """Somebody who asked for a report, and the id that a worker prints it by."""
    monkeypatch.setattr(type(settings), "font_cache", fonts.regular.parent)
    answer = ready.get("~/report.pdf?lang=both&length=summary")
    assert answer.status_code == 303
    assert answer.location == f"{ready.home}{WAITING[1:]}"
    with door.transaction(readonly=True) as services:
        return ready, services.session.scalar(select(ReportRow.public_id))


def test_a_pdf_is_waited_for_on_a_page_and_then_downloaded(asked, door):
    ready, report_id = asked
    page = ready.get(WAITING)
    assert "The PDF is being made" in page.text
    assert 'data-waiting="waiting"' in page.text
    assert "http-equiv" not in page.text
    printing.print_report(door, report_id)
    page = ready.get(WAITING)
    assert "The PDF is ready" in page.text
    assert "lang=both&amp;length=summary" in page.text
    answer = ready.get("~/report.pdf?lang=both&length=summary")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "summary.both.pdf" in answer.headers["Content-Disposition"]


def test_a_pdf_is_printed_anew_only_when_it_would_show_something_else(asked, door):
    ready, report_id = asked
    printing.print_report(door, report_id)
    assert ready.get("~/report.pdf?lang=both&length=summary").status_code == 200
    assert ready.get("~/report.pdf?lang=zh&length=summary").status_code == 303
    ready.post(CARBON, {"CD02-base": "", "CD02-choice": "4"})
    assert ready.get(WAITING).status_code == 303
    assert ready.get("~/report.pdf?lang=both&length=summary").status_code == 303
    assert "The PDF is being made" in ready.get(WAITING).text


def test_asking_twice_enqueues_once(asked, door):
    ready, _ = asked
    assert ready.get("~/report.pdf?lang=both&length=summary").status_code == 303
    with door.transaction(readonly=True) as services:
        jobs = services.session.execute(text("SELECT count(*) FROM workflow_status")).scalar_one()
    assert jobs == 1


def test_whoever_waits_long_is_told_why(asked, clock):
    ready, _ = asked
    assert "The server is busy" not in ready.get(WAITING).text
    clock.now += timedelta(seconds=31)
    assert "The server is busy" in ready.get(WAITING).text


def test_a_pdf_that_cannot_be_made_says_so_and_is_tried_again(asked, door, monkeypatch):
    def fail(*_):
        raise RenderFailed("no report within 60 seconds")

    ready, report_id = asked
    with monkeypatch.context() as patch:
        patch.setattr(pressing, "render_in_worker", fail)
        printing.print_report(door, report_id)
    page = ready.get(WAITING)
    assert "<title>Error:" in page.text
    assert "Printing this report broke off three times." in page.text
    assert ready.get("~/report.pdf?lang=both&length=summary").status_code == 303
    assert "could not be made" in ready.get(WAITING).text
    assert ready.post(WAITING).status_code == 303
    printing.print_report(door, report_id)
    assert ready.get("~/report.pdf?lang=both&length=summary").data.startswith(b"%PDF-")


def test_a_deleted_assessment_leaves_no_report(asked, door):
    ready, report_id = asked
    printing.print_report(door, report_id)
    with door.transaction(readonly=True) as services:
        files = services.files
    assert list(files.names()) == [f"reports/{report_id}.pdf"]
    assert ready.post("~/delete").status_code == 302
    assert list(files.names()) == []

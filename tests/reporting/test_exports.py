"""Calendar and spreadsheet, read back by other programs' libraries."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO

import icalendar
import openpyxl
import pytest

from app.catalogue import Catalogue
from app.domain.answers import Answer
from app.domain.assessment import Assessment, Enterprise, evaluate
from app.domain.planning.request import parse_plan
from app.domain.text import Text
from app.reporting.calendar import calendar
from app.reporting.document import Document, build_document
from app.reporting.workbook import workbook
from app.services.plans import planning_of
from tests.conftest import QUESTIONNAIRES

DAY = date(2026, 11, 24)
NAME = Text("=HYPERLINK(1)", "Made-up Ltd; with, signs")
FRAME = {
    "start": "2027-01-01",
    "quarters": 3,
    "staff_days_per_quarter": 25,
    "budget": 60000,
    "pinned": {"CD01-A2": 2},
    "excluded": ["CD01-A3"],
}


@cache
def made():
    """Questionnaire, rules and the document of an enterprise with a plan."""
    catalogue = Catalogue(QUESTIONNAIRES)
    questionnaire = catalogue.questionnaire("exporter-readiness")
    rules = catalogue.rules("exporter-readiness")
    facts = {"has_factory": True, "sector": "iron_steel", "markets": frozenset({"eu"})}
    facts |= {"exports_cbam": True}
    answers = {"CD01": Answer(level=0), "CD02": Answer(level=1)}
    plan = parse_plan(FRAME, questionnaire, DAY)
    assessment = Assessment(Enterprise(NAME), DAY, facts, answers, plan=plan)
    result = evaluate(questionnaire, assessment)
    base = build_document(questionnaire, rules, assessment, result)
    planning = planning_of(questionnaire, rules, assessment, result)
    return questionnaire, rules, replace(base, plan=planning.plan)


def events(document: Document | None = None, lang="en"):
    questionnaire, rules, usual = made()
    content = calendar(questionnaire, rules, document or usual, lang)
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def about(found, what):
    return next(event for event in found if str(event["uid"]).startswith(what))


def test_each_action_has_an_all_day_start_and_end():
    _, _, document = made()
    found = events()
    for entry in document.plan.actions:
        start = about(found, f"{entry.action.lower()}-start-")
        end = about(found, f"{entry.action.lower()}-end-")
        assert start["dtstart"].dt == document.plan.quarters[entry.first_quarter - 1].start
        assert end["dtstart"].dt == document.plan.quarters[entry.last_quarter - 1].end
        assert type(start["dtstart"].dt) is date
        assert start["dtend"].dt - start["dtstart"].dt == timedelta(days=1)


def test_the_milestones_ahead_of_the_rules_in_scope_are_there_and_no_others():
    _, rules, document = made()
    scope = {entry.id: entry.scope for entry in document.rules}
    expected = sum(
        m.date >= DAY and m.kind != "target"
        for rule in rules.rules
        if scope[rule.id] == "in_scope"
        for m in rule.milestones
    )
    found = [event for event in events() if "url" in event]
    assert len(found) == expected > 5
    sale = next(e for e in found if e["dtstart"].dt == date(2027, 2, 1))
    assert str(sale["uid"]).startswith("eu-cbam-applies-")
    assert "CBAM certificates go on sale" in str(sale["summary"])


def test_uids_are_unique_and_outlive_a_changed_plan():
    _, _, document = made()
    before = [str(event["uid"]) for event in events()]
    assert len(set(before)) == len(before)
    plan = document.plan
    later = tuple(replace(q, start=q.start + timedelta(days=90)) for q in plan.quarters)
    moved = events(replace(document, plan=replace(plan, quarters=later)))
    assert [str(event["uid"]) for event in moved] == before
    other = replace(document.enterprise, uscc="91350211M000100Y43")
    theirs = events(replace(document, enterprise=other))
    assert set(before).isdisjoint(str(event["uid"]) for event in theirs)


def test_nothing_comes_from_the_clock():
    questionnaire, rules, document = made()
    stamps = {event["dtstamp"].dt.isoformat() for event in events()}
    assert stamps == {"2026-11-24T00:00:00+00:00"}
    twice = [calendar(questionnaire, rules, document, "zh") for _ in range(2)]
    assert twice[0] == twice[1]


def test_texts_carry_their_language():
    event = about(events(lang="zh"), "cd01-a2-start-")
    assert event["summary"].params["language"] == "zh-CN"
    assert "补全台账并由第二人核对" in str(event["summary"])
    assert about(events(), "cd01-a2-start-")["summary"].params["language"] == "en"


def test_lines_are_folded_as_the_format_asks():
    questionnaire, rules, document = made()
    lines = calendar(questionnaire, rules, document, "zh").split(b"\r\n")
    assert max(map(len, lines)) <= 75


def sheets(document=None, lang="en"):
    questionnaire, rules, usual = made()
    content = workbook(questionnaire, rules, document or usual, lang)
    return openpyxl.load_workbook(BytesIO(content))


def rows(sheet):
    headings, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, line, strict=True)) for line in lines]


def test_chinese_headings_fit_what_is_below_them():
    heads = [next(sheet.iter_rows(values_only=True)) for sheet in sheets(lang="zh")]
    assert [head[1] for head in heads[1:]] == ["名称"] * 3
    assert all(len(set(head)) == len(head) for head in heads)


def test_the_quarters_add_up():
    _, _, document = made()
    found = rows(sheets()["Plan by quarter"])
    assert [row["Quarter"] for row in found] == [1, 2, 3]
    for row, quarter in zip(found, document.plan.quarters, strict=True):
        assert row["From"].date() == quarter.start
        assert row["Cost up to"] == quarter.cost.high
        assert row["Score at its end"] == pytest.approx(quarter.score)
        assert row["Grade at its end"] == quarter.grade


def test_actions_and_what_is_left_out_are_listed():
    _, _, document = made()
    book = sheets()
    actions = {row["Action"]: row for row in rows(book["Actions"])}
    assert actions.keys() == {entry.action for entry in document.plan.actions}
    assert actions["CD01-A2"]["Pinned"] == "yes"
    assert actions["CD01-A2"]["Starts in quarter"] == 2
    assert actions["CD01-A2"]["Staff days"] == 12
    left = {row["Action"]: row for row in rows(book["Left out"])}
    assert left["CD01-A3"]["Why it is left out"] == "You left it out."
    assert left.keys() == {entry.action for entry in document.plan.left_out}


def test_rules_have_dates_as_dates():
    rule = next(row for row in rows(sheets()["Rules"]) if row["Rule"] == "EU-CBAM")
    assert rule["Scope"] == "In scope"
    assert rule["Next date"].date() == date(2027, 2, 1)
    assert rule["Days left"] == 69
    assert rule["Outlook"] in ("Prepared in time", "Not prepared in time")


def test_text_stays_text():
    questionnaire, _, document = made()
    id_ = document.plan.actions[0].action
    action = replace(questionnaire.by_action[id_], title=Text("=1+1", "=1+1"))
    changed = replace(
        questionnaire,
        actions=tuple(action if a.id == id_ else a for a in questionnaire.actions),
    )
    content = workbook(changed, made()[1], document, "en")
    sheet = openpyxl.load_workbook(BytesIO(content))["Actions"]
    cell = next(row[1] for row in sheet.iter_rows(min_row=2) if row[0].value == id_)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_document_gives_the_same_bytes():
    questionnaire, rules, document = made()
    first, second = (workbook(questionnaire, rules, document, "zh") for _ in range(2))
    assert first == second


def test_without_a_plan_the_rules_remain():
    _, _, document = made()
    bare = replace(document, plan=None)
    book = sheets(bare, "zh")
    assert len(book.sheetnames) == 4
    assert book.worksheets[0].max_row == 1
    assert book.worksheets[3].max_row > 10
    assert {"url" in event for event in events(bare)} == {True}

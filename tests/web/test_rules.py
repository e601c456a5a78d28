"""The rules page, assessing again, and the comparison."""

import re
from datetime import timedelta

import pytest

from app.domain.progress import RuleChanges

CARBON = "~/questions/carbon_data"


def card(page, rule):
    return re.search(rf'<article class="rule" id="rule-{rule}".*?</article>', page, re.DOTALL)[0]


@pytest.fixture
def submitted(holder):
    """A submitted assessment with a plan."""
    holder.post("~/enterprise", {"enterprise-base": "", "enterprise-name_zh": "虚构有限公司"})
    holder.post("~/profile/firm", {"has_factory-base": "", "has_factory-value": "yes"})
    holder.post(CARBON, {"CD01-base": "", "CD01-choice": "0", "CD01-evidence": "2"})
    frame = {"start": "2027-01-01", "quarters": "2", "staff_days_per_quarter": "20"}
    frame |= {"budget": "50000", "budget_per": "total", "base": ""}
    holder.post("~/plan", {f"plan-{key}": value for key, value in frame.items()})
    assert holder.post("~/submit").status_code == 302
    return holder


def again(who):
    """The new draft that assessing again begins, in the same browser."""
    answer = who.post("~/again")
    assert answer.status_code == 302
    who.home = answer.location
    return who


def test_every_rule_is_there_with_source_and_day(holder, catalogue):
    page = holder.get("~/rules").text
    for rule in catalogue.rules("exporter-readiness").rules:
        found = card(page, rule.id)
        assert rule.source.url.replace("&", "&amp;") in found
        assert "checked on" in found


def test_an_open_rule_leads_to_the_fact_that_decides(holder):
    found = card(holder.get("~/rules").text, "EU-CBAM")
    assert "Open facts that decide" in found
    assert f'href="{holder.home}/profile/' in found


def test_a_rule_in_scope_says_why_whose_duty_it_is_and_what_comes_next(holder):
    steel = {"sector-base": "", "sector-value": "iron_steel"}
    holder.post("~/profile/firm", {"has_factory-base": "", "has_factory-value": "yes", **steel})
    markets = {"markets-base": "", "markets-value": ["eu"]}
    cbam = {"exports_cbam-base": "", "exports_cbam-value": "yes"}
    assert holder.post("~/profile/markets", {**markets, **cbam}).status_code == 302
    found = card(holder.get("~/rules").text, "EU-CBAM")
    assert "In scope because" in found
    assert "importer" in found
    assert "1 February 2027" in found
    assert "69 days left" in found
    assert "What prepares for it" in found


def test_a_rule_out_of_scope_says_why(holder):
    holder.post("~/profile/markets", {"markets-base": "", "markets-value": ["japan"]})
    page = holder.get("~/rules").text
    assert "They do not concern you" in page
    assert "Not in scope because" in page


def test_a_rule_whose_check_is_due_says_check_again(holder, clock):
    assert "Check again: this was due" not in holder.get("~/rules").text
    clock.now += timedelta(days=60)
    assert "Check again: this was due on" in card(holder.get("~/rules").text, "EU-CBAM")


def test_a_reassessment_says_which_rules_changed(submitted, monkeypatch):
    new = again(submitted)
    assert "None of the rules." in new.get("~/rules").text
    changes = RuleChanges(("EU-PPWR",), ("OLD-RULE",), ("EU-CBAM",))
    monkeypatch.setattr("app.web.rules.rule_changes", lambda *_: changes)
    page = new.get("~/rules").text
    assert re.search(r'New: <a href="#rule-EU-PPWR">', page)
    assert re.search(r'Changed: <a href="#rule-EU-CBAM">', page)
    assert "Dropped: OLD-RULE" in page


def test_assessing_again_opens_a_new_draft_with_what_was_said(submitted):
    old = submitted.home
    assert 'action="' + old + '/again"' in submitted.get().text
    new = again(submitted)
    assert new.home != old
    assert new.get().status_code == 200
    assert new.get(old).status_code == 200
    assert 'value="虚构有限公司"' in new.get("~/enterprise").text


def test_a_draft_is_not_assessed_again(holder):
    answer = holder.post("~/again")
    assert answer.location == holder.home
    assert "still a draft" in holder.get().text


def test_the_comparison_splits_the_change_into_parts_that_add_up(submitted):
    new = again(submitted)
    base = new.base(CARBON, "CD01")
    new.post(CARBON, {"CD01-base": base, "CD01-choice": "3", "CD01-evidence": "2"})
    page = new.get("~/comparison").text
    tables = re.findall(r'<table class="table split-table">.*?</table>', page, re.DOTALL)
    assert len(tables) == 2
    for table in tables:
        *parts, total = [
            float(figure.replace("−", "-"))
            for figure in re.findall(r'<td class="number">([^<]+)</td>', table)
        ]
        assert total > 0
        assert sum(parts) == pytest.approx(total)
    assert "Other answers" in page


def test_the_comparison_shows_what_planned_actions_brought(submitted):
    new = again(submitted)
    base = new.base(CARBON, "CD01")
    new.post(CARBON, {"CD01-base": base, "CD01-choice": "2", "CD01-evidence": "2"})
    page = new.get("~/comparison").text
    row = re.search(r'<code class="code">CD01-A1.*?</tr>|CD01-A1</span>.*?</tr>', page, re.DOTALL)[
        0
    ]
    assert "Done" in row
    assert re.search(r"\+\d", row)
    assert "Not done" in page


def test_nothing_changed_is_said_plainly(submitted):
    page = again(submitted).get("~/comparison").text
    assert page.count('<span class="delta">0.0</span>') == 2
    assert "None between the rules of" in page


def test_without_an_earlier_assessment_there_is_nothing_to_compare(holder, submitted, visitor):
    alone = visitor().start()
    assert "nothing to compare with" in alone.get("~/comparison").text
    old = submitted.home
    new = again(submitted)
    new.post(f"{old}/delete")
    assert "nothing to compare with" in new.get("~/comparison").text

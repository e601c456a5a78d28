"""The plan on the web: made, changed, refused at its field, in conflict, exported."""

import re
from datetime import timedelta
from io import BytesIO

import icalendar
import openpyxl
import pytest

FRAME = {
    "plan-base": "",
    "plan-start": "2027-01-01",
    "plan-quarters": "2",
    "plan-staff_days_per_quarter": "20",
    "plan-budget": "50000",
    "plan-budget_per": "total",
    "plan-target_grade": "",
    "plan-target_date": "",
}
PLAN = "~/plan"
# Fields with a list to choose from: a browser cannot send anything else.
CHOSEN = {"quarters", "budget_per", "target_grade"}


@pytest.fixture
def firm(holder):
    """A holder whose factory makes a few questions apply."""
    holder.post("~/enterprise", {"enterprise-base": "", "enterprise-name_zh": "虚构有限公司"})
    holder.post("~/profile/firm", {"has_factory-base": "", "has_factory-value": "yes"})
    holder.post("~/questions/carbon_data", {"CD01-base": "", "CD01-choice": "0"})
    return holder


@pytest.fixture
def planned(firm):
    """The same with a plan."""
    assert save(firm).status_code == 302
    return firm


def save(who, base=None, **changes):
    """Post the frame with decisions; a key such as `CD01_A1` names the action CD01-A1."""
    base = who.base(PLAN, "plan") if base is None else base
    named = {f"plan-{key.replace('_A', '-A')}": value for key, value in changes.items()}
    return who.post(PLAN, {**FRAME, "plan-base": base, **named})


def document(who):
    return who.get("~/report.json").json


def chosen(page, action):
    """The decision shown for an action."""
    select = re.search(rf'name="plan-{action}".*?</select>', page, re.DOTALL)[0]
    return re.search(r'<option value="([^"]*)" selected', select)[1]


def test_before_a_plan_the_page_asks_for_its_frame(firm):
    page = firm.get(PLAN).text
    assert 'name="plan-start" value="2027-01-01"' in page
    assert "Quarter by quarter" not in page


def test_saving_plans_at_once(firm):
    answer = save(firm)
    assert answer.location == f"{firm.home}/plan#outcome"
    plan, page = document(firm)["plan"], firm.get(PLAN).text
    assert plan["actions"]
    for entry in plan["actions"]:
        assert f'id="action-{entry["action"]}"' in page
    assert page.count('class="quarter-head"') == 2
    assert f"<b>{int(plan['after']['score'] * 10) / 10}</b>" in page
    assert 'role="img"' in page
    assert "Left out, and why" in page


def test_pinning_leaving_out_and_ticking_off_change_the_plan(planned):
    first = document(planned)["plan"]["actions"]
    moved, out, done = [entry["action"] for entry in first if entry["first_quarter"] == 1][-3:]
    decisions = {moved: "2", out: "excluded", done: "done"}
    save(planned, **{key.replace("-A", "_A"): value for key, value in decisions.items()})
    plan, page = document(planned)["plan"], planned.get(PLAN).text
    by_id = {entry["action"]: entry for entry in plan["actions"]}
    assert by_id[moved]["first_quarter"] == 2
    assert by_id[moved]["pinned"]
    assert {"action": out, "reason": "excluded"} in plan["left_out"]
    assert done not in by_id
    assert plan["frame"]["done"] == [done]
    for action, value in decisions.items():
        assert chosen(page, action) == value
    assert "You left it out." in page
    assert "Counts as done in the score above." in page


def test_a_decision_can_be_taken_back(planned):
    action = document(planned)["plan"]["actions"][0]["action"].replace("-A", "_A")
    save(planned, **{action: "excluded"})
    save(planned)
    assert document(planned)["plan"]["frame"]["excluded"] == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("staff_days_per_quarter", "0", "Without staff days no action can be planned"),
        ("staff_days_per_quarter", "-5", "Enter a number between 0 and 10000."),
        ("staff_days_per_quarter", "12,5", "Write the number without commas"),
        ("budget", "1000000000", "Enter a number between 0 and 100000000."),
        ("budget", "1e9", "Enter a number in digits"),
        ("budget", "-1", "Enter a number between"),
        ("budget", "", "Enter a number"),
        ("budget_per", "month", "Choose one of"),
        ("quarters", "13", "Enter a whole number from 2 to 12."),
        ("quarters", "1", "Enter a whole number from 2 to 12."),
        ("quarters", "9" * 5000, "Enter a whole number from 2 to 12."),
        ("start", "2020-01-01", "before the day of assessment"),
        ("start", "", "Enter the day on which the plan starts."),
        ("start", "soon", "Enter a date as year-month-day"),
        ("target_grade", "F", "Choose one of"),
        ("target_date", "2027-06-30", "Choose the grade to reach by this date."),
    ],
)
def test_a_bad_frame_is_refused_at_its_field_and_kept_as_typed(firm, field, typed, said):
    answer = save(firm, **{field: typed, "CD01_A1": "2"})
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert f'href="#plan-{field}"' in answer.text
    shown = re.search(rf'id="plan-{field}-error".*?</p>', answer.text, re.DOTALL)[0]
    assert said in shown
    assert 'value="50000"' in answer.text or field == "budget"
    if field not in CHOSEN:
        assert f'name="plan-{field}" value="{typed}"' in answer.text
    assert chosen(answer.text, "CD01-A1") == "2"
    assert document(firm)["plan"] is None


@pytest.mark.parametrize(
    ("decisions", "at", "said"),
    [
        ({"CD01_A3": "1"}, "CD01-A3", "waits for"),
        ({"CD01_A1": "2", "CD01_A2": "1"}, "CD01-A2", "waits for"),
        ({"CD01_A1": "excluded", "CD01_A2": "2"}, "CD01-A2", "is excluded"),
        ({"CD01_A1": "3"}, "CD01-A1", "Enter a whole number from 1 to 2."),
        ({"CD01_A1": "soon"}, "CD01-A1", "Enter a whole number from 1 to 2."),
        ({"CD01_A1": "1", "staff_days_per_quarter": "2"}, "CD01-A1", "need 6 staff days"),
    ],
)
def test_pins_that_cannot_hold_are_refused_at_their_action(planned, decisions, at, said):
    before = document(planned)["plan"]
    answer = save(planned, **decisions)
    assert answer.status_code == 422
    assert f'href="#plan-{at}"' in answer.text
    assert said in re.search(rf'id="plan-{at}-error".*?</p>', answer.text, re.DOTALL)[0]
    for action, value in decisions.items():
        if "_A" in action:
            assert chosen(answer.text, action.replace("_A", "-A")) == value
    assert document(planned)["plan"] == before


def test_a_target_out_of_reach_says_what_would_do(firm):
    save(firm, target_grade="A", staff_days_per_quarter="1", budget="0")
    page = firm.get(PLAN).text
    assert "Grade A is out of reach" in page
    assert "gathers the most points that fit" in page


def test_a_target_within_reach_says_so(firm):
    save(firm, target_grade="E")
    assert "Grade E is reached." in firm.get(PLAN).text


def test_a_colleagues_plan_is_not_overwritten(planned, visitor):
    colleague = visitor()
    colleague.open(planned.private_link)
    base = planned.base(PLAN, "plan")
    save(colleague, budget="60000")
    answer = save(planned, base, budget="70000", CD01_A1="2")
    assert answer.status_code == 409
    assert "60000" in answer.text
    assert 'name="plan-budget" value="70000"' in answer.text
    assert chosen(answer.text, "CD01-A1") == "2"
    theirs = re.search(r'name="plan-theirs" value="([^"]+)"', answer.text)[1]
    settled = {"theirs": theirs, "budget": "70000"}
    assert save(planned, base, resolve="theirs", **settled).status_code == 302
    assert document(planned)["plan"]["frame"]["budget"] == 60000
    assert save(planned, base, resolve="mine", **settled).status_code == 302
    assert document(planned)["plan"]["frame"]["budget"] == 70000


def test_a_submitted_assessment_takes_a_plan_and_keeps_its_score(firm):
    assert firm.post("~/submit").status_code == 302
    before = document(firm)["score"]
    assert save(firm).status_code == 302
    assert document(firm)["plan"]["actions"]
    assert document(firm)["score"] == before


def test_a_plan_whose_start_has_passed_says_so_and_keeps_what_was_typed(planned, clock):
    clock.now += timedelta(days=60)
    page = planned.get(PLAN)
    assert page.status_code == 200
    assert "What is saved here no longer holds" in page.text
    assert "before the day of assessment" in page.text
    assert 'value="50000"' in page.text


def test_pins_that_no_longer_hold_say_so(planned):
    save(planned, CD01_A1="2")
    base = planned.base("~/questions/carbon_data", "CD01")
    planned.post("~/questions/carbon_data", {"CD01-base": base, "CD01-choice": "4"})
    page = planned.get(PLAN).text
    assert "CD01-A1 is not open" in page
    assert chosen(page, "CD01-A1") == "2"


def test_a_field_of_no_plan_is_refused(firm):
    for name in ("plan-XX99-A1", "plan-pinned", "goods-rows-0-cn", "plan-CD01-A1-x"):
        assert firm.post(PLAN, {**FRAME, name: "1"}).status_code == 400


def test_an_expired_form_keeps_what_was_typed(firm):
    answer = firm.client.post(f"{firm.home}/plan", data={**FRAME, "plan-budget": "123"})
    assert answer.status_code == 400
    assert 'value="123"' in answer.text
    assert "Not saved yet" in answer.text


def test_the_language_switch_saves_first(firm):
    answer = firm.post(PLAN, {**FRAME, "then": "lang:zh"})
    assert answer.status_code == 302
    assert "lang=zh" in answer.headers["Set-Cookie"]
    assert document(firm)["plan"]["actions"]


def test_the_calendar_holds_the_planned_actions(planned):
    answer = planned.get("~/plan.ics")
    assert answer.mimetype == "text/calendar"
    assert ".ics" in answer.headers["Content-Disposition"]
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    uids = {str(event["uid"]) for event in events}
    for entry in document(planned)["plan"]["actions"]:
        assert any(uid.startswith(f"{entry['action'].lower()}-start-") for uid in uids)


def test_the_spreadsheet_holds_the_plan(planned):
    book = openpyxl.load_workbook(BytesIO(planned.get("~/plan.xlsx").data))
    assert book.sheetnames == ["Plan by quarter", "Actions", "Left out", "Rules"]
    listed = {row[0].value for row in book["Actions"].iter_rows(min_row=2)}
    assert listed == {entry["action"] for entry in document(planned)["plan"]["actions"]}


@pytest.mark.parametrize("ending", ["ics", "xlsx"])
def test_exports_take_a_language(planned, ending):
    assert planned.get(f"~/plan.{ending}?lang=zh").data != planned.get(f"~/plan.{ending}").data
    assert planned.get(f"~/plan.{ending}?lang=fr").status_code == 400

"""The plan's drawings: what stands before and after it, and pieces that fit between pages."""

import io
import json
import re
from dataclasses import replace

import pypdf
import pytest

from app.domain.planning.request import parse_plan
from app.domain.text import LANGS, Text
from app.reporting.building.plan_drawings import ROWS, plan_bars
from app.reporting.building.source import Source
from app.reporting.charts.dumbbell import LEFT, RIGHT, WIDTH, Change, Dumbbell, dumbbell
from app.reporting.charts.gantt import SIZE, Task, gantt
from app.reporting.charts.widths import fitting, width
from app.reporting.document import Document, document_as_json, document_from_json
from app.reporting.fonts import Fonts
from app.reporting.pdf import render_pdf
from app.reporting.planning_shape import PlanEntry, PlannedEntry
from app.reporting.rendering import render_html
from app.reporting.report import Report
from app.reporting.wording import score_shown
from tests.reporting.making import EXAMPLES, example, questionnaire, report_of, rules
from tests.reporting.planning import planned, planned_document, report_on

NOWHERE = Text("", "")


def plan_of(document: Document) -> PlanEntry:
    assert document.plan is not None
    return document.plan


def change_of(report: Report) -> Dumbbell:
    assert report.roadmap is not None
    assert report.roadmap.change is not None
    return report.roadmap.change


def place_of(points: float | None) -> object:
    """Where points stand on the track."""
    return None if points is None else pytest.approx(LEFT + (WIDTH - LEFT - RIGHT) * points / 100)


def row(before: float | None, after: float | None) -> Change:
    shown = score_shown(before), score_shown(after)
    return Change(NOWHERE, before, after, before, after, *shown)


@pytest.mark.parametrize("name", EXAMPLES)
def test_before_and_after_are_the_plans_own_scores(name: str) -> None:
    plan = plan_of(planned_document(name))
    whole, *domains = change_of(report_on(planned_document(name))).rows
    stands = [(plan.before, plan.after), *((entry.before, entry.after) for entry in plan.domains)]
    assert len(stands) == 6
    for drawn, (before, after) in zip((whole, *domains), stands, strict=True):
        assert (drawn.before and drawn.before.x) == place_of(before.score)
        assert (drawn.after and drawn.after.x) == place_of(after.score)
        assert drawn.proved_before == place_of(before.proved_score)
        assert drawn.proved_after == place_of(after.proved_score)
        assert drawn.after is None or drawn.after.shown == score_shown(after.score)
    assert whole.after is not None


def test_where_nothing_is_done_yet_the_domains_stand_as_they_are() -> None:
    document = planned_document("aluminium-profiles")
    assert [(d.id, d.declared.score, d.proved.score) for d in document.domains] == [
        (d.domain, d.before.score, d.before.proved_score) for d in plan_of(document).domains
    ]


def test_what_is_done_counts_before_the_plan() -> None:
    firm = example("trading-company")
    frame = {"start": "2027-01-01", "quarters": 2, "staff_days_per_quarter": 10, "budget": 0}
    done = next(iter(questionnaire().by_action.values()))
    frame["done"] = [done.id]
    plan = parse_plan(frame, questionnaire(), firm.assessed_on)
    document = planned(replace(firm, plan=plan, goods=(), trades=()), {"plan": frame})
    domain = questionnaire().by_question[done.question].domain
    (counted,) = (d for d in plan_of(document).domains if d.domain == domain)
    (now,) = (d for d in document.domains if d.id == domain)
    assert counted.before.score is not None
    assert now.declared.score is not None
    assert counted.before.score > now.declared.score


def test_the_description_says_the_same_in_words() -> None:
    report = report_on(planned_document("food-rcep"))
    plan, said = plan_of(planned_document("food-rcep")), change_of(report).description.en
    assert said.count("; ") == 5
    for stand in (plan, *plan.domains):
        assert (
            f"from {score_shown(stand.before.score)} to {score_shown(stand.after.score)}, "
            f"proved from {score_shown(stand.before.proved_score)} "
            f"to {score_shown(stand.after.proved_score)}"
        ) in said


def test_numbers_stand_outside_their_marks_whichever_way_the_score_goes() -> None:
    chart = dumbbell([row(40, 60), row(60, 40), row(50, 50)], NOWHERE)
    assert chart is not None
    ends = [(r.before.anchor, r.after.anchor) for r in chart.rows if r.before and r.after]
    assert ends == [("end", "start"), ("start", "end"), ("end", "start")]
    assert [r.before.shown for r in chart.rows if r.before] == ["40.0", "60.0", ""]


def test_a_domain_without_a_score_has_a_row_and_no_marks() -> None:
    chart = dumbbell([row(40, 60), row(None, None), row(None, 30)], NOWHERE)
    assert chart is not None
    assert [(r.before is None, r.after is None) for r in chart.rows] == [
        (False, False),
        (True, True),
        (True, False),
    ]
    assert dumbbell([row(None, None)], NOWHERE) is None


@pytest.mark.parametrize("length", ["standard", "full"])
def test_a_domain_without_a_score_is_printed(length) -> None:
    document = planned_document("trading-company")
    plan = plan_of(document)
    none = replace(plan.domains[0].before, score=None, proved_score=None)
    bare = replace(plan.domains[0], before=none, after=none)
    report = report_on(replace(document, plan=replace(plan, domains=(bare, *plan.domains[1:]))))
    drawn = re.findall("<svg.*?</svg>", render_html(report, "both", length), re.DOTALL)
    (chart,) = (svg for svg in drawn if "rp-chart-change" in svg)
    assert chart.count(">–</text>") == 1
    assert chart.count("<circle") == 5 * 4


def test_a_document_written_before_domains_were_has_no_such_chart() -> None:
    plain = json.loads(document_as_json(planned_document("trading-company")))
    del plain["plan"]["domains"]
    older = report_on(document_from_json(json.dumps(plain).encode()))
    assert older.roadmap is not None
    assert older.roadmap.change is None
    assert older.roadmap.path is not None
    for length in ("standard", "full"):
        html = render_html(older, "en", length)  # type: ignore[arg-type]
        assert "rp-chart-path" in html
        assert "rp-chart-change" not in html
        assert "rp-dot-before" not in html


def test_without_a_plan_nothing_is_drawn() -> None:
    html = render_html(report_of(example("food-rcep")), "en", "full")
    assert "rp-chart-change" not in html
    assert "rp-chart-path" not in html


@pytest.mark.parametrize("count", range(1, 33))
def test_drawings_of_a_domain_are_cut_into_even_pieces(count: int) -> None:
    document = planned_document("aluminium-profiles")
    domain = questionnaire().domains[0].id
    by_question = questionnaire().by_question
    ids = [
        action.id
        for action in questionnaire().by_action.values()
        if by_question[action.question].domain == domain
    ]
    actions = tuple(PlannedEntry(id_, 1, 1, False) for id_ in ids[:count])
    assert len(actions) == count
    plan = replace(plan_of(document), actions=actions)
    charts = plan_bars(Source(questionnaire(), rules(), document), plan)
    sizes = [len(chart.bars) for chart in charts]
    assert sum(sizes) == count
    assert max(sizes) <= ROWS
    assert max(sizes) - min(sizes) <= 1
    assert count < ROWS or min(sizes) >= 3
    assert [bool(chart.head) for chart in charts] == [True] + [False] * (len(charts) - 1)


def test_a_label_has_the_room_before_its_bar() -> None:
    title = Text("一" * 40, "Re-score carriers yearly and share out the volume by what they emit")
    tasks = [Task("GD07-A1", title, first, first, False) for first in (1, 4, 8)]
    labels = [bar.label for bar in gantt(NOWHERE, tasks, 8, NOWHERE).bars]
    assert [label.en for label in labels] == [
        "GD07-A1 Re-score carriers yearly and share out the…",
        "GD07-A1 Re-score carriers yearly and share out the volume by what they emit",
        "GD07-A1 Re-score carriers yearly and share out the volume by what they emit",
    ]
    assert [len(label.zh) for label in labels] == [30, 43, 48]
    for bar in gantt(NOWHERE, tasks, 8, NOWHERE).bars:
        assert all(width(bar.label[lang], SIZE) < bar.x for lang in LANGS)


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (500, "Get carriers' actual data"),
        (115, "Get carriers' actual…"),
        (100, "Get carriers'…"),
        (18, "G…"),
        (5, "…"),
    ],
)
def test_what_has_no_room_is_cut_between_words(room: float, shown: str) -> None:
    assert fitting("Get carriers' actual data", room, 10) == shown


def test_codes_stand_on_one_line_and_are_copied_as_they_are(fonts: Fonts) -> None:
    report = report_on(planned_document("trading-company"))
    short = replace(report, sheets=(), further_sheets=(), other_steps=(), proofs=(), rules=())
    first = short.brief.plan and short.brief.plan.quarters[0].actions
    assert first == Text(
        "LG01-A2、LG04-A2、LG06-A1、LG06-A2、CL10-A1", "LG01-A2, LG04-A2, LG06-A1, LG06-A2, CL10-A1"
    )
    lines = render_pdf(short, "zh", "standard", fonts.regular.parent)
    pages = pypdf.PdfReader(io.BytesIO(lines)).pages
    text = "\n".join(page.extract_text() for page in pages)
    assert first.zh in text
    left_out = [entry.action for entry in plan_of(planned_document("trading-company")).left_out]
    assert all(code in text for code in left_out)

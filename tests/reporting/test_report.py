"""The report as a value: what it says of each kind of result."""

import pytest

from app.domain.rules import Scope
from app.reporting.document import document_as_json, document_from_json
from app.reporting.report import build_report
from app.reporting.wording import apportioned, percent_shown, points_shown, typeset
from tests.reporting.making import (
    EXAMPLES,
    document_of,
    example,
    nobody,
    one_domain,
    perfect,
    questionnaire,
    report_of,
    rules,
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_report_depends_only_on_the_stored_document(name: str) -> None:
    document = document_of(example(name))
    stored = document_from_json(document_as_json(document))
    assert build_report(questionnaire(), rules(), stored) == build_report(
        questionnaire(), rules(), document
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_shown_losses_add_up_to_what_is_missing(name: str) -> None:
    report = report_of(example(name))
    lost = sum(round(10 * float(domain.lost.shown)) for domain in report.domains)
    assert lost == 1000 - round(10 * float(report.verdict.score.declared.shown))


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_rule_outside_the_scope_is_shown(name: str) -> None:
    document = document_of(example(name))
    report = build_report(questionnaire(), rules(), document)
    outside = {rule.id for rule in document.rules if rule.scope == Scope.OUT.value}
    assert outside
    shown = {rule.id for rule in report.rules}
    shown |= {rule.id for sheet in report.sheets for rule in sheet.rules}
    shown |= {rule for domain in report.domains for q in domain.questions for rule in q.rules}
    assert not shown & outside


@pytest.mark.parametrize("name", EXAMPLES)
def test_first_steps_can_begin_now(name: str) -> None:
    for step in report_of(example(name)).summary.steps:
        assert not [other for other in step.waits_for if other.here]


@pytest.mark.parametrize("name", EXAMPLES)
def test_gaps_and_sheets_are_ordered(name: str) -> None:
    report = report_of(example(name))
    lost = [gap.lost.value or 0 for gap in report.gaps]
    assert lost == sorted(lost, reverse=True)
    gains = [sheet.row.gain.value or 0 for sheet in report.sheets]
    assert gains == sorted(gains, reverse=True)
    assert len(gains) == min(10, len(gains) + len(report.other_steps))


def test_a_perfect_score_has_nothing_left_to_do() -> None:
    report = report_of(perfect())
    assert report.verdict.grade == "A"
    assert report.verdict.score.declared.shown == "100.0"
    assert [report.gaps, report.sheets, report.other_steps, report.gates] == [(), (), (), ()]


def test_without_any_answer_nothing_is_claimed() -> None:
    report = report_of(nobody())
    assert report.verdict.provisional_because
    assert all(row.because == () for d in report.domains for row in d.questions if row.waits_on)
    waiting = [row for d in report.domains for row in d.questions if row.state == "unknown"]
    assert waiting
    assert all(row.waits_on for row in waiting)
    assert [rule for rule in report.rules if rule.open and rule.waits_on]


def test_provisional_says_why() -> None:
    because = report_of(one_domain()).verdict.provisional_because
    assert any("80%" in text.en for text in because)


def test_conditional_questions_say_why_they_apply() -> None:
    rows = {q.id: q for d in report_of(example("aluminium-profiles")).domains for q in d.questions}
    assert any("CBAM" in text.en for text in rows["CD05"].because)
    assert rows["GD01"].because == ()


def test_expired_papers_lower_the_evidence_and_say_so() -> None:
    report = report_of(example("aluminium-profiles"))
    rows = {row.question: row for group in report.proofs for row in group.rows}
    assert rows["CL01"].note is not None
    assert [held.expired for paper in rows["CL01"].wanted for held in paper.held] == [True]


def test_figures_are_shown_without_flattery() -> None:
    assert percent_shown(0.7999) == "79%"
    assert points_shown(0.04) == "<0.1"
    assert points_shown(0.0) == "0.0"
    assert apportioned([1.04, 1.04, 1.04], 3.2) == [1.1, 1.1, 1.0]


def test_typesetting_escapes_and_keeps_the_text() -> None:
    shown = typeset("<b>CBAM证书</b>20天内", "zh")
    assert "<b>" not in shown
    assert shown.striptags() == "<b>CBAM证书</b>20天内"


def test_typesetting_keeps_numbers_and_their_units_on_one_line() -> None:
    assert '<span class="rp-a rp-nb">1万–5万元</span>' in typeset("花费1万–5万元", "zh")
    shown = typeset("CNY 10,000–50,000 in 3 weeks, 1–2 <“free”>", "en")
    assert shown.startswith("CNY\u00a010,000–&#8288;50,000 in 3\u00a0weeks, 1–&#8288;2 &lt;")
    text = "CNY 10,000–50,000 in 3 weeks, 1–2 <“free”>"
    assert shown.striptags().replace("\u00a0", " ").replace("\u2060", "") == text


def test_a_measure_with_few_questions_says_how_many() -> None:
    rows = [m for group in report_of(example("battery-maker")).measures for m in group.measures]
    few = {row.few.en for row in rows if row.few is not None}
    assert {"1 question", "2 questions"} <= few
    assert all(row.few is None or "question" not in row.few.zh for row in rows)

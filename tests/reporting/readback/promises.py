"""What each length promises to say, passage by passage.

A `Text` is promised in every language of the report, a `First` in its first language, a `str` as
it stands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.imprint import grouped
from app.reporting.length_values import AnswerRow
from app.reporting.rendering import parts
from app.reporting.report import Report
from app.reporting.values import Gap, ProofRow, RuleCard, Sheet, StepRow
from app.reporting.wording import say
from tests.reporting.readback.due import ADDRESS, CODE, Due


@dataclass(frozen=True)
class First:
    """Small print: said in the document's first language."""

    text: Text


Passage = Text | First | str | None


def titles(due: Due) -> list[Text]:
    """The headings of the sections, in their order."""
    report = due.report
    if due.length != "summary":
        return [say("Contents"), *(part.title for part in parts(report, due.length))]
    return [
        *([say("The five domains")] if report.charts.bars else ()),
        *([say("The sixteen measures")] if report.charts.measures else ()),
        say("What is proved, and what is only declared"),
        say("Gates"),
        say("The biggest gaps"),
        say("The first steps"),
        *([say("The next dated rules")] if report.brief.rules else ()),
        *([say("Looking ahead")] if report.brief.outlook else ()),
    ]


def promised(due: Due) -> Iterator[tuple[str, Passage]]:
    """Every passage with what it belongs to."""
    said = {"summary": _summary, "standard": _standard, "full": _full}[due.length]
    for what, passages in [*_everywhere(due), *said(due)]:
        for passage in passages:
            yield what, passage


Said = Iterable[tuple[str, Iterable[Passage]]]


def _everywhere(due: Due) -> Said:
    one, verdict, method = due.report.enterprise, due.report.verdict, due.report.method
    figures = (verdict.score.declared, verdict.score.proved, verdict.score.possible)
    yield "enterprise", (one.name, one.uscc, one.province, one.assessed_on_words)
    yield "score", [figure.shown for figure in figures]
    yield "verdict", (verdict.grade_text, verdict.evidence_share)
    yield "verdict", (f"{verdict.answered}/{verdict.applying}", *verdict.provisional_because[:2])
    yield "versions", (method.questionnaire, method.rules_version, method.schema)
    yield "code", (grouped(CODE), ADDRESS)
    yield "headings", titles(due)


def _gap(gap: Gap) -> tuple[str, tuple[Passage, ...]]:
    return f"gap {gap.question}", (gap.topic, f"−{gap.lost.shown}")


def _step(step: StepRow) -> tuple[str, tuple[Passage, ...]]:
    return f"step {step.id}", (step.title, step.gain.shown)


def _brief(due: Due) -> Said:
    report, brief = due.report, due.report.brief
    yield from map(_gap, brief.gaps)
    yield from map(_step, report.summary.steps)
    for line in brief.outlook:
        yield "outlook", (line.topic, line.value)


def _summary(due: Due) -> Said:
    report, brief = due.report, due.report.brief
    yield from _brief(due)
    for level in brief.evidence:
        yield f"evidence {level.level}", (level.label, First(level.test), str(level.answers))
    for gate in report.gates[:3]:
        yield f"gate {gate.question}", (gate.topic, First(gate.needs), *gate.readings)
    for rule in brief.rules:
        yield f"rule {rule.id}", _rule(rule)


def _rule(rule: RuleCard) -> tuple[Passage, ...]:
    coming = (rule.next.date, First(rule.next.text)) if rule.next else ()
    return rule.id, rule.title, *coming


def _long(due: Due) -> Said:
    """What the standard and the full report have in common."""
    report = due.report
    for gate in report.gates:
        yield f"gate {gate.question}", (gate.topic, gate.reason, gate.needs, *gate.readings)
    for domain in report.domains:
        yield f"domain {domain.id}", (domain.title,)
        for row in domain.questions:
            yield f"question {row.id}", (row.id, row.topic)
    for group in report.measures:
        for measure in group.measures:
            yield f"measure {measure.id}", (measure.title,)
    for line in report.contradictions:
        yield f"contradiction {line.id}", (line.id, line.severity, line.message)
    for rule in report.rules:
        yield f"rule {rule.id}", (*_rule(rule), First(rule.duty), rule.checked_on)
    method = report.method
    yield "method", (method.floor, *method.readings, method.provisional, method.best_grade)
    yield "method", (method.document, method.document_issuer, method.document_nature)
    yield "method", (method.not_stated,)
    for source in method.sources:
        yield "source", (source.title, First(source.kind))
    yield from _planning(report)


def _planning(report: Report) -> Said:
    """What both say of the plan, the exposure and the savings."""
    if plan := report.roadmap:
        yield "roadmap", (*(line.value for line in plan.frame), plan.cost, plan.quality, plan.aim)
        for left_out in plan.left_out:
            yield "left out", (left_out.reason, *(row.id for row in left_out.rows))
    if exposure := report.exposure:
        yield "exposure", (exposure.duty, exposure.note)
        for good in (*exposure.goods, *exposure.more):
            yield f"good {good.cn}", (good.cn, good.name, good.tonnes)
        for scheme in exposure.others:
            yield f"scheme {scheme.id}", (scheme.id, scheme.title)
    for blocking in report.savings.blocking if report.savings else ():
        yield f"blocking {blocking.id}", (blocking.id, blocking.topic, blocking.needs)


def _standard(due: Due) -> Said:
    report, brief = due.report, due.report.brief
    yield from _brief(due)
    yield from _long(due)
    for fact in brief.profile:
        yield "profile", (fact.topic, fact.value)
    for level in brief.evidence:
        yield f"evidence {level.level}", (level.label, First(level.test))
    for sheet in report.sheets:
        own = sheet.row
        yield f"sheet {own.id}", (own.title, own.facts, sheet.stands, sheet.reaches)
        yield f"sheet {own.id}", (sheet.run_in, sheet.result, sheet.support)
    for step in report.other_steps:
        yield f"step {step.id}", (step.id, step.title, First(step.facts))
    for held in brief.held:
        yield f"paper of {held.question}", (held.paper.title, First(held.until))
    for wanted in brief.wanted:
        yield f"proof of {wanted.question}", (wanted.topic, First(wanted.papers))
    for trade in brief.trades:
        yield f"trade {trade.hs}", (trade.hs, trade.market, trade.agreement, trade.state)


def _full(due: Due) -> Said:
    report = due.report
    yield from _long(due)
    yield from map(_gap, report.gaps)
    yield from map(_step, report.summary.steps)
    for facts in report.enterprise.profile:
        yield "profile", (facts.title, *(fact.value for fact in facts.facts))
    for sheet in (*report.sheets, *report.further_sheets):
        yield f"sheet {sheet.row.id}", _sheet(sheet)
    for group in report.answers:
        yield "left out", group.left_out
        for answer in group.rows:
            yield f"answer {answer.row.id}", _answer(answer)
    for rule in report.rules:
        yield f"rule {rule.id}", (rule.asks, rule.jurisdiction, rule.source.title, *rule.waits_on)
    yield from _planned_in_full(report)


def _planned_in_full(report: Report) -> Said:
    """Every action of the plan, every step of the arithmetic."""
    if plan := report.roadmap:
        for row in (row for quarter in plan.quarters for row in quarter.rows):
            yield f"planned {row.id}", (row.id, row.title, row.role, row.cost)
        for line in plan.rules:
            yield f"rule {line.id}", (line.title, line.due, line.outlook)
    for good in report.exposure.goods if report.exposure else ():
        yield f"good {good.cn}", good.notes
        for missing in good.missing:
            yield f"good {good.cn}", (missing.reason, missing.ask)
        for worked in (step for sum_ in good.arithmetic for step in sum_.steps):
            yield f"arithmetic of {good.cn}", (worked.name, worked.value, worked.formula)
    for trade in report.savings.trades if report.savings else ():
        yield f"trade {trade.hs}", (trade.hs, trade.market, trade.agreement, trade.state)
        yield f"trade {trade.hs}", (*trade.formulas, *trade.notes, trade.rates_source)


def _sheet(sheet: Sheet) -> tuple[Passage, ...]:
    own = sheet.row
    said = (own.title, own.topic, own.role, own.effort, own.weeks, own.cost, sheet.stands)
    return *said, sheet.reaches, *sheet.steps, sheet.result, sheet.support, own.gain.shown


def _answer(answer: AnswerRow) -> tuple[Passage, ...]:
    row = answer.row
    papers = _papers(answer.papers) if answer.papers else ()
    return row.topic, answer.text, row.answer, answer.state, answer.claimed, *papers


def _papers(papers: ProofRow) -> Iterator[Passage]:
    for wanted in papers.wanted:
        if wanted.held or not papers.complete:
            yield wanted.text
        yield from (held.title for held in wanted.held)
    yield from (held.title for held in papers.other)

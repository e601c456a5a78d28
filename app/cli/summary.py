"""The result in a terminal: one screen a boss reads in a minute."""

from collections.abc import Iterator

from app.cli.output import table
from app.cli.planning_summary import PLANNING
from app.domain.problems import N_
from app.domain.text import Lang
from app.i18n import gettext
from app.reporting.report import Report
from app.reporting.values import Three

MAX_RULES = 5
_READINGS = (N_("Proved"), N_("Declared"), N_("Possible"))


def summary(report: Report, lang: Lang) -> str:
    """The result in one language: score, domains, gates, gaps, first steps, dated rules."""
    blocks = (_head, _score, _domains, _gates, _gaps, _steps, *PLANNING, _rules, _contradictions)
    parts = ["\n".join(block(report, lang)) for block in blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: Report, lang: Lang) -> Iterator[str]:
    enterprise = report.enterprise
    yield f"{report.title[lang]} {report.method.questionnaire}"
    yield f"{enterprise.name.either(lang)} · {enterprise.assessed_on_words[lang]}"


def _score(report: Report, lang: Lang) -> Iterator[str]:
    verdict = report.verdict
    grades = (verdict.proved_grade, verdict.grade, verdict.possible_grade)
    labels = [gettext(lang, label) for label in _READINGS]
    rows = [
        (label, score, grade or "–")
        for label, score, grade in zip(labels, _figures(verdict.score), grades, strict=True)
    ]
    header = ("", gettext(lang, N_("Score")), gettext(lang, N_("Grade")))
    yield from table([header, *rows], right=frozenset({1}))
    if verdict.grade_text is not None:
        yield verdict.grade_text[lang]
    if verdict.capped_from is not None:
        message = N_("Without its gates the grade would be {grade}.")
        yield gettext(lang, message, grade=verdict.capped_from)
    for reason in verdict.provisional_because:
        yield gettext(lang, N_("Provisional: {reason}"), reason=reason[lang])
    message = N_("Answered {answered} of {applying} questions that apply; evidence share {share}")
    yield gettext(
        lang,
        message,
        answered=verdict.answered,
        applying=verdict.applying,
        share=verdict.evidence_share,
    )


def _domains(report: Report, lang: Lang) -> Iterator[str]:
    header = (gettext(lang, N_("The five domains")), *(gettext(lang, r) for r in _READINGS))
    rows = [(d.title[lang], *_figures(d.score)) for d in report.domains]
    yield from table([header, *rows], right=frozenset({1, 2, 3}))


def _figures(three: Three) -> tuple[str, str, str]:
    return three.proved.shown, three.declared.shown, three.possible.shown


def _gates(report: Report, lang: Lang) -> Iterator[str]:
    if not report.gates:
        return
    yield gettext(lang, N_("Gates"))
    comma = "、" if lang == "zh" else ", "
    rows = [
        (
            f"  {gate.question}",
            gettext(lang, N_("at most {cap}"), cap=gate.cap),
            comma.join(reading[lang] for reading in gate.readings),
            gate.topic[lang],
        )
        for gate in report.gates
    ]
    yield from table(rows)


def _gaps(report: Report, lang: Lang) -> Iterator[str]:
    if not report.summary.gaps:
        return
    yield gettext(lang, N_("Biggest gaps"))
    lost = N_("−{points} points")
    rows = [
        (
            f"  {gap.question}",
            gettext(lang, lost, points=gap.lost.shown),
            gap.topic[lang],
            gap.answer[lang],
        )
        for gap in report.summary.gaps
    ]
    yield from table([row[:3] for row in rows], right=frozenset({1}))


def _steps(report: Report, lang: Lang) -> Iterator[str]:
    if not report.summary.steps:
        return
    yield gettext(lang, N_("First steps"))
    gain = N_("{points} points")
    rows = [
        (
            f"  {step.id}",
            gettext(lang, gain, points=step.gain.shown),
            step.effort[lang],
            step.weeks[lang],
            step.cost[lang],
            step.title[lang],
        )
        for step in report.summary.steps
    ]
    yield from table(rows, right=frozenset({1, 2, 3}))


def _rules(report: Report, lang: Lang) -> Iterator[str]:
    ahead = [rule for rule in report.rules if rule.next is not None and not rule.open]
    if not ahead:
        return
    yield gettext(lang, N_("Next dates in the rules that concern you"))
    colon = "：" if lang == "zh" else ": "
    rows = [
        (f"  {rule.next.date}", rule.id, f"{rule.title[lang]}{colon}{rule.next.text[lang]}")
        for rule in ahead[:MAX_RULES]
        if rule.next is not None
    ]
    yield from table(rows)


def _contradictions(report: Report, lang: Lang) -> Iterator[str]:
    if not report.contradictions:
        return
    yield gettext(lang, N_("Answers that do not fit together"))
    for line in report.contradictions:
        yield f"  {line.id}  {line.message[lang]}"

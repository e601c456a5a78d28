"""One enterprise's results as a spreadsheet: the figures of the JSON, unrounded.

`docs/results-workbook.md` says of each column which field of the JSON it is.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.text import Lang
from app.reporting.building.source import Source
from app.reporting.document import Document
from app.reporting.wording import as_typed, say
from app.reporting.workbook import EXACT, MONEY, SCOPES, Cell, Column, Sheet, written

STATES = {
    "na_auto": N_("does not apply by the profile"),
    "na_declared": N_("declared not to apply"),
    "unknown": N_("not known"),
    "unanswered": N_("not answered"),
    "answered": N_("answered"),
}
STEPS = {"next": N_("next"), "later": N_("later")}
RESULT = (Column(N_("Field"), 34), Column(N_("Content"), 60, EXACT))
DOMAINS = (
    Column(N_("Domain"), 16),
    Column(N_("Name"), 40),
    Column(N_("Weight"), 10, EXACT),
    Column(N_("Sum of its questions' weights"), 14, EXACT),
    Column(N_("Share declared not to apply"), 14, EXACT),
    *(
        Column(heading, 14, EXACT)
        for heading in (
            N_("Score, proved"), N_("Weight that counts, proved"), N_("Effective weight, proved"),
            N_("Score, declared"), N_("Weight that counts, declared"),
            N_("Effective weight, declared"), N_("Score, possible"),
            N_("Weight that counts, possible"), N_("Effective weight, possible"),
        )
    ),
)  # fmt: skip
MEASURES = (
    Column(N_("Measure"), 10, EXACT),
    Column(N_("Name"), 60),
    Column(N_("Scored"), 10),
    Column(N_("Questions that count"), 12, EXACT),
    Column(N_("Score, proved"), 14, EXACT),
    Column(N_("Score, declared"), 14, EXACT),
    Column(N_("Score, possible"), 14, EXACT),
)
QUESTIONS = (
    Column(N_("Question"), 10),
    Column(N_("Topic"), 34),
    Column(N_("Domain"), 14),
    Column(N_("Weight"), 10, EXACT),
    Column(N_("State"), 20),
    Column(N_("Answer"), 60),
    Column(N_("Level chosen"), 8, EXACT),
    Column(N_("Number"), 10, EXACT),
    Column(N_("Value v"), 10, EXACT),
    Column(N_("Evidence that counts"), 10, EXACT),
    Column(N_("Evidence claimed"), 10, EXACT),
    Column(N_("Lowered by expiry"), 10),
    Column(N_("Points lost"), 12, EXACT),
    Column(N_("Value one step up"), 12, EXACT),
    Column(N_("Gain of one step up"), 12, EXACT),
    Column(N_("Grade one step up"), 12),
    Column(N_("Gate: value needed"), 12, EXACT),
    Column(N_("Gate: grade at most"), 12),
)
PAPERS = (
    Column(N_("Question"), 10),
    Column(N_("Kind of paper"), 40),
    Column(N_("Title"), 50),
    Column(N_("Issuer"), 30),
    Column(N_("Issued on"), 12),
    Column(N_("Valid until"), 12),
    Column(N_("Last day on which it counts"), 14),
    Column(N_("Expired"), 10),
)
ACTIONS = (
    Column(N_("Action"), 12),
    Column(N_("Question"), 10),
    Column(N_("Name"), 60),
    Column(N_("Next or later"), 10),
    Column(N_("Place among the first steps"), 12, EXACT),
    Column(N_("Value when done"), 10, EXACT),
    Column(N_("Evidence when done"), 10, EXACT),
    Column(N_("Staff days"), 10, EXACT),
    Column(N_("Weeks"), 10, EXACT),
    Column(N_("Cost from"), 12, MONEY),
    Column(N_("Cost up to"), 12, MONEY),
    Column(N_("Role"), 18),
    Column(N_("Waits for"), 24),
    Column(N_("Gain in points"), 12, EXACT),
    Column(N_("Grade when done"), 10),
    Column(N_("Lifts a gate"), 10),
)
RULES = (
    Column(N_("Rule"), 18),
    Column(N_("Name"), 60),
    Column(N_("Scope"), 16),
    Column(N_("In force"), 10),
    Column(N_("Next date"), 12),
    Column(N_("Days left"), 10, EXACT),
    Column(N_("Checked on"), 12),
    Column(N_("Next check"), 12),
    Column(N_("To be checked again"), 12),
)
Rows = Iterable[Sequence[Cell]]


def results_workbook(
    questionnaire: Questionnaire, rules: RuleBook, document: Document, lang: Lang
) -> bytes:
    """The bytes of an .xlsx file; the same for the same document.

    Numbers and dates are such, and what somebody typed is text whatever it begins with.
    """
    source = Source(questionnaire, rules, document)
    sheets = (
        Sheet(N_("Result"), RESULT, _result(document, lang)),
        Sheet(N_("Domains"), DOMAINS, _domains(source, lang)),
        Sheet(N_("Measures"), MEASURES, _measures(source, lang)),
        Sheet(N_("Questions"), QUESTIONS, _questions(source, lang)),
        Sheet(N_("Documents"), PAPERS, _papers(source, lang)),
        Sheet(N_("Actions"), ACTIONS, _actions(source, lang)),
        Sheet(N_("Rules"), RULES, _rules(source, lang)),
    )
    return written(sheets, document.assessed_on, lang)


def _yes(value: bool, lang: Lang) -> str:
    return say(N_("yes") if value else N_("no"))[lang]


def _result(document: Document, lang: Lang) -> Rows:
    who = document.enterprise
    gates = [f"{gate.question} ({gate.reading}): {gate.cap}" for gate in document.gates]
    rows: list[tuple[str, Cell]] = [
        (N_("Name in Chinese"), as_typed(who.name.zh)),
        (N_("Name in English"), as_typed(who.name.en)),
        (N_("Unified social credit code"), who.uscc),
        (N_("Province"), who.province),
        (N_("Employees"), who.employees),
        (N_("Contact"), as_typed(who.contact) if who.contact else None),
        (N_("Assessed on"), document.assessed_on),
        (N_("Questionnaire"), f"{document.questionnaire.id}/{document.questionnaire.version}"),
        (N_("Rules as of"), document.rules_version),
        (N_("Data format"), document.schema),
        (N_("Score, proved"), document.score.proved),
        (N_("Score, declared"), document.score.declared),
        (N_("Score, possible"), document.score.possible),
        (N_("Grade, proved"), document.grade.proved),
        (N_("Grade, declared"), document.grade.declared),
        (N_("Grade, possible"), document.grade.possible),
        (N_("Grade before gates, proved"), document.uncapped_grade.proved),
        (N_("Grade before gates, declared"), document.uncapped_grade.declared),
        (N_("Grade before gates, possible"), document.uncapped_grade.possible),
        (N_("Provisional score"), _yes(document.provisional, lang)),
        (N_("Completeness"), document.completeness),
        (N_("Evidence share"), document.evidence_share),
        (N_("Gates that hold the grade"), "\n".join(gates) or None),
    ]
    return [(say(name)[lang], value) for name, value in rows]


def _domains(source: Source, lang: Lang) -> Rows:
    titles = {domain.id: domain.title for domain in source.questionnaire.domains}
    for domain in source.document.domains:
        three = (domain.proved, domain.declared, domain.possible)
        figures = [(one.score, one.counted_weight, one.effective_weight) for one in three]
        yield (
            domain.id,
            titles[domain.id][lang],
            domain.weight,
            domain.full_weight,
            domain.declared_na_share,
            *(figure for group in figures for figure in group),
        )


def _measures(source: Source, lang: Lang) -> Rows:
    titles = {measure.id: measure.title for measure in source.questionnaire.measures}
    for one in source.document.measures:
        scores = (one.proved, one.declared, one.possible)
        yield one.id, titles[one.id][lang], _yes(one.scored, lang), one.questions, *scores


def _questions(source: Source, lang: Lang) -> Rows:
    for entry in source.document.questions:
        answer, gate = entry.answer, entry.gate
        yield (
            entry.id,
            source.question(entry.id).topic[lang],
            entry.domain,
            entry.weight,
            say(STATES[entry.state])[lang],
            as_typed(source.answer_text(entry)[lang]),
            answer.level if answer else None,
            answer.number if answer else None,
            entry.value,
            entry.evidence,
            entry.evidence_claimed,
            _yes(entry.lowered, lang),
            entry.points_lost,
            entry.one_step_value,
            entry.one_step_gain,
            entry.one_step_grade,
            gate.need if gate else None,
            gate.cap if gate else None,
        )


def _papers(source: Source, lang: Lang) -> Rows:
    other = say(N_("Another document"))
    for entry in source.document.questions:
        kinds: dict[str, Any] = {e.id: e.text for e in source.question(entry.id).evidence}
        for paper in entry.documents:
            yield (
                entry.id,
                kinds.get(paper.id, other)[lang],
                as_typed(paper.title),
                as_typed(paper.issuer),
                paper.issued_on,
                paper.valid_until,
                paper.valid_through,
                _yes(paper.expired, lang),
            )


def _actions(source: Source, lang: Lang) -> Rows:
    questionnaire = source.questionnaire
    first = {id_: place for place, id_ in enumerate(source.document.first_steps, 1)}
    for entry in source.document.actions:
        band = questionnaire.cost_bands[entry.cost_band]
        yield (
            entry.id,
            entry.question,
            questionnaire.by_action[entry.id].title[lang],
            say(STEPS[entry.step])[lang],
            first.get(entry.id),
            entry.target,
            entry.evidence,
            entry.effort_days,
            entry.elapsed_weeks,
            band.low,
            band.high,
            questionnaire.roles[entry.role][lang],
            ", ".join(entry.waits_for),
            entry.gain,
            entry.grade,
            _yes(entry.clears_gate, lang),
        )


def _rules(source: Source, lang: Lang) -> Rows:
    for entry in source.document.rules:
        ahead = entry.next_milestone
        yield (
            entry.id,
            source.rules.rule(entry.id).title[lang],
            say(SCOPES[entry.scope])[lang],
            _yes(entry.in_force, lang),
            ahead.date if ahead else None,
            ahead.days_left if ahead else None,
            entry.checked_on,
            entry.next_check,
            _yes(entry.check_again, lang),
        )

"""The plan as a spreadsheet: by quarter, its actions, those left out, and the rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.text import Lang
from app.reporting.building.calendar import DUTIES
from app.reporting.document import Document
from app.reporting.planning_words import outlook, reason
from app.reporting.wording import joined, say

OPTIONS = {
    "in_memory": True,
    # What somebody typed stays text, whatever it begins with.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
SCOPES = {
    "in_scope": N_("In scope"),
    "not_in_scope": N_("Not in scope"),
    "needs_an_answer": N_("Needs an answer"),
}
Cell = str | float | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and how its figures are written."""

    heading: str
    width: int
    format: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its columns, and a cell for each of them in every row."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


NUMBER, MONEY, DAY = "0.##", "#,##0", "yyyy-mm-dd"
# As the JSON has it, however many digits that takes.
EXACT = "General"
QUARTERS = (
    Column(N_("Quarter"), 9, "0"),
    Column(N_("From"), 12, DAY),
    Column(N_("To"), 12, DAY),
    Column(N_("Actions that start"), 60),
    Column(N_("Staff days used"), 12, NUMBER),
    Column(N_("Cost from"), 12, MONEY),
    Column(N_("Cost up to"), 12, MONEY),
    Column(N_("Score at its end"), 12, "0.0"),
    Column(N_("Grade at its end"), 12),
    Column(N_("Proved score at its end"), 14, "0.0"),
    Column(N_("Proved grade at its end"), 14),
)
ACTIONS = (
    Column(N_("Action"), 12),
    Column(N_("Name"), 50),
    Column(N_("Question"), 30),
    Column(N_("Role"), 18),
    Column(N_("Starts in quarter"), 12, "0"),
    Column(N_("Ends in quarter"), 12, "0"),
    Column(N_("From"), 12, DAY),
    Column(N_("To"), 12, DAY),
    Column(N_("Staff days"), 10, NUMBER),
    Column(N_("Weeks"), 10, NUMBER),
    Column(N_("Cost from"), 12, MONEY),
    Column(N_("Cost up to"), 12, MONEY),
    Column(N_("Pinned"), 10),
    Column(N_("Waits for"), 24),
    Column(N_("Shows it is done"), 50),
)
LEFT_OUT = (
    Column(N_("Action"), 12),
    Column(N_("Name"), 50),
    Column(N_("Why it is left out"), 50),
    Column(N_("Role"), 18),
    Column(N_("Staff days"), 10, NUMBER),
    Column(N_("Cost from"), 12, MONEY),
    Column(N_("Cost up to"), 12, MONEY),
)
RULES = (
    Column(N_("Rule"), 18),
    Column(N_("Name"), 50),
    Column(N_("Scope"), 16),
    Column(N_("Who bears the duty"), 22),
    Column(N_("Next date"), 12, DAY),
    Column(N_("What happens then"), 50),
    Column(N_("Days left"), 10, "0"),
    Column(N_("Due in the plan"), 12, DAY),
    Column(N_("Outlook"), 24),
    Column(N_("Source"), 50),
    Column(N_("Checked on"), 12, DAY),
    Column(N_("Next check"), 12, DAY),
)


def workbook(
    questionnaire: Questionnaire, rules: RuleBook, document: Document, lang: Lang
) -> bytes:
    """The bytes of an .xlsx file with four sheets; the same for the same document.

    Costs are in the questionnaire's currency, as the range of the cost bands.
    """
    sheets: tuple[Sheet, ...] = (
        Sheet(N_("Plan by quarter"), QUARTERS, _quarters(questionnaire, document, lang)),
        Sheet(N_("Actions"), ACTIONS, _actions(questionnaire, document, lang)),
        Sheet(N_("Left out"), LEFT_OUT, _left_out(questionnaire, document, lang)),
        Sheet(N_("Rules"), RULES, _rules(rules, document, lang)),
    )
    return written(sheets, document.assessed_on, lang)


def written(sheets: Iterable[Sheet], day: date, lang: Lang) -> bytes:
    """The bytes of an .xlsx file with these sheets, dated that day."""
    stream = BytesIO()
    book = Workbook(stream, OPTIONS)
    book.set_properties({"created": datetime.combine(day, time(), UTC)})
    formats: dict[str, Any] = {
        kind: book.add_format({"num_format": kind, "valign": "top"})
        for kind in (NUMBER, MONEY, DAY, EXACT, "0", "0.0")
    }
    formats[""] = book.add_format({"text_wrap": True, "valign": "top"})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for one in sheets:
        sheet = book.add_worksheet(say(one.name)[lang][:31])
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(one.columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, say(column.heading)[lang], heading)
        for line, row in enumerate(one.rows, 1):
            for at, (column, cell) in enumerate(zip(one.columns, row, strict=True)):
                format_ = formats[DAY] if isinstance(cell, date) else formats[column.format]
                _write(sheet, line, at, cell, format_)
    book.close()
    return stream.getvalue()


def _write(sheet: Any, line: int, at: int, cell: Cell, format_: Any) -> None:
    match cell:
        case None:
            return
        case date():
            sheet.write_datetime(line, at, datetime.combine(cell, time()), format_)
        case int() | float():
            sheet.write_number(line, at, cell, format_)
        case _:
            sheet.write_string(line, at, cell, format_)


def _quarters(
    questionnaire: Questionnaire, document: Document, lang: Lang
) -> Iterable[Sequence[Cell]]:
    for quarter in document.plan.quarters if document.plan else ():
        titles = [f"{id_} {questionnaire.by_action[id_].title[lang]}" for id_ in quarter.actions]
        yield (
            quarter.number,
            quarter.start,
            quarter.end,
            "\n".join(titles),
            quarter.staff_days,
            quarter.cost.low,
            quarter.cost.high,
            quarter.score,
            quarter.grade,
            quarter.proved_score,
            quarter.proved_grade,
        )


def _actions(
    questionnaire: Questionnaire, document: Document, lang: Lang
) -> Iterable[Sequence[Cell]]:
    plan = document.plan
    for entry in plan.actions if plan else ():
        assert plan is not None
        action = questionnaire.by_action[entry.action]
        band = questionnaire.cost_bands[action.cost_band]
        yield (
            action.id,
            action.title[lang],
            questionnaire.by_question[action.question].topic[lang],
            questionnaire.roles[action.role][lang],
            entry.first_quarter,
            entry.last_quarter,
            plan.quarters[entry.first_quarter - 1].start,
            plan.quarters[entry.last_quarter - 1].end,
            action.effort_days,
            action.elapsed_weeks,
            band.low,
            band.high,
            say(N_("yes"))[lang] if entry.pinned else None,
            ", ".join(action.after),
            action.result[lang],
        )


def _left_out(
    questionnaire: Questionnaire, document: Document, lang: Lang
) -> Iterable[Sequence[Cell]]:
    plan = document.plan
    for entry in plan.left_out if plan else ():
        assert plan is not None
        action = questionnaire.by_action[entry.action]
        band = questionnaire.cost_bands[action.cost_band]
        yield (
            action.id,
            action.title[lang],
            reason(plan, entry)[lang],
            questionnaire.roles[action.role][lang],
            action.effort_days,
            band.low,
            band.high,
        )


def _rules(rules: RuleBook, document: Document, lang: Lang) -> Iterable[Sequence[Cell]]:
    outlooks = {o.rule: o for o in document.plan.rules} if document.plan else {}
    for entry in document.rules:
        rule = rules.rule(entry.id)
        ahead, found = entry.next_milestone, outlooks.get(entry.id)
        texts = [
            m.text
            for m in rule.milestones
            if ahead and (m.date, m.kind) == (ahead.date, ahead.kind)
        ]
        duty = joined([say(DUTIES[who]) for who in rule.duty if who in DUTIES])
        yield (
            rule.id,
            rule.title[lang],
            say(SCOPES[entry.scope])[lang],
            duty[lang],
            ahead.date if ahead else None,
            texts[0][lang] if texts else None,
            ahead.days_left if ahead else None,
            found.due if found else None,
            outlook(found)[lang] if found else None,
            rule.source.url,
            entry.checked_on,
            entry.next_check,
        )

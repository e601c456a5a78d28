"""Reading the rows of enterprises: who they are, their facts, and what contradicts itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple

from app.catalogue.enterprises import KEYS, parse_enterprise
from app.domain.assessment import Enterprise, contradictions
from app.domain.expressions import Value, names
from app.domain.facts import effective_facts, fact_as_raw, parse_fact
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Check, Questionnaire, Variable
from app.domain.reading import is_blank
from app.domain.scoring import classify
from app.spreadsheets.cells import Convert
from app.spreadsheets.columns import PROFILE
from app.spreadsheets.contents import enterprise_as_content
from app.spreadsheets.gathering import Firm, Gathering, RowAt, SheetAt
from app.spreadsheets.opening import Row

_REMEMBERED = 2_000


class _Fact(NamedTuple):
    """What one cell says of a fact, or what is wrong with it."""

    value: Value | None
    content: Any
    problem: Problem | None


class EnterpriseRows:
    """Reads the rows of one sheet of enterprises, each column by a reader made once."""

    def __init__(self, sheet: SheetAt, questionnaire: Questionnaire, gathering: Gathering) -> None:
        self.sheet = sheet
        self.gathering = gathering
        self.provinces = questionnaire.provinces
        converters = sheet.converters()
        self.who = [(p, convert) for p, convert in converters if p.column.id in KEYS]
        self.own = [(p, convert) for p, convert in converters if p.column.id == "key"]
        variables = {f"{PROFILE}{v.id}": v for v in questionnaire.profile.variables}
        self.facts = [
            (
                place.at,
                variables[place.column.id],
                _fact_reader(variables[place.column.id], convert),
            )
            for place, convert in converters
            if place.column.id in variables
        ]

    def read(self, line: int, row: Row) -> Firm:
        """The enterprise of one row, entered into the gathering."""
        at = RowAt(self.sheet, line, row)
        firm = Firm(at)
        own = self.gathering.convert(firm, at, self.own)
        self.gathering.enter(firm)
        enterprise = self._enterprise(firm)
        firm.key = enterprise.uscc or own.get("key", "")
        firm.enterprise = enterprise_as_content(enterprise)
        self._facts(firm)
        return firm

    def _enterprise(self, firm: Firm) -> Enterprise:
        raw = self.gathering.convert(firm, firm.at, self.who)
        if not (raw.get("name_zh") or raw.get("name_en")):
            column_id = "name_zh" if "name_zh" in self.sheet.places else "name_en"
            self.gathering.add(firm, firm.at, column_id, Problem(N_("Enter the company's name.")))
        try:
            return parse_enterprise(raw, self.provinces)
        except InvalidInput as error:
            for problem in error.problems:
                self.gathering.add(firm, firm.at, problem.field, problem)
            return parse_enterprise({}, ())

    def _facts(self, firm: Firm) -> None:
        row = firm.at.row
        for at, variable, read in self.facts:
            raw = row[at]
            if raw is None or raw == "":
                continue
            found = read(raw)
            if found.problem is not None:
                self.gathering.add(firm, firm.at, f"{PROFILE}{variable.id}", found.problem)
            elif found.value is not None:
                firm.facts[variable.id] = found.value
                firm.profile[variable.id] = found.content


def _fact_reader(variable: Variable, convert: Convert) -> Callable[[Any], _Fact]:
    """Reads a fact's cells; a cell that was read before is not read again."""
    return lru_cache(_REMEMBERED, typed=True)(partial(_fact, variable, convert))


def _fact(variable: Variable, convert: Convert, raw: Any) -> _Fact:
    if is_blank(raw):
        return _Fact(None, None, None)
    try:
        value = parse_fact(variable, convert(raw))
    except InvalidInput as error:
        return _Fact(None, None, error.problems[0])
    return _Fact(value, None if value is None else fact_as_raw(value), None)


class Contradictions:
    """Finds what an enterprise says against itself, of the checks that stop a submission.

    Only the questions that such a check looks at are settled.
    """

    def __init__(self, questionnaire: Questionnaire, day: date) -> None:
        checks = tuple(c for c in questionnaire.checks if c.severity == "error")
        looked_at = frozenset[str]().union(*(names(check.when) for check in checks))
        questions = tuple(q for q in questionnaire.questions if q.id in looked_at)
        self.day = day
        self.profile = questionnaire.profile
        self.checks = checks
        self.small = replace(questionnaire, checks=checks, questions=questions, actions=())

    def note(self, firm: Firm, gathering: Gathering) -> None:
        """Note each contradiction at the first of its cells."""
        if not self.checks:
            return
        effective = effective_facts(self.profile, firm.facts)
        answers = {
            question.id: firm.said[question.id][0].answer
            for question in self.small.questions
            if question.id in firm.said
        }
        items = classify(self.small, effective, answers, self.day)
        for check in contradictions(self.small, {**effective, **firm.facts}, items):
            at, column_id = _first_place(firm, check)
            message = N_("{message} ({check})")
            params = {"message": check.message, "check": check.id}
            gathering.add(firm, at, column_id, Problem(message, params))


def _first_place(firm: Firm, check: Check) -> tuple[RowAt, str]:
    looked_at = names(check.when)
    facts = [f"{PROFILE}{name}" for name in firm.facts if name in looked_at]
    given: Sequence[str] = [name for name in firm.said if name in looked_at]
    if facts or not given:
        return firm.at, facts[0] if facts else ""
    return firm.said[given[0]][1], given[0]

"""An assessment as the plain data of an enterprise file, and back: how participants are stored."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.catalogue.enterprises import enterprise_as_raw, parse_enterprise
from app.domain.answers import Answer, answer_as_raw, parse_answer
from app.domain.assessment import Assessment, Enterprise
from app.domain.expressions import Value
from app.domain.facts import fact_as_raw, parse_fact
from app.domain.figures import digits
from app.domain.goods import Good, Price, parse_goods, parse_price
from app.domain.planning.request import BudgetPer, PlanRequest, parse_plan
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Kind, Question, Questionnaire
from app.domain.reading import read_date
from app.domain.text import LANGS
from app.domain.trades import USUAL_RATE, Rate, SpecificDuty, Trade, TradeChoices, choices_of
from app.domain.trades import parse_trades as parse_trades_of
from app.i18n import currencies

PARTS = ("enterprise", "assessed_on", "profile", "answers", "goods", "trades", "cbam_price", "plan")
_PLAIN_KEYS = frozenset({"level", "evidence"})


def assessment_as_content(assessment: Assessment) -> dict[str, Any]:
    """The assessment in the form of an enterprise file, fit for JSON: dates in ISO form.

    Decimals become text, so that they come back exactly. What is empty is left out.
    """
    content: dict[str, Any] = {
        "enterprise": enterprise_as_content(assessment.enterprise),
        "assessed_on": assessment.assessed_on.isoformat(),
        "profile": {key: fact_as_raw(value) for key, value in assessment.facts.items()},
        "answers": {key: answer_as_raw(answer) for key, answer in assessment.answers.items()},
        "goods": [good_as_content(good) for good in assessment.goods],
        "trades": [trade_as_content(trade) for trade in assessment.trades],
    }
    if assessment.price is not None:
        content["cbam_price"] = {
            "low": digits(assessment.price.low),
            "high": digits(assessment.price.high),
        }
    if assessment.plan is not None:
        content["plan"] = _plan_as_content(assessment.plan)
    return {key: value for key, value in content.items() if value or key in PARTS[:4]}


def inputs_as_content(assessment: Assessment) -> dict[str, Any]:
    """What planner and calculators work on, as in an enterprise file; what is empty left out."""
    content = assessment_as_content(assessment)
    return {key: content[key] for key in PARTS[4:] if key in content}


def assessment_from_content(content: Mapping[str, Any], questionnaire: Questionnaire) -> Assessment:
    """The assessment in `content`: the exact inverse of `assessment_as_content`.

    Raises `InvalidInput` with every problem, its field beginning with the part, such as
    `answers.GD01.level`. Keys that the questionnaire does not know are problems too.
    """
    reader = _Reader(content, questionnaire)
    assessment = reader.read()
    if reader.problems:
        raise InvalidInput(reader.problems)
    return assessment


def enterprise_as_content(enterprise: Enterprise) -> dict[str, Any]:
    """Who is assessed, as in an enterprise file; what is empty is left out."""
    raw = enterprise_as_raw(enterprise)
    name = {lang: raw.pop(f"name_{lang}") for lang in LANGS if f"name_{lang}" in raw}
    return {"name": name, **raw}


def good_as_content(good: Good) -> dict[str, Any]:
    """The good as plain data that `parse_goods` reads back."""
    content = {key: value for key, value in _plain(good).items() if key != "precursors"}
    if good.precursors:
        content["precursors"] = [_plain(precursor) for precursor in good.precursors]
    return content


def trade_as_content(trade: Trade) -> dict[str, Any]:
    """The trade as plain data that `parse_trades` reads back."""
    rates = (trade.mfn, trade.preferential)
    content = _plain(trade) | {
        "mfn": _rate_as_content(trade.mfn),
        "preferential": _rate_as_content(trade.preferential),
        "origin": trade.origin.value,
    }
    if any(isinstance(rate, Decimal) and rate > USUAL_RATE for rate in rates):
        content["confirmed"] = True
    if all(isinstance(rate, SpecificDuty) for rate in rates):
        content["specific"] = True
    return content


def _rate_as_content(rate: Rate) -> str:
    return digits(rate) if isinstance(rate, Decimal) else rate.text


def _plain(value: Any) -> dict[str, Any]:
    """The fields that are given, decimals as text."""
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    return {
        key: digits(part) if isinstance(part, Decimal) else part
        for key, part in found.items()
        if part is not None and part != ""
    }


def _plan_as_content(plan: PlanRequest) -> dict[str, Any]:
    content: dict[str, Any] = {
        "start": plan.start.isoformat(),
        "quarters": plan.quarters,
        "staff_days_per_quarter": plan.staff_days,
        "budget": plan.budget,
        "budget_per": BudgetPer(plan.budget_per).value,
        "target_grade": plan.target_grade,
        "target_date": plan.target_date.isoformat() if plan.target_date else None,
        "pinned": dict(plan.pinned),
        "excluded": sorted(plan.excluded),
        "done": sorted(plan.done),
    }
    required = ("start", "quarters", "staff_days_per_quarter", "budget")
    return {key: value for key, value in content.items() if value or key in required}


class _Reader:
    """Reads the parts of one content and gathers what is wrong, at its place."""

    def __init__(self, content: Mapping[str, Any], questionnaire: Questionnaire) -> None:
        self.content = content
        self.questionnaire = questionnaire
        self.problems: list[Problem] = []
        self._unknown(content, PARTS, "")

    def read(self) -> Assessment:
        day = self._day()
        return Assessment(
            enterprise=self._enterprise(),
            assessed_on=day,
            facts=self._facts(),
            answers=self._answers(day),
            goods=self._goods(),
            trades=self._trades(),
            price=self._price(),
            plan=self._plan(day),
        )

    def _unknown(self, given: Mapping[str, Any], known: Any, part: str) -> None:
        for key in given:
            if key not in known:
                problem = Problem(N_("“{key}” is not known here."), {"key": str(key)[:40]})
                self.problems.append(problem.under(f"{part}.{key}" if part else str(key)))

    def _take(self, part: str, error: InvalidInput) -> None:
        self.problems.extend(problem.under(part) for problem in error.problems)

    def _part(self, name: str) -> Mapping[str, Any]:
        found = self.content.get(name)
        return found if isinstance(found, Mapping) else {}

    def _day(self) -> date:
        try:
            day = read_date(self.content.get("assessed_on"), "assessed_on")
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return date.max
        if day is None:
            message = N_("Enter the day of assessment.")
            self.problems.append(Problem(message, {}, "assessed_on"))
        return day or date.max

    def _enterprise(self) -> Enterprise:
        given = dict(self._part("enterprise"))
        name = given.pop("name", None) or {}
        names = {f"name_{lang}": text for lang, text in name.items()}
        try:
            return parse_enterprise(given | names, self.questionnaire.provinces)
        except InvalidInput as error:
            self._take("enterprise", error)
            return parse_enterprise({}, ())

    def _facts(self) -> dict[str, Value]:
        given, variables = self._part("profile"), self.questionnaire.profile.variables
        self._unknown(given, {v.id for v in variables}, "profile")
        facts: dict[str, Value] = {}
        for variable in variables:
            try:
                value = parse_fact(variable, given.get(variable.id))
            except InvalidInput as error:
                self._take(f"profile.{variable.id}", error)
            else:
                if value is not None:
                    facts[variable.id] = value
        return facts

    def _answers(self, day: date) -> dict[str, Answer]:
        given, questions = self._part("answers"), self.questionnaire.by_question
        self._unknown(given, questions, "answers")
        answers: dict[str, Answer] = {}
        for key, raw in given.items():
            if key not in questions:
                continue
            try:
                answers[key] = _answer(questions[key], raw, day)
            except InvalidInput as error:
                self._take(f"answers.{key}", error)
        return answers

    def _goods(self) -> tuple[Good, ...]:
        try:
            return parse_goods(self.content.get("goods"))
        except InvalidInput as error:
            self._take("goods", error)
            return ()

    def _trades(self) -> tuple[Trade, ...]:
        if not self.content.get("trades"):
            return ()
        try:
            return parse_trades_of(self.content["trades"], trade_choices(self.questionnaire))
        except InvalidInput as error:
            self._take("trades", error)
            return ()

    def _price(self) -> Price | None:
        try:
            return parse_price(self.content.get("cbam_price"))
        except InvalidInput as error:
            self._take("cbam_price", error)
            return None

    def _plan(self, day: date) -> PlanRequest | None:
        raw = self._part("plan")
        if not raw:
            return None
        try:
            return parse_plan(raw, self.questionnaire, date.min if day == date.max else day)
        except InvalidInput as error:
            self._take("plan", error)
            return None


def trade_choices(questionnaire: Questionnaire) -> TradeChoices:
    """What may be chosen in a trade under this questionnaire."""
    return choices_of(questionnaire.profile, currencies())


def _answer(question: Question, raw: Any, day: date) -> Answer:
    """The answer in `raw`. A bare level is the most frequent by far and read only once each."""
    if not isinstance(raw, Mapping):
        raise InvalidInput([Problem(N_("Enter keys with values."))])
    level = raw.get("level")
    if question.kind is Kind.MATURITY and type(level) is int and raw.keys() <= _PLAIN_KEYS:
        evidence = raw.get("evidence", 0)
        if type(evidence) is int and 0 <= level <= 4 and 0 <= evidence <= 3:
            return _level(level, evidence)
    return parse_answer(question, raw, day)


@lru_cache
def _level(level: int, evidence: int) -> Answer:
    return Answer(level=level, evidence=evidence)

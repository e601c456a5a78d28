"""What every section is built from: questionnaire, rules, document, and the usual look-ups."""

from dataclasses import dataclass
from functools import cached_property

from app.domain.expressions import Value
from app.domain.problems import N_
from app.domain.questionnaire import Kind, Question, Questionnaire
from app.domain.reading import shown
from app.domain.rules import RuleBook
from app.domain.text import Text
from app.reporting.shape import ActionEntry, Document, FactValue, QuestionEntry
from app.reporting.values import Figure, Named, Three
from app.reporting.wording import as_typed, points_shown, say, score_shown

SHEETS = 10
READINGS = {"proved": N_("Proved"), "declared": N_("Declared"), "possible": N_("Possible")}


@dataclass(frozen=True)
class Source:
    """The inputs of a report. Nothing else flows into it."""

    questionnaire: Questionnaire
    rules: RuleBook
    document: Document

    @cached_property
    def facts(self) -> dict[str, Value]:
        """The effective facts as the expressions read them."""
        return {k: fact_value(v) for k, v in self.document.profile.effective.items()}

    @cached_property
    def entries(self) -> dict[str, QuestionEntry]:
        return {entry.id: entry for entry in self.document.questions}

    @cached_property
    def actions(self) -> dict[str, ActionEntry]:
        return {entry.id: entry for entry in self.document.actions}

    @cached_property
    def shown_rules(self) -> frozenset[str]:
        """The rules that concern the enterprise, or may once an answer is there."""
        entries = self.document.rules
        return frozenset(entry.id for entry in entries if entry.scope != "not_in_scope")

    @cached_property
    def ranked_steps(self) -> list[ActionEntry]:
        """The open steps, those worth most first."""
        steps = [entry for entry in self.document.actions if entry.step == "next"]
        return sorted(steps, key=lambda entry: (-entry.gain, entry.id))

    @cached_property
    def sheet_ids(self) -> frozenset[str]:
        return frozenset(entry.id for entry in self.ranked_steps[:SHEETS])

    def question(self, question_id: str) -> Question:
        return self.questionnaire.by_question[question_id]

    def domain_short(self, domain_id: str) -> Text:
        return next(d.short for d in self.questionnaire.domains if d.id == domain_id)

    def named_rules(self, ids: tuple[str, ...]) -> tuple[Named, ...]:
        """Rules by id and title, only those that concern the enterprise."""
        return tuple(
            Named(rule.id, rule.title, True)
            for rule in self.rules.rules
            if rule.id in ids and rule.id in self.shown_rules
        )

    def answer_text(self, entry: QuestionEntry) -> Text:
        """The answer in words: the level's text, the number with its unit, or why there is none."""
        match entry.state:
            case "unknown":
                return say(N_("Not counted yet: a fact about the company is missing"))
            case "na_declared":
                reason = entry.answer.not_applicable if entry.answer else ""
                return say(N_("Does not apply: {reason}"), reason=as_typed(reason or ""))
            case "unanswered":
                asked = entry.answer is not None and entry.answer.unknown
                return say(N_("Don't know")) if asked else say(N_("Not answered"))
        return self._given_text(entry)

    def _given_text(self, entry: QuestionEntry) -> Text:
        answer, question = entry.answer, self.question(entry.id)
        if answer is None:
            return say(N_("Not answered"))
        if answer.level is not None:
            return question.levels[answer.level]
        if answer.number is not None:
            return number_text(question, answer.number)
        return say(N_("Yes")) if answer.yes else say(N_("No"))

    def value_text(self, question: Question, value: float) -> Text:
        """What a question says where its value is `value`."""
        match question.kind:
            case Kind.MATURITY:
                return question.levels[round(value * (len(question.levels) - 1))]
            case Kind.YES_NO:
                return say(N_("Yes")) if value else say(N_("No"))
            case Kind.NUMBER:
                at = next((x for x, v in question.points if v >= value), question.points[-1][0])
                return number_text(question, at)


def fact_value(value: FactValue) -> Value:
    """A published fact as the domain holds it."""
    return frozenset(value) if isinstance(value, tuple) else value


def number_text(question: Question, number: float) -> Text:
    unit = question.unit or Text("", "")
    gap = "" if unit.en in ("", "%") else " "
    return Text(f"{shown(number)}{unit.zh}", f"{shown(number)}{gap}{unit.en}")


def figure(points: float | None) -> Figure:
    """Points lost or gained."""
    return Figure(points, points_shown(points))


def three(proved: float | None, declared: float | None, possible: float | None) -> Three:
    """A score in its three readings."""
    return Three(*(Figure(p, score_shown(p)) for p in (proved, declared, possible)))


def reading_name(reading: str) -> Text:
    return say(READINGS[reading])

"""One enterprise's assessment, and everything the questionnaire says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.answers import NO_ANSWER, Answer
from app.domain.explaining import (
    Change,
    MeasureScore,
    Step,
    change,
    measure_scores,
    one_step_up,
    points_lost,
)
from app.domain.expressions import Env, Value
from app.domain.facts import Facts, effective_facts
from app.domain.goods import Good, Price
from app.domain.planning.request import PlanRequest
from app.domain.questionnaire import Check, Questionnaire
from app.domain.scoring import Item, ReadingName, Score, State, classify, score
from app.domain.text import Text
from app.domain.trades import Trade


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Who is assessed. `employees` is a head count; `uscc` the unified social credit code."""

    name: Text
    uscc: str = ""
    province: str = ""
    employees: int | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an enterprise said on one day: facts and answers as given.

    `goods`, `trades` and `price` are what the calculators work with, `plan` is what the
    enterprise can spend; they bear on no score.
    """

    enterprise: Enterprise
    assessed_on: date
    facts: Facts
    answers: Mapping[str, Answer]
    goods: tuple[Good, ...] = ()
    trades: tuple[Trade, ...] = ()
    price: Price | None = None
    plan: PlanRequest | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the scorer says about an assessment. `facts` are the effective ones."""

    facts: Mapping[str, Value]
    items: tuple[Item, ...]
    score: Score
    measures: tuple[MeasureScore, ...]
    points_lost: Mapping[str, float]
    steps: Mapping[str, Step]
    contradictions: tuple[Check, ...]

    @property
    def blocking(self) -> tuple[Check, ...]:
        """The contradictions that stop submission."""
        return tuple(c for c in self.contradictions if c.severity == "error")


def evaluate(questionnaire: Questionnaire, assessment: Assessment) -> Result:
    """Score the assessment and explain the score."""
    facts = effective_facts(questionnaire.profile, assessment.facts)
    items = classify(questionnaire, facts, assessment.answers, assessment.assessed_on)
    result = score(questionnaire, items)
    return Result(
        facts,
        items,
        result,
        measure_scores(questionnaire, items),
        points_lost(items, result),
        {step.question: step for step in one_step_up(questionnaire, items, result)},
        contradictions(questionnaire, facts, items),
    )


def contradictions(
    questionnaire: Questionnaire, facts: Env, items: tuple[Item, ...]
) -> tuple[Check, ...]:
    """The checks that are true; a question without a counted value is unknown to them."""
    values = {i.question.id: i.value for i in items if i.state is State.ANSWERED}
    env: dict[str, Value] = {**facts, **values}
    return tuple(c for c in questionnaire.checks if c.when.evaluate(env) is True)


def contradictions_as_given(
    questionnaire: Questionnaire, assessment: Assessment, result: Result
) -> tuple[Check, ...]:
    """The checks that are true of the facts as handed in, those included that are not asked.

    A form never shows a fact that is not asked, but a file may state it against the others;
    passing over it in silence would hide a mistake.
    """
    return contradictions(questionnaire, {**result.facts, **assessment.facts}, result.items)


def compare(
    old_questionnaire: Questionnaire,
    old: Assessment,
    new_questionnaire: Questionnaire,
    new: Assessment,
) -> dict[ReadingName, Change | None]:
    """What changed between two assessments, in the declared and in the proved reading.

    Questionnaire version, applicability, answers and evidence are switched in this order; expiry
    belongs to the evidence, so the day switches with it.
    """
    answers = _with_old_evidence(old, new)
    facts = [
        effective_facts(questionnaire.profile, assessment.facts)
        for questionnaire, assessment in (
            (old_questionnaire, old),
            (new_questionnaire, old),
            (new_questionnaire, new),
        )
    ]
    stages = [
        (old_questionnaire, classify(old_questionnaire, facts[0], old.answers, old.assessed_on)),
        (new_questionnaire, classify(new_questionnaire, facts[1], old.answers, old.assessed_on)),
        (new_questionnaire, classify(new_questionnaire, facts[2], old.answers, old.assessed_on)),
        (new_questionnaire, classify(new_questionnaire, facts[2], answers, old.assessed_on)),
        (new_questionnaire, classify(new_questionnaire, facts[2], new.answers, new.assessed_on)),
    ]
    return {r: change(r, stages) for r in (ReadingName.DECLARED, ReadingName.PROVED)}


def _with_old_evidence(old: Assessment, new: Assessment) -> dict[str, Answer]:
    kept = {key: old.answers.get(key, NO_ANSWER) for key in new.answers}
    return {
        key: replace(answer, evidence=kept[key].evidence, documents=kept[key].documents)
        for key, answer in new.answers.items()
    }

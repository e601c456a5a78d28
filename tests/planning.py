"""Random little planning tasks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from app.domain.answers import Answer
from app.domain.assessment import Assessment, Enterprise, Result, evaluate
from app.domain.expressions import Fact
from app.domain.planning.request import BudgetPer, PlanRequest
from app.domain.questionnaire import (
    Action,
    CostBand,
    Gate,
    Profile,
    Questionnaire,
    Reference,
    Variable,
)
from app.domain.rules import Milestone, Rule, RuleBook
from tests.factories import DAY, question, questionnaire, text

START = date(2027, 1, 1)
BANDS = {
    "C0": CostBand("C0", 0, 0, text("none")),
    "C1": CostBand("C1", 0, 10, text("little")),
    "C2": CostBand("C2", 10, 50, text("some")),
}
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Task:
    """A questionnaire with actions, an assessed enterprise, rules and a frame."""

    questionnaire: Questionnaire
    rules: RuleBook
    result: Result
    request: PlanRequest


def action(id_: str, asked: str, written_for: float, target: float, **changes: object) -> Action:
    base = Action(
        id_,
        asked,
        written_for,
        target,
        text(id_),
        (text("do"),),
        text("paper"),
        4,
        6,
        "C1",
        "design",
    )
    return replace(base, **changes)


def rule(id_: str, due: date, **changes: object) -> Rule:
    base = Rule(
        id=id_,
        title=text(id_),
        jurisdiction="EU",
        asks=text("asks"),
        duty=("importer",),
        force="binding",
        milestones=(Milestone(due, "applies", text("applies")),),
        valid_from=due,
        valid_to=None,
        source=Reference("source", "https://example.com", "official"),
        also=(),
        note=None,
        checked_on=DAY,
        next_check=DAY + timedelta(days=90),
        confidence="high",
    )
    return replace(base, **changes)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """Up to six questions with up to three actions each, chained at random, and two rules."""
    rules = ["R1", "R2"]
    questions, actions = [], []
    for n in range(draw(st.integers(2, 6))):
        gate = Gate(0.5, "D", text("gate")) if draw(st.booleans()) else None
        asked = question(f"Q{n}", f"d{n % 2}", draw(st.integers(1, 5)), gate=gate)
        named = tuple(draw(st.lists(st.sampled_from(rules), unique=True, max_size=2)))
        questions.append(replace(asked, rules=named))
        previous = None
        for target in sorted(draw(st.lists(st.sampled_from(LEVELS[1:]), unique=True, max_size=3))):
            id_ = f"Q{n}-A{int(target * 4)}"
            after = [previous] if previous and draw(st.booleans()) else []
            others = [a.id for a in actions if a.question != asked.id]
            if others and draw(st.booleans()):
                after.append(draw(st.sampled_from(others)))
            actions.append(
                action(
                    id_,
                    asked.id,
                    max(target - 0.25, 0),
                    target,
                    effort_days=draw(st.integers(1, 12)),
                    elapsed_weeks=draw(st.integers(1, 30)),
                    cost_band=draw(st.sampled_from(sorted(BANDS))),
                    after=tuple(after),
                    evidence=draw(st.sampled_from([2, 3])),
                )
            )
            previous = id_
    profile = Profile((), (Variable("a", "g", "bool", text("a"), text("a")),))
    built = questionnaire([("d0", 60), ("d1", 40)], questions, profile)
    built = replace(built, actions=tuple(actions), cost_bands=BANDS)
    answers = {
        q.id: Answer(level=draw(st.integers(0, 4)), evidence=draw(st.integers(0, 3)))
        for q in questions
        if draw(st.integers(0, 4))
    }
    assessment = Assessment(Enterprise(text("firm")), DAY, {"a": True}, answers)
    book = RuleBook(
        "2026-11-22",
        DAY,
        text(""),
        (
            rule("R1", draw(st.dates(date(2026, 1, 1), date(2028, 6, 1)))),
            rule("R2", draw(st.dates(date(2026, 1, 1), date(2028, 6, 1))), applies_if=Fact("a")),
        ),
    )
    return Task(built, book, evaluate(built, assessment), draw(requests()))


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    return PlanRequest(
        START,
        draw(st.integers(2, 5)),
        float(draw(st.integers(1, 20))),
        float(draw(st.integers(0, 120))),
        draw(st.sampled_from(BudgetPer)),
    )

"""How many assessments one core scores in a second, on the questionnaire as published."""

from pathlib import Path
from random import Random

from app.catalogue import Catalogue
from app.domain.answers import Answer
from app.domain.assessment import Assessment, Enterprise, evaluate
from app.domain.explaining import one_step_up, points_lost
from app.domain.expressions import Value
from app.domain.questionnaire import Kind, Question, Questionnaire, Variable
from app.domain.scoring import Item, State, classify, score
from app.domain.text import Text
from tests.bench.measuring import Section, rate, table
from tests.factories import DAY

COUNT = 300
ROOT = Path(__file__).parent.parent.parent


def section() -> Section:
    """Measure and tell."""
    questionnaire = Catalogue(ROOT / "questionnaires").questionnaire("exporter-readiness")
    random = Random(1)  # noqa: S311 (the same enterprises each time)
    firms = [_enterprise(questionnaire, random) for _ in range(COUNT)]
    scored = [_items(questionnaire, firm) for firm in firms]

    def readings(items: tuple[Item, ...]) -> None:
        score(questionnaire, items)

    def waterfall(items: tuple[Item, ...]) -> None:
        points_lost(items, score(questionnaire, items))

    def sensitivity(items: tuple[Item, ...]) -> None:
        result = score(questionnaire, items)
        points_lost(items, result)
        one_step_up(questionnaire, items, result)

    def everything(assessment: Assessment) -> None:
        evaluate(questionnaire, assessment)

    rows = [
        ("three readings, grades, gates", rate(readings, scored)),
        ("the same with the waterfall", rate(waterfall, scored)),
        ("the same with one-step sensitivity", rate(sensitivity, scored)),
        (
            "from facts and answers: states, all of this, measures, checks",
            rate(everything, firms),
        ),
    ]
    base = rows[0][1]
    counted = sum(i.state is not State.NA_AUTO for items in scored for i in items) / COUNT
    text = (
        f"{COUNT} random enterprises, {counted:.0f} of {len(questionnaire.questions)} questions "
        "concern one on average.\n\n"
    )
    text += table(
        ("what", "assessments per CPU second, one core", "ratio"),
        [(what, f"{value:,.0f}", f"{value / base:.2f}") for what, value in rows],
    )
    return Section("Scoring", text)


def _items(questionnaire: Questionnaire, firm: Assessment) -> tuple[Item, ...]:
    facts = evaluate(questionnaire, firm).facts
    return classify(questionnaire, facts, firm.answers, DAY)


def _enterprise(questionnaire: Questionnaire, random: Random) -> Assessment:
    facts = {v.id: _fact(v, random) for v in questionnaire.profile.variables}
    answers = {q.id: _answer(q, random) for q in questionnaire.questions if random.random() < 0.9}
    return Assessment(Enterprise(Text("虚构", "Fictional")), DAY, facts, answers)


def _fact(variable: Variable, random: Random) -> Value:
    match variable.kind:
        case "bool":
            return random.random() < 0.5
        case "choice":
            return random.choice(variable.options).id
        case "set":
            several = [o.id for o in variable.options if not o.alone and random.random() < 0.4]
            return frozenset(several or [variable.options[-1].id])
        case _:
            return float(random.randint(0, 500))


def _answer(question: Question, random: Random) -> Answer:
    evidence = random.randint(0, 3)
    match question.kind:
        case Kind.MATURITY:
            return Answer(level=random.randint(0, 4), evidence=evidence)
        case Kind.YES_NO:
            return Answer(yes=random.random() < 0.5, evidence=evidence)
        case Kind.NUMBER:
            return Answer(number=float(random.randint(0, 100)), evidence=evidence)

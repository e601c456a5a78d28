"""Random little groups of participants, all of one small questionnaire.

A group follows from its size and a seed: drawn value by value it would take a hundred times longer.
"""

from array import array
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from app.domain.portfolio.participant import Columns, Level, Participant
from app.domain.portfolio.standing import Mark, SavingSum, YearSum
from app.domain.text import Text
from tests.factories import question, questionnaire

QUESTIONNAIRE = questionnaire(
    [("d0", 60.0), ("d1", 40.0)], [question(f"Q{n}", f"d{n % 2}") for n in range(4)]
)
GRADES = [grade.id for grade in QUESTIONNAIRE.scoring.grades]
ATTRIBUTES = {
    "sector": ["", "batteries", "cement"],
    "province": ["", "beijing", "sichuan"],
    "region": ["", "coastal", "western"],
    "size": ["", "micro", "large"],
}
# Coarse, so that equal scores and touching intervals come up.
POINTS = [n * 5.0 for n in range(21)]
points = st.sampled_from(POINTS)


def groups(min_size: int = 0, max_size: int = 8):
    """Several participants, no two alike."""
    return st.builds(group_of, st.integers(min_size, max_size), st.integers(0, 2**32))


def group_of(size: int, seed: int) -> tuple[Participant, ...]:
    random = Random(seed)  # noqa: S311 (nothing is kept secret by it)
    return tuple(participant(random, number) for number in range(size))


def participant(random: Random, number: int) -> Participant:
    """One participant; `number` makes its ids its own."""
    scored = random.random() > 0.1
    proved, declared, possible = sorted(random.choices(POINTS, k=3)) if scored else [None] * 3
    levels = random.choices(list(Level), k=len(QUESTIONNAIRE.questions))
    actions = random.sample(["A1", "A2", "A3"], random.randint(0, 3))
    rules = random.sample(["R1", "R2", "R3"], 3)
    inside = random.randint(0, 3)
    goods, trades = random.randint(0, 2), random.randint(0, 2)
    return Participant(
        id=f"p{number}",
        key=f"k{number}",
        name=Text(f"企业{number}", f"Works {number}"),
        **{name: random.choice(values) for name, values in ATTRIBUTES.items()},
        markets=tuple(random.sample(["eu", "us"], random.randint(0, 2))),
        proved=Mark(proved, random.choice(GRADES) if scored else None),
        declared=Mark(declared, random.choice(GRADES) if scored else None),
        possible=possible,
        provisional=random.random() < 0.5,
        scores=columns(random),
        proved_scores=columns(random),
        lost=array("d", [random.choice(POINTS) if level else 0.0 for level in levels]),
        levels=bytes(levels),
        actions=tuple(actions),
        gains=array("d", random.choices(POINTS, k=len(actions))),
        rules_in=tuple(rules[:inside]),
        rules_open=tuple(rules[inside : inside + 1]),
        goods=goods,
        trades=trades,
        exposure=exposures(random) if goods else (),
        savings=savings(random) if trades else (),
    )


def columns(random: Random) -> Columns:
    rows = (QUESTIONNAIRE.domains, QUESTIONNAIRE.measures)
    return Columns(*(tuple(random.choices([None, *POINTS], k=len(row))) for row in rows))


def exposures(random: Random) -> tuple[YearSum, ...]:
    found = []
    for year in (2026, 2027):
        low, more = amount(random), amount(random)
        ends = (low, low + more) if random.random() < 0.5 else (None, None)
        found.append(YearSum(year, amount(random), *ends, random.randint(0, 2)))
    return tuple(found)


def savings(random: Random) -> tuple[SavingSum, ...]:
    currencies = random.sample(["CNY", "USD"], random.randint(0, 2))
    return tuple(SavingSum(c, *(amount(random) for _ in range(3))) for c in currencies)


def amount(random: Random) -> Decimal:
    return Decimal(random.randint(0, 10**6)) / 100

"""The target grade as linear demands on what the actions reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.planning.model import Model
from app.domain.questionnaire import HALF_A_NANO
from app.domain.scoring import OPEN, Item, State

Key = tuple[str, float]
# A demand is met with this much to spare, so that solver and scorer cannot disagree.
MARGIN = 1e-6


@dataclass(frozen=True, slots=True)
class Demand:
    """Σ amount·reached(rise) + Σ amount·done(action) ≥ least."""

    least: float
    rises: tuple[tuple[Key, float], ...] = ()
    actions: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """The target grade, to be reached after so many quarters."""

    grade: str
    quarters: int
    demands: tuple[Demand, ...]


def goal_of(model: Model) -> Goal | None:
    """The request's target grade as demands; None where it has none.

    The score, the gates and the domain minima are exact. The evidence share counts what a done
    action proves at the least, so a demand never promises more than the scorer finds.
    """
    grade = model.request.target_grade
    if grade is None or model.score.declared.score is None:
        return None
    rules = model.questionnaire.scoring
    rank = rules.rank[grade]
    minimum = rules.grades[rank].minimum
    demands = [_score_demand(model, minimum)]
    for item in model.items:
        gate = item.question.gate
        capping = gate is not None and rules.rank[gate.cap] > rank
        if gate is not None and capping and _short(item, gate.need):
            actions = model.reaching(item.question.id, gate.need)
            demands.append(Demand(1.0, actions=tuple((a, 1.0) for a in actions)))
    if rank == 0:
        demands += _domain_demands(model)
        demands.append(_evidence_demand(model))
    return Goal(grade, model.request.target_quarters, tuple(demands))


def _short(item: Item, need: float) -> bool:
    return item.state in OPEN and need - item.value > HALF_A_NANO


def _score_demand(model: Model, minimum: float) -> Demand:
    assert model.score.declared.score is not None
    rises = tuple(((r.question, r.value), r.points) for r in model.rises)
    return Demand(minimum - model.score.declared.score + MARGIN, rises)


def _domain_demands(model: Model) -> list[Demand]:
    demands: list[Demand] = []
    questions = model.questionnaire.by_question
    for domain in model.score.declared.domains:
        if domain.score is None:
            continue
        per_weight = 100 / domain.counted
        rises = tuple(
            (
                (r.question, r.value),
                per_weight * questions[r.question].weight * (r.value - r.below),
            )
            for r in model.rises
            if questions[r.question].domain == domain.id
        )
        lacking = model.questionnaire.scoring.domain_minimum - domain.score
        if lacking > 0:
            demands.append(Demand(lacking + MARGIN, rises))
    return demands


def _evidence_demand(model: Model) -> Demand:
    """Σ w·v·c(e) − share·Σ w·v ≥ 0 over the answers as they would then be."""
    rules = model.questionnaire.scoring
    factors, share = rules.evidence_factors, rules.evidence_share
    items = {item.question.id: item for item in model.items}
    now = sum(
        i.question.weight * i.value * (factors[i.evidence] - share)
        for i in model.items
        if i.state is State.ANSWERED
    )
    rises: list[tuple[Key, float]] = []
    for rise in model.rises:
        item = items[rise.question]
        weight = item.question.weight
        factor = factors[max(item.evidence, 2)]
        amount = weight * (rise.value - rise.below) * (factor - share)
        if rise.below == item.value:
            # The first action done also lifts what was there already to a dated record.
            amount += weight * item.value * (factor - factors[item.evidence])
        rises.append(((rise.question, rise.value), amount))
    return Demand(-now + MARGIN, tuple(rises), tuple(_issued(model, items, factors)))


def _issued(
    model: Model, items: dict[str, Item], factors: Sequence[float]
) -> list[tuple[str, float]]:
    """What the one third-party paper of a question adds at the least; several count once."""
    found: dict[str, tuple[str, float]] = {}
    for id_, candidate in model.candidates.by_id.items():
        action = candidate.action
        item = items[action.question]
        gain = factors[action.evidence] - factors[max(item.evidence, 2)]
        amount = item.question.weight * action.target * gain
        best = found.get(action.question)
        if gain > 0 and (best is None or amount > best[1]):
            found[action.question] = (id_, amount)
    return list(found.values())

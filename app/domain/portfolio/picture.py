"""The portfolio: everything that is said of a group, or of those of it that were chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.portfolio.amounts import Amounts, amounts
from app.domain.portfolio.changes import Changes, changes
from app.domain.portfolio.distribution import Distribution, distribution
from app.domain.portfolio.due import DueDate, due_dates
from app.domain.portfolio.filters import NO_FILTERS, Filters, chosen
from app.domain.portfolio.findings import (
    Average,
    SharedAction,
    WeakQuestion,
    domain_averages,
    measure_averages,
    shared_actions,
    weak_questions,
)
from app.domain.portfolio.participant import Participant
from app.domain.portfolio.ranking import Ranked, ranking
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The picture of the scored participants that pass `filters`.

    Ids are those of the questionnaire and the rules of the batch, whose texts say what they
    mean. `changes` is None without an earlier batch to compare with.
    """

    filters: Filters
    ranking: tuple[Ranked, ...]
    distribution: Distribution
    domains: tuple[Average, ...]
    measures: tuple[Average, ...]
    questions: tuple[WeakQuestion, ...]
    actions: tuple[SharedAction, ...]
    due: tuple[DueDate, ...]
    amounts: Amounts
    changes: Changes | None

    @property
    def count(self) -> int:
        """How many enterprises it is the picture of."""
        return len(self.ranking)


def portfolio_of(
    questionnaire: Questionnaire,
    rules: RuleBook,
    day: date,
    participants: Sequence[Participant],
    earlier: Sequence[Participant] | None = None,
    filters: Filters = NO_FILTERS,
) -> Portfolio:
    """The portfolio on `day` of a group's scored participants.

    `earlier` are those of the batch to compare with. An enterprise in both is chosen by how it
    stands now, one that left by how it stood then.
    """
    found = chosen(participants, filters)
    return Portfolio(
        filters=filters,
        ranking=ranking(found),
        distribution=distribution(questionnaire, found),
        domains=domain_averages(questionnaire, found),
        measures=measure_averages(questionnaire, found),
        questions=weak_questions(questionnaire, found),
        actions=shared_actions(found),
        due=due_dates(rules, day, found),
        amounts=amounts(found, rules.cbam.valid_for if rules.cbam else None),
        changes=None
        if earlier is None
        else _changes(questionnaire, participants, found, earlier, filters),
    )


def _changes(
    questionnaire: Questionnaire,
    participants: Sequence[Participant],
    found: Sequence[Participant],
    earlier: Sequence[Participant],
    filters: Filters,
) -> Changes:
    here, now = {p.key for p in participants}, {p.key for p in found}
    passed = {p.key for p in chosen(earlier, filters)}
    then = [p for p in earlier if p.key in now or (p.key in passed and p.key not in here)]
    return changes(then, found, [grade.id for grade in questionnaire.scoring.grades])

"""From a group's picture to its report: what is said, in both languages, and the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.portfolio.distribution import Spread
from app.domain.portfolio.due import SOON, DueDate
from app.domain.portfolio.findings import Average
from app.domain.portfolio.picture import Portfolio
from app.domain.portfolio.ranking import Ranked
from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.text import Text
from app.reporting.portfolio.charting import domain_code, drawings, scored_measures
from app.reporting.portfolio.charts import shade
from app.reporting.portfolio.sums import amounts, changes, who
from app.reporting.portfolio.values import (
    ActionLine,
    AverageLine,
    DueLine,
    GradeLine,
    Head,
    Method,
    PortfolioReport,
    QuestionLine,
    Ranking,
    RankLine,
    Shaded,
    SpreadLine,
    Unscored,
    Verdict,
)
from app.reporting.wording import (
    NONE,
    long_date,
    percent_shown,
    points_shown,
    say,
    score_shown,
)

# Up to so many the ranking is whole; of a larger group both ends are shown.
MOST_RANKED, FIRST, LAST = 200, 50, 30
MOST_FINDINGS, MOST_NAMED = 15, 40


@dataclass(frozen=True, slots=True)
class Group:
    """Beside the picture: whose it is, of which day, how many are not in it and who failed."""

    batch: str
    organisation: str
    earlier: str
    day: date
    waiting: int
    cancelled: int
    failed: tuple[Unscored, ...]


def build_portfolio_report(
    questionnaire: Questionnaire, rules: RuleBook, group: Group, found: Portfolio
) -> PortfolioReport:
    """The report of the group, whose picture must be of this questionnaire and these rules."""
    charts = drawings(questionnaire, found)
    return PortfolioReport(
        head=_head(questionnaire, rules, group),
        verdict=_verdict(group, found),
        spread=charts.spread,
        intervals=charts.intervals,
        spreads=tuple(_spread_line(*row) for row in charts.readings),
        ranking=_ranking(questionnaire, found.ranking),
        heat=charts.heat,
        domains=_domains(questionnaire, found),
        measures=_measures(questionnaire, found),
        questions=_questions(questionnaire, found),
        actions=_actions(questionnaire, found),
        soon=tuple(_due(rules, due) for due in found.due if due.months == SOON),
        later=tuple(_due(rules, due) for due in found.due if due.months != SOON),
        amounts=amounts(found),
        changes=changes(found),
        unscored=group.failed[:MOST_NAMED],
        unscored_more=max(len(group.failed) - MOST_NAMED, 0),
        method=_method(questionnaire),
    )


def _head(questionnaire: Questionnaire, rules: RuleBook, group: Group) -> Head:
    return Head(
        group.batch,
        group.organisation,
        group.earlier,
        group.day.isoformat(),
        long_date(group.day),
        questionnaire.short_title,
        f"{questionnaire.id} {questionnaire.version}",
        rules.version,
    )


def _verdict(group: Group, found: Portfolio) -> Verdict:
    spread = found.distribution
    return Verdict(
        count=found.count,
        without_score=spread.without_score,
        provisional=spread.provisional,
        failed=len(group.failed),
        waiting=group.waiting,
        cancelled=group.cancelled,
        declared=_median(spread.declared),
        proved=_median(spread.proved),
        possible=_median(spread.possible),
        grades=tuple(GradeLine(g.grade, g.declared, g.proved) for g in spread.grades),
        lead=_lead(found),
    )


def _median(spread: Spread | None) -> str:
    return score_shown(spread.median if spread else None)


def _lead(found: Portfolio) -> Text:
    declared, proved = found.distribution.declared, found.distribution.proved
    if declared is None or proved is None:
        return say(N_("Nobody has a score: no question counts for any of them."))
    return say(
        N_("Half of the enterprises declare {declared} points or more. With papers, half of them "
           "prove {proved} points or more. The gap is what evidence would bring."),
        declared=score_shown(declared.median),
        proved=score_shown(proved.median),
    )  # fmt: skip


def _spread_line(reading: Text, spread: Spread) -> SpreadLine:
    return SpreadLine(reading, tuple(score_shown(points) for points in spread))


def _shaded(score: float | None) -> Shaded:
    return Shaded(score_shown(score), None if score is None else shade(score))


def _ranking(questionnaire: Questionnaire, ranked: Sequence[Ranked]) -> Ranking:
    placed = [row for row in ranked if row.place is not None]
    whole = len(placed) <= MOST_RANKED
    first, last = (placed, []) if whole else (placed[:FIRST], placed[-LAST:])
    sure = sum(row.first == row.last for row in placed)
    ties = say(
        N_("{sure} of {count} have a place that is sure. The true score of each lies between what "
           "it proved and what is possible; where such intervals overlap, nobody can say who is "
           "better, and both are given the range of places that they may hold."),
        sure=sure,
        count=len(placed),
    )  # fmt: skip
    return Ranking(
        tuple(map(_rank_line, first)),
        tuple(map(_rank_line, last)),
        len(placed) - len(first) - len(last),
        tuple(domain.short for domain in questionnaire.domains),
        ties,
    )


def _rank_line(row: Ranked) -> RankLine:
    participant, ends = row.participant, row.participant.interval
    sure = row.first == row.last
    return RankLine(
        who(participant),
        f"{row.first}" if sure else f"{row.first}–{row.last}",
        sure,
        score_shown(participant.declared.score),
        participant.declared.grade,
        NONE if ends is None else f"{score_shown(ends[0])}–{score_shown(ends[1])}",
        participant.provisional,
        tuple(map(_shaded, participant.scores.domains)),
    )


def _domains(questionnaire: Questionnaire, found: Portfolio) -> tuple[AverageLine, ...]:
    pairs = zip(questionnaire.domains, found.domains, strict=True)
    return tuple(_average(domain_code(questionnaire, d.id), d.title, a) for d, a in pairs)


def _measures(questionnaire: Questionnaire, found: Portfolio) -> tuple[AverageLine, ...]:
    by_id = {average.id: average for average in found.measures}
    measures = scored_measures(questionnaire)
    return tuple(_average(str(m.id), m.title, by_id[str(m.id)]) for m in measures)


def _average(code: str, title: Text, found: Average) -> AverageLine:
    proved, declared = score_shown(found.proved), score_shown(found.declared)
    return AverageLine(code, title, found.enterprises, proved, declared)


def _questions(questionnaire: Questionnaire, found: Portfolio) -> tuple[QuestionLine, ...]:
    by_id = questionnaire.by_question
    return tuple(
        QuestionLine(
            q.id,
            by_id[q.id].topic,
            q.enterprises,
            points_shown(q.lost),
            points_shown(q.lost_in_all),
            q.low,
            q.unanswered,
        )
        for q in found.questions[:MOST_FINDINGS]
    )


def _actions(questionnaire: Questionnaire, found: Portfolio) -> tuple[ActionLine, ...]:
    by_id = questionnaire.by_action
    words = N_("would bring {n} enterprises an average of {points} points, {total} in all")
    one = N_("would bring one enterprise {points} points")
    lines: list[ActionLine] = []
    for a in found.actions[:MOST_FINDINGS]:
        gain, total = points_shown(a.gain), points_shown(a.gain_in_all)
        message = one if a.enterprises == 1 else words
        said = say(message, n=a.enterprises, points=gain, total=total)
        lines.append(ActionLine(a.id, by_id[a.id].title, a.enterprises, said))
    return tuple(lines)


def _due(rules: RuleBook, due: DueDate) -> DueLine:
    rule = rules.rule(due.rule)
    text = rule.milestones[due.at].text
    day = due.date.isoformat()
    return DueLine(day, rule.id, rule.title, text, due.in_scope, due.needs_answer)


def _method(questionnaire: Questionnaire) -> Method:
    scoring, paper = questionnaire.scoring, questionnaire.document
    provisional = N_(
        "A result is provisional while less than {complete} of the weight that may apply is "
        "settled, or more than {declared} of a domain was declared not to apply."
    )
    return Method(
        tuple(questionnaire.readings.values()),
        tuple((grade.id, f"{grade.minimum:g}") for grade in scoring.grades),
        say(
            provisional,
            complete=percent_shown(scoring.completeness_below),
            declared=percent_shown(scoring.declared_na_above),
        ),
        paper.title,
        paper.nature,
    )

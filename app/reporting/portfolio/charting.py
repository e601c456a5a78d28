"""The drawings of a group's report, with what they say in words for those who do not see them."""

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.portfolio import distribution
from app.domain.portfolio.picture import Portfolio
from app.domain.portfolio.ranking import Ranked
from app.domain.problems import N_
from app.domain.questionnaire import Measure, Questionnaire
from app.domain.text import Text
from app.reporting.charts.spread import Quartiles, Spread, spread
from app.reporting.portfolio.charts import HeatMap, Intervals, heat_map, intervals
from app.reporting.wording import joined, say, score_shown


class Drawings(NamedTuple):
    """The charts, None where nobody has a score; each reading there is, with its spread."""

    spread: Spread | None
    intervals: Intervals | None
    heat: HeatMap | None
    readings: tuple[tuple[Text, distribution.Spread], ...]


def drawings(questionnaire: Questionnaire, found: Portfolio) -> Drawings:
    """All charts of the group."""
    readings = readings_of(found)
    return Drawings(
        spread_chart(questionnaire, found, readings),
        _intervals(questionnaire, found.ranking),
        _heat(questionnaire, found),
        readings,
    )


def scored_measures(questionnaire: Questionnaire) -> list[Measure]:
    """The measures that questions bear on."""
    return [measure for measure in questionnaire.measures if measure.scored]


def domain_code(questionnaire: Questionnaire, domain_id: str) -> str:
    """The letters that the ids of a domain's questions begin with."""
    first = next((q.id for q in questionnaire.questions if q.domain == domain_id), domain_id)
    return first.rstrip("0123456789") or first


def readings_of(found: Portfolio) -> tuple[tuple[Text, distribution.Spread], ...]:
    """The readings with their spreads, as far as there are any."""
    of = found.distribution
    named = (
        (N_("Proved"), of.proved),
        (N_("Declared"), of.declared),
        (N_("Possible"), of.possible),
    )
    return tuple((say(name), spread_) for name, spread_ in named if spread_ is not None)


def spread_chart(
    questionnaire: Questionnaire,
    found: Portfolio,
    readings: Sequence[tuple[Text, distribution.Spread]],
) -> Spread | None:
    """The spread of the scores; None where nobody has one."""
    return spread(
        [(b.start, b.end, b.declared) for b in found.distribution.bins],
        _grades(questionnaire),
        [Quartiles(name, s[:5], score_shown(s.median)) for name, s in readings],
        joined([_in_words(*row) for row in readings], "；", "; "),
    )


def _grades(questionnaire: Questionnaire) -> list[tuple[str, float]]:
    return [(grade.id, grade.minimum) for grade in questionnaire.scoring.grades]


def _in_words(name: Text, found: distribution.Spread) -> Text:
    message = N_("{name}: from {lowest} to {highest}, half of them between {lower} and {upper}, "
                 "median {median}")  # fmt: skip
    return say(
        message,
        name=name,
        lowest=score_shown(found.lowest),
        highest=score_shown(found.highest),
        lower=score_shown(found.lower_quartile),
        upper=score_shown(found.upper_quartile),
        median=score_shown(found.median),
    )


def _intervals(questionnaire: Questionnaire, ranked: Sequence[Ranked]) -> Intervals | None:
    scores: list[tuple[float, float, float]] = []
    for row in ranked:
        ends, declared = row.participant.interval, row.participant.declared.score
        if ends is not None and declared is not None:
            scores.append((ends[0], declared, ends[1]))
    widths = [high - low for low, _, high in scores]
    words = say(
        N_("Each line is one enterprise, from its proved to its possible score, with a dot at the "
           "declared one; {mean} points long on average."),
        mean=score_shown(sum(widths) / len(widths) if widths else None),
    )  # fmt: skip
    return intervals(scores, _grades(questionnaire), words)


def _heat(questionnaire: Questionnaire, found: Portfolio) -> HeatMap | None:
    measures = scored_measures(questionnaire)
    at = [place for place, measure in enumerate(questionnaire.measures) if measure.scored]
    heads = [domain_code(questionnaire, domain.id) for domain in questionnaire.domains]
    scores = [
        (*row.participant.scores.domains, *(row.participant.scores.measures[i] for i in at))
        for row in found.ranking
        if row.place is not None
    ]
    known = [a for a in found.domains if a.declared is not None]
    titles = {domain.id: domain.title for domain in questionnaire.domains}
    words = say(
        N_("Declared scores by domain and measure, the best enterprises above. On average "
           "{strong} stands highest and {weak} lowest."),
        strong=titles[max(known, key=lambda a: a.declared or 0.0).id] if known else "–",
        weak=titles[min(known, key=lambda a: a.declared or 0.0).id] if known else "–",
    )  # fmt: skip
    return heat_map([*heads, *(str(m.id) for m in measures)], len(heads), scores, words)

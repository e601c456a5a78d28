"""The charts of a report, each with a description that says the same in words."""

from datetime import date

from app.domain.problems import N_
from app.domain.text import Text
from app.reporting import charts
from app.reporting.building.source import Source
from app.reporting.values import DomainPage, MeasureGroup, RuleCard, Three, Verdict
from app.reporting.wording import joined, say

_AS_PROFILE = N_("The scores of the bar chart beside it as one shape, a corner for each domain")


def drawings(
    source: Source,
    verdict: Verdict,
    domains: tuple[DomainPage, ...],
    measures: tuple[MeasureGroup, ...],
    rules: tuple[RuleCard, ...],
) -> charts.Charts:
    """Every chart; None where the figures are missing."""
    counted = verdict.score.declared.value is not None
    by_domain = [_entry(domain.short, domain.score) for domain in domains]
    words = _domain_words(domains)
    rows = [m for group in measures for m in group.measures]
    by_measure = [_entry(Text(str(m.id), str(m.id)), m.score, m.scored) for m in rows]
    return charts.Charts(
        scale=_scale(source, verdict) if counted else None,
        radar=charts.radar(by_domain, say(_AS_PROFILE)) if counted else None,
        bars=charts.bars(by_domain, words) if counted else None,
        waterfall=_waterfall(verdict, domains) if counted else None,
        measures=charts.columns(by_measure, _measure_words(measures)) if counted else None,
        timeline=_timeline(source, rules),
    )


def _entry(label: Text, score: Three, scored: bool = True) -> charts.Entry:
    return charts.Entry(
        label,
        score.proved.value,
        score.declared.value,
        score.possible.value,
        score.declared.shown,
        scored,
    )


def _scale(source: Source, verdict: Verdict) -> charts.Scale:
    score = verdict.score
    message = N_(
        "Score {declared} of 100, between {proved} (proved) and {possible} (possible); "
        "grade {grade}"
    )
    words = say(
        message,
        declared=score.declared.shown,
        proved=score.proved.shown,
        possible=score.possible.shown,
        grade=verdict.grade or "",
    )
    grades = [(grade.id, grade.minimum) for grade in source.document.scoring.grades]
    return charts.scale(_entry(Text("", ""), score), grades, words)


def _domain_words(domains: tuple[DomainPage, ...]) -> Text:
    message = N_("{title}: {declared} (proved {proved}, possible {possible})")
    parts = [
        say(
            message,
            title=domain.title,
            declared=domain.score.declared.shown,
            proved=domain.score.proved.shown,
            possible=domain.score.possible.shown,
        )
        for domain in domains
    ]
    return joined(parts, "；", "; ")


def _measure_words(groups: tuple[MeasureGroup, ...]) -> Text:
    message = N_("Measure {id}: {declared}")
    parts = [
        say(message, id=measure.id, declared=measure.score.declared.shown)
        for group in groups
        for measure in group.measures
        if measure.scored
    ]
    return joined(parts, "；", "; ")


def _waterfall(verdict: Verdict, domains: tuple[DomainPage, ...]) -> charts.Waterfall:
    losses = [(domain.short, float(domain.lost.shown)) for domain in domains]
    parts = [_after(d.short, f"−{d.lost.shown}") for d in domains]
    words = say(
        N_("From 100 points: {losses}; score {score}"),
        losses=joined(parts),
        score=verdict.score.declared.shown,
    )
    return charts.waterfall(losses, say(N_("Full marks")), say(N_("Score")), words)


def _timeline(source: Source, rules: tuple[RuleCard, ...]) -> charts.Timeline | None:
    ahead = [(rule, rule.next) for rule in rules if rule.next is not None]
    kinds = {entry.id: entry.next_milestone for entry in source.document.rules}
    events = []
    for rule, coming in ahead:
        milestone = kinds[rule.id]
        kind = milestone.kind if milestone else ""
        events.append((rule.id, date.fromisoformat(coming.date), kind))
    parts = [_after(rule.title, coming.date) for rule, coming in ahead]
    return charts.timeline(events, source.document.assessed_on, joined(parts, "；", "; "))


def _after(text: Text, addition: str) -> Text:
    return Text(f"{text.zh} {addition}", f"{text.en} {addition}")

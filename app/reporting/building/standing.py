"""How the enterprise stands: domains with their questions, measures, gaps by points lost."""

from app.domain.problems import N_
from app.domain.questionnaire import Domain, Measure, Questionnaire
from app.domain.reasons import reasons, undecided
from app.domain.text import LANGS, Text
from app.i18n import translations
from app.reporting.building.source import Source, figure, three
from app.reporting.shape import DomainEntry, QuestionEntry
from app.reporting.values import (
    DomainPage,
    Figure,
    Gap,
    MeasureGroup,
    MeasureRow,
    QuestionRow,
)
from app.reporting.wording import apportioned, points_shown, say, score_shown

FEW = 3
ACTS = {
    "enterprise": N_("Enterprise"),
    "shared": N_("Shared"),
    "government": N_("Public bodies"),
}

IN_SHORT = {
    "unknown": N_("waits for a fact"),
    "na_declared": N_("declared not to apply"),
}


def domains(source: Source) -> tuple[DomainPage, ...]:
    """The domains in the questionnaire's order; lost points as shown sum to 100 less the score."""
    document = source.document
    lost = [
        sum(q.points_lost or 0.0 for q in document.questions if q.domain == d.id)
        for d in document.domains
    ]
    total = document.score.declared
    shown = lost if total is None else apportioned(lost, 100 - float(score_shown(total)))
    weights = sum(entry.declared.effective_weight for entry in document.domains)
    return tuple(
        _domain(source, domain, entry, Figure(points, f"{text:.1f}"), weights)
        for domain, entry, points, text in zip(
            source.questionnaire.domains, document.domains, lost, shown, strict=True
        )
    )


def _domain(
    source: Source, domain: Domain, entry: DomainEntry, lost: Figure, weights: float
) -> DomainPage:
    asked = [q for q in source.document.questions if q.domain == domain.id]
    share = entry.declared.effective_weight / weights if weights else 0.0
    return DomainPage(
        domain.id,
        domain.title,
        domain.short,
        domain.about,
        three(entry.proved.score, entry.declared.score, entry.possible.score),
        f"{domain.weight:g}",
        f"{entry.declared.effective_weight:.1f}",
        f"{share:.0%}",
        lost,
        tuple(_question(source, q) for q in asked if q.state != "na_auto"),
        tuple(source.question(q.id).topic for q in asked if q.state == "na_auto"),
    )


def _question(source: Source, entry: QuestionEntry) -> QuestionRow:
    question, profile = source.question(entry.id), source.questionnaire.profile
    labels = {level.level: level.label for level in source.questionnaire.evidence_levels}
    waits: tuple[Text, ...] = ()
    if entry.state == "unknown" and question.applies_if is not None:
        waits = tuple(v.topic for v in undecided(question.applies_if, profile, source.facts))
    tripped = {gate.question for gate in source.document.gates if gate.reading == "declared"}
    return QuestionRow(
        id=entry.id,
        topic=question.topic,
        state=entry.state,
        answer=source.answer_text(entry),
        in_short=_in_short(source, entry),
        level=entry.answer.level if entry.answer and entry.state == "answered" else None,
        evidence=entry.evidence,
        evidence_label=labels[entry.evidence],
        lowered=entry.lowered,
        lost=figure(entry.points_lost),
        because=reasons(question.applies_if, profile, source.facts),
        waits_on=waits,
        gated=entry.id in tripped,
        rules=tuple(rule.id for rule in source.named_rules(question.rules)),
    )


def _in_short(source: Source, entry: QuestionEntry) -> Text:
    """The answer where a line has no room for a reason or for a level's text."""
    return say(IN_SHORT[entry.state]) if entry.state in IN_SHORT else source.answer_text(entry)


def measures(source: Source) -> tuple[MeasureGroup, ...]:
    """The sixteen measures under the sections of the policy paper."""
    questionnaire = source.questionnaire
    return tuple(
        MeasureGroup(
            section.id,
            section.title,
            questionnaire.standings[section.standing],
            tuple(_measure(source, m) for m in questionnaire.measures if m.section == section.id),
        )
        for section in questionnaire.measure_sections
    )


def certainty(questionnaire: Questionnaire, standing: str) -> int:
    """How sure a measure's wording is, 0…3: the standings are listed from surest to least sure."""
    return max(0, 3 - list(questionnaire.standings).index(standing))


def acts(addressee: str) -> Text:
    """In a word, whom a measure addresses; a word of its own kind stays as it is."""
    return say(ACTS[addressee]) if addressee in ACTS else Text(addressee, addressee)


def _measure(source: Source, measure: Measure) -> MeasureRow:
    entry = next(m for m in source.document.measures if m.id == measure.id)
    questionnaire = source.questionnaire
    return MeasureRow(
        measure.id,
        measure.title,
        measure.summary,
        questionnaire.standings[measure.standing],
        certainty(questionnaire, measure.standing),
        questionnaire.addressees[measure.addressee],
        acts(measure.addressee),
        measure.scored,
        three(entry.proved, entry.declared, entry.possible),
        _few(entry.questions) if entry.questions < FEW else None,
        measure.note,
    )


def _few(n: int) -> Text:
    return Text(
        **{
            lang: translations(lang).ngettext("{n} question", "{n} questions", n).format(n=n)
            for lang in LANGS
        }
    )


def gaps(source: Source) -> tuple[Gap, ...]:
    """The questions that lost points, most first; `bar` is a share of the largest loss, 0…100."""
    lost = [(e.points_lost or 0.0, e) for e in source.document.questions if e.points_lost]
    lost.sort(key=lambda pair: -pair[0])
    tripped = {gate.question for gate in source.document.gates if gate.reading == "declared"}
    return tuple(
        Gap(
            rank,
            entry.id,
            source.question(entry.id).topic,
            source.domain_short(entry.domain),
            source.answer_text(entry),
            Figure(points, points_shown(points)),
            100 * points / lost[0][0],
            entry.id in tripped,
        )
        for rank, (points, entry) in enumerate(lost, 1)
    )

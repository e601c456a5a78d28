"""Every answer with all that stands behind it, for the full report."""

from app.domain.problems import N_
from app.reporting.building.source import Source
from app.reporting.length_values import AnswerGroup, AnswerRow
from app.reporting.shape import QuestionEntry
from app.reporting.values import DomainPage, Figure, ProofGroup, ProofRow, QuestionRow
from app.reporting.wording import NONE, percent_shown, say

STATES = {
    "answered": N_("Answered"),
    "unanswered": N_("Open: counts as nothing as declared, in full as possible"),
    "unknown": N_("Waits for a fact about the company"),
    "na_declared": N_("Declared not to apply: not counted"),
}


def answers(
    source: Source, domains: tuple[DomainPage, ...], proofs: tuple[ProofGroup, ...]
) -> tuple[AnswerGroup, ...]:
    """The domains' questions as asked and as answered, each with its papers."""
    papers = {row.question: row for group in proofs for row in group.rows}
    return tuple(
        AnswerGroup(
            domain.title,
            tuple(_row(source, row, papers.get(row.id)) for row in domain.questions),
            domain.left_out,
        )
        for domain in domains
    )


def _row(source: Source, row: QuestionRow, papers: ProofRow | None) -> AnswerRow:
    entry: QuestionEntry = source.entries[row.id]
    labels = {level.level: level.label for level in source.questionnaire.evidence_levels}
    return AnswerRow(
        row=row,
        text=source.question(row.id).text,
        state=say(STATES[row.state]),
        value=Figure(entry.value, NONE if entry.value is None else percent_shown(entry.value)),
        weight=f"{entry.weight:g}",
        claimed=labels[entry.evidence_claimed] if entry.lowered else None,
        papers=papers,
    )

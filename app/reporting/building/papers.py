"""The evidence checklist and the answers that contradict each other."""

from app.domain.problems import N_
from app.domain.questionnaire import EvidenceItem
from app.reporting.building.source import Source
from app.reporting.shape import PaperEntry, QuestionEntry
from app.reporting.values import ContradictionLine, HeldPaper, ProofGroup, ProofRow, WantedPaper
from app.reporting.wording import as_typed, number_of, say

SHOWN = ("answered", "unanswered")


def proofs(source: Source) -> tuple[ProofGroup, ...]:
    """For each question that counts: what would prove it, and what is held."""
    groups = []
    for domain in source.questionnaire.domains:
        rows = tuple(
            _row(source, entry)
            for entry in source.document.questions
            if entry.domain == domain.id and entry.state in SHOWN
        )
        if rows:
            groups.append(ProofGroup(domain.title, rows))
    return tuple(groups)


def _row(source: Source, entry: QuestionEntry) -> ProofRow:
    question = source.question(entry.id)
    labels = {level.level: level.label for level in source.questionnaire.evidence_levels}
    known = {item.id for item in question.evidence}
    note = None
    if entry.lowered:
        message = N_("Every document has expired: counted as level {now}, not {claimed}")
        note = say(message, now=entry.evidence, claimed=entry.evidence_claimed)
    return ProofRow(
        entry.id,
        question.topic,
        entry.evidence,
        labels[entry.evidence],
        note,
        entry.evidence == max(labels),
        tuple(_wanted(item, entry.documents) for item in question.evidence),
        tuple(_held(paper) for paper in entry.documents if paper.id not in known),
    )


def _wanted(item: EvidenceItem, papers: tuple[PaperEntry, ...]) -> WantedPaper:
    valid_for = None
    if item.valid_months is not None:
        valid_for = number_of(item.valid_months, N_("{n} month"), N_("{n} months"))
    held = tuple(_held(paper) for paper in papers if paper.id == item.id)
    return WantedPaper(item.text, valid_for, held)


def _held(paper: PaperEntry) -> HeldPaper:
    return HeldPaper(
        as_typed(paper.title),
        as_typed(paper.issuer),
        paper.issued_on.isoformat() if paper.issued_on else "",
        paper.valid_through.isoformat() if paper.valid_through else "",
        paper.expired,
    )


def contradictions(source: Source) -> tuple[ContradictionLine, ...]:
    """The answers that do not fit together, errors first."""
    checks = {check.id: check for check in source.questionnaire.checks}
    found = sorted(source.document.contradictions, key=lambda entry: entry.severity != "error")
    return tuple(
        ContradictionLine(
            entry.id,
            say(N_("Error")) if entry.severity == "error" else say(N_("Please check")),
            entry.severity == "error",
            checks[entry.id].message,
        )
        for entry in found
    )

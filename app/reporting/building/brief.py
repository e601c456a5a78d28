"""What the short lengths show: each page of the full report in a few lines."""

from collections import Counter
from collections.abc import Iterable

from app.domain.problems import N_
from app.domain.text import Text
from app.reporting.building.source import Source
from app.reporting.length_values import (
    Brief,
    EvidenceCount,
    HeldLine,
    LeftOutLine,
    PlanLine,
    QuarterLine,
    WantedLine,
)
from app.reporting.planning_values import (
    ExposurePart,
    GoodLine,
    GoodPart,
    QuarterPart,
    Roadmap,
    SavingsPart,
)
from app.reporting.values import EnterpriseCard, FactLine, Gap, HeldPaper, ProofGroup, RuleCard
from app.reporting.wording import NONE, joined, say

GAPS, RULES = 5, 5
# So many lines fill half a page each; the full report has them all.
HELD, WANTED, TRADES = 30, 30, 12
# Of the papers that would prove an answer, the first say enough.
PAPERS = 2
# From this level on an answer counts as proved.
PROVED_FROM = 2


def brief(
    source: Source,
    enterprise: EnterpriseCard,
    gaps: tuple[Gap, ...],
    proofs: tuple[ProofGroup, ...],
    rules: tuple[RuleCard, ...],
    planned: tuple[Roadmap | None, ExposurePart | None, SavingsPart | None],
) -> Brief:
    """The short lengths' own values, taken from the full report's."""
    plan, exposure, savings = planned
    held, wanted = _held(proofs), _wanted(source, proofs)
    trades = savings.trades if savings else ()
    return Brief(
        profile=tuple(FactLine(g.title, _run_in(g.facts)) for g in enterprise.profile),
        gates_holding=len({g.question for g in source.document.gates if g.reading == "declared"}),
        evidence=_evidence(source),
        gaps=gaps[:GAPS],
        rules=tuple(rule for rule in rules if rule.next is not None and not rule.open)[:RULES],
        outlook=tuple(_outlook(plan, exposure, savings)),
        held=held[:HELD],
        held_more=len(held[HELD:]),
        wanted=wanted[:WANTED],
        wanted_more=len(wanted[WANTED:]),
        plan=_plan(plan) if plan else None,
        goods=tuple(_good(g, exposure.first_year) for g in exposure.goods) if exposure else (),
        goods_more=len(exposure.more) if exposure else 0,
        trades=trades[:TRADES],
        trades_more=len(trades[TRADES:]),
    )


def _run_in(facts: tuple[FactLine, ...]) -> Text:
    """The facts one after another."""
    lines = [say(N_("{topic}: {value}"), topic=f.topic, value=f.value) for f in facts]
    return joined(lines, "；", "; ")


def _evidence(source: Source) -> tuple[EvidenceCount, ...]:
    """How many answers stand on each level of evidence, the strongest first."""
    counts = Counter(e.evidence for e in source.document.questions if e.state == "answered")
    return tuple(
        EvidenceCount(level.level, level.label, level.test, counts[level.level])
        for level in reversed(source.questionnaire.evidence_levels)
    )


def _held(proofs: tuple[ProofGroup, ...]) -> tuple[HeldLine, ...]:
    """The papers that are held; those that have expired first, then by how long they last."""
    found = [
        HeldLine(row.question, paper, _until(paper))
        for group in proofs
        for row in group.rows
        for papers in (*(wanted.held for wanted in row.wanted), row.other)
        for paper in papers
    ]
    return tuple(sorted(found, key=lambda h: (not h.paper.expired, h.paper.valid_through or "~")))


def _until(paper: HeldPaper) -> Text:
    if paper.valid_through:
        message = N_("expired {day}") if paper.expired else N_("valid until {day}")
        return say(message, day=paper.valid_through)
    return say(N_("issued {day}"), day=paper.issued_on) if paper.issued_on else Text("", "")


def _wanted(source: Source, proofs: tuple[ProofGroup, ...]) -> tuple[WantedLine, ...]:
    """The answers that bring points as declared and none as proved, the weightiest first."""
    rows = {row.question: row for group in proofs for row in group.rows}
    declared = [
        entry
        for entry in source.document.questions
        if entry.value and entry.evidence < PROVED_FROM and entry.id in rows
    ]
    declared.sort(key=lambda entry: (-(entry.value or 0) * entry.weight, entry.id))
    return tuple(
        WantedLine(
            entry.id,
            rows[entry.id].topic,
            joined([paper.text for paper in rows[entry.id].wanted[:PAPERS]], "；", "; "),
        )
        for entry in declared
    )


def _outlook(
    plan: Roadmap | None, exposure: ExposurePart | None, savings: SavingsPart | None
) -> list[FactLine]:
    lines: list[FactLine] = []
    if plan is not None:
        message = N_(
            "{count} actions, {days} staff days, {cost}: from {before} to {after} points, "
            "grade {grade}"
        )
        value = say(
            message,
            count=plan.count,
            days=plan.staff_days,
            cost=plan.cost,
            before=plan.before.score,
            after=plan.after.score,
            grade=plan.after.grade or NONE,
        )
        lines.append(FactLine(say(N_("Roadmap")), value))
    if exposure is not None and exposure.totals:
        first = exposure.totals[0]
        message = N_("{year}, borne by the importer: {certificates} certificates, EUR {eur}")
        value = say(message, year=first.year, certificates=first.certificates, eur=first.eur)
        lines.append(FactLine(say(N_("CBAM exposure")), value))
    if savings is not None and savings.currencies:
        message = N_("{currency} a year: {saved} saved, {left} left, {possible} possibly left")
        sums = [
            say(message, currency=c.currency, saved=c.saved, left=c.left, possible=c.possible)
            for c in savings.currencies
        ]
        lines.append(FactLine(say(N_("FTA savings")), joined(sums, "；", "; ")))
    return lines


def _plan(plan: Roadmap) -> PlanLine:
    return PlanLine(
        _run_in(plan.frame),
        tuple(_quarter(quarter) for quarter in plan.quarters),
        tuple(
            LeftOutLine(group.reason, _codes(row.id for row in group.rows))
            for group in plan.left_out
        ),
    )


def _quarter(quarter: QuarterPart) -> QuarterLine:
    return QuarterLine(
        quarter.number,
        quarter.start,
        quarter.end,
        _codes(row.id for row in quarter.rows),
        quarter.staff_days,
        quarter.cost,
        quarter.reached.score,
        quarter.reached.grade,
    )


def _codes(ids: Iterable[str]) -> Text:
    return joined([Text(id_, id_) for id_ in ids])


def _good(good: GoodPart, year: int) -> GoodLine:
    """A good by its first year on default values, or why it has none."""
    line = next((line for line in good.years if line.year == year), None)
    reasons = [missing.reason for missing in good.missing]
    notes = [*(reasons if line is None else ()), *good.notes]
    return GoodLine(
        cn=good.cn,
        name=good.name or (good.listed.zh if good.listed else ""),
        tonnes=good.tonnes,
        certificates=line.certificates if line else NONE,
        eur_per_tonne=line.eur_per_tonne if line else NONE,
        eur=line.eur if line else NONE,
        note=notes[0] if notes else None,
    )

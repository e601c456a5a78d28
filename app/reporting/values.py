"""The report's parts as values: texts in both languages, figures as shown beside their numbers.

Templates only lay this out; nothing is computed there. Points are 0…100.
"""

from dataclasses import dataclass

from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is shown; value None is shown as a dash."""

    value: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Three:
    """One figure in the three readings."""

    proved: Figure
    declared: Figure
    possible: Figure


@dataclass(frozen=True, slots=True)
class FactLine:
    topic: Text
    value: Text


@dataclass(frozen=True, slots=True)
class FactGroup:
    title: Text
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class EnterpriseCard:
    """Who was assessed, on which day (ISO and in words), and what the profile says."""

    name: Text
    uscc: str
    province: Text | None
    employees: int | None
    contact: str | None
    assessed_on: str
    assessed_on_words: Text
    profile: tuple[FactGroup, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result in one glance. `capped_from` is the grade that gates took away."""

    grade: str | None
    grade_text: Text | None
    proved_grade: str | None
    possible_grade: str | None
    capped_from: str | None
    score: Three
    provisional_because: tuple[Text, ...]
    completeness: str
    evidence_share: str
    applying: int
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate that tripped: in which readings, what it caps, why, and how the answer stands."""

    question: str
    topic: Text
    cap: str
    readings: tuple[Text, ...]
    declared: bool
    stands: Text
    needs: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as answered. `level` is the maturity level 0…4 where there is one.

    `in_short` says in a word or two why there is no answer that counts, or the answer.
    """

    id: str
    topic: Text
    state: str
    answer: Text
    in_short: Text
    level: int | None
    evidence: int
    evidence_label: Text
    lowered: bool
    lost: Figure
    because: tuple[Text, ...]
    waits_on: tuple[Text, ...]
    gated: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainPage:
    id: str
    title: Text
    short: Text
    about: Text
    score: Three
    weight: str
    effective_weight: str
    effective_share: str
    lost: Figure
    questions: tuple[QuestionRow, ...]
    left_out: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure; `few` says how many questions count, where they are fewer than three.

    `certainty` 0…3 grades the standing of its wording, `acts` says in a word who is addressed.
    """

    id: int
    title: Text
    summary: Text
    standing: Text
    certainty: int
    addressee: Text
    acts: Text
    scored: bool
    score: Three
    few: Text | None
    note: Text | None


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    id: str
    title: Text
    standing: Text
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    rank: int
    question: str
    topic: Text
    domain: Text
    answer: Text
    lost: Figure
    bar: float
    gated: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Something referred to by id and title; `here` says that the report holds its sheet."""

    id: str
    title: Text
    here: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """An open step: what it takes and what it brings."""

    id: str
    question: str
    topic: Text
    domain: Text
    title: Text
    effort: Text
    weeks: Text
    effort_days: str
    elapsed_weeks: str
    facts: Text
    cost: Text
    role: Text
    gain: Figure
    grade: str
    raises_grade: bool
    clears_gate: bool
    waits_for: tuple[Named, ...]
    has_sheet: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open step in full; `run_in` holds what to do as one numbered paragraph."""

    rank: int
    row: StepRow
    stands: Text
    reaches: Text
    steps: tuple[Text, ...]
    run_in: Text
    result: Text
    evidence: Text
    support: Text | None
    measures: tuple[Named, ...]
    rules: tuple[Named, ...]
    then: Named | None


@dataclass(frozen=True, slots=True)
class HeldPaper:
    title: str
    issuer: str
    issued_on: str
    valid_through: str
    expired: bool


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """What would prove an answer, and what of it is held."""

    text: Text
    valid_for: Text | None
    held: tuple[HeldPaper, ...]


@dataclass(frozen=True, slots=True)
class ProofRow:
    """The papers of one question. `note` says that expiry lowered the level.

    `complete` says that the evidence stands at the top, so that nothing more is wanted.
    """

    question: str
    topic: Text
    level: int
    label: Text
    note: Text | None
    complete: bool
    wanted: tuple[WantedPaper, ...]
    other: tuple[HeldPaper, ...]


@dataclass(frozen=True, slots=True)
class ProofGroup:
    title: Text
    rows: tuple[ProofRow, ...]


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    kind: Text
    covers: Text | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A rule's next milestone."""

    date: str
    text: Text
    days_left: Text


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule in scope, or one that waits for an answer about `waits_on`.

    `sure` says that its dates are confirmed by the act or by several sources; `outlook` says what
    becomes of it under the plan, where there is one that counts it.
    """

    id: str
    title: Text
    jurisdiction: Text
    asks: Text
    open: bool
    waits_on: tuple[Text, ...]
    duty: Text
    force: Text
    next: Coming | None
    since: str | None
    source: Link
    checked_on: str
    next_check: str
    check_again: bool
    confidence: Text
    sure: bool
    note: Text | None
    outlook: Text | None


@dataclass(frozen=True, slots=True)
class ContradictionLine:
    id: str
    severity: Text
    error: bool
    message: Text


@dataclass(frozen=True, slots=True)
class Summary:
    gaps: tuple[Gap, ...]
    steps: tuple[StepRow, ...]
    next_rule: RuleCard | None


@dataclass(frozen=True, slots=True)
class EvidenceStep:
    level: int
    label: Text
    test: Text
    factor: str


@dataclass(frozen=True, slots=True)
class GradeStep:
    id: str
    minimum: str
    text: Text


@dataclass(frozen=True, slots=True)
class StandingLine:
    certainty: int
    text: Text


@dataclass(frozen=True, slots=True)
class AddresseeLine:
    short: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures came about, and from which versions and sources."""

    readings: tuple[Text, ...]
    evidence: tuple[EvidenceStep, ...]
    grades: tuple[GradeStep, ...]
    standings: tuple[StandingLine, ...]
    addressees: tuple[AddresseeLine, ...]
    best_grade: Text
    floor: Text
    provisional: Text
    questionnaire: str
    rules_version: str
    schema: str
    document: Text
    document_short: Text
    document_issuer: Text
    document_published: str
    document_addressed_to: Text
    document_nature: Text
    document_checked_on: str
    sources: tuple[Link, ...]
    not_stated: Text

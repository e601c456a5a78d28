"""The shape of the published JSON: frozen dataclasses of primitives, field for field.

Points are 0…100; values, shares and completeness 0…1; weights are the questionnaire's own. A
figure is null where nothing counts. `docs/report-json.md` explains each field to its readers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from app.domain.text import Text
from app.reporting.planning_shape import ExposureEntry, PlanEntry, SavingsEntry

SCHEMA: Literal["readiness.assessment/1"] = "readiness.assessment/1"
FactValue = bool | float | str | tuple[str, ...]
ReadingId = Literal["proved", "declared", "possible"]


@dataclass(frozen=True, slots=True)
class QuestionnaireRef:
    id: str
    version: str


@dataclass(frozen=True, slots=True)
class EnterpriseEntry:
    """`contact` is null unless it was asked for."""

    name: Text
    uscc: str
    province: str
    employees: int | None
    contact: str | None


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """The facts as given, and those that hold once unasked and implied ones are settled."""

    given: Mapping[str, FactValue]
    effective: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class GradeRule:
    id: str
    minimum: float


@dataclass(frozen=True, slots=True)
class ScoringEntry:
    """The constants of the score, so that the file can be recomputed without another."""

    grades: tuple[GradeRule, ...]
    evidence_factors: tuple[float, ...]
    applicability_floor: float
    domain_minimum: float
    evidence_share: float
    completeness_below: float
    declared_na_above: float


@dataclass(frozen=True, slots=True)
class Points:
    """One figure in the three readings."""

    proved: float | None
    declared: float | None
    possible: float | None


@dataclass(frozen=True, slots=True)
class Grades:
    proved: str | None
    declared: str | None
    possible: str | None


@dataclass(frozen=True, slots=True)
class GateEntry:
    """A gate that tripped in a reading: the grade is at most `cap`."""

    question: str
    reading: ReadingId
    cap: str


@dataclass(frozen=True, slots=True)
class DomainReading:
    """`counted_weight` is A = Σw, `effective_weight` W' = W·min(1, A/(τ·B))."""

    score: float | None
    counted_weight: float
    effective_weight: float


@dataclass(frozen=True, slots=True)
class DomainEntry:
    """`weight` is W, `full_weight` B; `declared_na_share` of the applying weight, 0…1."""

    id: str
    weight: float
    full_weight: float
    declared_na_share: float
    proved: DomainReading
    declared: DomainReading
    possible: DomainReading


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    """`questions` is how many count in the declared reading."""

    id: int
    scored: bool
    questions: int
    proved: float | None
    declared: float | None
    possible: float | None


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """The answer as given; at most one of the fields holds something."""

    level: int | None
    number: float | None
    yes: bool | None
    unknown: bool
    not_applicable: str | None


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One paper behind an answer. `valid_through` is its last valid day, null without a limit."""

    id: str
    title: str
    issuer: str
    issued_on: date | None
    valid_until: date | None
    valid_through: date | None
    expired: bool


@dataclass(frozen=True, slots=True)
class MeasureShare:
    measure: int
    share: float


@dataclass(frozen=True, slots=True)
class GateRule:
    need: float
    cap: str


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """`evidence` counts, `evidence_claimed` was chosen; `lowered` says that expiry differs them.

    `value` is null unless the state is answered. Points lost and one-step figures are those of
    the declared reading, null where the question does not count there or stands at its top.
    """

    id: str
    domain: str
    weight: float
    measures: tuple[MeasureShare, ...]
    gate: GateRule | None
    state: Literal["na_auto", "na_declared", "unknown", "unanswered", "answered"]
    answer: AnswerEntry | None
    documents: tuple[PaperEntry, ...]
    value: float | None
    evidence: int
    evidence_claimed: int
    lowered: bool
    points_lost: float | None
    one_step_value: float | None
    one_step_gain: float | None
    one_step_grade: str | None


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An open action. `step` is next (the open step of its question) or later.

    `gain` (points of the declared score) and `grade` are those of the action done alone;
    `waits_for` are the prerequisites among `after` that are not met.
    """

    id: str
    question: str
    step: Literal["next", "later"]
    written_for: float
    target: float
    evidence: int
    effort_days: float
    elapsed_weeks: float
    cost_band: str
    role: str
    after: tuple[str, ...]
    waits_for: tuple[str, ...]
    rules: tuple[str, ...]
    gain: float
    grade: str
    clears_gate: bool


@dataclass(frozen=True, slots=True)
class ContradictionEntry:
    id: str
    severity: Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class MilestoneEntry:
    date: date
    kind: str
    days_left: int


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """`check_again` says that the rule's next check was due by the day of assessment."""

    id: str
    scope: Literal["in_scope", "not_in_scope", "needs_an_answer"]
    in_force: bool
    next_milestone: MilestoneEntry | None
    checked_on: date
    next_check: date
    check_again: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One assessment as published: everything a stranger needs to recompute its figures.

    `first_steps` are the ids of the actions to begin with, in order. `inputs` are the plan's
    frame, goods, trades and certificate price as entered; what they give stands in `plan`,
    `exposure` and `savings`, null where nothing was entered.
    """

    schema: Literal["readiness.assessment/1"]
    questionnaire: QuestionnaireRef
    rules_version: str
    enterprise: EnterpriseEntry
    assessed_on: date
    profile: ProfileEntry
    scoring: ScoringEntry
    score: Points
    grade: Grades
    uncapped_grade: Grades
    provisional: bool
    completeness: float
    evidence_share: float | None
    gates: tuple[GateEntry, ...]
    domains: tuple[DomainEntry, ...]
    measures: tuple[MeasureEntry, ...]
    questions: tuple[QuestionEntry, ...]
    actions: tuple[ActionEntry, ...]
    first_steps: tuple[str, ...]
    contradictions: tuple[ContradictionEntry, ...]
    rules: tuple[RuleEntry, ...]
    inputs: Mapping[str, Any] = field(default_factory=dict)
    plan: PlanEntry | None = None
    exposure: ExposureEntry | None = None
    savings: SavingsEntry | None = None

"""The questionnaire as a frozen value: what is asked, how it weighs, what can be done about it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.expressions import Expression, Value
from app.domain.text import Text

LEVEL_VALUES: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
YES_NO_VALUES: tuple[float, ...] = (0.0, 1.0)
DEFAULT_NEED = 0.5
# Half of the ninth decimal: thresholds are compared as if both sides were rounded to nine.
HALF_A_NANO = 5e-10


class Kind(StrEnum):
    """How a question is answered."""

    MATURITY = "maturity"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A document that would prove an answer. `valid_months` counts calendar months from issue."""

    id: str
    text: Text
    valid_months: int | None


@dataclass(frozen=True, slots=True)
class Gate:
    """Below `need` (0…1) the grade of a reading is at most `cap`."""

    need: float
    cap: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `measures` are its shares in the sixteen measures and sum to 1.

    `blocks_claim` says that a low answer can cost the tariff preference of a shipment.
    """

    id: str
    domain: str
    topic: Text
    text: Text
    help: Text
    kind: Kind
    weight: float
    evidence: tuple[EvidenceItem, ...] = ()
    measures: tuple[tuple[int, float], ...] = ()
    levels: tuple[Text, ...] = ()
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    points: tuple[tuple[float, float], ...] = ()
    applies_if: Expression | None = None
    na_allowed: bool = False
    gate: Gate | None = None
    rules: tuple[str, ...] = ()
    seed: str = ""
    blocks_claim: bool = False
    steps: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", self._steps())

    def _steps(self) -> tuple[float, ...]:
        """The values that one step after another can reach, ascending."""
        match self.kind:
            case Kind.MATURITY:
                return LEVEL_VALUES
            case Kind.YES_NO:
                return YES_NO_VALUES
            case Kind.NUMBER:
                return tuple(sorted({v for _, v in self.points}))

    def value_of_number(self, number: float) -> float:
        """`number` (in `unit`) through the piecewise-linear `points`: 0…1, flat beyond the ends."""
        before_x, before_v = self.points[0]
        if number <= before_x:
            return before_v
        for x, v in self.points[1:]:
            if number <= x:
                return before_v + (v - before_v) * (number - before_x) / (x - before_x)
            before_x, before_v = x, v
        return before_v

    @property
    def need(self) -> float:
        """The value from which the question stands: its gate's need, else 0.5."""
        return self.gate.need if self.gate is not None else DEFAULT_NEED

    def next_value(self, value: float) -> float | None:
        """The value one step above `value`, or None at the top."""
        at = bisect_right(self.steps, value + HALF_A_NANO)
        return self.steps[at] if at < len(self.steps) else None


@dataclass(frozen=True, slots=True)
class Action:
    """What to do about a low answer: done, its question stands at `target`.

    Effort in staff days, `elapsed_weeks` in calendar weeks; `written_for` and `target` are values
    0…1; `evidence` is the evidence step (2 or 3) that the finished action leaves behind.
    """

    id: str
    question: str
    written_for: float
    target: float
    title: Text
    steps: tuple[Text, ...]
    result: Text
    effort_days: float
    elapsed_weeks: float
    cost_band: str
    role: str
    after: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    support: Text | None = None
    evidence: int = 2


@dataclass(frozen=True, slots=True)
class Domain:
    """A fifth of the score; the weights of all domains sum to 100."""

    id: str
    title: Text
    short: Text
    about: Text
    weight: float


@dataclass(frozen=True, slots=True)
class Grade:
    """A letter from `minimum` points (0…100) up."""

    id: str
    minimum: float
    text: Text


@dataclass(frozen=True, slots=True)
class EvidenceLevel:
    level: int
    label: Text
    test: Text


@dataclass(frozen=True, slots=True)
class Term:
    """An id with its text: roles, sectors, regions, options."""

    id: str
    text: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Province:
    id: str
    text: Text
    region: str


@dataclass(frozen=True, slots=True)
class CostBand:
    """External spending in CNY between `low` and `high`; own staff time is not counted."""

    id: str
    low: float
    high: float
    text: Text
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: Text
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Implication:
    """Once `when` is true each variable in `values` has that value unless somebody answered it."""

    when: Expression
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """One fact of the profile. `kind` is bool, choice, set, number or text."""

    id: str
    group: str
    kind: str
    topic: Text
    text: Text
    help: Text | None = None
    options: tuple[Option, ...] = ()
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    asked_if: Expression | None = None
    implies: tuple[Implication, ...] = ()
    rules: tuple[str, ...] = ()

    def option(self, option_id: str) -> Option:
        """The option with that id; KeyError where there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts asked before the questions, in the order in which they depend on each other."""

    groups: tuple[Term, ...]
    variables: tuple[Variable, ...]
    conditions: Mapping[str, Expression] = field(default_factory=dict)
    condition_texts: Mapping[str, Text] = field(default_factory=dict)

    def variable(self, variable_id: str) -> Variable:
        """The variable with that id; KeyError where there is none."""
        for variable in self.variables:
            if variable.id == variable_id:
                return variable
        raise KeyError(variable_id)

    def options(self, variable_id: str) -> tuple[Option, ...]:
        """The options of that variable; none where the profile does not ask for it."""
        return next((v.options for v in self.variables if v.id == variable_id), ())


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the sixteen measures of the Opinions."""

    id: int
    section: str
    title: Text
    summary: Text
    note: Text | None
    standing: str
    addressee: str
    scored: bool


@dataclass(frozen=True, slots=True)
class MeasureSection:
    id: str
    title: Text
    standing: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A source: `kind` is official or secondary."""

    title: str
    url: str
    kind: str
    covers: Text | None = None


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """The policy paper whose measures the questionnaire follows."""

    title: Text
    short_title: Text
    issuer: Text
    published: date
    addressed_to: Text
    nature: Text
    sources: tuple[Reference, ...]
    checked_on: date


@dataclass(frozen=True, slots=True)
class Check:
    """Answers that contradict each other. `severity` is error (stops submission) or warning."""

    id: str
    when: Expression
    severity: str
    message: Text


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    text: Text
    note: Text | None


@dataclass(frozen=True, slots=True)
class ScoringRules:
    """The constants of the scoring model.

    `evidence_factors` are c(0)…c(3); shares are 0…1; `domain_minimum` is in points (0…100).
    """

    grades: tuple[Grade, ...]
    evidence_factors: tuple[float, ...]
    applicability_floor: float
    domain_minimum: float
    evidence_share: float
    completeness_below: float
    declared_na_above: float
    rank: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", {grade.id: at for at, grade in enumerate(self.grades)})


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One published version, whole."""

    id: str
    version: str
    published: date
    title: Text
    short_title: Text
    intro: Text
    how_to_answer: Text
    minutes: int
    currency: str
    domains: tuple[Domain, ...]
    questions: tuple[Question, ...]
    actions: tuple[Action, ...]
    profile: Profile
    scoring: ScoringRules
    checks: tuple[Check, ...]
    document: PolicyDocument
    measures: tuple[Measure, ...]
    measure_sections: tuple[MeasureSection, ...]
    standings: Mapping[str, Text]
    addressees: Mapping[str, Text]
    evidence_levels: tuple[EvidenceLevel, ...]
    readings: Mapping[str, Text]
    roles: Mapping[str, Text]
    cost_bands: Mapping[str, CostBand]
    sectors: Mapping[str, Text]
    regions: Mapping[str, Text]
    provinces: Mapping[str, Province]
    glossary: tuple[GlossaryTerm, ...]
    by_question: Mapping[str, Question] = field(default_factory=dict, compare=False)
    by_action: Mapping[str, Action] = field(default_factory=dict, compare=False)
    full_weights: Mapping[str, float] = field(default_factory=dict, compare=False)
    _actions_of: Mapping[str, tuple[Action, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_question", {q.id: q for q in self.questions})
        object.__setattr__(self, "by_action", {a.id: a for a in self.actions})
        full = {d.id: sum(q.weight for q in self.questions_of(d.id)) for d in self.domains}
        object.__setattr__(self, "full_weights", full)
        # Sorted once: every assessment asks for the actions of every question.
        found: dict[str, tuple[Action, ...]] = {}
        for action in sorted(self.actions, key=lambda a: (a.target, a.id)):
            found[action.question] = (*found.get(action.question, ()), action)
        object.__setattr__(self, "_actions_of", found)

    def questions_of(self, domain_id: str) -> tuple[Question, ...]:
        """The questions of one domain, in their order."""
        return tuple(q for q in self.questions if q.domain == domain_id)

    def actions_of(self, question_id: str) -> tuple[Action, ...]:
        """The actions for one question, lowest target first."""
        return self._actions_of.get(question_id, ())

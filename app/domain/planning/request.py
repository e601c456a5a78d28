"""What the enterprise can spend, and what it has decided already."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import TypeVar

from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.reading import read_date, read_number, read_whole, refuse

MIN_QUARTERS, MAX_QUARTERS = 2, 12
MAX_STAFF_DAYS = 10_000.0
MAX_BUDGET = 100_000_000.0
T = TypeVar("T")
KEYS = frozenset(
    {
        "start",
        "quarters",
        "staff_days_per_quarter",
        "budget",
        "budget_per",
        "target_grade",
        "target_date",
        "pinned",
        "excluded",
        "done",
    }
)


class BudgetPer(StrEnum):
    """The span over which a budget may be spent; within it money carries over."""

    QUARTER = "quarter"
    YEAR = "year"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A plan's frame: staff days a quarter, budget in CNY, quarters counted from `start`.

    `pinned` gives the quarter, from 1, in which an action starts. `target_grade` is reached by
    `target_date`, or by the end of the plan.
    """

    start: date
    quarters: int
    staff_days: float
    budget: float
    budget_per: BudgetPer = BudgetPer.TOTAL
    target_grade: str | None = None
    target_date: date | None = None
    pinned: Mapping[str, int] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()

    def quarter_start(self, quarter: int) -> date:
        """The first day of a quarter, counted from 0."""
        month = self.start.month - 1 + 3 * quarter
        year, month = self.start.year + month // 12, month % 12 + 1
        return date(year, month, min(self.start.day, monthrange(year, month)[1]))

    def quarter_end(self, quarter: int) -> date:
        """The last day of a quarter, counted from 0."""
        return self.quarter_start(quarter + 1) - timedelta(days=1)

    def quarters_by(self, day: date) -> int:
        """How many of the plan's quarters have ended on `day`: 0…quarters."""
        return sum(self.quarter_end(quarter) <= day for quarter in range(self.quarters))

    @property
    def target_quarters(self) -> int:
        """After how many quarters the target grade is to be reached."""
        return self.quarters if self.target_date is None else self.quarters_by(self.target_date)

    def budget_spans(self) -> tuple[range, ...]:
        """The groups of quarters that share one budget."""
        width = {BudgetPer.QUARTER: 1, BudgetPer.YEAR: 4, BudgetPer.TOTAL: self.quarters}
        step = width[self.budget_per]
        return tuple(
            range(first, min(first + step, self.quarters))
            for first in range(0, self.quarters, step)
        )


def parse_plan(
    raw: Mapping[str, object], questionnaire: Questionnaire, assessed_on: date
) -> PlanRequest:
    """The plan's frame in `raw`, keys as in an enterprise file; the same from every door.

    Raises `InvalidInput` with every problem at its key.
    """
    reader = _Reader(raw, questionnaire, assessed_on)
    request = reader.read()
    if reader.problems or request is None:
        raise InvalidInput(reader.problems)
    return request


class _Reader:
    def __init__(
        self, raw: Mapping[str, object], questionnaire: Questionnaire, assessed_on: date
    ) -> None:
        self.raw = raw
        self.questionnaire = questionnaire
        self.assessed_on = assessed_on
        self.problems = [
            Problem(N_("“{key}” is not known here."), {"key": key}, str(key))
            for key in raw
            if key not in KEYS
        ]

    def read(self) -> PlanRequest | None:
        start = self._try(self._start)
        quarters = self._try(
            lambda: read_whole(self.raw.get("quarters", 8), "quarters", MIN_QUARTERS, MAX_QUARTERS)
        )
        staff_days = self._try(self._staff_days)
        budget = self._try(self._budget)
        budget_per = self._try(self._budget_per)
        grade = self._try(self._target_grade)
        excluded = self._try(lambda: self._actions("excluded")) or frozenset()
        done = self._try(lambda: self._actions("done")) or frozenset()
        pinned = self._pinned(quarters or MAX_QUARTERS)
        self._refuse_overlaps(pinned, excluded, done)
        target_date = self._try(lambda: self._target_date(start))
        if start is None or quarters is None or staff_days is None or budget is None:
            return None
        request = PlanRequest(
            start,
            quarters,
            staff_days,
            budget,
            budget_per or BudgetPer.TOTAL,
            grade or None,
            target_date,
            pinned,
            excluded,
            done,
        )
        if request.target_quarters == 0:
            message = N_("The target date lies before the end of the plan's first quarter, {day}.")
            day = request.quarter_end(0).isoformat()
            self.problems.append(Problem(message, {"day": day}, "target_date"))
        return request

    def _try(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None

    def _start(self) -> date:
        start = read_date(self.raw.get("start"), "start")
        if start is None:
            raise refuse("start", N_("Enter the day on which the plan starts."))
        if start < self.assessed_on:
            message = N_("The plan starts before the day of assessment, {day}.")
            raise refuse("start", message, day=self.assessed_on.isoformat())
        return start

    def _staff_days(self) -> float:
        key = "staff_days_per_quarter"
        days = read_number(self.raw.get(key), key, 0, MAX_STAFF_DAYS)
        if days == 0:
            message = N_("Without staff days no action can be planned: enter at least 1 a quarter.")
            raise refuse(key, message)
        return days

    def _budget(self) -> float:
        return read_number(self.raw.get("budget"), "budget", 0, MAX_BUDGET)

    def _budget_per(self) -> BudgetPer:
        value = self.raw.get("budget_per") or BudgetPer.TOTAL
        try:
            return BudgetPer(str(value))
        except ValueError:
            message = N_("Choose one of: {options}.")
            options = ", ".join(BudgetPer)
            raise refuse("budget_per", message, options=options) from None

    def _target_grade(self) -> str:
        grade = str(self.raw.get("target_grade") or "")
        known = self.questionnaire.scoring.rank
        if grade and grade not in known:
            message = N_("Choose one of: {options}.")
            raise refuse("target_grade", message, options=", ".join(known))
        return grade

    def _target_date(self, start: date | None) -> date | None:
        day = read_date(self.raw.get("target_date"), "target_date")
        if day is not None and not self.raw.get("target_grade"):
            raise refuse("target_date", N_("Choose the grade to reach by this date."))
        if day is not None and start is not None and day < start:
            raise refuse("target_date", N_("The target date lies before the plan's start."))
        return day

    def _actions(self, key: str) -> frozenset[str]:
        given = self.raw.get(key) or ()
        if not isinstance(given, (list, tuple, set, frozenset)):
            raise refuse(key, N_("Enter a list of actions."))
        known = self.questionnaire.by_action
        unknown = [str(a) for a in given if not isinstance(a, str) or a not in known]
        if unknown:
            message = N_("There is no action “{action}”.")
            raise InvalidInput(Problem(message, {"action": action[:40]}, key) for action in unknown)
        return frozenset(given)

    def _pinned(self, quarters: int) -> dict[str, int]:
        given = self.raw.get("pinned") or {}
        if not isinstance(given, Mapping):
            self.problems.append(
                Problem(N_("Enter actions with the quarter each starts in."), {}, "pinned")
            )
            return {}
        pinned: dict[str, int] = {}
        for action, quarter in given.items():
            field_ = f"pinned.{action}"
            if action not in self.questionnaire.by_action:
                message = N_("There is no action “{action}”.")
                self.problems.append(Problem(message, {"action": str(action)[:40]}, field_))
                continue
            found = self._try(partial(read_whole, quarter, field_, 1, quarters))
            if found is not None:
                pinned[action] = found
        return pinned

    def _refuse_overlaps(
        self, pinned: Mapping[str, int], excluded: frozenset[str], done: frozenset[str]
    ) -> None:
        for key, both, message in (
            ("excluded", excluded & pinned.keys(), N_("{action} is both pinned and excluded.")),
            ("done", done & pinned.keys(), N_("{action} is both pinned and done.")),
            ("done", done & excluded, N_("{action} is both excluded and done.")),
        ):
            self.problems.extend(Problem(message, {"action": a}, key) for a in sorted(both))

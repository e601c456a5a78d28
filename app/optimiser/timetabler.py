"""The plan's model as a program: which action has begun by the end of which quarter."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.domain.planning.goal import Goal
from app.domain.planning.model import Model
from app.optimiser.program import Program, Row

GAP = 0.02


class Timetabler:
    """The model as a program. `begun[a][q]`: action a has started by the end of quarter q."""

    def __init__(self, model: Model, seconds: float, extra: str = "", maximum: float = 0.0) -> None:
        self.model = model
        self.request = model.request
        self.program = Program(seconds=seconds)
        self.resource = extra
        self.extra = self.program.column(upper=maximum) if extra else None
        self.begun: dict[str, list[int]] = {}
        self._actions()
        self._prerequisites()
        self._capacities()
        self.points = self._points()
        self.missed = self._duties()

    def done_by(self, id_: str, quarters: int) -> int | None:
        """The column that says the action has ended after so many quarters; None if it cannot."""
        last = quarters - self.model.candidates.by_id[id_].length
        return self.begun[id_][min(last, len(self.begun[id_]) - 1)] if last >= 0 else None

    def _actions(self) -> None:
        for id_, candidate in self.model.candidates.by_id.items():
            starts = self.request.quarters - candidate.length + 1
            columns = [self.program.column(whole=True) for _ in range(max(starts, 0))]
            if not columns:
                columns = [self.program.column(upper=0.0)]
            self.begun[id_] = columns
            for earlier, later in pairwise(columns):
                self.program.row({later: 1, earlier: -1}, lower=0)
            pinned = self.request.pinned.get(id_)
            if pinned is not None:
                self.program.row({columns[pinned - 1]: 1}, lower=1)
                if pinned > 1:
                    self.program.row({columns[pinned - 2]: 1}, upper=0)

    def _prerequisites(self) -> None:
        for (before, after), lag in self.model.candidates.lags.items():
            direct = before in self.model.candidates.by_id[after].needs
            for quarter, column in enumerate(self.begun[after]):
                earlier = quarter - lag
                if earlier < 0:
                    self.program.row({column: 1}, upper=0)
                    continue
                known = self.begun[before][min(earlier, len(self.begun[before]) - 1)]
                if direct or lag:
                    self.program.row({column: 1, known: -1}, upper=0)

    def _capacities(self) -> None:
        days: list[Row] = [{} for _ in range(self.request.quarters)]
        money: list[Row] = [{} for _ in range(self.request.quarters)]
        for id_, candidate in self.model.candidates.by_id.items():
            for quarter in range(self.request.quarters):
                self._add(days[quarter], id_, quarter, candidate.length, candidate.staff_days)
                self._add(money[quarter], id_, quarter, 1, candidate.cost_high)
        for row in days:
            self._cap(row, self.request.staff_days, "days")
        for span in self.request.budget_spans():
            spent: Row = {}
            for quarter in span:
                for column, cost in money[quarter].items():
                    spent[column] = spent.get(column, 0.0) + cost
            self._cap(spent, self.request.budget, "money")

    def _cap(self, used: Row, upper: float, resource: str) -> None:
        if resource == self.resource and self.extra is not None:
            used = {**used, self.extra: -1.0}
        self.program.row(used, upper=upper)

    def _add(self, row: Row, id_: str, quarter: int, length: int, amount: float) -> None:
        """Add `amount` for an action that started in the last `length` quarters up to this one."""
        columns = self.begun[id_]
        if not amount:
            return
        now = columns[min(quarter, len(columns) - 1)]
        row[now] = row.get(now, 0.0) + amount
        if quarter - length >= 0:
            earlier = columns[min(quarter - length, len(columns) - 1)]
            row[earlier] = row.get(earlier, 0.0) - amount

    def _points(self) -> Row:
        reached = self.reached(self.request.quarters)
        return {reached[r.question, r.value]: r.points for r in self.model.rises}

    def reached(self, quarters: int) -> dict[tuple[str, float], int]:
        """Columns that say how far each question has risen after so many quarters."""
        columns: dict[tuple[str, float], int] = {}
        for rise in self.model.rises:
            column = self.program.column()
            columns[rise.question, rise.value] = column
            row: Row = {column: 1}
            for id_ in rise.actions:
                done = self.done_by(id_, quarters)
                if done is not None:
                    row[done] = -1
            self.program.row(row, upper=0)
        return columns

    def _duties(self) -> Row:
        missed: Row = {}
        for duty in self.model.counted_duties:
            column = self.program.column(whole=True)
            missed[column] = 1.0
            for question, need in duty.short:
                row: Row = {column: 1}
                for id_ in self.model.reaching(question, need):
                    done = self.done_by(id_, duty.quarters or 0)
                    if done is not None:
                        row[done] = 1
                self.program.row(row, lower=1)
        return missed

    def require(self, goal: Goal) -> None:
        """Demand the target grade."""
        reached = self.reached(goal.quarters)
        for demand in goal.demands:
            row: Row = {}
            for key, amount in demand.rises:
                row[reached[key]] = row.get(reached[key], 0.0) + amount
            for id_, amount in demand.actions:
                done = self.done_by(id_, goal.quarters)
                if done is not None:
                    row[done] = row.get(done, 0.0) + amount
            self.program.row(row, lower=demand.least)

    def costs(self) -> Row:
        """What the chosen actions cost; own staff time decides between equal costs."""
        return {
            self.begun[id_][-1]: candidate.cost_high + 1e-3 * candidate.action.effort_days
            for id_, candidate in self.model.candidates.by_id.items()
        }

    def points_before_costs(self) -> Row:
        """The points, negative since programs minimise, and costs inside the stated gap.

        A stage of its own that keeps the points and seeks the least cost has to find anew what
        this one knows, which took the solver ten times as long. So a cost that would use up all
        of the budget weighs a quarter of the gap's points.
        """
        everything = sum(self.points.values()) or 1.0
        spans = len(self.request.budget_spans())
        per_yuan = everything * GAP / 4 / max(self.request.budget * spans, 1.0)
        row = {column: -points for column, points in self.points.items()}
        for column, cost in self.costs().items():
            row[column] = row.get(column, 0.0) + per_yuan * cost
        return row

    def timetable(self, values: NDArray[np.float64]) -> dict[str, int]:
        """The chosen actions with the quarter each starts in."""
        found: dict[str, int] = {}
        for id_, columns in self.begun.items():
            start = next((q for q, column in enumerate(columns) if values[column] > 0.5), None)
            if start is not None:
                found[id_] = start
        return found

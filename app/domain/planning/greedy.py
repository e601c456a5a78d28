"""A quick plan: rules first, then the most points for what an action takes."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from app.domain.planning.candidates import Candidate
from app.domain.planning.model import Model, Timetable


class Board:
    """A timetable being filled, with what is left of days and money in each quarter."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.request = model.request
        self.timetable: dict[str, int] = {}
        self.days = [model.request.staff_days] * model.request.quarters
        self.spans = model.request.budget_spans()
        self.money = [model.request.budget] * len(self.spans)
        self.after: dict[str, list[tuple[str, int]]] = {}
        for (before, after), lag in model.candidates.lags.items():
            self.after.setdefault(after, []).append((before, lag))
        self.span_of = {q: at for at, span in enumerate(self.spans) for q in span}

    def bundle(self, id_: str) -> list[str]:
        """The action with all it needs that is not on the board yet, in the order to do it."""
        order: list[str] = []

        def visit(name: str) -> None:
            if name in self.timetable or name in order:
                return
            for need in self.model.candidates.by_id[name].needs:
                visit(need)
            order.append(name)

        visit(id_)
        return order

    def place(self, id_: str, by: int | None = None) -> bool:
        """Put the action with its needs at the earliest possible quarters, or change nothing.

        `by` is the number of quarters within which it must have ended.
        """
        placed: list[str] = []
        for name in self.bundle(id_):
            start = self._earliest(name, by if by is not None else self.request.quarters)
            if start is None:
                for undone in placed:
                    self._move(undone, self.timetable.pop(undone), -1)
                return False
            self.timetable[name] = start
            self._move(name, start, 1)
            placed.append(name)
        return True

    def put(self, id_: str, start: int) -> None:
        """Put the action where it was pinned, whatever that takes."""
        self.timetable[id_] = start
        self._move(id_, start, 1)

    def _move(self, id_: str, start: int, sign: int) -> None:
        candidate = self.model.candidates.by_id[id_]
        self.money[self.span_of[start]] -= sign * candidate.cost_high
        for quarter in range(start, start + candidate.length):
            self.days[quarter] -= sign * candidate.staff_days

    def _earliest(self, id_: str, by: int) -> int | None:
        candidate = self.model.candidates.by_id[id_]
        first = max(
            (self.timetable[b] + lag for b, lag in self.after.get(id_, ()) if b in self.timetable),
            default=0,
        )
        last = by - candidate.length
        for other, lag in self._pinned_after(id_):
            last = min(last, self.timetable[other] - lag)
        return next((q for q in range(first, last + 1) if self._fits(candidate, q)), None)

    def _pinned_after(self, id_: str) -> list[tuple[str, int]]:
        return [
            (after, lag)
            for (before, after), lag in self.model.candidates.lags.items()
            if before == id_ and after in self.timetable
        ]

    def _fits(self, candidate: Candidate, start: int) -> bool:
        if self.money[self.span_of[start]] - candidate.cost_high < -1e-6:
            return False
        quarters = range(start, start + candidate.length)
        return all(self.days[q] - candidate.staff_days >= -1e-6 for q in quarters)


def greedy_plan(model: Model) -> dict[str, int]:
    """A timetable that can be carried out, found without a solver, the same each time."""
    board = Board(model)
    for id_, quarter in model.request.pinned.items():
        if id_ in model.candidates.by_id:
            board.put(id_, quarter - 1)
    for id_ in [name for name in model.request.pinned if name in model.candidates.by_id]:
        for need in model.candidates.by_id[id_].needs:
            board.place(need)
    _serve_duties(board, model)
    _gather_points(board, model)
    return board.timetable


def filled(model: Model, timetable: Timetable) -> dict[str, int]:
    """The timetable with whatever still fits and brings points."""
    board = Board(model)
    for id_, start in timetable.items():
        board.put(id_, start)
    _gather_points(board, model)
    return board.timetable


def _serve_duties(board: Board, model: Model) -> None:
    for duty in sorted(model.counted_duties, key=lambda d: (d.quarters or 0, d.rule.id)):
        for question, need in duty.short:
            options = model.reaching(question, need)
            if any(id_ in board.timetable for id_ in options):
                continue
            cheapest = sorted(options, key=lambda id_: (_takes(board, board.bundle(id_)), id_))
            next((id_ for id_ in cheapest if board.place(id_, duty.quarters)), None)


def _gather_points(board: Board, model: Model) -> None:
    """Take the best ratio first; a ratio is looked at again when its turn comes, as it falls."""
    rises = {
        id_: [rise for rise in model.rises if id_ in rise.actions] for id_ in model.candidates.by_id
    }
    reached: set[tuple[str, float]] = {
        (rise.question, rise.value) for id_ in board.timetable for rise in rises[id_]
    }

    def ratio(id_: str) -> float:
        bundle = board.bundle(id_)
        new = {
            (rise.question, rise.value): rise.points
            for name in bundle
            for rise in rises[name]
            if (rise.question, rise.value) not in reached
        }
        return sum(new.values()) / _takes(board, bundle)

    heap = [(-ratio(id_), id_) for id_ in model.candidates.by_id if id_ not in board.timetable]
    heapify(heap)
    while heap:
        known, id_ = heappop(heap)
        if id_ in board.timetable:
            continue
        current = -ratio(id_)
        if current >= 0:
            continue
        if heap and current > heap[0][0] + 1e-12 and current > known + 1e-12:
            heappush(heap, (current, id_))
            continue
        before = set(board.timetable)
        if board.place(id_):
            new = board.timetable.keys() - before
            reached |= {(rise.question, rise.value) for name in new for rise in rises[name]}


def _takes(board: Board, bundle: Iterable[str]) -> float:
    """What a bundle takes, as its share of all days and all money the plan has."""
    request = board.request
    all_days = request.staff_days * request.quarters
    all_money = request.budget * len(board.spans)
    total = 0.0
    for name in bundle:
        candidate = board.model.candidates.by_id[name]
        total += candidate.action.effort_days / all_days
        if candidate.cost_high:
            total += candidate.cost_high / all_money if all_money else 1e6
    return total + 1e-9

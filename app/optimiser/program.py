"""A mixed-integer program, written row by row and solved by HiGHS."""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

NODES = 40

Row = dict[int, float]


@dataclass
class Program:
    """A mixed-integer program being written: columns with bounds, rows lower ≤ a·x ≤ upper."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[Row, float, float]] = field(default_factory=list)
    seconds: float = 10.0

    def column(self, lower: float = 0.0, upper: float = 1.0, *, whole: bool = False) -> int:
        """A new variable; returns its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.lower) - 1

    def row(self, terms: Row, lower: float = -np.inf, upper: float = np.inf) -> None:
        """A new constraint."""
        self.rows.append((terms, lower, upper))

    def minimise(self, objective: Row, gap: float) -> OptimizeResult:
        """Solve for one objective."""
        cost = np.zeros(len(self.lower))
        for column, weight in objective.items():
            cost[column] = weight
        indices = [(r, c, v) for r, (terms, _, _) in enumerate(self.rows) for c, v in terms.items()]
        at, columns, values = (np.array(part) for part in zip(*indices, strict=True))
        matrix = csr_array((values, (at, columns)), shape=(len(self.rows), len(self.lower)))
        limits = [np.array([row[side] for row in self.rows]) for side in (1, 2)]
        return milp(
            cost,
            integrality=np.array(self.whole),
            bounds=Bounds(np.array(self.lower), np.array(self.upper)),
            constraints=LinearConstraint(matrix, *limits),
            options={"mip_rel_gap": gap, "node_limit": NODES, "time_limit": self.seconds},
        )

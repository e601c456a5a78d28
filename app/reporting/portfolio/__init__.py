"""The report of a whole batch: a value of primitives, its charts, its PDF."""

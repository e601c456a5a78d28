"""Why a use case was refused."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.problems import Problem
from app.domain.questionnaire import Check


class NotFound(LookupError):
    """There is no such thing for this caller: missing, deleted, expired or somebody else's."""


class AlreadySubmitted(Exception):
    """A submitted assessment never changes."""


class NotNow(Exception):
    """What was asked does not fit the state in which the thing is by now."""


class Contradicted(Exception):
    """Answers contradict each other so that the assessment cannot be submitted."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__(", ".join(check.id for check in checks))
        self.checks = tuple(checks)


class Incomplete(Exception):
    """Something without which an assessment cannot be submitted is missing."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class WrongCredentials(Exception):
    """Address and password do not belong together; which of them is wrong is never said."""


class TooManyAttempts(Exception):
    """So many attempts have failed that none is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until

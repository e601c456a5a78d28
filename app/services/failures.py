"""Why a piece of background work failed, kept as JSON until somebody reads it in a language."""

from collections.abc import Mapping
from typing import Any

from app.domain.problems import Problem
from app.domain.text import LANGS, Text

# A piece of work that ended its worker so often is not begun again.
MAX_ATTEMPTS = 3

Failure = Mapping[str, Any]


def as_json(problem: Problem) -> Failure:
    """The problem as stored; its parameters are texts, numbers or plain strings."""
    return {"message": problem.message, "params": {k: _plain(v) for k, v in problem.params.items()}}


def from_json(failure: Failure | None) -> Problem | None:
    """The problem that was stored, if any."""
    if failure is None:
        return None
    params = {key: _param(value) for key, value in failure["params"].items()}
    return Problem(failure["message"], params)


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {lang: value[lang] for lang in LANGS}
    return value if isinstance(value, (str, int, float)) or value is None else str(value)


def _param(value: object) -> object:
    return Text(**value) if isinstance(value, dict) else value

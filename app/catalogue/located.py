"""Where in which file something is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.problems import Problem

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """One problem at a place: `file` as the reader named it, `line` from 1, `key` in words.

    `key` is a path such as `questions[GD01].measures.2`, empty where the whole file is meant.
    """

    file: str
    line: int
    key: str
    problem: Problem


class CatalogueError(ValueError):
    """Files were refused; `located` holds everything found, by file and line."""

    def __init__(self, located: Iterable[Located]) -> None:
        unique = {_place(p): p for p in located}
        self.located = tuple(unique[place] for place in sorted(unique))
        lines = (f"{p.file}:{p.line}: {p.key}: {_plain(p.problem)}" for p in self.located)
        super().__init__("\n".join(lines))


def _place(located: Located) -> tuple[str, int, str, str]:
    return located.file, located.line, located.key, _plain(located.problem)


def _plain(problem: Problem) -> str:
    """The English sentence, for logs and tracebacks."""
    return problem.message.format(**problem.params)

"""What is wrong with an input, said once and translated at the door it came through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


def N_(message: str) -> str:  # noqa: N802 (the usual name of this marker)
    """Mark an English source string for the translation catalogues; returns it unchanged."""
    return message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at one field.

    `message` is an English source string with `{placeholders}`; `params` fills them (a `Text`
    is shown in the reader's language); `field` is a dotted path such as `documents.0.issued_on`,
    empty where the whole input is meant.
    """

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    field: str = ""

    def under(self, prefix: str) -> "Problem":
        """The same problem, seen from the container: its field path starts with `prefix`."""
        return replace(self, field=f"{prefix}.{self.field}" if self.field else prefix)


class InvalidInput(ValueError):
    """An input was refused; `problems` holds everything found, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in self.problems))

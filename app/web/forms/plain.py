"""Forms whose fields are judged by the services alone: what was typed, what is wrong with it."""

from collections.abc import Iterable
from typing import ClassVar

from wtforms import Form

from app.domain.problems import Problem
from app.domain.text import Lang
from app.i18n import translate


class PlainForm(Form):  # type: ignore[misc]
    """What was typed. `places` says at which field a problem of another name is shown."""

    places: ClassVar[dict[str, str]] = {}

    def text(self, name: str) -> str:
        """What was typed into a field."""
        return str(self[name].data or "")

    def attach(self, problems: Iterable[Problem], lang: Lang) -> list[tuple[str, str]]:
        """Show each problem at its field; returns (field's HTML id, message) for the summary."""
        shown: list[tuple[str, str]] = []
        for problem in problems:
            field = self[self.places.get(problem.field, problem.field)]
            message = translate(problem, lang)
            field.errors = [*field.errors, message]
            shown.append((str(field.id), message))
        return shown

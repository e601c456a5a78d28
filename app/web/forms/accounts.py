"""The forms about an account: signing in, the first account, another password."""

from collections.abc import Iterable
from typing import ClassVar

from wtforms import Form, HiddenField, PasswordField, StringField

from app.domain.problems import N_, Problem
from app.domain.text import Lang
from app.i18n import translate

DIFFERENT = N_("The two passwords differ. Type the new one twice.")


class AccountForm(Form):  # type: ignore[misc]
    """What was typed; the services alone judge it. `places` says at which field a problem with
    the account's `password` is shown."""

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


class SignInForm(AccountForm):
    """Address and password, and the page to go on to."""

    next = HiddenField()
    email = StringField()
    password = PasswordField()


class NewPasswordForm(AccountForm):
    """A new password, typed twice where it cannot be seen."""

    new = PasswordField()
    repeat = PasswordField()

    places: ClassVar[dict[str, str]] = {"password": "new"}

    def repetition_problems(self) -> list[Problem]:
        """What is wrong where the two differ."""
        same = self.text("new") == self.text("repeat")
        return [] if same else [Problem(DIFFERENT, {}, "repeat")]


class FirstRunForm(NewPasswordForm):
    """The first account and its organisation."""

    next = HiddenField()
    organisation = StringField()
    name = StringField()
    email = StringField()


class ChangePasswordForm(NewPasswordForm):
    """The password so far, and the new one."""

    current = PasswordField()

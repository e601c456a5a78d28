"""The forms about an account: signing in, the first account, another password."""

from typing import ClassVar

from wtforms import HiddenField, PasswordField, StringField

from app.domain.problems import N_, Problem
from app.web.forms.plain import PlainForm

DIFFERENT = N_("The two passwords differ. Type the new one twice.")


class SignInForm(PlainForm):
    """Address and password, and the page to go on to."""

    next = HiddenField()
    email = StringField()
    password = PasswordField()


class NewPasswordForm(PlainForm):
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

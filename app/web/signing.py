"""Who is signed in: Flask-Login keeps an account's session key in the session cookie.

A session ends with its key, which is renewed with the password, and in any case after
`SIGNED_IN`. It is tied to no network address: offices with several lines change theirs.
"""

from datetime import UTC, datetime, timedelta
from typing import cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app.services import accounts
from app.services.accounts import Member
from app.services.errors import NotFound
from app.web.context import SAFE_METHODS, services

SIGNED_IN = timedelta(days=30)
_SINCE = "signed_in_at"


class SignedIn(UserMixin):  # type: ignore[misc]
    """A member as Flask-Login knows one."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def get_id(self) -> str:
        return self.member.session_key


def install(app: Flask) -> None:
    """Let `app` know who is signed in."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)


def look_who_is_signed_in() -> None:
    """Look once, before the page: one that says what went wrong asks the database nothing."""
    g.member = current_user.member if current_user.is_authenticated else None


def signed_in() -> Member | None:
    """Who is signed in, on any page; None for everybody else."""
    return cast("Member | None", g.get("member"))


def let_in(member: Member, *, keep: tuple[str, ...] = ()) -> None:
    """Sign the member in. Of what the session held before, only `keep` outlives it: whoever
    planted the session must not find themselves in the new one."""
    kept = {key: session[key] for key in keep if key in session}
    session.clear()
    session.update(kept)
    session[_SINCE] = int(services().now.timestamp())
    session.permanent = True
    login_user(SignedIn(member))
    g.member = member


def let_out() -> None:
    """Sign out on this device."""
    logout_user()
    session.pop(_SINCE, None)
    g.member = None


def to_sign_in() -> Response:
    """To the sign-in page, and from there to the page asked for."""
    return redirect(url_for("accounts.sign_in", next=_page_asked_for()))


def _page_asked_for() -> str | None:
    shown = current_app.create_url_adapter(request)
    assert shown is not None
    # What was posted is lost; its page can be shown again, where there is one.
    if request.method in SAFE_METHODS or shown.test(request.path, "GET"):
        return request.full_path.rstrip("?")
    return None


def _load(session_key: str) -> SignedIn | None:
    since = datetime.fromtimestamp(session.get(_SINCE, 0), UTC)
    if services().now - since > SIGNED_IN:
        return None
    try:
        return SignedIn(accounts.member(services(), session_key))
    except NotFound:
        return None

"""Signing in and out, the very first account, and one's own account."""

import ipaddress
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.problems import N_, InvalidInput, Problem
from app.services import accounts as service
from app.services.accounts import Member
from app.services.errors import TooManyAttempts, WrongCredentials
from app.web import signing
from app.web.access import HELD, Rule, member, open_to
from app.web.context import services, settings
from app.web.forms.accounts import ChangePasswordForm, FirstRunForm, SignInForm
from app.web.forms.plain import PlainForm
from app.web.language import language
from app.web.redirects import local

accounts = Blueprint("accounts", __name__)

WRONG = N_(
    "E-mail address and password do not belong together. Check both; capitals and small letters "
    "count in the password."
)
WRONG_CURRENT = N_("This is not your present password.")


@accounts.route("/sign-in", methods=["GET", "POST"])
@open_to(Rule.ANYONE)
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to the page that was asked for."""
    form = SignInForm(request.form, next=_next())
    if request.method != "POST":
        if signing.signed_in() is not None:
            return redirect(_onward())
        if _may_make_the_first_account():
            return redirect(url_for("accounts.first_run", next=_next() or None))
        return _page("sign_in", form)
    try:
        found = service.sign_in(services(), form.text("email"), form.text("password"), _caller())
    except WrongCredentials:
        return _refused("sign_in", form, [Problem(WRONG, {}, "email")])
    except TooManyAttempts as error:
        return _told_to_wait("sign_in", form, error.until)
    return _let_in(found)


@accounts.route("/first-run", methods=["GET", "POST"])
@open_to(Rule.ANYONE)
def first_run() -> ResponseReturnValue:
    """Make the very first account; there is no such page once there is one."""
    if not _may_make_the_first_account():
        abort(404)
    form = FirstRunForm(request.form, next=_next())
    if request.method != "POST":
        return _page("first_run", form)
    problems = form.repetition_problems()
    if problems:
        return _refused("first_run", form, problems)
    typed = (form.text(field) for field in ("email", "name", "new", "organisation"))
    try:
        made = service.create_first_user(services(), *typed)
    except InvalidInput as error:
        return _refused("first_run", form, error.problems)
    flash(N_("Your account is ready, and you are signed in."))
    return _let_in(made)


@accounts.post("/sign-out")
@open_to(Rule.ANYONE)
def sign_out() -> ResponseReturnValue:
    """Sign out on this device."""
    signing.let_out()
    flash(N_("You are signed out."))
    return redirect(url_for("pages.home"))


@accounts.route("/account", methods=["GET", "POST"])
@open_to(Rule.MEMBER)
def account() -> ResponseReturnValue:
    """Who is signed in; another password ends every other session."""
    form = ChangePasswordForm(request.form)
    if request.method != "POST":
        return _page("account", form)
    problems = form.repetition_problems()
    if problems:
        return _refused("account", form, problems)
    current, new = form.text("current"), form.text("new")
    try:
        changed = service.change_password(services(), member().session_key, current, new, _caller())
    except WrongCredentials:
        return _refused("account", form, [Problem(WRONG_CURRENT, {}, "current")])
    except TooManyAttempts as error:
        return _told_to_wait("account", form, error.until)
    except InvalidInput as error:
        return _refused("account", form, error.problems)
    signing.let_in(changed, keep=(HELD,))
    flash(N_("Your password is changed. Every other device is signed out."))
    return redirect(url_for("accounts.account"))


@accounts.post("/account/sign-out-everywhere")
@open_to(Rule.MEMBER)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the account, this one too."""
    service.end_sessions(services(), member().session_key)
    signing.let_out()
    flash(N_("You are signed out on every device."))
    return redirect(url_for("accounts.sign_in"))


def _let_in(found: Member) -> Response:
    onward = _onward()
    signing.let_in(found, keep=(HELD,))
    return redirect(onward)


def _next() -> str:
    return local(request.values.get("next", ""), "")


def _onward() -> str:
    return _next() or url_for("batches.listing")


def _caller() -> str:
    return request.remote_addr or ""


def _page(name: str, form: PlainForm, **context: object) -> str:
    return render_template(f"accounts/{name}.html", form=form, **context)


def _refused(
    name: str, form: PlainForm, problems: list[Problem] | tuple[Problem, ...]
) -> ResponseReturnValue:
    return _page(name, form, problems=form.attach(problems, language())), 422


def _told_to_wait(name: str, form: PlainForm, until: datetime) -> ResponseReturnValue:
    seconds = max(1, round((until - services().now).total_seconds()))
    page = _page(name, form, wait_minutes=-(-seconds // 60))
    return page, 429, {"Retry-After": str(seconds)}


def _may_make_the_first_account() -> bool:
    """Only somebody at the machine itself, which runs the embedded default and no proxy, may.

    The host's name is looked at too: a foreign page may lend its name to this machine's address.
    """
    chosen = settings()
    at_home = (
        chosen.url.startswith("sqlite")
        and not chosen.proxies
        and not {"Forwarded", "X-Forwarded-For"} & set(request.headers.keys())
        and all(map(_is_loopback, (chosen.host, _caller(), _host())))
    )
    return at_home and service.is_empty(services())


def _host() -> str:
    return urlsplit(f"//{request.host}").hostname or ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

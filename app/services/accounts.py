"""Accounts: organisations, the people who sign in for them, and how often they may try.

Failed attempts are counted in the caller's transaction: a door that refuses must commit them.
"""

import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.problems import N_, InvalidInput, Problem
from app.domain.reading import plain, read_text
from app.persistence import accounts as repository
from app.persistence.models import OrganisationRow, UserRow
from app.services import passwords
from app.services.context import Services
from app.services.errors import NotFound, TooManyAttempts, WrongCredentials

WINDOW = timedelta(minutes=15)
# Failed attempts within the window, after which no further one is looked at. A training room
# shares one address, so that a caller may fail more often than an account.
ACCOUNT_LIMIT, CALLER_LIMIT = 10, 50
MAX_EMAIL, MAX_NAME = 254, 200  # characters
_NAMELESS = N_("The organisation needs a name.")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_IPV6_NETWORK = 64  # bits: whoever has one IPv6 address has all of its network


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who signs in, and the organisation they belong to.

    `session_key` stands in their sessions and is renewed to end them all.
    """

    user_id: int
    email: str
    name: str
    organisation_id: int
    organisation_public_id: str
    organisation_name: str
    session_key: str


@dataclass(frozen=True, slots=True)
class Account:
    """A user as listed for the operator."""

    email: str
    name: str
    organisation_name: str
    created_at: datetime
    signed_in_at: datetime | None


def is_empty(services: Services) -> bool:
    """Whether nobody can sign in yet."""
    return not repository.any_user(services.session)


def create_user(
    services: Services, email: str, name: str, password: str, organisation_name: str
) -> Member:
    """Let somebody sign in for the organisation of that name, which is made where it is missing.

    An empty name becomes the part of the address before the @. Raises `InvalidInput` with
    problems at `email`, `name`, `password` and `organisation`.
    """
    email = _address(email)
    read = _Reading([])
    organisation = read.line(organisation_name, "organisation", _NAMELESS)
    name = read.line(name, "name") or email.partition("@")[0][:MAX_NAME]
    read.address(services, email)
    read.problems.extend(passwords.problems_of(password, email))
    if read.problems:
        raise InvalidInput(read.problems)
    row = UserRow(
        organisation=_organisation(services, organisation),
        email=email,
        name=name,
        password_hash=passwords.hashed(password, services.settings.password_kib),
        session_key=_new_session_key(),
        created_at=services.now,
    )
    services.session.add(row)
    services.session.flush()
    return _member(row)


def create_first_user(
    services: Services, email: str, name: str, password: str, organisation_name: str
) -> Member:
    """The same for the very first user. Raises `NotFound` where there is one already.

    Offered on SQLite alone: there a writer's transaction holds the lock from its first query, so
    that of two at the same time one comes too late.
    """
    if not is_empty(services):
        raise NotFound
    return create_user(services, email, name, password, organisation_name)


def sign_in(services: Services, email: str, password: str, caller: str) -> Member:
    """Whoever gives an account's address and password; `caller` is the network address.

    Raises `TooManyAttempts`, and `WrongCredentials` alike for a wrong password and for an address
    without an account.
    """
    email = _address(email)
    row = _row_of_address(services, email)
    _prove(services, row, email, password, caller)
    assert row is not None
    row.signed_in_at = services.now
    kib = services.settings.password_kib
    if passwords.is_dated(row.password_hash, kib):
        row.password_hash = passwords.hashed(password, kib)
    return _member(row)


def member(services: Services, session_key: str) -> Member:
    """Whose sessions carry that key. Raises `NotFound` once it is renewed."""
    row = repository.by_session_key(services.session, session_key)
    if row is None:
        raise NotFound
    return _member(row)


def change_password(
    services: Services, session_key: str, current: str, new: str, caller: str
) -> Member:
    """Give the account a new password and a new session key: every other session ends.

    Raises `NotFound`, `TooManyAttempts`, `WrongCredentials` for the current password and
    `InvalidInput` for the new one.
    """
    row = _row_to_change(services, session_key)
    _prove(services, row, row.email, current, caller)
    _set_password(services, row, new)
    return _member(row)


def end_sessions(services: Services, session_key: str) -> None:
    """Sign the account out on every device. Raises `NotFound`."""
    _row_to_change(services, session_key).session_key = _new_session_key()


def set_password(services: Services, email: str, password: str) -> None:
    """The operator's way in for who has lost the password; ends every session and every wait.

    Raises `NotFound`, `InvalidInput`.
    """
    email = _address(email)
    row = _row_of_address(services, email)
    if row is None:
        raise NotFound
    _set_password(services, row, password)
    repository.delete_failures(services.session, _subject(services, "account", email))


def accounts(services: Services) -> tuple[Account, ...]:
    """Everybody who can sign in, by organisation and address."""
    rows = repository.all_users(services.session)
    return tuple(
        Account(r.email, r.name, r.organisation.name, r.created_at, r.signed_in_at) for r in rows
    )


def _prove(services: Services, row: UserRow | None, email: str, password: str, caller: str) -> None:
    """Raise unless `password` is that of the account, which is locked, and tries are left."""
    account = _subject(services, "account", email)
    limits = {account: ACCOUNT_LIMIT, _subject(services, "caller", _network(caller)): CALLER_LIMIT}
    since = services.now - WINDOW
    oldest = (
        repository.newest_failure_but(services.session, subject, since, limit - 1)
        for subject, limit in limits.items()
    )
    waits = [at + WINDOW for at in oldest if at is not None]
    if waits:
        raise TooManyAttempts(max(waits))
    kept = None if row is None else row.password_hash
    if not passwords.matches(password, kept, services.settings.password_kib):
        repository.delete_failures_before(services.session, since)
        repository.add_failures(services.session, limits, services.now)
        raise WrongCredentials
    repository.delete_failures(services.session, account)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was typed about a new user, read one by one; `problems` gathers what is wrong."""

    problems: list[Problem]

    def line(self, text: str, field: str, missing: str = "") -> str:
        """A line of text, spaces made single; `missing` says what to answer to an empty one."""
        try:
            line = " ".join(read_text(text, field, MAX_NAME).split())
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return ""
        if missing and not line:
            self.problems.append(Problem(missing, {}, field))
        return line

    def address(self, services: Services, email: str) -> None:
        if not _is_address(email):
            message = N_("This is not an e-mail address. It looks like name@example.com.")
            self.problems.append(Problem(message, {}, "email"))
        elif repository.by_email_to_change(services.session, email) is not None:
            message = N_("There is an account with this address already.")
            self.problems.append(Problem(message, {}, "email"))


def _row_of_address(services: Services, email: str) -> UserRow | None:
    # What cannot be an address may hold characters that a database refuses.
    return repository.by_email_to_change(services.session, email) if _is_address(email) else None


def _row_to_change(services: Services, session_key: str) -> UserRow:
    row = repository.by_session_key_to_change(services.session, session_key)
    if row is None:
        raise NotFound
    return row


def _set_password(services: Services, row: UserRow, password: str) -> None:
    found = passwords.problems_of(password, row.email)
    if found:
        raise InvalidInput(found)
    row.password_hash = passwords.hashed(password, services.settings.password_kib)
    row.session_key = _new_session_key()


def _organisation(services: Services, name: str) -> OrganisationRow:
    found = repository.organisation_named(services.session, name)
    if found is not None:
        return found
    return OrganisationRow(public_id=secrets.token_urlsafe(12), name=name, created_at=services.now)


def _new_session_key() -> str:
    return secrets.token_urlsafe(32)


def _member(row: UserRow) -> Member:
    return Member(
        user_id=row.id,
        email=row.email,
        name=row.name,
        organisation_id=row.organisation_id,
        organisation_public_id=row.organisation.public_id,
        organisation_name=row.organisation.name,
        session_key=row.session_key,
    )


def _address(email: str) -> str:
    return plain(email).lower()


def _is_address(email: str) -> bool:
    fits = len(email) <= MAX_EMAIL and email.isprintable()
    return fits and _EMAIL.fullmatch(email) is not None


def _subject(services: Services, kind: str, whom: str) -> str:
    # Keyed: what was typed may be anything, even a password, and is nowhere to be read again.
    message = f"{kind} {whom}".encode("utf-8", "surrogatepass")
    return hmac.digest(services.settings.key.encode(), message, "sha256").hex()


def _network(caller: str) -> str:
    """The address attempts are counted by: one of IPv4, or the network of one of IPv6."""
    try:
        address = ipaddress.ip_address(caller.partition("%")[0])
    except ValueError:
        return caller
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))

"""Finding organisations and users, and counting failed attempts to sign in."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, joinedload

from app.persistence.models import FailedSignInRow, OrganisationRow, UserRow


def by_session_key(session: Session, session_key: str) -> UserRow | None:
    """The user whose sessions carry that key."""
    return session.scalar(_users().where(UserRow.session_key == session_key))


def by_session_key_to_change(session: Session, session_key: str) -> UserRow | None:
    """The same, locked until the transaction ends."""
    return session.scalar(_locked(_users().where(UserRow.session_key == session_key)))


def by_email_to_change(session: Session, email: str) -> UserRow | None:
    """The user with that address, locked, so that attempts on one account take turns."""
    return session.scalar(_locked(_users().where(UserRow.email == email)))


def any_user(session: Session) -> bool:
    """Whether anybody can sign in at all."""
    return session.scalar(select(UserRow.id).limit(1)) is not None


def all_users(session: Session) -> list[UserRow]:
    """Every user, by organisation and address."""
    named = _users().join(UserRow.organisation).order_by(OrganisationRow.name, UserRow.email)
    return list(session.scalars(named))


def organisation_named(session: Session, name: str) -> OrganisationRow | None:
    """The organisation of that name; the oldest where several bear it."""
    named = select(OrganisationRow).where(OrganisationRow.name == name)
    return session.scalar(named.order_by(OrganisationRow.id).limit(1))


def newest_failure_but(session: Session, subject: str, since: datetime, n: int) -> datetime | None:
    """When the attempt of `subject` failed that `n` others have followed; None if none did."""
    failed = select(FailedSignInRow.at).where(
        FailedSignInRow.subject == subject, FailedSignInRow.at > since
    )
    return session.scalar(failed.order_by(FailedSignInRow.at.desc()).offset(n).limit(1))


def add_failures(session: Session, subjects: Iterable[str], at: datetime) -> None:
    """Remember a failed attempt for each subject."""
    session.add_all(FailedSignInRow(subject=subject, at=at) for subject in subjects)
    session.flush()


def delete_failures(session: Session, subject: str) -> None:
    """Forget the failed attempts of `subject`."""
    session.execute(delete(FailedSignInRow).where(FailedSignInRow.subject == subject))


def delete_failures_before(session: Session, moment: datetime) -> None:
    """Forget every attempt that failed at `moment` or before."""
    session.execute(delete(FailedSignInRow).where(FailedSignInRow.at <= moment))


def _users() -> Select[UserRow]:
    return select(UserRow).options(joinedload(UserRow.organisation, innerjoin=True))


def _locked(users: Select[UserRow]) -> Select[UserRow]:
    return users.with_for_update(of=UserRow)

"""Passwords: what one may be, and how it is kept (Argon2id).

No rule says of what characters a password consists: length and being hard to guess are what
counts (NIST SP 800-63B). The same characters typed in another form are the same password.
"""

import secrets
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.domain.problems import N_, Problem

MIN_LENGTH, MAX_LENGTH = 12, 128  # characters
# Of the most used passwords, those that are long enough; repeated pieces are found by rule.
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())
_LONGEST_PIECE = 4


def problems_of(password: str, email: str) -> tuple[Problem, ...]:
    """What is wrong with choosing `password` for the account of `email`; the message's field is
    `password`."""
    password, email = _normal(password), email.casefold()
    if len(password) < MIN_LENGTH:
        message = N_("A password has at least {least} characters; this one has {given}.")
        return (Problem(message, {"least": MIN_LENGTH, "given": len(password)}, "password"),)
    if len(password) > MAX_LENGTH:
        message = N_("A password has at most {most} characters; this one has {given}.")
        return (Problem(message, {"most": MAX_LENGTH, "given": len(password)}, "password"),)
    folded = password.casefold()
    if folded in (email, email.partition("@")[0]):
        return (Problem(N_("The password must differ from the e-mail address."), {}, "password"),)
    if folded in COMMON or (folded + folded).find(folded, 1) <= _LONGEST_PIECE:
        message = N_(
            "This password is among the first that are guessed. Choose another, for example four "
            "words that have nothing to do with each other."
        )
        return (Problem(message, {}, "password"),)
    return ()


def hashed(password: str, kib: int) -> str:
    """The password as it is kept, hashed with `kib` KiB of memory."""
    return _hasher(kib).hash(_normal(password))


def matches(password: str, kept: str | None, kib: int) -> bool:
    """Whether the password is the one kept. Takes as long where there is none to compare with,
    so that nobody learns from the time who has an account."""
    decoy = _decoy(kib)
    try:
        _hasher(kib).verify(kept or decoy, _normal(password))
    except VerifyMismatchError:
        return False
    return kept is not None


def is_dated(kept: str, kib: int) -> bool:
    """Whether the password was hashed with other parameters than one would be now."""
    return _hasher(kib).check_needs_rehash(kept)


@cache
def _hasher(kib: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=kib)


@cache
def _decoy(kib: int) -> str:
    return _hasher(kib).hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)

"""Issuing reports: a code printed on each, its file signed, its digest kept under the code."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from app.persistence import issued as repository
from app.persistence.models import IssuedReportRow
from app.reporting.imprint import CODE_LENGTH, CODE_LETTERS, Imprint
from app.reporting.signing import Seal, own_certificate, sign
from app.services.context import Services
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Issued:
    """What the site knows of a file that it issued."""

    code: str
    sha256: str
    issued_at: datetime
    lang: str
    length: str


def imprint_for(settings: Settings, data: bytes, public_id: str, basis: str) -> Imprint:
    """The imprint of a report about to be printed.

    Its code cannot be guessed without the site's key, and is the same when the same report is
    printed again, so that the file is the same too.
    """
    message = f"report {public_id} {basis}".encode()
    digest = hmac.new(settings.key.encode(), message, "sha256").digest()
    code = "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest[:CODE_LENGTH])
    base = settings.public_url.rstrip("/")
    return Imprint(data, code, f"{base}/verify/{code}" if base else "")


def seal_of(settings: Settings) -> Seal | None:
    """What the operator signs with; None where nothing is signed. Raises OSError."""
    if settings.signing_certificate is None:
        return None
    return Seal(settings.signing_certificate, settings.signing_passphrase, settings.timestamp_url)


def signed(settings: Settings, pdf: bytes) -> bytes:
    """The file as it is issued: signed where the operator signs. Raises OSError, NotSigned."""
    seal = seal_of(settings)
    return pdf if seal is None else sign(pdf, seal)


def roots_of(settings: Settings) -> list[bytes]:
    """What the site's own signatures are known by, in DER: not by the authority, which signs for
    others too. Raises OSError, NotSigned.
    """
    seal = seal_of(settings)
    return [] if seal is None else [own_certificate(seal)]


def keep(services: Services, issued: Issued) -> None:
    """Remember the file, also when what it is about is deleted."""
    if repository.find(services.session, issued.sha256) is None:
        services.session.add(
            IssuedReportRow(
                sha256=issued.sha256,
                code=issued.code,
                issued_at=issued.issued_at,
                lang=issued.lang,
                length=issued.length,
            )
        )


def find(services: Services, code: str) -> Issued | None:
    """What was issued under the code."""
    return _issued(repository.find_by_code(services.session, code))


def find_file(services: Services, sha256: str) -> Issued | None:
    """What was issued with that digest: the very same file."""
    return _issued(repository.find(services.session, sha256))


def _issued(row: IssuedReportRow | None) -> Issued | None:
    if row is None:
        return None
    return Issued(row.code, row.sha256, row.issued_at, row.lang, row.length)

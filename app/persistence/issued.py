"""Issued reports, found by digest or by code."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.persistence.models import IssuedReportRow


def find(session: Session, sha256: str) -> IssuedReportRow | None:
    """The issued file with that SHA-256."""
    return session.get(IssuedReportRow, sha256)


def find_by_code(session: Session, code: str) -> IssuedReportRow | None:
    """The file issued under that code, the last where there are several."""
    found = select(IssuedReportRow).where(IssuedReportRow.code == code)
    latest = found.order_by(IssuedReportRow.issued_at.desc(), IssuedReportRow.sha256)
    return session.scalars(latest.limit(1)).first()

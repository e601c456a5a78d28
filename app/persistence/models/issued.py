"""Reports that left the house: what is needed to recognise one, and nothing about anybody."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.persistence.models.base import Base, UtcDateTime


class IssuedReportRow(Base):
    """One issued PDF by the SHA-256 of the final file, with the code printed on it.

    It refers to nothing, since it outlives the assessment: whoever holds a copy may ask years
    later whether it is the one that was issued. A report printed again after a breakdown may
    have two files under its code.
    """

    __tablename__ = "issued_reports"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lang: Mapped[str] = mapped_column(String(8))
    length: Mapped[str] = mapped_column(String(16))

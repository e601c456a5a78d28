"""Codes and digests of issued reports."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "issued_reports",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("length", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_issued_reports")),
    )
    op.create_index(op.f("ix_issued_reports_code"), "issued_reports", ["code"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_issued_reports_code"), table_name="issued_reports")
    op.drop_table("issued_reports")

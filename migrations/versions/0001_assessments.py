"""Assessments with their facts and answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("questionnaire", sa.String(64), nullable=False),
        sa.Column("questionnaire_version", sa.String(32), nullable=False),
        sa.Column("rules_version", sa.String(32), nullable=True),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("enterprise", sa.JSON(), nullable=False),
        sa.Column("enterprise_saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assessments_public_id")),
    )
    op.create_index(op.f("ix_assessments_changed_at"), "assessments", ["changed_at"])
    for table, key, length in (("facts", "variable", 64), ("answers", "question", 32)):
        op.create_table(
            table,
            sa.Column("assessment_id", sa.Integer(), nullable=False),
            sa.Column(key, sa.String(length), nullable=False),
            sa.Column("content", sa.JSON(), nullable=False),
            sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(
                ["assessment_id"],
                ["assessments.id"],
                name=op.f(f"fk_{table}_assessment_id_assessments"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("assessment_id", key, name=op.f(f"pk_{table}")),
        )


def downgrade() -> None:
    op.drop_table("answers")
    op.drop_table("facts")
    op.drop_table("assessments")

"""What planner and calculators work on, the plan last made, and the assessment before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("assessments") as batch:
        batch.add_column(sa.Column("previous_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_assessments_previous_id_assessments"),
            "assessments",
            ["previous_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch.create_index(op.f("ix_assessments_previous_id"), ["previous_id"])
    _table(
        "inputs",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        key=["assessment_id", "name"],
    )
    _table(
        "plans",
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        key=["assessment_id"],
    )


def _table(name: str, *columns: sa.Column, key: list[str]) -> None:
    op.create_table(
        name,
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f(f"fk_{name}_assessment_id_assessments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    op.drop_table("plans")
    op.drop_table("inputs")
    with op.batch_alter_table("assessments") as batch:
        batch.drop_index(op.f("ix_assessments_previous_id"))
        batch.drop_constraint(op.f("fk_assessments_previous_id_assessments"), type_="foreignkey")
        batch.drop_column("previous_id")

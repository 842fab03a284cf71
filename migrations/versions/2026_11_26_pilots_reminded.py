"""A pilot run remembers when its school was reminded of the feedback."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_pilots_reminded"
down_revision = "2026_11_26_networks_and_measures"


def upgrade() -> None:
    """Make the column."""
    op.add_column("course_run", sa.Column("feedback_reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    with op.batch_alter_table("course_run") as run:
        run.drop_column("feedback_reminded_at")

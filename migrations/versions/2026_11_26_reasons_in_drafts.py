"""A draft of a plan keeps the reason that goes with it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_reasons_in_drafts"
down_revision = "2026_11_26_pilots_reminded"


def upgrade() -> None:
    """Make the column; the drafts there are have none."""
    with op.batch_alter_table("plan_draft") as draft:
        draft.add_column(sa.Column("why", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("plan_draft") as draft:
        draft.alter_column("why", server_default=None)


def downgrade() -> None:
    """Take it away again."""
    with op.batch_alter_table("plan_draft") as draft:
        draft.drop_column("why")

"""Plans and calendars: drafts and published plans, what runs do otherwise, pilots, school days, feeds."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_plans_and_calendars"
down_revision = "2026_11_25_people_and_places"

INSTANT = sa.DateTime(timezone=True)

TABLES = (
    "school_day",
    "intake",
    "opening_exception",
    "local_override",
    "pilot_application",
    "pilot_feedback",
    "plan_draft",
    "plan_version",
    "calendar_feed",
)
"""In the order in which they are made."""


def upgrade() -> None:
    """Make the tables, and widen those there are."""
    _make_school_days()
    _make_intake()
    _widen()
    _make_what_runs_change()
    _make_pilots()
    _make_plans()
    _make_feeds()


def downgrade() -> None:
    """Take it all away again."""
    with op.batch_alter_table("meeting") as meeting:
        for column in ("cancelled_because", "changed_at", "sequence", "pinned"):
            meeting.drop_column(column)
    for table in reversed(TABLES):
        if table != "intake":
            op.drop_table(table)
    with op.batch_alter_table("course_run") as run:
        run.drop_constraint("fk_course_run_intake_id_intake", type_="foreignkey")
        run.drop_constraint("fk_course_run_previous_id_course_run", type_="foreignkey")
        for column in ("intake_id", "previous_id", "adapted", "has_exceptions", "feedback_by", "paused_on", "dates"):
            run.drop_column(column)
    op.drop_table("intake")


def _make_school_days() -> None:
    op.create_table(
        "school_day",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "day", name="pk_school_day"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_school_day_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name="fk_school_day_set_by_person"),
        sa.CheckConstraint("kind in ('ordinary', 'planning', 'off')", name="ck_school_day_kind"),
    )


def _make_intake() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_intake"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_intake_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_intake_made_by_person"),
        sa.UniqueConstraint("public_id", name="uq_intake_public_id"),
    )
    op.create_index("ix_intake_organisation_id", "intake", ["organisation_id"])


def _make_what_runs_change() -> None:
    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_opening_exception"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_opening_exception_run_id_course_run"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_opening_exception_team_id_team"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_opening_exception_person_id_person"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_opening_exception_made_by_person"),
        sa.CheckConstraint("(team_id is null) = (person_id is not null)", name="ck_opening_exception_team_or_person"),
        sa.UniqueConstraint("public_id", name="uq_opening_exception_public_id"),
    )
    op.create_index("ix_opening_exception_run_id", "opening_exception", ["run_id"])
    op.create_table(
        "local_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("module_id", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=False),
        sa.Column("place_in", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_local_override"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_local_override_run_id_course_run"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_local_override_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_local_override_made_by_person"),
        sa.CheckConstraint("kind in ('hide', 'show', 'move', 'add')", name="ck_local_override_kind"),
        sa.UniqueConstraint("public_id", name="uq_local_override_public_id"),
        sa.CheckConstraint("(run_id is null) = (organisation_id is not null)", name="ck_local_override_run_or_owner"),
    )
    op.create_index("ix_local_override_organisation_id_course_id", "local_override", ["organisation_id", "course_id"])
    op.create_index("ix_local_override_run_id", "local_override", ["run_id"])


def _make_pilots() -> None:
    op.create_table(
        "pilot_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pilot_application"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_pilot_application_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_pilot_application_asked_by_person"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_pilot_application_decided_by_person"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_pilot_application_run_id_course_run"),
        sa.UniqueConstraint("public_id", name="uq_pilot_application_public_id"),
    )
    op.create_index("ix_pilot_application_decided_at", "pilot_application", ["decided_at"])
    op.create_index("ix_pilot_application_organisation_id", "pilot_application", ["organisation_id"])
    op.create_table(
        "pilot_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pilot_feedback"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_pilot_feedback_run_id_course_run"),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name="fk_pilot_feedback_given_by_person"),
    )
    op.create_index("ix_pilot_feedback_run_id", "pilot_feedback", ["run_id"])


def _make_plans() -> None:
    op.create_table(
        "plan_draft",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_plan_draft"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_run.id"], name="fk_plan_draft_run_id_course_run", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name="fk_plan_draft_changed_by_person"),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_plan_version"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["course_run.id"], name="fk_plan_version_run_id_course_run", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name="fk_plan_version_published_by_person"),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name="fk_plan_version_undone_by_person"),
        sa.UniqueConstraint("run_id", "number", name="uq_plan_version_run_id_number"),
        sa.UniqueConstraint("public_id", name="uq_plan_version_public_id"),
    )


def _make_feeds() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("person_id", name="pk_calendar_feed"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_calendar_feed_person_id_person"),
        sa.UniqueConstraint("public_id", name="uq_calendar_feed_public_id"),
    )


def _widen() -> None:
    with op.batch_alter_table("course_run") as run:
        run.add_column(sa.Column("dates", sa.String(), nullable=False, server_default=""))
        run.add_column(sa.Column("paused_on", sa.Date(), nullable=True))
        run.add_column(sa.Column("feedback_by", sa.Date(), nullable=True))
        run.add_column(sa.Column("has_exceptions", sa.Boolean(), nullable=False, server_default=sa.false()))
        run.add_column(sa.Column("adapted", sa.Integer(), nullable=False, server_default="0"))
        run.add_column(sa.Column("previous_id", sa.Integer(), nullable=True))
        run.add_column(sa.Column("intake_id", sa.Integer(), nullable=True))
        run.create_foreign_key("fk_course_run_previous_id_course_run", "course_run", ["previous_id"], ["id"])
        run.create_foreign_key("fk_course_run_intake_id_intake", "intake", ["intake_id"], ["id"])
    with op.batch_alter_table("meeting") as meeting:
        meeting.add_column(sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
        meeting.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        meeting.add_column(sa.Column("changed_at", INSTANT, nullable=True))
        meeting.add_column(sa.Column("cancelled_because", sa.String(), nullable=False, server_default=""))
    # When a meeting that is there was planned is not known; it has not changed since its run was opened.
    op.execute(
        "update meeting set pinned = (1 = 1),"
        " changed_at = (select opened_at from course_run where course_run.id = meeting.run_id)"
    )
    for table, columns in (
        ("course_run", ("dates", "has_exceptions", "adapted")),
        ("meeting", ("pinned", "sequence", "cancelled_because")),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.alter_column(column, server_default=None)
    with op.batch_alter_table("meeting") as meeting:
        meeting.alter_column("changed_at", nullable=False)

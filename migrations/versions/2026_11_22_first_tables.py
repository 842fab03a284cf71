"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_first_tables"
down_revision = None

INSTANT = sa.DateTime(timezone=True)

TABLES = (
    "audit_line",
    "course_publication",
    "organisation",
    "person",
    "team",
    "membership",
    "failed_sign_in",
    "account",
    "user_session",
    "course_run",
    "meeting",
    "attendance",
    "decision",
    "meeting_team",
    "minutes_version",
    "answer",
    "checklist_tick",
    "completion",
    "playback_position",
    "team_answer",
    "team_answer_version",
)
"""In the order in which they are made."""


def upgrade() -> None:
    """Make them."""
    _make_audit()
    _make_course()
    _make_people()
    _make_accounts()
    _make_runs()
    _make_meetings()
    _make_own_progress()
    _make_team_answers()


def downgrade() -> None:
    """Drop them, the last one first."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_audit() -> None:
    """Make the tables of the log of grants and readings."""
    op.create_table(
        "audit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_line"),
    )
    op.create_index("ix_audit_line_person_id_at", "audit_line", ["person_id", "at"])
    op.create_index("ix_audit_line_team_id_at", "audit_line", ["team_id", "at"])


def _make_course() -> None:
    """Make the tables of published courses."""
    op.create_table(
        "course_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("editions", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_course_publication"),
    )
    op.create_index("ix_course_publication_course_id_version", "course_publication", ["course_id", "version"])


def _make_people() -> None:
    """Make the tables of places, teams, persons, memberships."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name="fk_organisation_parent_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("number", name="uq_organisation_number"),
        sa.UniqueConstraint("public_id", name="uq_organisation_public_id"),
    )
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"])
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("email = lower(email)", name="ck_person_email_is_lower"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
        sa.UniqueConstraint("public_id", name="uq_person_public_id"),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name="fk_team_school_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("public_id", name="uq_team_public_id"),
        sa.UniqueConstraint("school_id", "kind", "name", name="uq_team_school_id_kind_name"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_membership_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_membership_person_id_person"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_membership_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
    )
    op.create_index("ix_membership_organisation_id_role", "membership", ["organisation_id", "role"])
    op.create_index("ix_membership_person_id_ends_on", "membership", ["person_id", "ends_on"])
    op.create_index("ix_membership_team_id", "membership", ["team_id"])


def _make_accounts() -> None:
    """Make the tables of passwords, sessions, failed sign-ins."""
    op.create_table(
        "failed_sign_in",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_failed_sign_in"),
    )
    op.create_table(
        "account",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id_person"),
        sa.PrimaryKeyConstraint("person_id", name="pk_account"),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_user_session_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_user_session"),
        sa.UniqueConstraint("token_hash", name="uq_user_session_token_hash"),
    )
    op.create_index("ix_user_session_person_id", "user_session", ["person_id"])


def _make_runs() -> None:
    """Make the tables of a school goes through a course."""
    op.create_table(
        "course_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=True),
        sa.Column("pace", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint("(pace is null) = (starts_on is null)", name="ck_course_run_pace_with_start"),
        sa.CheckConstraint("(schedule is null) = (starts_on is not null)", name="ck_course_run_schedule_or_start"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_course_run_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_course_run"),
        sa.UniqueConstraint("public_id", name="uq_course_run_public_id"),
    )
    op.create_index("ix_course_run_organisation_id_course_id", "course_run", ["organisation_id", "course_id"])


def _make_meetings() -> None:
    """Make the tables of meetings, who was there, what was decided."""
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submit_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("no_decision_because", sa.String(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("held_at", INSTANT, nullable=True),
        sa.CheckConstraint("state in ('planned', 'held', 'cancelled')", name="ck_meeting_state"),
        sa.ForeignKeyConstraint(["held_by"], ["person.id"], name="fk_meeting_held_by_person"),
        sa.ForeignKeyConstraint(["planned_by"], ["person.id"], name="fk_meeting_planned_by_person"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_meeting_run_id_course_run"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.UniqueConstraint("public_id", name="uq_meeting_public_id"),
        sa.UniqueConstraint("submit_id", name="uq_meeting_submit_id"),
    )
    op.create_index("ix_meeting_run_id_module_id", "meeting", ["run_id", "module_id"])
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_attendance_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_attendance_person_id_person"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_attendance_team_id_team"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_attendance"),
    )
    op.create_index("ix_attendance_person_id", "attendance", ["person_id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_decision_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_meeting_id", "decision", ["meeting_id"])
    op.create_table(
        "meeting_team",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_team_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_meeting_team_team_id_team"),
        sa.PrimaryKeyConstraint("meeting_id", "team_id", name="pk_meeting_team"),
    )
    op.create_index("ix_meeting_team_team_id", "meeting_team", ["team_id"])
    op.create_table(
        "minutes_version",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_minutes_version_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name="fk_minutes_version_saved_by_person"),
        sa.PrimaryKeyConstraint("meeting_id", "version", name="pk_minutes_version"),
    )


def _make_own_progress() -> None:
    """Make the tables of what a person has done and written."""
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_answer_person_id_person"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_answer_run_id_course_run"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint("person_id", "run_id", "activity_id", name="uq_answer_person_id_run_id_activity_id"),
    )
    op.create_table(
        "checklist_tick",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("ticked_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_checklist_tick_person_id_person"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_checklist_tick_run_id_course_run"),
        sa.PrimaryKeyConstraint("person_id", "run_id", "activity_id", "item_id", name="pk_checklist_tick"),
    )
    op.create_table(
        "completion",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("done_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "how in ('watched', 'listened', 'read', 'delivered', 'ticked', 'together', 'by_hand', 'answered')",
            name="ck_completion_how",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_completion_person_id_person"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_completion_run_id_course_run"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_completion_team_id_team"),
        sa.PrimaryKeyConstraint("person_id", "run_id", "activity_id", name="pk_completion"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_completion_run_id_activity_id_done_at", "completion", ["run_id", "activity_id", "done_at"])
    op.create_table(
        "playback_position",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_playback_position_person_id_person"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_playback_position_run_id_course_run"),
        sa.PrimaryKeyConstraint("person_id", "run_id", "activity_id", name="pk_playback_position"),
    )


def _make_team_answers() -> None:
    """Make the tables of what a team has written, and the versions before."""
    op.create_table(
        "team_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("delivered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["delivered_by"], ["person.id"], name="fk_team_answer_delivered_by_person"),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_team_answer_run_id_course_run"),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name="fk_team_answer_saved_by_person"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_answer_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_team_answer"),
        sa.UniqueConstraint("public_id", name="uq_team_answer_public_id"),
        sa.UniqueConstraint("team_id", "run_id", "activity_id", name="uq_team_answer_team_id_run_id_activity_id"),
    )
    op.create_table(
        "team_answer_version",
        sa.Column("team_answer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["saved_by"], ["person.id"], name="fk_team_answer_version_saved_by_person"),
        sa.ForeignKeyConstraint(
            ["team_answer_id"],
            ["team_answer.id"],
            name="fk_team_answer_version_team_answer_id_team_answer",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("team_answer_id", "version", name="pk_team_answer_version"),
    )

"""Teams and meetings: agendas, duties, follow-ups and waivers, the meeting room, and what is around answers."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_teams_and_meetings"
down_revision = "2026_11_26_reasons_in_drafts"

INSTANT = sa.DateTime(timezone=True)
TABLES = (  # in the order in which they are made
    "meeting_template",
    "meeting_duty",
    "meeting_guest",
    "apology",
    "caught_up",
    "follow_up",
    "agenda_item",
    "waiver",
    "meeting_room",
    "room_note",
    "attachment",
    "team_comment",
    "publication",
    "publication_comment",
)


def upgrade() -> None:
    """Make the tables, and widen those there are."""
    _make_what_is_around_meetings()
    _make_what_meetings_leave()
    _make_rooms()
    _make_what_is_around_answers()
    _widen()


def downgrade() -> None:
    """Take it all away again."""
    for table in ("minutes_version", "team_answer_version"):
        with op.batch_alter_table(table) as version:
            version.drop_column("settled_at")
            version.drop_column("beside")
    with op.batch_alter_table("minutes_version") as version:
        version.drop_column("outcomes")
    with op.batch_alter_table("meeting") as meeting:
        meeting.drop_constraint("fk_meeting_continues_id_meeting", type_="foreignkey")
        for column in ("asked_at", "continues_id", "guests", "link"):
            meeting.drop_column(column)
    with op.batch_alter_table("decision") as decision:
        decision.drop_constraint("fk_decision_owner_id_person", type_="foreignkey")
        decision.drop_constraint("uq_decision_submit_id", type_="unique")
        decision.drop_constraint("uq_decision_public_id", type_="unique")
        for column in ("review_on", "due_on", "owner_id", "submit_id", "public_id"):
            decision.drop_column(column)
    with op.batch_alter_table("answer") as answer:
        answer.drop_index("ix_answer_shared_with_run_id")
        answer.drop_constraint("fk_answer_shared_with_team", type_="foreignkey")
        answer.drop_column("shared_with")
        answer.drop_column("shared_at")
    for table in reversed(TABLES):
        op.drop_table(table)


def _widen() -> None:
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("shared_at", INSTANT, nullable=True))
        answer.add_column(sa.Column("shared_with", sa.Integer(), nullable=True))
        answer.create_foreign_key("fk_answer_shared_with_team", "team", ["shared_with"], ["id"])
        answer.create_index("ix_answer_shared_with_run_id", ["shared_with", "run_id"])
    with op.batch_alter_table("decision") as decision:
        for name in ("public_id", "submit_id"):
            decision.add_column(sa.Column(name, sa.String(), nullable=True))
        for name, kind in (("owner_id", sa.Integer()), ("due_on", sa.Date()), ("review_on", sa.Date())):
            decision.add_column(sa.Column(name, kind, nullable=True))
        decision.create_foreign_key("fk_decision_owner_id_person", "person", ["owner_id"], ["id"])
    decision = sa.table("decision", sa.column("id", sa.Integer), sa.column("public_id", sa.String))
    connection = op.get_bind()
    for (id_,) in connection.execute(sa.select(decision.c.id)).all():
        connection.execute(sa.update(decision).where(decision.c.id == id_).values(public_id=secrets.token_urlsafe(9)))
    with op.batch_alter_table("decision") as table:
        table.alter_column("public_id", existing_type=sa.String(), nullable=False)
        table.create_unique_constraint("uq_decision_public_id", ["public_id"])
        table.create_unique_constraint("uq_decision_submit_id", ["submit_id"])
    with op.batch_alter_table("meeting") as meeting:
        meeting.add_column(sa.Column("link", sa.String(), nullable=False, server_default=""))
        meeting.add_column(sa.Column("guests", sa.String(), nullable=False, server_default=""))
        meeting.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        meeting.add_column(sa.Column("asked_at", INSTANT, nullable=True))
        meeting.create_foreign_key(
            "fk_meeting_continues_id_meeting", "meeting", ["continues_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("meeting") as meeting:
        for name in ("link", "guests"):
            meeting.alter_column(name, existing_type=sa.String(), server_default=None)
    for table in ("minutes_version", "team_answer_version"):
        with op.batch_alter_table(table) as version:
            version.add_column(sa.Column("beside", sa.Integer(), nullable=True))
            version.add_column(sa.Column("settled_at", INSTANT, nullable=True))
    with op.batch_alter_table("minutes_version") as version:
        version.add_column(sa.Column("outcomes", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("minutes_version") as version:
        version.alter_column("outcomes", existing_type=sa.String(), server_default=None)


def _make_what_is_around_meetings() -> None:
    op.create_table(
        "meeting_template",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_template_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "module_id", "activity_id", name="pk_meeting_template"),
    )
    op.create_table(
        "meeting_duty",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "duty in ('facilitator', 'timekeeper', 'recorder', 'focus_keeper')", name="ck_meeting_duty_duty"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_duty_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_meeting_duty_person_id_person"),
        sa.PrimaryKeyConstraint("meeting_id", "duty", name="pk_meeting_duty"),
    )
    op.create_index("ix_meeting_duty_person_id", "meeting_duty", ["person_id"])
    op.create_table(
        "meeting_guest",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("invited_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name="fk_meeting_guest_invited_by_person"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_guest_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_meeting_guest_person_id_person"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_meeting_guest"),
    )
    op.create_index("ix_meeting_guest_person_id", "meeting_guest", ["person_id"])
    op.create_table(
        "apology",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_apology_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_apology_person_id_person"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_apology"),
    )
    op.create_index("ix_apology_person_id", "apology", ["person_id"])
    op.create_table(
        "caught_up",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("caught_up_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_caught_up_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_caught_up_person_id_person"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_caught_up"),
    )
    op.create_index("ix_caught_up_person_id", "caught_up", ["person_id"])


def _make_what_meetings_leave() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submit_id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name="fk_follow_up_done_by_person"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_follow_up_made_by_person"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_follow_up_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_follow_up_owner_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up"),
        sa.UniqueConstraint("public_id", name="uq_follow_up_public_id"),
        sa.UniqueConstraint("submit_id", name="uq_follow_up_submit_id"),
    )
    op.create_index("ix_follow_up_meeting_id", "follow_up", ["meeting_id"])
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("cuttable", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column("brought_from_id", sa.Integer(), nullable=True),
        sa.Column("follow_up_id", sa.Integer(), nullable=True),
        sa.Column("review_of_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'done', 'cut')", name="ck_agenda_item_state"),
        sa.ForeignKeyConstraint(
            ["brought_from_id"],
            ["agenda_item.id"],
            name="fk_agenda_item_brought_from_id_agenda_item",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name="fk_agenda_item_follow_up_id_follow_up", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["review_of_id"], ["decision.id"], name="fk_agenda_item_review_of_id_decision", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_agenda_item_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
        sa.UniqueConstraint("meeting_id", "position", name="uq_agenda_item_meeting_id_position"),
    )
    for column in ("brought_from_id", "follow_up_id", "review_of_id"):
        op.create_index(f"ix_agenda_item_{column}", "agenda_item", [column])
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submit_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.String(), nullable=False),
        sa.Column("activity_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("waived_by", sa.Integer(), nullable=False),
        sa.Column("waived_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["course_run.id"], name="fk_waiver_run_id_course_run", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_waiver_team_id_team"),
        sa.ForeignKeyConstraint(["waived_by"], ["person.id"], name="fk_waiver_waived_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_waiver"),
        sa.UniqueConstraint("public_id", name="uq_waiver_public_id"),
        sa.UniqueConstraint("submit_id", name="uq_waiver_submit_id"),
    )
    op.create_index("ix_waiver_run_id_team_id", "waiver", ["run_id", "team_id"])


def _make_rooms() -> None:
    op.create_table(
        "meeting_room",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("clock", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("ends_at", INSTANT, nullable=True),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column("step_ends_at", INSTANT, nullable=True),
        sa.Column("step_left_seconds", sa.Integer(), nullable=True),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("led_by", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name="fk_meeting_room_item_id_agenda_item", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["led_by"], ["person.id"], name="fk_meeting_room_led_by_person"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_room_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name="fk_meeting_room_opened_by_person"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_meeting_room"),
        sa.UniqueConstraint("code", name="uq_meeting_room_code"),
    )
    op.create_table(
        "room_note",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("ready_at", INSTANT, nullable=True),
        sa.Column("shared_at", INSTANT, nullable=True),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name="fk_room_note_item_id_agenda_item", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_room_note_meeting_id_meeting", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_room_note_person_id_person"),
        sa.PrimaryKeyConstraint("meeting_id", "item_id", "person_id", name="pk_room_note"),
    )
    op.create_index("ix_room_note_item_id", "room_note", ["item_id"])
    op.create_index("ix_room_note_person_id", "room_note", ["person_id"])


def _make_what_is_around_answers() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submit_id", sa.String(), nullable=False),
        sa.Column("team_answer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name="fk_attachment_added_by_person"),
        sa.ForeignKeyConstraint(
            ["team_answer_id"], ["team_answer.id"], name="fk_attachment_team_answer_id_team_answer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("public_id", name="uq_attachment_public_id"),
        sa.UniqueConstraint("submit_id", name="uq_attachment_submit_id"),
    )
    op.create_index("ix_attachment_team_answer_id", "attachment", ["team_answer_id"])
    op.create_table(
        "team_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submit_id", sa.String(), nullable=False),
        sa.Column("team_answer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_team_comment_person_id_person"),
        sa.ForeignKeyConstraint(
            ["team_answer_id"],
            ["team_answer.id"],
            name="fk_team_comment_team_answer_id_team_answer",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_team_comment"),
        sa.UniqueConstraint("public_id", name="uq_team_comment_public_id"),
        sa.UniqueConstraint("submit_id", name="uq_team_comment_submit_id"),
    )
    op.create_index("ix_team_comment_team_answer_id", "team_comment", ["team_answer_id"])
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submit_id", sa.String(), nullable=False),
        sa.Column("team_answer_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name="fk_publication_network_id_network"),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name="fk_publication_published_by_person"),
        sa.ForeignKeyConstraint(
            ["team_answer_id"], ["team_answer.id"], name="fk_publication_team_answer_id_team_answer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.UniqueConstraint("public_id", name="uq_publication_public_id"),
        sa.UniqueConstraint("submit_id", name="uq_publication_submit_id"),
    )
    for column in ("network_id", "team_answer_id"):
        op.create_index(f"ix_publication_{column}", "publication", [column])
    op.create_table(
        "publication_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submit_id", sa.String(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_publication_comment_person_id_person"),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name="fk_publication_comment_publication_id_publication",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_publication_comment"),
        sa.UniqueConstraint("public_id", name="uq_publication_comment_public_id"),
        sa.UniqueConstraint("submit_id", name="uq_publication_comment_submit_id"),
    )
    op.create_index("ix_publication_comment_publication_id", "publication_comment", ["publication_id"])

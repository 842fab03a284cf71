"""People, places and ways in: validity and successors, invitations, codes, imports, the second factor, mail."""

import secrets
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_people_and_places"
down_revision = "2026_11_22_first_tables"

INSTANT = sa.DateTime(timezone=True)
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

TABLES = (
    "outgoing_mail",
    "role_request",
    "partnership",
    "people_import",
    "people_import_row",
    "invitation",
    "join_code",
    "mailed_link",
    "recovery_code",
)
"""In the order in which they are made."""


def upgrade() -> None:
    """Make the tables, and widen those there are."""
    _make_mail()
    _make_requests_and_imports()
    _make_ways_in()
    _widen()
    _fill()
    with op.batch_alter_table("person") as person:
        person.alter_column("sort_key", nullable=False)
        person.create_index("ix_person_sort_key", ["sort_key"])
    with op.batch_alter_table("organisation") as organisation:
        organisation.alter_column("sort_key", nullable=False)
        organisation.create_index("ix_organisation_sort_key", ["sort_key"])
    with op.batch_alter_table("user_session") as user_session:
        user_session.alter_column("public_id", nullable=False)
        user_session.alter_column("browser", nullable=False, server_default=None)
        user_session.alter_column("strong", nullable=False, server_default=None)
        user_session.create_unique_constraint("uq_user_session_public_id", ["public_id"])


def downgrade() -> None:
    """Take it all away again."""
    with op.batch_alter_table("user_session") as user_session:
        user_session.drop_constraint("uq_user_session_public_id", type_="unique")
        for column in ("strong", "browser", "public_id"):
            user_session.drop_column(column)
    with op.batch_alter_table("person") as person:
        person.drop_index("ix_person_sort_key")
        person.drop_column("sort_key")
    op.drop_index("uq_team_at_work", "team")
    # A new team may have the name of one that has ended; without the day it ended they need two names.
    op.execute("update team set name = name || ' (' || id || ')' where ended_on is not null")
    with op.batch_alter_table("team") as team:
        team.create_unique_constraint("uq_team_school_id_kind_name", ["school_id", "kind", "name"])
        team.drop_constraint("fk_team_successor_id_team", type_="foreignkey")
        team.drop_column("successor_id")
        team.drop_column("ended_on")
    with op.batch_alter_table("organisation") as organisation:
        organisation.drop_constraint("fk_organisation_successor_id_organisation", type_="foreignkey")
        organisation.drop_index("ix_organisation_sort_key")
        for column in ("successor_id", "ends_on", "starts_on", "sort_key"):
            organisation.drop_column(column)
    with op.batch_alter_table("audit_line") as audit_line:
        audit_line.drop_index("ix_audit_line_organisation_id_at")
        audit_line.drop_index("ix_audit_line_event_at")
        audit_line.drop_index("ix_audit_line_actor_id_at")
        audit_line.drop_index("ix_audit_line_at")
        audit_line.drop_column("organisation_id")
    with op.batch_alter_table("account") as account:
        for column in ("totp_step", "totp_since", "totp_secret", "first_signed_in_at"):
            account.drop_column(column)
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_mail() -> None:
    """Make the tables of the outbox."""
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("values", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_mail"),
    )
    op.create_index("ix_outgoing_mail_due_at", "outgoing_mail", ["due_at"])


def _make_requests_and_imports() -> None:
    """Make the tables of what is asked for, and files on their way in."""
    op.create_table(
        "role_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_role_request_asked_by_person"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_role_request_decided_by_person"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_role_request_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_role_request_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_role_request"),
        sa.UniqueConstraint("public_id", name="uq_role_request_public_id"),
    )
    op.create_index("ix_role_request_organisation_id_decided_at", "role_request", ["organisation_id", "decided_at"])
    op.create_index("ix_role_request_person_id", "role_request", ["person_id"])
    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("university_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_partnership_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["university_id"], ["organisation.id"], name="fk_partnership_university_id_organisation"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_partnership_made_by_person"),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name="fk_partnership_ended_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_partnership"),
        sa.UniqueConstraint("public_id", name="uq_partnership_public_id"),
    )
    op.create_index("ix_partnership_organisation_id_ended_at", "partnership", ["organisation_id", "ended_at"])
    op.create_index("ix_partnership_university_id_ended_at", "partnership", ["university_id", "ended_at"])
    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows_in_all", sa.Integer(), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_people_import_made_by_person"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_people_import_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_people_import"),
        sa.UniqueConstraint("public_id", name="uq_people_import_public_id"),
    )
    op.create_index("ix_people_import_made_by", "people_import", ["made_by"])
    op.create_table(
        "people_import_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("cells", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_import.id"], name="fk_people_import_row_import_id_people_import", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_people_import_row"),
    )
    op.create_index("ix_people_import_row_import_id_fate_line", "people_import_row", ["import_id", "fate", "line"])
    op.create_index("ix_people_import_row_import_id_key", "people_import_row", ["import_id", "key"])


def _make_ways_in() -> None:
    """Make the tables of invitations, join codes, mailed links and recovery codes."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name="fk_invitation_invited_by_person"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_invitation_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_invitation_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("public_id", name="uq_invitation_public_id"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_index("ix_invitation_email", "invitation", ["email"])
    op.create_index("ix_invitation_organisation_id_used_at", "invitation", ["organisation_id", "used_at"])
    op.create_table(
        "join_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_join_code_made_by_person"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_join_code_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_join_code_team_id_team"),
        sa.PrimaryKeyConstraint("id", name="pk_join_code"),
        sa.UniqueConstraint("code", name="uq_join_code_code"),
        sa.UniqueConstraint("public_id", name="uq_join_code_public_id"),
    )
    op.create_index("ix_join_code_organisation_id_ended_at", "join_code", ["organisation_id", "ended_at"])
    op.create_table(
        "mailed_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_mailed_link_person_id_person"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_mailed_link"),
    )
    op.create_index("ix_mailed_link_person_id", "mailed_link", ["person_id"])
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_recovery_code_person_id_person"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"])


def _widen() -> None:
    """Give the tables there are their new columns; those that may not be empty are filled first."""
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("first_signed_in_at", INSTANT, nullable=True))
        account.add_column(sa.Column("totp_secret", sa.String(), nullable=True))
        account.add_column(sa.Column("totp_since", INSTANT, nullable=True))
        account.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
    with op.batch_alter_table("audit_line") as audit_line:
        audit_line.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        audit_line.create_index("ix_audit_line_at", ["at"])
        audit_line.create_index("ix_audit_line_actor_id_at", ["actor_id", "at"])
        audit_line.create_index("ix_audit_line_event_at", ["event", "at"])
        audit_line.create_index("ix_audit_line_organisation_id_at", ["organisation_id", "at"])
    with op.batch_alter_table("organisation") as organisation:
        organisation.add_column(sa.Column("sort_key", SORT_KEY, nullable=True))
        organisation.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        organisation.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        organisation.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        organisation.create_foreign_key(
            "fk_organisation_successor_id_organisation", "organisation", ["successor_id"], ["id"]
        )
    with op.batch_alter_table("team") as team:
        team.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        team.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        team.create_foreign_key("fk_team_successor_id_team", "team", ["successor_id"], ["id"])
        team.drop_constraint("uq_team_school_id_kind_name", type_="unique")
    at_work = sa.text("ended_on is null")
    op.create_index(
        "uq_team_at_work",
        "team",
        ["school_id", "kind", "name"],
        unique=True,
        sqlite_where=at_work,
        postgresql_where=at_work,
    )
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("sort_key", SORT_KEY, nullable=True))
    with op.batch_alter_table("user_session") as user_session:
        user_session.add_column(sa.Column("public_id", sa.String(), nullable=True))
        user_session.add_column(sa.Column("browser", sa.String(), nullable=False, server_default=""))
        user_session.add_column(sa.Column("strong", sa.Boolean(), nullable=False, server_default=sa.false()))


def _fill() -> None:
    """Sort persons and places, name the sessions that run, and say who has been here."""
    connection = op.get_bind()
    for name_of_table in ("person", "organisation"):
        table = sa.table(name_of_table, sa.column("id"), sa.column("name"), sa.column("sort_key"))
        for id_, name in connection.execute(sa.select(table.c.id, table.c.name)).all():
            connection.execute(sa.update(table).where(table.c.id == id_).values(sort_key=_sort_key(name)))
    session = sa.table("user_session", sa.column("id"), sa.column("public_id"))
    for (id_,) in connection.execute(sa.select(session.c.id)).all():
        connection.execute(sa.update(session).where(session.c.id == id_).values(public_id=secrets.token_urlsafe(9)))
    connection.execute(
        sa.text(
            "update account set first_signed_in_at ="
            " (select min(started_at) from user_session where user_session.person_id = account.person_id)"
        )
    )


def _sort_key(name: str) -> str:
    """What ``base/sorting.py`` made of a name when this was written."""
    letters = str.maketrans(
        {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y", "ð": "d", "đ": "d", "þ": "th", "ł": "l"}
    )
    lower = unicodedata.normalize("NFC", name).casefold().replace("aa", "å").translate(letters)
    plain = (sign for sign in unicodedata.normalize("NFD", lower) if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() or sign in "{|}" else " " for sign in plain).split()
    return "".join(sign if sign.isascii() else f"~{ord(sign):06x}" for sign in " ".join(words))[:200]

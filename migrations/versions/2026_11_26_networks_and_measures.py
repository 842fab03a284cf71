"""Networks and measures: gatherings, requests for help, notes of support, the annual wheel."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_networks_and_measures"
down_revision = "2026_11_26_plans_and_calendars"

INSTANT = sa.DateTime(timezone=True)

TABLES = (
    "network",
    "network_member",
    "gathering",
    "gathering_sign_up",
    "help_request",
    "support_note",
    "measure",
    "wheel_item",
)
"""In the order in which they are made."""


def upgrade() -> None:
    """Make the tables."""
    _make_networks()
    _make_gatherings()
    _make_measures()


def downgrade() -> None:
    """Take them away again."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_networks() -> None:
    op.create_table(
        "network",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.String(), nullable=True),
        sa.Column("schedule", sa.String(), nullable=True),
        sa.Column("school_year", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_network"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_network_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["network.id"], name="fk_network_parent_id_network"),
        sa.CheckConstraint("kind in ('leader', 'subject', 'teacher', 'cooperating', 'region')", name="ck_network_kind"),
        sa.UniqueConstraint("public_id", name="uq_network_public_id"),
    )
    op.create_index("ix_network_organisation_id", "network", ["organisation_id"])
    op.create_index("ix_network_parent_id", "network", ["parent_id"])
    op.create_table(
        "network_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_network_member"),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name="fk_network_member_network_id_network", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_network_member_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_network_member_person_id_person"),
        sa.CheckConstraint(
            "(organisation_id is null) = (person_id is not null)", name="ck_network_member_place_or_person"
        ),
    )
    op.create_index("ix_network_member_network_id", "network_member", ["network_id"])
    op.create_index("ix_network_member_organisation_id", "network_member", ["organisation_id"])
    op.create_index("ix_network_member_person_id", "network_member", ["person_id"])


def _make_gatherings() -> None:
    op.create_table(
        "gathering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("sign_up_by", sa.Date(), nullable=True),
        sa.Column("course_id", sa.String(), nullable=True),
        sa.Column("module_id", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_gathering"),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name="fk_gathering_network_id_network"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_gathering_made_by_person"),
        sa.UniqueConstraint("public_id", name="uq_gathering_public_id"),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_gathering_ends_after_start"),
        sa.CheckConstraint("precision in ('day', 'week', 'term')", name="ck_gathering_precision"),
    )
    op.create_index("ix_gathering_network_id_starts_on", "gathering", ["network_id", "starts_on"])
    op.create_index("ix_gathering_starts_on", "gathering", ["starts_on"])
    op.create_table(
        "gathering_sign_up",
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name="pk_gathering_sign_up"),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gathering.id"], name="fk_gathering_sign_up_gathering_id_gathering", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_gathering_sign_up_person_id_person"),
    )
    op.create_index("ix_gathering_sign_up_person_id", "gathering_sign_up", ["person_id"])
    op.create_table(
        "help_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("university_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("second_date", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("gathering_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_help_request"),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name="fk_help_request_school_id_organisation"),
        sa.ForeignKeyConstraint(
            ["university_id"], ["organisation.id"], name="fk_help_request_university_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_help_request_person_id_person"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_help_request_asked_by_person"),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name="fk_help_request_answered_by_person"),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name="fk_help_request_gathering_id_gathering"),
        sa.CheckConstraint("kind in ('course', 'guidance')", name="ck_help_request_kind"),
        sa.CheckConstraint(
            "(university_id is null) = (person_id is not null)", name="ck_help_request_university_or_person"
        ),
        sa.UniqueConstraint("public_id", name="uq_help_request_public_id"),
    )
    op.create_index("ix_help_request_person_id", "help_request", ["person_id"])
    op.create_index("ix_help_request_school_id", "help_request", ["school_id"])
    op.create_index("ix_help_request_university_id", "help_request", ["university_id"])
    op.create_table(
        "support_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("university_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=False),
        sa.Column("module_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_support_note"),
        sa.ForeignKeyConstraint(
            ["university_id"], ["organisation.id"], name="fk_support_note_university_id_organisation"
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name="fk_support_note_written_by_person"),
        sa.UniqueConstraint("public_id", name="uq_support_note_public_id"),
    )
    op.create_index("ix_support_note_course_id_module_id", "support_note", ["course_id", "module_id"])
    op.create_index("ix_support_note_university_id", "support_note", ["university_id"])


def _make_measures() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("when_", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("course_id", sa.String(), nullable=True),
        sa.Column("module_id", sa.String(), nullable=True),
        sa.Column("gathering_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_for", sa.String(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_in", sa.String(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_measure"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_measure_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gathering.id"], name="fk_measure_gathering_id_gathering", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name="fk_measure_proposed_by_person"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_measure_decided_by_person"),
        sa.ForeignKeyConstraint(["carried_from_id"], ["measure.id"], name="fk_measure_carried_from_id_measure"),
        sa.UniqueConstraint("public_id", name="uq_measure_public_id"),
        sa.CheckConstraint(
            "status in ('proposed', 'refused', 'planned', 'under_way', 'done', 'dropped')", name="ck_measure_status"
        ),
    )
    op.create_index("ix_measure_organisation_id_year", "measure", ["organisation_id", "year"])
    op.create_table(
        "wheel_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_wheel_item"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_wheel_item_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_wheel_item_made_by_person"),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["wheel_item.id"], name="fk_wheel_item_carried_from_id_wheel_item"
        ),
        sa.UniqueConstraint("public_id", name="uq_wheel_item_public_id"),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_wheel_item_ends_after_start"),
        sa.CheckConstraint("phase in ('map', 'plan', 'carry_out', 'evaluate', 'revise')", name="ck_wheel_item_phase"),
    )
    op.create_index("ix_wheel_item_organisation_id_starts_on", "wheel_item", ["organisation_id", "starts_on"])

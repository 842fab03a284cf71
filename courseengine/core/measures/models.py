"""Tables of the plan of measures and of the annual wheel."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import Base, Privacy, public_id
from courseengine.core.networks.models import Gathering
from courseengine.core.people.models import Organisation, Person


class Measure(Base):
    """Something an owner or a school means to do in a school year; proposed by one group, decided by another."""

    __tablename__ = "measure"
    __table_args__ = (
        CheckConstraint(
            "status in ('proposed', 'refused', 'planned', 'under_way', 'done', 'dropped')",
            name="status",
        ),
        Index(None, "organisation_id", "year"),
    )
    privacy = Privacy(
        holds="who proposed, decided and last changed a measure, and who is responsible for it",
        why="so that what was agreed is done",
        until="the measure is deleted; a person's name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    """the year in which its school year begins"""
    theme: Mapped[str]
    content: Mapped[str] = mapped_column(default="")
    target_group: Mapped[str] = mapped_column(default="")
    when: Mapped[str] = mapped_column("when_", default="")
    """in words, as such plans are written: autumn 2026, twice a year"""
    due_on: Mapped[date | None]
    """the day by which it should be done, where one is set"""
    responsible: Mapped[str] = mapped_column(default="")
    """who arranges it or answers for it, in words"""
    status: Mapped[str]
    course_id: Mapped[str | None]
    module_id: Mapped[str | None]
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("gathering.id", ondelete="SET NULL"))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_for: Mapped[str] = mapped_column(default="")
    """the group that proposes it"""
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_in: Mapped[str] = mapped_column(default="")
    """the group that decided it"""
    decided_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    reviewed_on: Mapped[date | None]
    """when it was last gone through, as is done in August and September"""
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    """the measure of the year before that it goes on with"""

    organisation: Mapped[Organisation] = relationship()
    gathering: Mapped[Gathering | None] = relationship()
    proposer: Mapped[Person] = relationship(foreign_keys=proposed_by)
    decider: Mapped[Person | None] = relationship(foreign_keys=decided_by)


class WheelItem(Base):
    """Something in a school's yearly round: it maps, plans, carries out, evaluates and revises."""

    __tablename__ = "wheel_item"
    __table_args__ = (
        CheckConstraint("phase in ('map', 'plan', 'carry_out', 'evaluate', 'revise')", name="phase"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index(None, "organisation_id", "starts_on"),
    )
    privacy = Privacy(
        holds="who entered a thing in a school's yearly round",
        why="so that a school can tell how it came about",
        until="it is deleted; the name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    phase: Mapped[str]
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    responsible: Mapped[str] = mapped_column(default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("wheel_item.id"))
    """the one of the year before"""

    organisation: Mapped[Organisation] = relationship()

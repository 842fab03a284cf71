"""Table of the days that a place has written into its calendar."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from courseengine.base.db import Base, Privacy


class SchoolDay(Base):
    """A day in the calendar of a school, or of an owner for all its schools. A school's own goes first."""

    __tablename__ = "school_day"
    __table_args__ = (CheckConstraint("kind in ('ordinary', 'planning', 'off')", name="kind"),)
    privacy = Privacy(
        holds="who wrote a day into a school's calendar",
        why="so that a school can tell how it came about",
        until="the day is taken out; the name goes when the person is erased",
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    """what it is called there, such as Høstferie"""
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]

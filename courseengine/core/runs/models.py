"""Table of runs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import NOTHING_PERSONAL, Base, public_id
from courseengine.core.people.models import Organisation


class CourseRun(Base):
    """A school goes through a course, on dates of its own.

    The dates come either from one of the course's schedules, or from a pace and the Monday it
    starts. A pilot run alone may open a module before the course releases it.
    """

    __tablename__ = "course_run"
    __table_args__ = (
        CheckConstraint("(schedule is null) = (starts_on is not null)", name="schedule_or_start"),
        CheckConstraint("(pace is null) = (starts_on is null)", name="pace_with_start"),
        Index(None, "organisation_id", "course_id"),
    )
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    course_id: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    schedule: Mapped[str | None]
    pace: Mapped[str | None]
    starts_on: Mapped[date | None]
    pilot: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()

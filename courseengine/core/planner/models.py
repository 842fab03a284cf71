"""Tables of drafts that planners work on, and of the plans that were published."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import Base, Privacy, public_id
from courseengine.core.people.models import Person
from courseengine.core.runs.models import CourseRun


class PlanDraft(Base):
    """A plan that is being changed: only planners see it, and nothing of it holds before it is published."""

    __tablename__ = "plan_draft"
    privacy = Privacy(
        holds="who last changed a draft of a school's plan, and why",
        why="so that those who plan together know of each other",
        until="it is published or dropped",
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[str]
    """as ``planner/document.py`` writes it"""
    based_on: Mapped[int] = mapped_column(default=0)
    """the number of the published plan it began from; 0 for a run that had none"""
    version: Mapped[int] = mapped_column(default=1)
    """rises with every change, so that a late save is noticed"""
    why: Mapped[str] = mapped_column(default="")
    """the reason that is to be published with it, as far as somebody has written one"""
    proposed: Mapped[int | None]
    """the version that those who decide have last been told of"""
    changed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]

    changer: Mapped[Person] = relationship()


class PlanVersion(Base):
    """A plan as it was published: by whom, when and why. The newest that is not undone holds."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("run_id", "number"),)
    privacy = Privacy(
        holds="who changed a school's plan, and why",
        why="so that those it concerns can see how it came about",
        until="the run is deleted; the name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id", ondelete="CASCADE"))
    number: Mapped[int]
    """1, 2, 3 …"""
    document: Mapped[str]
    before: Mapped[str]
    """the plan as it was before, so that this one can be undone"""
    why: Mapped[str]
    published_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]

    run: Mapped[CourseRun] = relationship()
    publisher: Mapped[Person] = relationship(foreign_keys=published_by)
    undoer: Mapped[Person | None] = relationship(foreign_keys=undone_by)

"""Table of published courses."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from courseengine.base.db import NOTHING_PERSONAL, Base


class CoursePublication(Base):
    """A course as it was when somebody published it: whole, in all its languages, never changed.

    The newest row of a course is the one that is served. Publishing an earlier version again adds
    a row, so that the rows in order are the course's history.
    """

    __tablename__ = "course_publication"
    __table_args__ = (Index(None, "course_id", "version"),)
    privacy = NOTHING_PERSONAL

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[str]
    version: Mapped[str] = mapped_column(String(32))
    """a digest of everything the course consists of"""
    published_at: Mapped[datetime]
    editions: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """the editions by language, as compressed JSON"""

"""The compiled courses in use in this process.

The database says which version of a course is the newest; the library loads a version once and
keeps it, so that a page costs one small question and no course. A version never changes, so what
is kept is never wrong.
"""

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from courseengine.base.db import ask
from courseengine.base.errors import NotFound
from courseengine.core.course.model import Course
from courseengine.core.course.models import CoursePublication
from courseengine.core.course.stored import media_path, unpacked

VERSIONS_KEPT = 12

_NEWEST = (
    select(CoursePublication.version)
    .where(CoursePublication.course_id == bindparam("course"))
    .order_by(CoursePublication.id.desc())
    .limit(1)
)


def current_versions(session: Session) -> dict[str, str]:
    """The version in use of every published course, by course id."""
    newest = select(func.max(CoursePublication.id)).group_by(CoursePublication.course_id)
    question = select(CoursePublication.course_id, CoursePublication.version).where(CoursePublication.id.in_(newest))
    rows: Any = session.execute(question)
    return dict(rows.all())


class Library:
    """Published courses by version, loaded when somebody asks for them."""

    def __init__(self, media: Path, *, keep: int = VERSIONS_KEPT) -> None:
        """Serve media from the store ``media``; keep that many versions in memory."""
        self.media = media
        self._keep = keep
        self._loaded: OrderedDict[tuple[str, str], dict[str, Course]] = OrderedDict()
        self._lock = Lock()

    def newest(self, session: Session, course_id: str) -> str | None:
        """The version of a course that is in use; None when it is not published."""
        return ask(session, _NEWEST, {"course": course_id}).scalar()

    def course(self, session: Session, course_id: str, version: str, language: str) -> Course:
        """An edition of a version; in the course's own language where it is not offered in ``language``."""
        editions = self._editions(session, course_id, version)
        return editions.get(language) or next(iter(editions.values()))

    def media_path(self, digest: str) -> Path:
        """Where a file of a published course lies."""
        return media_path(self.media, digest)

    def _editions(self, session: Session, course_id: str, version: str) -> dict[str, Course]:
        key = (course_id, version)
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                return self._loaded[key]
        stored = session.scalar(
            select(CoursePublication.editions)
            .where(CoursePublication.course_id == course_id, CoursePublication.version == version)
            .limit(1)
        )
        if stored is None:
            raise NotFound
        editions = unpacked(stored)
        with self._lock:
            self._loaded[key] = editions
            while len(self._loaded) > self._keep:
                self._loaded.popitem(last=False)
        return editions

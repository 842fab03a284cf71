"""Publishing: a compiled course goes into use, whole and at once.

The editions go into the database and the media into a store, a folder in which every file is
called what its content's digest is. Files go first: no course is ever served without them. What
was published before stays, and so do its files.
"""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.errors import Invalid
from courseengine.core.course.compiler import Compiled
from courseengine.core.course.model import Course
from courseengine.core.course.models import CoursePublication
from courseengine.core.course.stored import media_path, packed


def publish(session: Session, compiled: Compiled, *, media_dir: Path, at: datetime) -> CoursePublication:
    """Put a compiled course into use; the same course twice is one publication.

    Raises ``Invalid`` for a folder with errors, before anything has changed.
    """
    course = compiled.course
    if compiled.editions is None or course is None:
        errors = sum(problem.level == "error" for problem in compiled.problems)
        raise Invalid("Nothing was published: there is something wrong with the course (%(errors)d).", errors=errors)
    newest = session.scalar(
        select(CoursePublication)
        .where(CoursePublication.course_id == course.id)
        .order_by(CoursePublication.id.desc())
        .limit(1)
    )
    for digest, path in compiled.media.items():
        keep(media_dir, digest, path)
    if newest is not None and newest.version == course.version:
        return newest
    publication = CoursePublication(
        course_id=course.id, version=course.version, published_at=at, editions=packed(compiled.editions)
    )
    session.add(publication)
    session.flush()
    return publication


def keep(store: Path, digest: str, path: Path) -> None:
    """Copy a file into the store, unless it is there; whoever reads meanwhile sees all of it or none."""
    target = media_path(store, digest)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as copy:
        try:
            if _copied(path, copy) != digest:
                raise Invalid("A file changed while it was published: %(name)s. Publish again.", name=path.name)
            os.replace(copy.name, target)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise


def _copied(path: Path, copy: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest()


def is_another(before: Course, after: Course) -> bool:
    """Whether two courses of one id are two courses, and not one that has changed: no module is in both."""
    ids = {module.id for module in before.modules}
    return bool(ids) and ids.isdisjoint(module.id for module in after.modules)


def ids_gone(before: Course, after: Course) -> list[str]:
    """The activities whose progress nobody would see any more, since no activity has their id."""
    ids = {activity.id for module in before.modules for activity in module.activities}
    return sorted(id_ for id_ in ids if after.activity(id_) is None)

"""Files that belong to a team's answer: added and taken away by its members, opened by whoever reads the answer.

A file that comes in while somebody else delivers would be read by the leaders at once; whoever
adds it is told so first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, undefer

from courseengine.base.db import ask, was_added
from courseengine.base.errors import Conflict, Invalid
from courseengine.base.files import brought
from courseengine.core.meetings.guarding import refuse_in_ended
from courseengine.core.people.models import Person
from courseengine.core.progress import limits
from courseengine.core.progress.begun import is_sent_again
from courseengine.core.progress.models import Attachment, TeamAnswer


@dataclass(frozen=True, slots=True)
class File:
    """A file as pages show it."""

    public_id: str
    name: str
    media_type: str
    size: int
    added_by: str
    """the name of who did"""
    added_at: datetime


_FILES: Any = (
    select(
        Attachment.public_id,
        Attachment.name,
        Attachment.media_type,
        Attachment.size,
        Person.name,
        Attachment.added_at,
    )
    .join(Person, Person.id == Attachment.added_by)
    .where(Attachment.team_answer_id == bindparam("answer"))
    .order_by(Attachment.id)
)


def files_of(session: Session, answer_id: int) -> list[File]:
    """The files of an answer in the order they were added, without what is in them."""
    rows: Any = ask(session, _FILES, {"answer": answer_id})
    return [File(*row) for row in rows]


def file_in(session: Session, answer: TeamAnswer, public_id: str) -> Attachment | None:
    """One file of the answer, with what is in it."""
    asked = select(Attachment).where(Attachment.team_answer_id == answer.id, Attachment.public_id == public_id)
    return session.scalar(asked.options(undefer(Attachment.content)))


def add_file(
    session: Session,
    answer: TeamAnswer,
    *,
    name: str,
    content: bytes,
    submit_id: str,
    by: int,
    at: datetime,
    was_delivered: bool,
) -> None:
    """Add a file, once however often it is sent; ``was_delivered`` is what the page said when it was chosen."""
    sent = select(Attachment.team_answer_id, Attachment.added_by).where(Attachment.submit_id == submit_id)
    if is_sent_again(session, sent, whose=(answer.id, by)):
        return
    if answer.delivered_at is not None and not was_delivered:
        raise Conflict(
            "The answer has been delivered in the meantime, and leaders can read it now. "
            "Add the file again if they may see it."
        )
    if not content:
        raise Invalid("The file is empty.", field="file")
    if len(content) > limits.FILE_BYTES:
        raise Invalid(
            "The file is too large. It can be at most %(most)d MB.", field="file", most=limits.FILE_BYTES // 1024**2
        )
    count = session.scalar(select(func.count()).where(Attachment.team_answer_id == answer.id)) or 0
    if count >= limits.FILES:
        raise Invalid("There is room for %(most)d files. Remove one first.", field="file", most=limits.FILES)
    file = brought(content, name, longest_name=limits.FILE_NAME)
    if not file.name:
        raise Invalid("Choose a file.", field="file")
    kept = Attachment(team_answer_id=answer.id, submit_id=submit_id, added_by=by, added_at=at, size=len(file.content))
    kept.name, kept.media_type, kept.content = file
    was_added(session, kept)  # if not, the same form was sent twice in one moment


def remove_file(session: Session, answer: TeamAnswer, public_id: str) -> None:
    """Take a file away for everybody; one that is gone stays gone."""
    refuse_in_ended(answer.run)
    asked = select(Attachment).where(Attachment.team_answer_id == answer.id, Attachment.public_id == public_id)
    file = session.scalar(asked)
    if file is not None:
        session.delete(file)
        session.flush()

"""What a team says to itself about its answer. Nobody else reads it, delivered or not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from courseengine.base.db import ask, was_added
from courseengine.base.errors import Invalid
from courseengine.core.networks import texts
from courseengine.core.people.models import Person
from courseengine.core.progress import limits
from courseengine.core.progress.begun import is_sent_again
from courseengine.core.progress.models import TeamAnswer, TeamComment


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said, as pages show it."""

    public_id: str
    text: str
    person_id: int
    name: str
    written_at: datetime


_COMMENTS: Any = (
    select(TeamComment.public_id, TeamComment.text, TeamComment.person_id, Person.name, TeamComment.written_at)
    .join(Person, Person.id == TeamComment.person_id)
    .where(TeamComment.team_answer_id == bindparam("answer"))
    .order_by(TeamComment.id)
)


def comments_of(session: Session, answer_id: int) -> list[Comment]:
    """What the team has said about its answer, the first first."""
    rows: Any = ask(session, _COMMENTS, {"answer": answer_id})
    return [Comment(*row) for row in rows]


def add_comment(session: Session, answer: TeamAnswer, *, text: str, submit_id: str, by: int, at: datetime) -> None:
    """Say something to the team, once however often it is sent."""
    sent = select(TeamComment.team_answer_id, TeamComment.person_id).where(TeamComment.submit_id == submit_id)
    if is_sent_again(session, sent, whose=(answer.id, by)):
        return
    count = session.scalar(select(func.count()).where(TeamComment.team_answer_id == answer.id)) or 0
    said = checked(text, count)
    was_added(
        session,
        TeamComment(team_answer_id=answer.id, submit_id=submit_id, text=said, person_id=by, written_at=at),
    )


def checked(text: str, count: int) -> str:
    """A comment that can be kept beside so many others."""
    said = texts.paragraphs(text, field="text")
    if not said:
        raise Invalid("Write something first.", field="text")
    if count >= limits.COMMENTS:
        raise Invalid("There is no room for more comments here.", field="text")
    return said


def remove_comment(session: Session, answer: TeamAnswer, public_id: str, *, by: int) -> bool:
    """Take away what one has said oneself; gives whether there was such a thing."""
    asked = select(TeamComment).where(
        TeamComment.team_answer_id == answer.id, TeamComment.public_id == public_id, TeamComment.person_id == by
    )
    comment = session.scalar(asked)
    if comment is None:
        return False
    session.delete(comment)
    session.flush()
    return True

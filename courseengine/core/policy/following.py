"""Whether something in a meeting has changed, asked by everybody in it every second.

One question answers both whether the one who asks may follow the meeting and which version of its
room there is: the action's scope, which is the twin of its rule, with the version beside it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.orm import Session

from courseengine.base.db import ask
from courseengine.core.accounts.models import UserSession
from courseengine.core.accounts.sessions import IDLE, IN_ALL
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.timing import may_be_recorded
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.scopes import SCOPES


@dataclass(frozen=True, slots=True)
class Followed:
    """A meeting that the one who asks may follow, and where its room is."""

    meeting_id: int
    public_id: str
    state: str
    starts_at: datetime
    version: int
    """of the room; 0 while there is none"""
    item_id: int | None
    ends_at: datetime | None
    led_by: int | None

    def version_at(self, at: datetime) -> str:
        """What a page that follows the meeting at ``at`` depends on.

        The expected end moves on by itself, minute by minute, while the clock stands in the middle of an
        item or the item's time has run out; and a rehearsal is over when the meeting may be recorded.
        """
        early = "" if may_be_recorded(self.starts_at, at=at) else "r"
        version = f"{self.version}.{self.state}{early}"
        slides = self.item_id is not None and (self.ends_at is None or self.ends_at <= at)
        return f"{version}.{int(at.timestamp()) // 60}" if slides else version

    def is_led_by(self, person_id: int) -> bool:
        """Whether it is they who lead it now; whether they still may is asked where it is shown and done."""
        return self.led_by == person_id

    def screen_version_at(self, at: datetime, person_id: int) -> str:
        """What a screen depends on: the same, and whether it is moved on from there."""
        return self.version_at(at) + ("l" if self.is_led_by(person_id) else "")


_COLUMNS: tuple[Any, ...] = (
    Meeting.id,
    Meeting.public_id,
    Meeting.state,
    Meeting.starts_at,
    func.coalesce(MeetingRoom.version, 0),
    MeetingRoom.item_id,
    MeetingRoom.ends_at,
    MeetingRoom.led_by,
)


def as_followed(meeting: Meeting, room: MeetingRoom | None) -> Followed:
    """The same of a meeting that has been loaded for its page."""
    where = (room.version, room.item_id, room.ends_at, room.led_by) if room else (0, None, None, None)
    return Followed(meeting.id, meeting.public_id, meeting.state, meeting.starts_at, *where)


def followed(session: Session, actor: Actor, action: Action, public_id: str) -> Followed | None:
    """The meeting of that id, for somebody who may do ``action`` with it; None for everybody else."""
    row: Any = ask(session, _question(actor, action), {"meeting": public_id}).first()
    return Followed(*row) if row else None


_STILL = (
    select(*_COLUMNS, UserSession.person_id)
    .select_from(Meeting)
    .outerjoin(MeetingRoom, MeetingRoom.meeting_id == Meeting.id)
    .join(UserSession, true())
    .where(
        Meeting.public_id == bindparam("meeting"),
        UserSession.token_hash == bindparam("token"),
        UserSession.ended_at.is_(None),
        UserSession.seen_at > bindparam("idle_since"),
        UserSession.started_at > bindparam("started_since"),
    )
)


def still_followed(session: Session, token: str, public_id: str, *, at: datetime) -> tuple[Followed, int] | None:
    """A meeting, and who asks, for somebody who was let in a moment ago; None where their sign-in has ended."""
    values = {
        "meeting": public_id,
        "token": hash_token(token),
        "idle_since": at - IDLE,
        "started_since": at - IN_ALL,
    }
    row: Any = ask(session, _STILL, values).first()
    return (Followed(*row[:-1]), row[-1]) if row else None


@lru_cache(maxsize=4096)
def _question(actor: Actor, action: Action) -> Any:
    """What is asked for somebody is the same every second: putting it together takes longer than the answer."""
    return (
        SCOPES[action](actor)
        .outerjoin(MeetingRoom, MeetingRoom.meeting_id == Meeting.id)
        .where(Meeting.public_id == bindparam("meeting"))
        .with_only_columns(*_COLUMNS, maintain_column_froms=True)
    )

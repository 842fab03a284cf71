"""Meetings that nobody has recorded are asked about, once.

"Not recorded" is not "not held": three days after a meeting should have been over, those who can say
are asked. Whoever asks writes down that it was asked, in the same transaction, so that two workers
never ask twice. A meeting that was forgotten long ago is not brought up.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from courseengine.base.clock import day_in_oslo
from courseengine.core.meetings.duties import duties_of
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import arrangers_of, invited_to
from courseengine.core.meetings.timing import ends_at
from courseengine.core.people.models import Membership
from courseengine.core.people.queries import lasts
from courseengine.core.people.roles import Role
from courseengine.core.runs.models import CourseRun

ASKED_AFTER = timedelta(days=3)
LONG_AGO = timedelta(days=30)
AT_ONCE = 20
"""meetings of one round"""


def take_unrecorded(session: Session, *, at: datetime) -> list[Meeting]:
    """The meetings to be asked about now, the oldest first; each is noted as asked about."""
    found = session.scalars(
        select(Meeting)
        .join(Meeting.run)
        .where(
            Meeting.state == "planned",
            Meeting.asked_at.is_(None),
            Meeting.starts_at <= at - ASKED_AFTER,
            Meeting.starts_at > at - LONG_AGO,
            CourseRun.ended_at.is_(None),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(AT_ONCE)
        .options(selectinload(Meeting.teams))
        .with_for_update(skip_locked=True, of=Meeting)
    )
    due = [one for one in found if ends_at(one.starts_at, one.length) <= at - ASKED_AFTER]
    for meeting in due:
        meeting.asked_at = at
    session.flush()
    return due


def who_can_say(session: Session, meeting: Meeting, *, at: datetime) -> set[int]:
    """Who is asked: who leads or writes it and the team's leaders; where it has none of them, all who may record it."""
    if meeting.joint:
        return arrangers_of(session, meeting)
    members = {one.person_id for one in invited_to(session, meeting) if not one.is_guest}
    duties = duties_of(session, meeting.id)
    leads = {duties[one] for one in ("facilitator", "recorder") if one in duties}
    return (leads | _leaders(session, (team.id for team in meeting.teams), at=at)) & members or members


def _leaders(session: Session, teams: Iterable[int], *, at: datetime) -> set[int]:
    held = (Membership.team_id.in_(teams), Membership.role == Role.TEAM_LEADER, lasts(day_in_oslo(at)))
    return set(session.scalars(select(Membership.person_id).where(*held)))

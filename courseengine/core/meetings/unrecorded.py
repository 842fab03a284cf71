"""A meeting that is over and that nobody has recorded: its team is asked once, after three days.

"Not recorded" is not "not held": the question is whether it was. Nobody is asked about what was
over long before anybody asked.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import ARRANGE
from courseengine.core.meetings.timing import ends_at
from courseengine.core.people.models import Membership
from courseengine.core.people.queries import lasts
from courseengine.core.people.roles import IN_A_TEAM
from courseengine.core.runs.models import CourseRun

ASK_AFTER = timedelta(days=3)
TOO_LATE = timedelta(days=30)


def to_ask(session: Session, *, at: datetime) -> list[Meeting]:
    """The meetings that were over three days ago, of runs that go on, and that nobody has been asked about."""
    over = session.scalars(
        select(Meeting)
        .join(CourseRun, CourseRun.id == Meeting.run_id)
        .where(
            Meeting.state == "planned",
            Meeting.asked_at.is_(None),
            Meeting.starts_at <= at - ASK_AFTER,
            Meeting.starts_at > at - TOO_LATE,
            CourseRun.ended_at.is_(None),
        )
        .order_by(Meeting.id)
    )
    return [one for one in over if ends_at(one.starts_at, one.length) <= at - ASK_AFTER]


def note_asked(session: Session, meeting: Meeting, *, at: datetime) -> bool:
    """Note that its team is asked; whether nobody else had in the same moment."""
    noted = session.scalar(
        update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.state == "planned", Meeting.asked_at.is_(None))
        .values(asked_at=at)
        .returning(Meeting.id)
        .execution_options(synchronize_session=False)
    )
    return noted is not None


def who_records(session: Session, meeting: Meeting, *, on: date) -> set[int]:
    """Those who may record it that day: a team's members its own, those who arrange at the school a joint one."""
    if meeting.joint:
        theirs = (Membership.organisation_id == meeting.run.organisation_id, Membership.role.in_(ARRANGE))
    else:
        theirs = (
            Membership.team_id.in_([team.id for team in meeting.teams]),
            Membership.role.in_(IN_A_TEAM),
        )
    return set(session.scalars(select(Membership.person_id).where(*theirs, lasts(on))))

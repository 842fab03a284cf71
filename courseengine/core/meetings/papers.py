"""What is printed of meetings that are ahead: for one meeting, or for all teams that meet about a template.

The kit of a template asks as often for ten teams as for one.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courseengine.core.meetings.models import Meeting, MeetingDuty, MeetingTemplate
from courseengine.core.meetings.timing import LONGEST, ends_at
from courseengine.core.people.models import Membership, Person
from courseengine.core.people.queries import lasts
from courseengine.core.people.roles import IN_A_TEAM


def planned_from(session: Session, run_id: int, activity_ids: Collection[str], *, at: datetime) -> list[Meeting]:
    """The planned meetings for a template that are not over, by time, with their teams."""
    further = select(MeetingTemplate.meeting_id).where(MeetingTemplate.activity_id.in_(activity_ids))
    asked = (
        select(Meeting)
        .where(
            Meeting.run_id == run_id,
            or_(Meeting.activity_id.in_(activity_ids), Meeting.id.in_(further)),
            Meeting.state == "planned",
            Meeting.starts_at > at - timedelta(minutes=LONGEST),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .options(selectinload(Meeting.teams), selectinload(Meeting.own_guests), joinedload(Meeting.run))
    )
    return [meeting for meeting in session.scalars(asked) if ends_at(meeting.starts_at, meeting.length) > at]


def names_in(session: Session, team_ids: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Team → the names of those who are in it that day."""
    found: dict[int, list[str]] = defaultdict(list)
    asked = (
        select(Membership.team_id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.team_id.in_(team_ids), Membership.role.in_(IN_A_TEAM), lasts(on))
        .order_by(Person.name, Person.id)
    )
    for team_id, name in session.execute(asked):
        if team_id is not None and name not in found[team_id][-1:]:
            found[team_id].append(name)
    return found


def who_does_what(session: Session, meeting_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Meeting → duty → the name of who has it."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    asked = (
        select(MeetingDuty.meeting_id, MeetingDuty.duty, Person.name)
        .join(Person, Person.id == MeetingDuty.person_id)
        .where(MeetingDuty.meeting_id.in_(meeting_ids))
    )
    for meeting_id, duty, name in session.execute(asked):
        found[meeting_id][duty] = name
    return found

"""Planned meetings that lie on days on which nobody is at work."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from courseengine.base.clock import begins, day_in_oslo
from courseengine.core.meetings.models import Meeting
from courseengine.core.runs.models import CourseRun


def meetings_on(
    session: Session, days_by_school: Mapping[int, Collection[date]], *, at: datetime
) -> dict[int, list[Meeting]]:
    """The meetings at each school that are planned on these days and have not begun, by time."""
    every = [day for days in days_by_school.values() for day in days]
    if not every:
        return {}
    asked = (
        select(Meeting)
        .join(Meeting.run)
        .where(
            CourseRun.organisation_id.in_(days_by_school),
            CourseRun.ended_at.is_(None),
            Meeting.state == "planned",
            Meeting.starts_at > at,
            Meeting.starts_at >= begins(min(every)),
            Meeting.starts_at < begins(max(every) + timedelta(days=1)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .options(contains_eager(Meeting.run).joinedload(CourseRun.organisation), selectinload(Meeting.teams))
    )
    found: dict[int, list[Meeting]] = {}
    for meeting in session.scalars(asked):
        school_id = meeting.run.organisation_id
        if day_in_oslo(meeting.starts_at) in days_by_school[school_id]:
            found.setdefault(school_id, []).append(meeting)
    return found

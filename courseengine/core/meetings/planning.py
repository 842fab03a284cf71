"""Several meetings at once, one for several templates, and one that goes on with another.

What a single meeting is, ``operations.plan_meeting`` says; here a wish of somebody becomes as many
as they asked for. A series goes round days on which nobody is at work.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.base.clock import OSLO, day_in_oslo, in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Invalid
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.left_over import carry_on
from courseengine.core.meetings.models import Meeting, MeetingTemplate
from courseengine.core.meetings.operations import plan_meeting
from courseengine.core.school_days.days import SchoolDays

MOST_TIMES, MOST_WEEKS = 20, 8
"""meetings of one series, and weeks between two of them"""


@dataclass(frozen=True)
class Wish:
    """A meeting somebody wants."""

    run_id: int
    teams: Sequence[int]
    starts_at: datetime
    length: int
    place: str
    link: str
    title: str
    joint: bool
    module_id: str = ""
    template: Template | None = None
    """None for a meeting of people's own making"""
    also: Sequence[tuple[str, str]] = ()
    """the module and the activity of each further template it is held for"""
    continues: Meeting | None = None
    following: Sequence[tuple[str, Template]] = field(default=())
    """the module and template of the meetings that follow in a series; without any they are of one's own making"""


def plan_wish(session: Session, wish: Wish, *, by: int, submit_id: str, at: datetime) -> Meeting:
    """Plan what somebody wants. The same form sent twice gives the same meeting, as it has become since."""
    is_new = session.scalar(select(Meeting.id).where(Meeting.submit_id == submit_id)) is None
    meeting = _plan(session, wish, wish.module_id, wish.template, wish.starts_at, by=by, submit_id=submit_id, at=at)
    if is_new:
        _hold_also_for(session, meeting, wish.also)
        if wish.continues is not None:
            templates = [wish.template] if wish.template else []
            carry_on(session, meeting, wish.continues, templates)
    return meeting


def plan_following(
    session: Session, wish: Wish, starts: Sequence[datetime], *, by: int, submit_id: str, at: datetime
) -> list[Meeting]:
    """Plan the other meetings of a series, as many as there are templates to follow, or all where it has none."""
    found = []
    for number, starts_at in enumerate(starts):
        if wish.template is None:
            module_id, template = "", None
        elif number < len(wish.following):
            module_id, template = wish.following[number]
        else:
            break
        own = f"{submit_id}.{number + 2}"
        found.append(_plan(session, wish, module_id, template, starts_at, by=by, submit_id=own, at=at))
    return found


def _plan(
    session: Session,
    wish: Wish,
    module_id: str,
    template: Template | None,
    starts_at: datetime,
    *,
    by: int,
    submit_id: str,
    at: datetime,
) -> Meeting:
    is_first = template is wish.template
    return plan_meeting(
        session,
        run_id=wish.run_id,
        module_id=module_id,
        activity=template,
        teams=wish.teams,
        starts_at=starts_at,
        length=wish.length if is_first or template is None else template.length,
        place=wish.place,
        by=by,
        submit_id=submit_id,
        joint=wish.joint,
        at=at,
        title=wish.title if is_first else "",
        link=wish.link,
    )


def _hold_also_for(session: Session, meeting: Meeting, also: Sequence[tuple[str, str]]) -> None:
    for module_id, activity_id in dict.fromkeys(also):
        if activity_id != meeting.activity_id:
            was_added(session, MeetingTemplate(meeting_id=meeting.id, module_id=module_id, activity_id=activity_id))
    session.expire(meeting, ["also"])


def series(starts_at: datetime, days: SchoolDays, *, times: int, weeks: int) -> tuple[list[datetime], list[datetime]]:
    """When the meetings after the first are, every so many weeks at the same hour, and which days were gone round.

    A day on which nobody is at work is left out and the series goes on after it, so that there are as
    many meetings as were asked for.
    """
    if not 1 <= times <= MOST_TIMES:
        raise Invalid("Choose from 1 to %(most)d meetings.", field="times", most=MOST_TIMES)
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid("Choose from 1 to %(most)d weeks.", field="weeks", most=MOST_WEEKS)
    day, hour = day_in_oslo(starts_at), starts_at.astimezone(OSLO).time()
    found: list[datetime] = []
    left_out: list[datetime] = []
    for number in range(1, 4 * MOST_TIMES):
        if len(found) == times - 1:
            break
        one = in_oslo(day + timedelta(weeks=weeks * number), hour)
        (found if days.is_at_work(day_in_oslo(one)) else left_out).append(one)
    return found, left_out

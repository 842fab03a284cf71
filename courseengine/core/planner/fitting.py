"""When a meeting that does not fit would: the nearest time that suits everybody it calls.

The school's own times come first, then its weekdays, then any day at work; within the time of the
module, late enough for the prework, and on a day on which none of its teams meets already.
"""

from datetime import date, datetime, timedelta

from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.planner.document import PlannedMeeting
from courseengine.core.planner.finding import Looked
from courseengine.core.planner.summary import PREWORK_DAYS
from courseengine.core.planner.times import Times, When, after_working_days
from courseengine.core.school_days.days import A_DAY

AROUND = timedelta(weeks=8)
"""how far from its day one looks, in a module without an end and in a long one"""


def time_that_fits(plan: Looked, meeting: PlannedMeeting) -> When | None:
    """The time nearest to the meeting's own; None where there is none in its module."""
    opens_on = plan.openings.get(meeting.module_id)
    if opens_on is None:
        return None
    done_by = {one.module_id: one.done_by for one in plan.document.modules}[meeting.module_id]
    first = max(_first(plan, meeting, opens_on), meeting.day - AROUND)
    last = min(done_by or date.max, max(first, meeting.day) + AROUND)
    run_starts = min(one.opens_on for one in plan.document.modules)
    times = Times(plan.document.wishes, plan.school.days, run_starts=run_starts, first=first, last=last)
    people = plan.school.called(meeting.teams, joint=meeting.joint)
    for tier in (times.wished, times.weekday, times.any):
        for when in sorted(tier, key=lambda one: (abs(one.day - meeting.day), one)):
            if _is_free(plan, when, meeting, people):
                return when
    return None


def _first(plan: Looked, meeting: PlannedMeeting, opens_on: date) -> date:
    """The first day to come on which it can be, with time for the prework once the module is open."""
    tomorrow = plan.today + A_DAY
    template = plan.course.activity(meeting.activity_id)
    if not isinstance(template, Template) or not template.prework:
        return max(opens_on, tomorrow)
    known_from = opens_on if meeting.meeting else max(opens_on, plan.today)
    return max(after_working_days(known_from, PREWORK_DAYS, plan.school.days), tomorrow)


def _is_free(plan: Looked, when: When, meeting: PlannedMeeting, people: frozenset[int]) -> bool:
    starts = datetime.combine(when.day, when.at)
    ends = starts + timedelta(minutes=meeting.length)
    for other, others in plan.called_on.get(when.day, ()):
        if other.key == meeting.key:
            continue
        if set(other.teams) & set(meeting.teams):
            return False
        begins = datetime.combine(other.day, other.at)
        if starts < begins + timedelta(minutes=other.length) and begins < ends and people & others:
            return False
    return True

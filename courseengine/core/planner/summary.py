"""What a plan asks of a teacher: minutes, and by when prework is to be done."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from courseengine.core.course.activities.base import Audience
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.model import Course, Module
from courseengine.core.planner.document import Document, PlannedMeeting
from courseengine.core.planner.school import proposed_templates, required_templates
from courseengine.core.school_days.days import SchoolDays

PREWORK_DAYS = 5
"""of the teachers' working days, before the meeting"""


@dataclass(frozen=True, slots=True)
class TimeNeeded:
    """Minutes of one teacher."""

    alone: int
    """what is read, watched, listened to and written alone, and done in the team outside meetings"""
    meetings: int

    @property
    def minutes(self) -> int:
        """All of it."""
        return self.alone + self.meetings


@dataclass(frozen=True, slots=True)
class TeacherTime:
    """Minutes of one teacher, module by module and in all."""

    modules: dict[str, TimeNeeded]
    """module id → minutes, for the modules that are for everyone"""

    @property
    def total(self) -> TimeNeeded:
        """In all."""
        return TimeNeeded(
            sum(one.alone for one in self.modules.values()), sum(one.meetings for one in self.modules.values())
        )


def minutes_per_teacher(document: Document, course: Course, track: str | None = None) -> TeacherTime:
    """How long the plan's modules take for a teacher who does what is required."""
    found = {}
    for dates in document.modules:
        module = course.module(dates.module_id)
        if module is not None and module.audience is Audience.EVERYONE:
            found[module.id] = TimeNeeded(_outside_meetings(module, track), _in_meetings(document, module, track))
    return TeacherTime(found)


def _outside_meetings(module: Module, track: str | None) -> int:
    """Everything that is for all; a team task that a meeting takes up is done in the meeting."""
    templates = proposed_templates(module, track)
    in_meetings = {id_ for one in templates for id_ in (*one.uses, *(item.activity for item in one.agenda))}
    return sum(
        activity.minutes or 0
        for activity in module.activities
        if activity.counts
        and not isinstance(activity, Template)
        and activity.track in (None, track)
        and module.audience_of(activity) is Audience.EVERYONE
        and not (activity.team_work and activity.id in in_meetings)
    )


def _in_meetings(document: Document, module: Module, track: str | None) -> int:
    """The meetings of the team that meets most; as the module proposes them while none is planned."""
    by_team = Counter[str]()
    for meeting in document.meetings:
        if meeting.module_id == module.id and meeting.calls:
            by_team.update(dict.fromkeys(meeting.teams, meeting.length))
    if by_team:
        return max(by_team.values())
    return sum(one.length for one in required_templates(module, track))


def prework_due(meeting: PlannedMeeting, days: SchoolDays) -> date:
    """By when its prework is to be done: five of the teachers' working days before."""
    return days.working_days_before(meeting.day, PREWORK_DAYS)

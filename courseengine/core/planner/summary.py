"""What a plan asks of a teacher: minutes, and by when prework is to be done."""

from dataclasses import dataclass
from datetime import date

from courseengine.core.course.model import Course
from courseengine.core.planner.document import Document, PlannedMeeting
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
    raise NotImplementedError


def prework_due(meeting: PlannedMeeting, days: SchoolDays) -> date:
    """By when its prework is to be done: five of the teachers' working days before."""
    return days.working_days_before(meeting.day, PREWORK_DAYS)

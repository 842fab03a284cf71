"""What may not fit in a plan, and what is known of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from courseengine.core.course.model import Course
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting
from courseengine.core.planner.openings import released_on
from courseengine.core.planner.school import School


class FindingKind(StrEnum):
    """What may not fit. Beside each: what is in ``values``."""

    ENDS_LATE = "ends_late"
    """the last module is done after the wished end; ``ends_on``, ``weeks`` (too many), ``start_by`` (fits, if any)"""
    ORDER = "order"
    """a module opens before the one that goes before it; ``before`` (its module id)"""
    OVERLAP = "overlap"
    """a module opens before the one that goes before it is to be done; ``before``, ``done_by``"""
    BEFORE_RELEASE = "before_release"
    """the course opens it for all only on ``day``, and the run is no pilot"""
    OPENS_ON_DAY_OFF = "opens_on_day_off"
    """nobody is at work in the week a module opens; ``fits_from`` (the next week they are)"""
    NOT_PLANNED = "not_planned"
    """a team lacks meetings that the module requires; ``team`` (public id, or empty for a joint one), ``missing``"""
    FEWER_TEMPLATES = "fewer_templates"
    """the module requires more meetings than it proposes, so the last is repeated; ``required``, ``templates``"""
    NO_TEAMS = "no_teams"
    """the school has no team to plan the module's meetings for"""
    WITHOUT_TEAM = "without_team"
    """some belong to no team that meets in the module; ``people`` (how many)"""
    DAY_OFF = "day_off"
    """a meeting is on a day off; ``fits`` (a time that would do, where there is one)"""
    OFF_SLOT = "off_slot"
    """a meeting is at another time than the school wished for, since there was none left"""
    PREWORK_BEFORE_OPENING = "prework_before_opening"
    """prework is due on ``day``, before the module opens; ``fits_from`` (the first day that would fit)"""
    OUTSIDE_MODULE = "outside_module"
    """a meeting is before its module opens, or after it is to be done; ``fits``"""
    DOUBLE_BOOKED = "double_booked"
    """two meetings at once for the same people; ``people`` (how many), ``moves`` (one of the keys) and ``fits``"""
    DATE_OFF = "date_off"
    """a date the school wished for is a day off"""
    SLOT_OFF = "slot_off"
    """a weekly time on a Saturday or Sunday; ``weekday``"""
    TEAM_GONE = "team_gone"
    """a meeting is for a team that is no more"""
    MODULE_GONE = "module_gone"
    """the course has no such module any more"""
    TEMPLATE_GONE = "template_gone"
    """the course has no such meeting any more"""
    IMPOSSIBLE_TIME = "impossible_time"
    """the clocks change just then, so the time does not exist, or twice"""


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit."""

    kind: FindingKind
    module_id: str | None = None
    meetings: tuple[str, ...] = ()
    """keys"""
    day: date | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """A plan that is looked at, on a day."""

    document: Document
    course: Course
    school: School
    today: date
    pilot: bool

    @property
    def modules(self) -> tuple[PlannedDates, ...]:
        """The modules that are not over."""
        return tuple(one for one in self.document.modules if one.done_by is None or one.done_by >= self.today)

    @cached_property
    def openings(self) -> dict[str, date]:
        """When each module opens, by the plan and the course's release."""
        days = {one.module_id: released_on(self.course, one.module_id) for one in self.document.modules}
        return {
            one.module_id: max(one.opens_on, day) if (day := days[one.module_id]) and not self.pilot else one.opens_on
            for one in self.document.modules
        }

    @cached_property
    def called_on(self) -> Mapping[date, list[tuple[PlannedMeeting, frozenset[int]]]]:
        """Day → the meetings that are on it, and whom each calls."""
        found = defaultdict(list)
        for one in (*self.document.meetings, *self.school.beside):
            if one.calls:
                found[one.day].append((one, self.school.called(one.teams, joint=one.joint)))
        return found

    @property
    def ahead(self) -> tuple[PlannedMeeting, ...]:
        """The meetings that are still to be held, from today on."""
        return tuple(one for one in self.document.meetings if one.is_ahead and one.day >= self.today)

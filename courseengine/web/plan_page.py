"""A run's plan as planners see it: its modules, the year month by month, what does not fit.

The plan that is shown is the draft where there is one, else the plan that holds. Meetings that are
the same for several teams are one line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from flask import g, url_for

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import NotFound
from courseengine.base.i18n import Language
from courseengine.core.course.model import Course
from courseengine.core.planner import operations
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting, read
from courseengine.core.planner.findings import findings
from courseengine.core.planner.models import PlanDraft, PlanVersion
from courseengine.core.planner.queries import school_in
from courseengine.core.planner.refreshing import kept_open, refreshed
from courseengine.core.planner.school import School
from courseengine.core.planner.summary import TeacherTime, minutes_per_teacher
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.web.guard import may
from courseengine.web.plan_table import duration
from courseengine.web.plan_words import PlanWords, Said
from courseengine.web.subjects import library

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ModuleLine:
    """A module in the plan."""

    module_id: str
    name: str
    lang: str | None
    href: str
    is_open: bool
    text: str
    opens_on: str
    """as a field shows it"""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanAtWork:
    """A run's plan with everything around it, as far as pages ask for it."""

    run: CourseRun
    course: Course
    """whole, in the reader's language"""
    school: School
    holds: Document
    """the plan that everybody sees"""
    draft: PlanDraft | None
    at: datetime
    tried: Document | None = field(default=None)
    """what somebody has just moved, before it is saved"""

    @cached_property
    def shown(self) -> Document:
        """The draft where there is one, with what has happened since it was begun; else the plan that holds."""
        if self.tried or self.draft is None:
            return self.tried or self.holds
        draft = refreshed(read(self.draft.document), self.holds)
        return kept_open(draft, self.holds, self.course, today=self.today, pilot=self.run.pilot)

    @cached_property
    def today(self) -> date:
        """In Oslo."""
        return day_in_oslo(self.at)

    @cached_property
    def words(self) -> PlanWords:
        """What it says."""
        return PlanWords(self.shown, self.course, self.school, g.language, self.today, self.holds)

    @cached_property
    def seen(self) -> str:
        """What a form made from this says it has seen."""
        return f"draft-{self.draft.version}" if self.draft else f"plan-{self.number}"

    @cached_property
    def number(self) -> int:
        """Of the plan that holds; 0 before the first is published."""
        holding = self.holding
        return holding.number if holding else 0

    @cached_property
    def holding(self) -> PlanVersion | None:
        """The version that holds."""
        return operations.plan_that_holds(g.db, self.run)

    @cached_property
    def versions(self) -> list[PlanVersion]:
        """How it came about, the newest first."""
        return operations.versions_of(g.db, self.run)

    @cached_property
    def may_publish(self) -> bool:
        """Whether the reader decides, and does not only propose."""
        return may(Action.CHANGE_PLAN, self.run)

    @cached_property
    def may_propose(self) -> bool:
        """Whether the reader may change the draft."""
        return may(Action.PROPOSE_PLAN, self.run)

    @cached_property
    def time(self) -> TeacherTime:
        """What it asks of a teacher."""
        return minutes_per_teacher(self.shown, self.course, self.course.track_at(self.school.place_kind))

    @property
    def time_in_all(self) -> str:
        """The same, in words."""
        return duration(self.time.total.minutes, g.language)

    @cached_property
    def warnings(self) -> list[Said]:
        """What does not fit, each thing once: first what somebody has placed badly, then what is not planned yet."""
        found = findings(self.shown, self.course, self.school, today=self.today, pilot=self.run.pilot)
        return sorted(self.words.findings(found), key=lambda one: (one.kind == "info", one.is_lacking))

    @property
    def told(self) -> list[dict[str, str | None]]:
        """The same, each with a way to what it is about."""
        return [{"kind": one.kind, "text": one.text, **self._way_to(one)} for one in self.warnings]

    def _way_to(self, one: Said) -> dict[str, str | None]:
        _, run = g.language.gettext, self.run.public_id
        movable = {meeting.key for meeting in self.shown.meetings if meeting.state == "planned"}
        if not self.may_propose:
            return {"href": None}
        if one.is_lacking:
            return {"href": url_for("planner.wishes", run=run), "link": _("Plan them")}
        if one.meeting in movable:
            return {"href": url_for("plan_meetings.meeting", run=run, key=one.meeting), "link": _("Move it")}
        if one.module_id and any(module.module_id == one.module_id for module in self.shown.modules):
            return {"href": url_for("planner.module", run=run, module=one.module_id), "link": _("Look at the module")}
        return {"href": None}

    @cached_property
    def modules(self) -> list[ModuleLine]:
        """A line a module."""
        return [self._module(dates) for dates in self.shown.modules]

    def _module(self, dates: PlannedDates) -> ModuleLine:
        _, module = g.language.gettext, self.course.module(dates.module_id)
        paused_on = self.shown.paused_on
        opened = dates.opens_on <= self.today and (paused_on is None or dates.opens_on < paused_on)
        texts = [_("Open since %(day)s", day=self.words.day(dates.opens_on))] if opened else []
        if dates.done_by:
            texts.append(_("to be done by %(day)s", day=self.words.day(dates.done_by)))
        meetings = len(list(grouped([one for one in self.shown.meetings if one.module_id == dates.module_id])))
        if meetings:
            texts.append(g.language.ngettext("%(num)d meeting", "%(num)d meetings", meetings))
        needed = self.time.modules.get(dates.module_id)
        if needed and needed.minutes:
            texts.append(duration(needed.minutes, g.language))
        return ModuleLine(
            module_id=dates.module_id,
            name=self.words.module(dates.module_id),
            lang=module.language if module and module.language != g.language.code else None,
            href=url_for("planner.module", run=self.run.public_id, module=dates.module_id),
            is_open=opened,
            text=" · ".join(texts),
            opens_on=dates.opens_on.isoformat(),
            marks=(_("Set by hand"),) if dates.pinned and not opened else (),
        )


def plan_at_work(run: CourseRun, *, at: datetime) -> PlanAtWork:
    """What the pages about a run's plan need."""
    course = course_of(run.course_id)
    return PlanAtWork(
        run=run,
        course=course,
        school=school_in(g.db, run, on=day_in_oslo(at)),
        holds=operations.current(g.db, run, course),
        draft=operations.draft_of(g.db, run) if may(Action.SEE_PLAN, run) else None,
        at=at,
    )


def in_plan(page: PlanAtWork, module: str) -> str:
    """The id of a module of the plan, which an address names by its id or its slug."""
    known = page.course.module(module)
    id_ = known.id if known else module
    if all(one.module_id != id_ for one in page.shown.modules):
        raise NotFound
    return id_


def course_of(course_id: str) -> Course:
    """A whole course, in the reader's language."""
    return edition_of(course_id, g.language)


def edition_of(course_id: str, language: Language) -> Course:
    """The same in somebody's language."""
    version = library().newest(g.db, course_id)
    if version is None:
        raise NotFound
    return library().course(g.db, course_id, version, language.code)


@dataclass(frozen=True)
class MeetingGroup:
    """Meetings that are the same for several teams."""

    meetings: tuple[PlannedMeeting, ...]

    @property
    def first(self) -> PlannedMeeting:
        """Stands for all of them."""
        return self.meetings[0]

    @property
    def teams(self) -> tuple[str, ...]:
        """Everybody's, by public id."""
        return tuple(team for meeting in self.meetings for team in meeting.teams)

    @property
    def is_pinned(self) -> bool:
        """Whether one of them was set by hand."""
        return any(meeting.pinned for meeting in self.meetings)


def grouped(meetings: list[PlannedMeeting]) -> Iterator[MeetingGroup]:
    """Meetings with the same agenda at the same time and place, as one; by day and time."""
    found: dict[object, list[PlannedMeeting]] = {}
    for one in sorted(meetings, key=lambda one: (one.day, one.at, one.activity_id, one.teams)):
        alike = (one.day, one.at, one.activity_id, one.length, one.place, one.state, one.joint)
        found.setdefault(alike, []).append(one)
    return (MeetingGroup(tuple(group)) for group in found.values())

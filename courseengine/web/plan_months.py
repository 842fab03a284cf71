"""A plan month by month: openings, meetings, days off and planning days, and where we are today."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import g, url_for

from courseengine.core.planner.document import PlannedDates
from courseengine.core.planner.summary import prework_due
from courseengine.core.school_days.days import DayKind
from courseengine.web.plan_page import MeetingGroup, PlanAtWork, grouped

A_DAY = timedelta(days=1)
A_YEAR = timedelta(days=366)
"""what opened earlier is among the modules alone"""
LONGEST = timedelta(days=3 * 366)
"""a plan is shown no further than this from its first day"""


@dataclass(frozen=True)
class Item:
    """Something on a day."""

    day: date
    kind: str
    """``module``, ``done``, ``meeting``, ``planning``, ``off`` or ``today``"""
    title: str
    notes: tuple[str, ...] = ()
    lang: str | None = None
    state: str | None = None
    """of a meeting: as ``components/tag.html`` names it"""
    marks: tuple[str, ...] = ()
    href: str | None = None
    """where it is moved"""
    label: str = ""
    """what the link is called when it is read aloud alone"""

    @property
    def when(self) -> tuple[str, str]:
        """The day of the month, and the weekday; the month stands above."""
        weekday, _space, day = g.language.day(self.day, weekday=True).partition(" ")
        return day.split("\N{NO-BREAK SPACE}")[0], weekday


@dataclass(frozen=True)
class Month:
    """A month of the plan."""

    title: str
    items: list[Item] = field(default_factory=list)
    summary: str = ""
    is_open: bool = False


def months_of(page: PlanAtWork) -> list[Month]:
    """The months that the plan has to do with."""
    items = sorted(_items(page), key=lambda item: item.day)
    found: dict[tuple[int, int], list[Item]] = {}
    for item in items:
        found.setdefault((item.day.year, item.day.month), []).append(item)
    found = {key: here for key, here in found.items() if any(item.kind not in ("off", "planning") for item in here)}
    near = sorted(key for key in found if key >= (page.today.year, page.today.month))[:2]
    return [
        Month(g.language.month(here[0].day), here, _summary(here), key in near) for key, here in sorted(found.items())
    ]


def _summary(items: list[Item]) -> str:
    """What a month holds, in short."""
    meetings = sum(item.kind == "meeting" for item in items)
    said = [item.title for item in items if item.kind == "module"]
    if meetings:
        said.append(g.language.ngettext("%(num)d meeting", "%(num)d meetings", meetings))
    return " · ".join(said or [item.title for item in items if item.kind == "done"])


def _items(page: PlanAtWork) -> Iterator[Item]:
    since = page.today - A_YEAR
    told = [item for dates in page.shown.modules for item in _module(page, dates) if item.day >= since]
    told += [_meeting(page, group) for group in grouped(list(page.shown.meetings))]
    yield from told
    if not told:
        return
    first, last = min(item.day for item in told), max(item.day for item in told)
    yield from _other_days(page, first, min(last, first + LONGEST))
    if first <= page.today <= last:
        yield Item(page.today, "today", g.language.gettext("Today"))


def _module(page: PlanAtWork, dates: PlannedDates) -> Iterator[Item]:
    _, words = g.language.gettext, page.words
    module = page.course.module(dates.module_id)
    lang = module.language if module and module.language != g.language.code else None
    name = words.module(dates.module_id)
    yield Item(
        dates.opens_on,
        "module",
        _("%(module)s opens", module=words.module_briefly(dates.module_id)),
        (module.title,) if module else (),
        lang,
        marks=(_("Set by hand"),) if dates.pinned else (),
    )
    if dates.done_by:
        text = _("%(module)s is to be done", module=words.module_briefly(dates.module_id))
        yield Item(dates.done_by, "done", text, label=name)


def _meeting(page: PlanAtWork, group: MeetingGroup) -> Item:
    _, meeting = g.language.gettext, group.first
    template = page.course.activity(meeting.activity_id)
    notes = [_("at %(time)s", time=f"{meeting.at:%H:%M}"), page.words.teams(group.teams)]
    if meeting.place:
        notes.append(meeting.place)
    ahead = meeting.state == "planned" and meeting.day >= page.today
    if ahead and template and getattr(template, "prework", ()):
        due = prework_due(meeting, page.school.days)
        notes.append(_("prework by %(day)s", day=page.words.day(due)))
    marks = [_("Set by hand")] if group.is_pinned and meeting.state == "planned" else []
    if meeting.state == "dropped":
        marks = [_("Taken out")]
    if page.school.days.kind(meeting.day) is DayKind.PLANNING:
        marks.append(_("Planning day"))
    return Item(
        day=meeting.day,
        kind="meeting",
        title=page.words.meeting(meeting),
        notes=tuple(notes),
        lang=template.language if template and template.language != g.language.code else None,
        state=_state(page, group),
        marks=tuple(marks),
        href=_move(page, group) if page.may_propose and meeting.state in ("planned", "dropped") else None,
        label=_("Move %(meeting)s", meeting=page.words.meeting(meeting)),
    )


def _move(page: PlanAtWork, group: MeetingGroup) -> str:
    return url_for("plan_meetings.meeting", run=page.run.public_id, key=group.first.key)


def _state(page: PlanAtWork, group: MeetingGroup) -> str | None:
    meeting = group.first
    if meeting.state in ("held", "cancelled"):
        return meeting.state
    return "not_recorded" if meeting.day < page.today and meeting.state == "planned" else None


def _other_days(page: PlanAtWork, first: date, last: date) -> Iterator[Item]:
    """Planning days, and days off: what lies together, apart from weekends, is one line."""
    _, run_of = g.language.gettext, list[date]()
    day = first
    while day <= last + A_DAY:
        kind = page.school.days.kind(day)
        if kind is DayKind.PLANNING:
            yield Item(day, "planning", _("Planning day"))
        if kind is DayKind.OFF and day <= last:
            run_of.append(day)
        elif run_of:
            workdays = [one for one in run_of if one.weekday() < 5]
            if workdays:
                yield _off(page, workdays)
            run_of = []
        day += A_DAY


def _off(page: PlanAtWork, days: list[date]) -> Item:
    _ = g.language.gettext
    if len(days) == 1:
        return Item(days[0], "off", _("Day off"))
    return Item(days[0], "off", _("Days off until %(day)s", day=page.words.day(days[-1])))

"""What lies on days on which nobody is at work: planned meetings and module openings.

A school's leaders see which meetings, and may go and move them. Whoever acts for the owner sees
how many at each school: never a team, never a person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, flash, g, url_for

from courseengine.base.clock import day_in_oslo
from courseengine.core.course.library import current_versions
from courseengine.core.meetings.days_off import meetings_on
from courseengine.core.meetings.models import Meeting
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.queries import runs_at
from courseengine.core.school_days.named import named, school_days
from courseengine.core.school_days.queries import own_and_owners
from courseengine.web.day_words import name_of
from courseengine.web.guard import may
from courseengine.web.subjects import kept_plan
from courseengine.web.words import sentence


@dataclass(frozen=True)
class Hit:
    """A meeting or an opening on such a day, and where one moves it."""

    text: str
    href: str | None


@dataclass(frozen=True)
class SchoolHits:
    """What is hit at one school; ``each`` for its leaders alone."""

    school: str
    meetings: int
    openings: int
    each: tuple[Hit, ...]


def hits_on(
    days_by_school: Mapping[int, Collection[date]], schools: Collection[Organisation], *, at: datetime
) -> list[SchoolHits]:
    """What lies on these days at each school, by the school's name; those where nothing does are left out."""
    days_by_school = {id_: days for id_, days in days_by_school.items() if days}
    meetings = meetings_on(g.db, days_by_school, at=at)
    openings = _openings(days_by_school, day_in_oslo(at))
    found = []
    for school in schools:
        here, opens = meetings.get(school.id, []), openings.get(school.id, [])
        if here or opens:
            leads = may(Action.PLAN_JOINT_MEETING, school)
            each = (*map(_meeting, here), *opens) if leads else ()
            found.append(SchoolHits(school.name, len(here), len(opens), each))
    return found


def warn_of_day_off(meeting: Meeting) -> None:
    """Say on the next page that nobody is at work on a meeting's day; it is planned all the same."""
    school = g.db.get_one(CourseRun, meeting.run_id).organisation
    day = day_in_oslo(meeting.starts_at)
    own, owners = own_and_owners(g.db, [school])[school.id]
    if school_days(own, owners).is_at_work(day):
        return
    names = [name_of(one, g.language, within=True) for one in named(own, owners, day, day)]
    when, _ = sentence(g.language.day(day, weekday=True)), g.language.gettext
    off, more = _("%(day)s is a day off.", day=when), _("The meeting is planned all the same, and you can move it.")
    if names:
        off = _("%(day)s is a day off: %(name)s.", day=when, name=names[0])
    flash(f"{off} {more}", "warning")


def _meeting(meeting: Meeting) -> Hit:
    _ = g.language.gettext
    day, time = g.language.day(meeting.starts_at, weekday=True), g.language.clock(meeting.starts_at)
    when = _("%(day)s at %(time)s", day=day, time=time)
    teams = g.language.listed([team.name for team in meeting.teams])
    return Hit(f"{sentence(when)}: {meeting.title} ({teams})", _where_to_move(meeting))


def _where_to_move(meeting: Meeting) -> str | None:
    """The meeting's own page for it; the plan, for those who only change that."""
    if may(Action.RECORD_MEETING, meeting):
        return url_for("team.move", meeting=meeting.public_id)
    if "planner.plan" in current_app.view_functions and may(Action.CHANGE_PLAN, meeting.run):
        return url_for("planner.plan", run=meeting.run.public_id)
    return None


def _openings(days_by_school: Mapping[int, Collection[date]], today: date) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = {}
    planner = "planner.plan" in current_app.view_functions
    runs = [(course_id, run) for course_id, run in runs_at(g.db, days_by_school) if not run.ended]
    versions = current_versions(g.db) if runs else {}
    for course_id, run in runs:
        if course_id not in versions:
            continue
        plan = kept_plan(course_id, versions[course_id], run)
        for module in plan.course.modules:
            opens_on = plan.openings[module.id].opens_on
            if opens_on and opens_on >= today and opens_on in days_by_school[run.school_id]:
                href = url_for("planner.plan", run=run.public_id) if planner else None
                found.setdefault(run.school_id, []).append(Hit(_opening(module.title, opens_on), href))
    return found


def _opening(title: str, opens_on: date) -> str:
    day = sentence(g.language.day(opens_on, weekday=True))
    return g.language.gettext("%(day)s: %(module)s opens", day=day, module=title)

"""The first page: where am I, what is next, when do we meet, what must I have done.

Signed out, it shows which courses there are, what they are for, when they open and how to get in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.course.model import Banner
from courseengine.core.meetings.queries import MeetingRow, next_meeting
from courseengine.core.meetings.timing import may_be_recorded
from courseengine.core.policy.actions import Action
from courseengine.core.policy.visible import visible_in
from courseengine.core.progress.outline import ModuleOutline, Step, next_step, outline_of
from courseengine.core.progress.queries import DONE, marks_of
from courseengine.core.reports.catching_up import is_new
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule
from courseengine.web.guard import may, public
from courseengine.web.meeting_kit import prework_taken_out
from courseengine.web.milestone_words import where_words
from courseengine.web.skeleton import part
from courseengine.web.subjects import for_reader, kept_plan, published_plans
from courseengine.web.views.catalogue import catalogue_entries
from courseengine.web.words import before_they_came, lang_of, meeting_title, meta_of, near_day, opening_words

bp = Blueprint("front", __name__)


class Stop(NamedTuple):
    """A module on the line of openings: where the reader is with it, and in words."""

    module_id: str
    state: str
    text: str


@dataclass(frozen=True)
class Way:
    """One course as the reader follows it: a run of their school's, or the course itself."""

    plan: Plan
    outlines: list[ModuleOutline]
    takes_part: bool
    banners: tuple[Banner, ...]
    lang: str | None
    """the language of the course's own words, where it is not the reader's"""
    where: str
    """which week of which module it is and what comes next, for those who take part"""
    wheel: str
    """the address of the school's annual wheel, for those who take part"""
    upcoming: tuple[ModuleOutline, Step] | None
    stops: tuple[Stop, ...]
    timeline: Markup
    meeting: MeetingRow | None
    room: str
    """the address of its room, from when people gather"""
    prework: list[Step]
    taken_out: str
    """that prework of the meeting has been taken out, in words; empty where none has"""
    is_new: bool
    """whether the reader joined late, and has not been through what matters most"""
    feedback_by: str
    """the day until which the reader is asked how a pilot goes; empty where nobody asks"""


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """The overview of whoever asks."""
    if not g.actor.is_signed_in:
        return render_template("front/welcome.html", entries=catalogue_entries())
    at = clock.now()
    actor = g.actor
    arranged = actor.schools_led | actor.schools_resourced
    meeting = next_meeting(g.db, actor.teams, arranged, at=at, guest=actor.person_id, at_work=actor.schools)
    # The course one meets about next comes first, then the newest.
    ways = sorted((_way(plan, meeting, at) for plan in _plans()), key=lambda way: way.meeting is None)
    return render_template(
        "front/overview.html",
        ways=ways,
        meta_of=meta_of,
        meeting_title=meeting_title,
        led=_led(),
        ended=_ended(),
        waits_at=None if ways else _waits_at(),
    )


def _waits_at() -> tuple[str, str] | None:
    """The place where no course has begun, and for its leader the address of where one begins."""
    own = sorted(g.actor.memberships, key=lambda one: one.organisation_id not in g.actor.schools_led)
    if not own:
        return None
    leads = own[0].organisation_id in g.actor.schools_led
    return own[0].place, url_for("starts.courses", place=own[0].place_public_id) if leads else ""


def _ended() -> list[Plan]:
    """The runs one took part in that have ended: what one wrote in them is still there."""
    runs = ((course_id, run, version) for course_id, run, version in g.actor.runs if version and run.ended)
    return [kept_plan(course_id, version, run) for course_id, run, version in runs if g.actor.takes_part_in(run)]


def _plans() -> list[Plan]:
    """The runs of one's schools; without any, the courses one reads as owner or at a university."""
    plans = [
        for_reader(kept_plan(course_id, version, run))
        for course_id, run, version in g.actor.runs
        if version and not run.ended
    ]
    if plans or not g.actor.audiences(None):
        return plans
    return published_plans()


def _way(plan: Plan, meeting: MeetingRow | None, at: datetime) -> Way:
    actor, run = g.actor, plan.run
    takes_part = actor.takes_part_in(run)
    team, came_on = actor.team_in(run, None), actor.came_to(run)
    marks = marks_of(g.db, actor.person_id, run.id, team_id=team, came_on=came_on) if run else {}
    modules = (PlannedModule(plan, module) for module in plan.course.modules)
    outlines = [
        outline_of(planned, visible_in(planned, actor, at=at), marks, at=at)
        for planned in modules
        if may(Action.SEE_MODULE, planned)
    ]
    upcoming = (next_step(outlines) or _open_before(plan, outlines)) if takes_part else None
    own_meeting = meeting if meeting and run and meeting.run_id == run.id else None
    stops = tuple(_stop(plan, outline, upcoming[0] if upcoming else None) for outline in outlines)
    return Way(
        plan,
        outlines,
        takes_part,
        tuple(plan.course.banners_on(day_in_oslo(at))),
        lang_of(plan.course.words_in, g.language),
        where_words(plan, [one.module for one in outlines], g.language, at=at) if takes_part else "",
        _wheel(plan) if takes_part else "",
        upcoming,
        stops,
        _timeline(plan, stops),
        own_meeting,
        _room(own_meeting, at),
        _prework(plan, outlines, own_meeting),
        _taken_out(plan, own_meeting),
        takes_part and _is_new(plan, outlines, at),
        _feedback_by(plan, at),
    )


def _room(meeting: MeetingRow | None, at: datetime) -> str:
    if meeting is None or not may_be_recorded(meeting.starts_at, at=at):
        return ""
    return url_for("room.room", meeting=meeting.public_id)


def _wheel(plan: Plan) -> str:
    """Where the school's annual wheel is; who takes part sees it."""
    at_school = (one for one in g.actor.memberships if plan.run and one.organisation_id == plan.run.school_id)
    place = next((one.place_public_id for one in at_school), None)
    return url_for("wheel.wheel", place=place) if place else ""


def _is_new(plan: Plan, outlines: list[ModuleOutline], at: datetime) -> bool:
    begun_on = min((one.opens_on for one in plan.openings.values() if one.opens_on), default=None)
    if not is_new(g.actor.came_to(plan.run), begun_on, at=at):
        return False
    opened = (step for outline in outlines if outline.is_open for step in outline.steps)
    return any(step.activity.essence and step.counts and step.mark != DONE for step in opened)


def _feedback_by(plan: Plan, at: datetime) -> str:
    run = plan.run
    if run is None or not run.pilot or run.feedback_by is None or not g.actor.leads(run):
        return ""
    return near_day(run.feedback_by, g.language, at=at) if day_in_oslo(at) <= run.feedback_by else ""


def _taken_out(plan: Plan, meeting: MeetingRow | None) -> str:
    ids = (meeting.activity_id, *(id_ for _, id_ in meeting.also)) if meeting else ()
    templates = (one for id_ in ids if isinstance(one := plan.course.activity(id_), Meeting))
    return next(filter(None, (prework_taken_out(one, plan, g.language) for one in templates)), "")


def _open_before(plan: Plan, outlines: list[ModuleOutline]) -> tuple[ModuleOutline, Step] | None:
    """What may be done before its module opens, such as a survey."""
    for outline in outlines:
        for step in outline.steps if not outline.is_open else ():
            planned = PlannedActivity(plan, outline.module, step.activity)
            if step.activity.opens_with and step.mark != DONE and may(Action.READ_ACTIVITY, planned):
                return outline, step
    return None


def _prework(plan: Plan, outlines: list[ModuleOutline], meeting: MeetingRow | None) -> list[Step]:
    """What is still to be done before the next meeting."""
    if meeting is None:
        return []
    return [
        step
        for outline in outlines
        for step in outline.steps
        if meeting.is_from(step.activity.prework_for)
        and step.mark != DONE
        and may(Action.READ_ACTIVITY, PlannedActivity(plan, outline.module, step.activity))
    ]


def _stop(plan: Plan, outline: ModuleOutline, current: ModuleOutline | None) -> Stop:
    _ = g.language.gettext
    opening = outline.opening
    if current and outline.module.id == current.module.id:
        state = "now"
    elif outline.is_done:
        state = "done"
    else:
        state = "open"
    if not outline.is_open and not may(Action.READ_MODULE, PlannedModule(plan, outline.module)):
        return Stop(outline.module.id, "locked", opening_words(opening, g.language, at=clock.now()))
    if outline.is_done:
        return Stop(outline.module.id, state, _("Done"))
    if opening.done_by and not before_they_came(opening.done_by, plan, g.actor):
        day = near_day(opening.done_by, g.language, at=clock.now())
        return Stop(outline.module.id, state, _("To be done by %(day)s", day=day))
    return Stop(outline.module.id, state, _("Open"))


def _timeline(plan: Plan, stops: tuple[Stop, ...]) -> Markup:
    """The line of openings, rendered once for everybody who is as far."""
    course = plan.course

    def more() -> dict[str, Any]:
        return {"stops": [(stop, course.module(stop.module_id)) for stop in stops]}

    line = part("front/_timeline.html", g.language.code, course.version, course.edition, stops, more=more)
    return line.fill({"plan": escape(plan.public_id)})


def _led() -> list[tuple[str, str]]:
    """The schools one leads, with the address of how their teams are doing."""
    return [
        (holding.place, url_for("leader.school", school=holding.place_public_id))
        for holding in g.actor.memberships
        if holding.organisation_id in g.actor.schools_led and holding.role.value == "school_leader"
    ]

"""The meetings of a run's plan: one moved, taken out or added, in the draft.

Meetings that several teams have from the same agenda at the same time are one page; whoever moves
them may leave some of the teams where they are.
"""

from functools import partial
from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.i18n import N_
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.planner import moving
from courseengine.core.planner.document import Document
from courseengine.core.planner.school import Group, groups_for
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.web.forms.dates import day_in, time_in
from courseengine.web.forms.planner import Errors, MeetingForm
from courseengine.web.forms.team import WhenForm
from courseengine.web.guard import guard
from courseengine.web.plan_page import MeetingGroup, PlanAtWork, grouped, in_plan, plan_at_work
from courseengine.web.plan_saving import clash_page, keep, said, tried

bp = Blueprint("plan_meetings", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
CHOOSE_TIME = N_("Write a date and a time.")
CHOOSE_TEAMS = N_("Choose at least one team.")


@bp.get("/plans/<run>/meetings/<key>")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def meeting(run: CourseRun, key: str) -> ResponseReturnValue:
    """One meeting of the plan, with the teams that have it at the same time."""
    page = plan_at_work(run, at=clock.now())
    group = _group(page, key)
    first = group.first
    when = WhenForm(first.day.isoformat(), f"{first.at:%H:%M}", str(first.length), first.place, None, first.length)
    return _meeting_page(page, group, MeetingForm(when, tuple(one.key for one in group.meetings), "", "move", {}))


@bp.post("/plans/<run>/meetings/<key>")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def change_meeting(run: CourseRun, key: str) -> ResponseReturnValue:
    """Move the meeting, for all of the teams or for some, or take it out."""
    page, form = plan_at_work(run, at=clock.now()), MeetingForm.read(request.form)
    group = _group(page, key)
    chosen = [one.key for one in group.meetings if one.key in form.keys or len(group.meetings) == 1]
    errors = dict(form.errors)
    if not chosen:
        errors["keys"] = Invalid(CHOOSE_TEAMS)
    moved = page.shown
    for one in chosen if not errors else ():
        moved = tried(errors, "date", partial(_moved, moved, one, form), moved)
    if errors:
        return _meeting_page(page, group, form, errors), UNPROCESSABLE
    return clash_page(page, moved) if form.seen != page.seen else keep(page, moved)


def _moved(document: Document, key: str, form: MeetingForm) -> Document:
    if form.act == "drop":
        return moving.drop_meeting(document, key)
    if form.act == "back":
        return moving.take_back(document, key)
    if form.act == "loosen":
        return moving.unpin(document, key)
    day, at = day_in(form.when.date), time_in(form.when.time)
    if day is None or at is None:  # the form has said so
        raise Invalid(CHOOSE_TIME)
    return moving.move_meeting(document, key, day=day, at=at, length=form.when.minutes, place=form.when.place)


def _group(page: PlanAtWork, key: str) -> MeetingGroup:
    found = next((one for one in grouped(list(page.shown.meetings)) if key in {m.key for m in one.meetings}), None)
    if found is None or found.first.state not in ("planned", "dropped"):
        raise NotFound
    return found


def _meeting_page(page: PlanAtWork, group: MeetingGroup, form: MeetingForm, errors: Errors | None = None) -> str:
    return render_template("planner/meeting.html", page=page, group=group, form=form, errors=said(errors or {}))


@bp.get("/plans/<run>/meetings/new/<activity>")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def new_meeting(run: CourseRun, activity: str) -> ResponseReturnValue:
    """The form for one more meeting from one of the course's agendas."""
    page = plan_at_work(run, at=clock.now())
    template, groups = _called(page, activity)
    when = WhenForm("", "14:15", str(template.length), page.shown.wishes.place, None, template.length)
    form = MeetingForm(when, tuple(str(number) for number in range(len(groups))), page.seen, "add", {})
    return _new_page(page, template, groups, form)


@bp.post("/plans/<run>/meetings/new/<activity>")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def add_meeting(run: CourseRun, activity: str) -> ResponseReturnValue:
    """Plan one more meeting, in the draft."""
    page, form = plan_at_work(run, at=clock.now()), MeetingForm.read(request.form)
    template, groups = _called(page, activity)
    chosen = [one for number, one in enumerate(groups) if str(number) in form.keys or len(groups) == 1]
    errors = dict(form.errors)
    if not chosen:
        errors["keys"] = Invalid(CHOOSE_TEAMS)
    moved = page.shown
    for group in chosen if not errors else ():
        moved = tried(errors, "date", partial(_added, page, moved, template, group, form), moved)
    if errors:
        return _new_page(page, template, groups, form, errors), UNPROCESSABLE
    return clash_page(page, moved) if form.seen != page.seen else keep(page, moved)


def _added(page: PlanAtWork, document: Document, template: Template, group: Group, form: MeetingForm) -> Document:
    day, at, module = day_in(form.when.date), time_in(form.when.time), page.course.module_of(template.id)
    if day is None or at is None or module is None:  # the form has said so
        raise Invalid(CHOOSE_TIME)
    return moving.add_meeting(
        document,
        module_id=module.id,
        activity_id=template.id,
        teams=group.teams,
        joint=group.joint,
        day=day,
        at=at,
        length=form.when.minutes,
        place=form.when.place,
    )


def _called(page: PlanAtWork, activity: str) -> tuple[Template, tuple[Group, ...]]:
    template, module = page.course.activity(activity), page.course.module_of(activity)
    if not isinstance(template, Template) or module is None:
        raise NotFound
    in_plan(page, module.id)
    return template, groups_for(page.school, module, template)


def _new_page(
    page: PlanAtWork,
    template: Template,
    groups: tuple[Group, ...],
    form: MeetingForm,
    errors: Errors | None = None,
) -> str:
    choices = [(str(number), page.words.teams(group.teams)) for number, group in enumerate(groups)]
    return render_template(
        "planner/new_meeting.html", page=page, template=template, choices_=choices, form=form, errors=said(errors or {})
    )

"""A module's outline, an activity's page, and what a person does there."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Blueprint, current_app, g, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.course.activities.base import Activity, Audience, DoneWhen
from courseengine.core.course.library import Library
from courseengine.core.course.model import Module
from courseengine.core.meeting_room.operations import bump_rooms_reading
from courseengine.core.policy.actions import Action
from courseengine.core.policy.visible import visible_in
from courseengine.core.progress import operations
from courseengine.core.progress.outline import ModuleOutline, Shown, outline_of
from courseengine.core.progress.queries import NO_WORK, Marks, OwnWork, Written, marks_of, own_work, written_by
from courseengine.core.progress.sharing import shared_by
from courseengine.core.progress.team_answers import answers_of_team
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule
from courseengine.web.alone import goes_alone, ids_of
from courseengine.web.around_answer import around_of
from courseengine.web.forms.learner import AnswerForm
from courseengine.web.guard import guard, may
from courseengine.web.learner_pages import ActivityPage, module_page
from courseengine.web.meeting_kit import planned_activity
from courseengine.web.subjects import plan_of_run
from courseengine.web.views.team import MeetingWork, TeamTaskWork, meeting_work, team_task_work
from courseengine.web.words import opening_words, title_of

bp = Blueprint("learner", __name__)


@bp.get("/courses/<plan>/modules/<module>")
@guard(Action.SEE_MODULE, module=PlannedModule)
def module(module: PlannedModule) -> ResponseReturnValue:
    """A module: what it is for, how far one is, and its outline."""
    if not may(Action.READ_MODULE, module):
        return render_template(
            "learner/locked.html",
            planned=module,
            words=opening_words(module.opening, g.language, at=clock.now(), year=True),
        )
    plan, run = module.plan, module.plan.run
    team = g.actor.team_in(run, module.module.team_kind)
    came_on = g.actor.came_to(run)
    marks = marks_of(g.db, g.actor.person_id, run.id, team_id=team, came_on=came_on) if run else Marks()
    outline = visible(module, marks)
    return module_page(
        outline,
        plan,
        met=(marks.held[module.module.id], marks.waived[module.module.id]) if team else None,
        takes_part=g.actor.takes_part_in(run),
        just_done=_just_done(plan, [step.activity for step in outline.steps]),
        banners=tuple(plan.course.banners_on(day_in_oslo(clock.now()))),
    )


def visible(planned: PlannedModule, marks: Mapping[str, str] = MappingProxyType({})) -> ModuleOutline:
    """What the one who asks may know of in the module, with these marks."""
    at = clock.now()
    return outline_of(planned, visible_in(planned, g.actor, at=at), marks, at=at)


@bp.get("/courses/<plan>/activities/<activity>")
@guard(Action.SEE_ACTIVITY, activity=PlannedActivity)
def activity(activity: PlannedActivity) -> ResponseReturnValue:
    """One activity. While its module is locked, the address leads back to the module."""
    if not may(Action.READ_ACTIVITY, activity):
        return redirect(module_url(activity.plan, activity.module.slug))
    return activity_page(activity)


def activity_page(planned: PlannedActivity, **more: Any) -> str:
    """The page of an activity; ``more`` is for a form that is shown again."""
    activity, plan = planned.activity, planned.plan
    own = own_work(g.db, g.actor.person_id, plan.run.id, activity) if plan.run else None
    sections = _around(planned)
    shown = [one for _, activities in sections for one in activities]
    here = shown.index(activity)
    by_hand = activity.done_when in TICKED_BY_HAND
    page = ActivityPage(
        planned=planned,
        leads=bool(activity.leader_body) and may(Action.READ_FOR_LEADERS, planned),
        does=may(Action.DO_ACTIVITY, planned),
        is_done=own is not None and own.done_how is not None,
        previous=shown[here - 1] if here else None,
        next=shown[here + 1] if here + 1 < len(shown) else None,
        just_done=_just_done(plan, shown),
        ticked_by_hand=by_hand and activity.counts,
        section=next(part for part in sections if activity in part[1]),
    )
    if by_hand and activity.counts:
        return page.prepared(own)
    work = _work(planned, own or NO_WORK)
    around = around_of(planned, work.answer if isinstance(work, TeamTaskWork) else None)
    return page.rendered(work, around=around, **more)


def _around(planned: PlannedActivity) -> Shown:
    """Its module as far as the one who asks reads it: of one that is still shut, what is open before."""
    plan, module = planned.plan, planned.module
    sections = visible_in(PlannedModule(plan, module), g.actor, at=clock.now())
    if may(Action.READ_MODULE, PlannedModule(plan, module)):
        return sections
    read = (
        (section, tuple(one for one in activities if one == planned.activity or _reads(plan, module, one)))
        for section, activities in sections
    )
    return tuple((section, activities) for section, activities in read if activities)


def _reads(plan: Plan, module: Module, activity: Activity) -> bool:
    return may(Action.READ_ACTIVITY, PlannedActivity(plan, module, activity))


TICKED_BY_HAND = (DoneWhen.PLAYED, DoneWhen.READ, DoneWhen.ANSWERED)


def _work(planned: PlannedActivity, own: OwnWork) -> MeetingWork | TeamTaskWork | OwnWork:
    """What there is to write or to meet about: the team's, or one's own."""
    if planned.activity.done_when is DoneWhen.MET:
        return meeting_work(planned, own, at=clock.now())
    if planned.activity.done_when is DoneWhen.TEAM_DELIVERED:
        return team_task_work(planned, own)
    return own


@bp.get("/courses/<plan>/activities/<activity>/media/<name>")
@guard(Action.READ_ACTIVITY, activity=PlannedActivity)
def media(activity: PlannedActivity, name: str) -> ResponseReturnValue:
    """A file of an activity, in parts where the player asks for parts (RFC 9110, 14)."""
    file = activity.activity.file(name)
    if file is None:
        raise NotFound
    library: Library = current_app.extensions["library"]
    path = library.media_path(file.digest)
    if not path.is_file():
        raise NotFound
    response = send_file(path, mimetype=file.type, conditional=True, etag=file.digest)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@bp.post("/courses/<plan>/activities/<activity>/done")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def done(activity: PlannedActivity) -> ResponseReturnValue:
    """Mark it done, and go on to the next; or take that back."""
    if activity.activity.done_when not in TICKED_BY_HAND:
        raise NotFound
    run, person_id = _run_id(activity.plan), g.actor.person_id
    if request.form.get("done") == "0":
        for id_ in (activity.activity.id, *activity.activity.formerly):
            operations.revoke(g.db, person_id, run, id_, at=clock.now())
        return redirect(activity_url(activity.plan, activity.activity.id))
    operations.complete(g.db, person_id, run, activity.activity.id, how=activity.activity.done_how, at=clock.now())
    if request.accept_mimetypes.best == "application/json":  # the player, which stays where it is
        return "", HTTPStatus.NO_CONTENT
    g.db.flush()
    return redirect(_onwards(activity))


def _onwards(planned: PlannedActivity) -> str:
    """The address of what comes after, which also says what was just done."""
    ids = [activity.id for _, activities in _around(planned) for activity in activities]
    after = ids.index(planned.activity.id) + 1
    if after < len(ids):
        return activity_url(planned.plan, ids[after], done=planned.activity.id)
    if not may(Action.READ_MODULE, PlannedModule(planned.plan, planned.module)):
        return url_for("front.front")
    return module_url(planned.plan, planned.module.slug, done=planned.activity.id)


@bp.post("/courses/<plan>/activities/<activity>/answer")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def answer(activity: PlannedActivity) -> ResponseReturnValue:
    """Save a private answer; deliver it or take it back. Without a team, so is what a team does together."""
    is_meeting = activity.activity.done_when is DoneWhen.MET
    if activity.activity.done_when is not DoneWhen.DELIVERED and not goes_alone(activity):
        raise NotFound
    form, run, person_id, at = AnswerForm.read(request.form), _run_id(activity.plan), g.actor.person_id, clock.now()
    id_ = activity.activity.id
    if form.act == "take_back":
        operations.take_answer_back(g.db, person_id, run, id_, at=at)
        return redirect(activity_url(activity.plan, id_))
    if form.act == "deliver" and not form.body.strip() and not is_meeting:
        return _refused(activity, form, g.language.gettext("Write something before you deliver."))
    try:
        version = operations.save_answer(g.db, person_id, run, id_, form.body, seen=form.version, at=at)
    except Conflict:
        return _clash(activity, form)
    except Invalid as error:
        return _refused(activity, form, g.language.gettext(error.message, **error.values))
    bump_rooms_reading(g.db, person_id, run, ids_of(activity.activity))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(version=version, saved=g.language.clock(at))
    if form.act == "deliver":
        g.db.flush()
        deliver = operations.go_through_alone if is_meeting else operations.deliver_answer
        deliver(g.db, person_id, run, id_, at=at)
    return redirect(activity_url(activity.plan, id_))


def _refused(planned: PlannedActivity, form: AnswerForm, sentence: str) -> ResponseReturnValue:
    """The form again, with what was written and why it was not taken."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence), HTTPStatus.UNPROCESSABLE_ENTITY
    return activity_page(planned, error=sentence, written=form.body, seen=form.version), HTTPStatus.UNPROCESSABLE_ENTITY


def _clash(planned: PlannedActivity, form: AnswerForm) -> ResponseReturnValue:
    """Both texts, side by side: what another window saved, and what this one holds."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=g.language.gettext("The answer was changed in another window.")), HTTPStatus.CONFLICT
    return activity_page(planned, clash=form.body), HTTPStatus.CONFLICT


@bp.post("/courses/<plan>/activities/<activity>/position")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def position(activity: PlannedActivity) -> ResponseReturnValue:
    """Remember where a film or podcast stopped."""
    seconds = request.form.get("position", "").partition(".")[0]
    if activity.activity.done_when is not DoneWhen.PLAYED or not seconds.isdecimal() or len(seconds) > 6:
        raise NotFound
    operations.keep_position(g.db, g.actor.person_id, _run_id(activity.plan), activity.activity.id, int(seconds))
    return "", HTTPStatus.NO_CONTENT


@bp.post("/courses/<plan>/activities/<activity>/ticks")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def ticks(activity: PlannedActivity) -> ResponseReturnValue:
    """Keep what is ticked on a checklist."""
    if activity.activity.done_when is not DoneWhen.TICKED:
        raise NotFound
    items = {item.id for item in activity.activity.items}  # type: ignore[attr-defined]  # what is ticked has items
    operations.set_ticks(
        g.db,
        g.actor.person_id,
        _run_id(activity.plan),
        activity.activity.id,
        set(request.form.getlist("ticked")),
        items=items,
        at=clock.now(),
    )
    if request.accept_mimetypes.best == "application/json":
        return jsonify(saved=g.language.clock(clock.now()))
    return redirect(activity_url(activity.plan, activity.activity.id))


@bp.get("/courses/<run>/written")
@guard(Action.SEE_OWN_WORK, run=CourseRun)
def written(run: CourseRun) -> ResponseReturnValue:
    """What the one who asks has written in a run, also to tasks that the course has no more."""
    plan = plan_of_run(run.public_id)
    if plan is None:
        raise NotFound
    gone = run.organisation_id not in g.actor.schools
    own = [
        OwnText(one, _known(plan, one.activity_id), _title(plan, one.activity_id, gone=gone))
        for one in written_by(g.db, g.actor.person_id, run.id)
    ]
    lost = [
        answer
        for team_id in sorted(g.actor.teams)
        for answer in answers_of_team(g.db, team_id, run.id).values()
        if _known(plan, answer.activity_id) is None
    ]
    shared = shared_by(g.db, g.actor.person_id, run.id, on=day_in_oslo(clock.now()))
    return render_template("learner/written.html", plan=plan, own=own, shared=shared, lost_by_team=lost)


def _known(plan: Plan, id_: str) -> PlannedActivity | None:
    """The task of that id, if it is there for the one who asks."""
    planned = planned_activity(plan, id_)
    return planned if planned and may(Action.SEE_ACTIVITY, planned) else None


def _title(plan: Plan, id_: str, *, gone: bool) -> str:
    """What a task is called that is hidden, or to somebody who has left and knew it there, if everybody did."""
    hidden = plan.taken_out.get(id_)
    if hidden is not None:
        return title_of(hidden, g.language) if hidden.for_whom is Audience.EVERYONE else ""
    planned = planned_activity(plan, id_) if gone else None
    if planned is None or planned.module.audience_of(planned.activity) is not Audience.EVERYONE:
        return ""
    return title_of(planned.activity, g.language)


class OwnText(NamedTuple):
    """A text of one's own, and the task it answers; None when it is not there any more, for all or for the writer."""

    written: Written
    planned: PlannedActivity | None
    title: str
    """of a task that is hidden or left behind with the school; empty where there is none to tell"""


def _just_done(plan: Plan, shown: list[Activity]) -> Activity | None:
    """What the address says was just done, if the reader sees it and it is so."""
    id_ = request.args.get("done")
    activity = next((activity for activity in shown if activity.id == id_), None) if id_ else None
    if activity is None or plan.run is None:
        return None
    own = own_work(g.db, g.actor.person_id, plan.run.id, activity)
    return activity if own.done_how else None


def _run_id(plan: Plan) -> int:
    if plan.run is None:
        raise NotFound
    return plan.run.id


def module_url(plan: Plan, slug: str, **more: str) -> str:
    """The address of a module."""
    return url_for("learner.module", plan=plan.public_id, module=slug, **more)


def activity_url(plan: Plan, id_: str, **more: str) -> str:
    """The address of an activity."""
    return url_for("learner.activity", plan=plan.public_id, activity=id_, **more)

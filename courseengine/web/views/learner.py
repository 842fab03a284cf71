"""A module's outline, an activity's page, and what a person does there."""

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, g, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, NotFound
from courseengine.core.course.activities.base import Activity, DoneWhen
from courseengine.core.course.library import Library
from courseengine.core.meetings.queries import meetings_in_module
from courseengine.core.policy import rules
from courseengine.core.policy.actions import Action
from courseengine.core.progress import operations
from courseengine.core.progress.outline import ModuleOutline, Step, outline_of
from courseengine.core.progress.queries import DONE, marks_of, own_work
from courseengine.core.runs.plan import Plan, PlannedActivity, PlannedModule
from courseengine.web.forms.learner import AnswerForm
from courseengine.web.guard import guard, may
from courseengine.web.prepared import outline_markup
from courseengine.web.plan_table import plan_table
from courseengine.web.views.team import meeting_work, team_task_work
from courseengine.web.words import meta_of, opening_words

bp = Blueprint("learner", __name__)


@bp.get("/courses/<plan>/modules/<module>")
@guard(Action.SEE_MODULE, module=PlannedModule)
def module(module: PlannedModule) -> ResponseReturnValue:
    """A module: what it is for, how far one is, and its outline."""
    if not may(Action.READ_MODULE, module):
        return render_template(
            "learner/locked.html", planned=module, words=opening_words(module.opening, g.language, year=True)
        )
    outline = follow(module)
    run, team = module.plan.run, g.actor.team_in(module.plan.run, module.module.team_kind)
    meetings = meetings_in_module(g.db, run.id, module.module.id, team) if run and team else None
    return render_template(
        "learner/module.html",
        planned=module,
        outline=outline,
        rows=outline_markup(module.plan, outline, g.language),
        next=outline.next,
        held=None if meetings is None else sum(meeting.state == "held" for meeting in meetings),
        takes_part=g.actor.takes_part_in(run),
        just_done=_just_done(module.plan),
    )


def follow(planned: PlannedModule) -> ModuleOutline:
    """The module as the one who asks follows it."""
    run, actor = planned.plan.run, g.actor
    marks = (
        marks_of(g.db, actor.person_id, run.id, team_id=actor.team_in(run, planned.module.team_kind)) if run else {}
    )
    at = clock.now()
    return outline_of(planned, marks, partial(rules.sees_activity, actor, at=at), at=at)


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
    outline = follow(PlannedModule(plan, planned.module))
    steps = list(outline.steps)
    here = next((index for index, step in enumerate(steps) if step.activity.id == activity.id), 0)
    return render_template(
        "learner/activity.html",
        planned=planned,
        activity=activity,
        work=work_on(planned),
        meta=meta_of(activity, g.language),
        does=may(Action.DO_ACTIVITY, planned),
        previous=_link(plan, steps[here - 1]) if here else None,
        next=_link(plan, steps[here + 1]) if here + 1 < len(steps) else None,
        is_done=steps[here].mark == DONE if steps else False,
        ticked_by_hand=activity.counts and activity.done_when in TICKED_BY_HAND,
        just_done=_just_done(plan),
        plan_table=partial(plan_table, plan, g.language),
        **more,
    )


TICKED_BY_HAND = (DoneWhen.PLAYED, DoneWhen.READ, DoneWhen.ANSWERED)


def work_on(planned: PlannedActivity) -> Any:
    """What the one who asks, or their team, has done in it."""
    run = planned.plan.run
    if planned.activity.done_when is DoneWhen.MET:
        return meeting_work(g.db, g.actor, planned, clock.now())
    if planned.activity.done_when is DoneWhen.TEAM_DELIVERED:
        return team_task_work(g.db, g.actor, planned)
    return own_work(g.db, g.actor.person_id, run.id, planned.activity) if run else None


@bp.get("/courses/<plan>/activities/<activity>/media/<name>")
@guard(Action.READ_ACTIVITY, activity=PlannedActivity)
def media(activity: PlannedActivity, name: str) -> ResponseReturnValue:
    """A file of an activity, in parts where the player asks for parts (RFC 9110, 14)."""
    found = getattr(activity.activity, "media", None)
    file = found.file(name) if found else None
    if file is None:
        raise NotFound
    library: Library = current_app.extensions["library"]
    response = send_file(library.media_path(file.digest), mimetype=file.type, conditional=True, etag=file.digest)
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
    if request.form.get("played"):
        return "", HTTPStatus.NO_CONTENT
    g.db.flush()
    return redirect(_onwards(activity))


def _onwards(planned: PlannedActivity) -> str:
    """The address of what comes after, which also says what was just done."""
    steps = list(follow(PlannedModule(planned.plan, planned.module)).steps)
    ids = [step.activity.id for step in steps]
    after = ids.index(planned.activity.id) + 1
    if after < len(ids):
        return activity_url(planned.plan, ids[after], done=planned.activity.id)
    return module_url(planned.plan, planned.module.slug, done=planned.activity.id)


@bp.post("/courses/<plan>/activities/<activity>/answer")
@guard(Action.DO_ACTIVITY, activity=PlannedActivity)
def answer(activity: PlannedActivity) -> ResponseReturnValue:
    """Save a private answer; deliver it or take it back."""
    if activity.activity.done_when is not DoneWhen.DELIVERED:
        raise NotFound
    form, run, person_id, at = AnswerForm.read(request.form), _run_id(activity.plan), g.actor.person_id, clock.now()
    id_ = activity.activity.id
    if form.act == "take_back":
        operations.take_answer_back(g.db, person_id, run, id_, at=at)
        return redirect(activity_url(activity.plan, id_))
    try:
        version = operations.save_answer(g.db, person_id, run, id_, form.body, seen=form.version, at=at)
    except Conflict:
        return _clash(activity, form)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(version=version, saved=g.language.clock(at))
    if form.act == "deliver":
        if not form.body.strip():
            sentence = g.language.gettext("Write something before you deliver.")
            return activity_page(activity, error=sentence), HTTPStatus.UNPROCESSABLE_ENTITY
        g.db.flush()
        operations.deliver_answer(g.db, person_id, run, id_, at=at)
    return redirect(activity_url(activity.plan, id_))


def _clash(planned: PlannedActivity, form: AnswerForm) -> ResponseReturnValue:
    """Both texts, side by side: what another window saved, and what this one holds."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=g.language.gettext("The answer was changed in another window.")), HTTPStatus.CONFLICT
    saved = work_on(planned)
    return activity_page(planned, clash=form.body, saved=saved), HTTPStatus.CONFLICT


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
        g.db, g.actor.person_id, _run_id(activity.plan), activity.activity.id,
        set(request.form.getlist("ticked")), items=items, at=clock.now(),
    )
    if request.accept_mimetypes.best == "application/json":
        return jsonify(saved=g.language.clock(clock.now()))
    return redirect(activity_url(activity.plan, activity.activity.id))


def _just_done(plan: Plan) -> Activity | None:
    return plan.course.activity(request.args.get("done", ""))


def _link(plan: Plan, step: Step) -> dict[str, str]:
    return {"href": activity_url(plan, step.activity.id), "title": step.activity.title}


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

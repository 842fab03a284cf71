"""A draft becomes the plan: what it changes and for whom, publishing, undoing, pausing.

Whoever proposes sees the same page as whoever decides, without the button. Publishing tells each
person once what changes for them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.people.queries import people_with
from courseengine.core.planner import operations
from courseengine.core.planner.differences import Clash, concerned, differences, double_booked
from courseengine.core.planner.models import PlanVersion
from courseengine.core.planner.publishing import as_undone
from courseengine.core.policy.actions import Action
from courseengine.core.runs.models import CourseRun
from courseengine.web.forms.planner import DayForm, Errors
from courseengine.web.guard import guard
from courseengine.web.plan_letters import tell_deciders, tell_of_plan
from courseengine.web.plan_page import PlanAtWork, plan_at_work
from courseengine.web.plan_saving import clash_page, lines, said

bp = Blueprint("plan_changes", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class Touched:
    """How much changes for the people of one team, or for those without one."""

    name: str
    people: int
    changes: int


@bp.get("/plans/<run>/changes")
@guard(Action.SEE_PLAN, run=CourseRun)
def changes(run: CourseRun) -> ResponseReturnValue:
    """What the draft moves, for whom, and who would be in two places at once."""
    page = plan_at_work(run, at=clock.now())
    if page.draft is None:
        return redirect(url_for("planner.plan", run=run.public_id))
    return _changes_page(page)


@bp.post("/plans/<run>/changes")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def publish(run: CourseRun) -> ResponseReturnValue:
    """Let the draft be the plan, as it was seen."""
    page, why = plan_at_work(run, at=clock.now()), request.form.get("why", "").strip()
    if page.draft is None or request.form.get("seen", "") != page.seen:
        return clash_page(page, None)
    try:
        published = operations.publish_draft(
            g.db, run, page.course, seen=page.draft.version, why=why, by=g.actor.person_id, at=page.at
        )
    except Conflict:
        return clash_page(page, None)
    except Invalid as error:
        return _changes_page(page, {error.field: error}, why=why), UNPROCESSABLE
    tell_of_plan(page, published)
    flash(g.language.gettext("Published. Those it concerns get a letter."), "success")
    return redirect(url_for("planner.plan", run=run.public_id))


@bp.post("/plans/<run>/propose")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def propose(run: CourseRun) -> ResponseReturnValue:
    """Tell those who decide that a draft waits for them; each state of it once."""
    page = plan_at_work(run, at=clock.now())
    if page.draft is None or request.form.get("seen", "") != page.seen:
        return clash_page(page, None)
    if operations.propose_draft(g.db, page.draft, seen=page.draft.version):
        tell_deciders(page)
    flash(g.language.gettext("Your leader has been told, and sees the draft under “The plan”."), "success")
    return redirect(url_for("planner.plan", run=run.public_id))


@bp.post("/plans/<run>/drop")
@guard(Action.PROPOSE_PLAN, run=CourseRun)
def drop(run: CourseRun) -> ResponseReturnValue:
    """Let the draft go."""
    page = plan_at_work(run, at=clock.now())
    if page.draft and request.form.get("seen", "") != page.seen:
        return clash_page(page, None)
    operations.drop_draft(g.db, run)
    flash(g.language.gettext("The draft is gone. The plan is as it was."), "success")
    return redirect(url_for("planner.plan", run=run.public_id))


def _changes_page(page: PlanAtWork, errors: Errors | None = None, *, why: str | None = None) -> str:
    found = differences(page.holds, page.shown)
    for_whom = concerned(found, page.school, page.course)
    clashes = double_booked(page.shown, page.school)
    ahead = [one for one in clashes if one.day >= page.today]
    meetings, who = {one.key: one for one in page.shown.meetings}, _who(page, ahead)
    return render_template(
        "planner/changes.html",
        page=page,
        lines=lines(page, found),
        touched=_touched(page, {person: len(one.modules) + len(one.meetings) for person, one in for_whom.items()}),
        number=len(for_whom),
        clashes=[
            (
                who[one.meetings],
                [f"{page.words.meeting(meetings[key])}, {page.words.when(meetings[key])}" for key in one.meetings],
            )
            for one in ahead
        ],
        why=(page.draft.why if page.draft else "") if why is None else why,
        errors=said(errors or {}),
    )


def _who(page: PlanAtWork, clashes: Sequence[Clash]) -> dict[tuple[str, str], str]:
    """Who would be in two places: by name to those who arrange at the school, and to an owner how many."""
    if not g.actor.arranges_at(page.run.organisation_id):
        words = (g.language.ngettext("%(num)d person", "%(num)d people", len(one.people)) for one in clashes)
        return dict(zip((one.meetings for one in clashes), words, strict=True))
    people = people_with(g.db, {person for one in clashes for person in one.people})
    names = {person.id: person.name for person in people}
    return {
        one.meetings: g.language.listed(sorted(names[id_] for id_ in one.people if id_ in names)) for one in clashes
    }


def _touched(page: PlanAtWork, number: dict[int, int]) -> list[Touched]:
    """Team by team: how many people something changes for, and how much at most."""
    found = []
    counted: Counter[int] = Counter()
    for team in page.school.teams:
        here = [number[person] for person in team.members if person in number]
        counted.update(person for person in team.members if person in number)
        if here:
            found.append(Touched(team.name, len(here), max(here)))
    others = [changes for person, changes in number.items() if person not in counted]
    if others:
        found.append(Touched(g.language.gettext("Leaders and others without a team"), len(others), max(others)))
    return found


@bp.get("/plans/<run>/undo")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def undo(run: CourseRun) -> ResponseReturnValue:
    """Ask before the newest plan is undone, and say what happens."""
    page = plan_at_work(run, at=clock.now())
    return _undo_page(page, _newest(page))


@bp.post("/plans/<run>/undo")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def undone(run: CourseRun) -> ResponseReturnValue:
    """Let the plan be as it was before the newest."""
    page = plan_at_work(run, at=clock.now())
    version = _newest(page)
    if request.form.get("version", "") != version.public_id:
        return clash_page(page, None)
    try:
        published = operations.undo(g.db, version, page.course, by=g.actor.person_id, at=page.at)
    except Conflict:
        return clash_page(page, None)
    except Invalid as error:
        return _undo_page(page, version, {error.field: error}), UNPROCESSABLE
    tell_of_plan(page, published)
    flash(g.language.gettext("Undone. The plan is as it was, and those it concerns get a letter."), "success")
    return redirect(url_for("planner.plan", run=run.public_id))


def _newest(page: PlanAtWork) -> PlanVersion:
    if page.holding is None:
        raise NotFound
    return page.holding


def _undo_page(page: PlanAtWork, version: PlanVersion, errors: Errors | None = None) -> str:
    back = differences(page.holds, as_undone(g.db, version, page.course, at=page.at))
    return render_template(
        "planner/undo.html", page=page, version=version, lines=lines(page, back), errors=said(errors or {})
    )


@bp.get("/plans/<run>/pause")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def pause(run: CourseRun) -> ResponseReturnValue:
    """Ask from which day it is paused, or goes on."""
    page = plan_at_work(run, at=clock.now())
    return _pause_page(page, DayForm(page.today.isoformat(), "", page.today, {}))


@bp.post("/plans/<run>/pause")
@guard(Action.CHANGE_PLAN, run=CourseRun)
def paused(run: CourseRun) -> ResponseReturnValue:
    """Pause the run, or let it go on: whatever it is not doing."""
    page, form = plan_at_work(run, at=clock.now()), DayForm.read(request.form)
    if form.errors or form.day is None:
        return _pause_page(page, form, form.errors), UNPROCESSABLE
    # Sent twice, the second would undo the first.
    if request.form.get("seen", "") != f"plan-{page.number}":
        return clash_page(page, None)
    try:
        published = _paused(page, form.day, form.why)
    except Invalid as error:
        return _pause_page(page, form, {error.field or "on": error}), UNPROCESSABLE
    tell_of_plan(page, published)
    _ = g.language.gettext
    flash(_("The course is paused.") if page.holds.paused_on is None else _("The course goes on."), "success")
    return redirect(url_for("planner.plan", run=run.public_id))


def _paused(page: PlanAtWork, on: date, why: str) -> operations.Published:
    change = operations.pause_run if page.holds.paused_on is None else operations.resume_run
    return change(g.db, page.run, page.course, on=on, why=why, by=g.actor.person_id, at=page.at)


def _pause_page(page: PlanAtWork, form: DayForm, errors: Errors | None = None) -> str:
    return render_template("planner/pause.html", page=page, form=form, errors=said(errors or {}))

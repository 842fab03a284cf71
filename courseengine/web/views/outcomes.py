"""Decisions and follow-ups: added, changed, taken away, done; and a team's list of them."""

from http import HTTPStatus

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.core.meetings import listing, outcomes
from courseengine.core.meetings.models import Decision, FollowUp, Meeting
from courseengine.core.people.models import Team
from courseengine.core.policy.actions import Action
from courseengine.web.forms.account import own_path
from courseengine.web.forms.recording import OutcomeForm
from courseengine.web.guard import guard
from courseengine.web.outcomes_page import KINDS, NAMES, Outcomes, keep_changed, keep_written
from courseengine.web.room_page import changed, page_to_return_to
from courseengine.web.views.team import bp
from courseengine.web.words import field_errors

__all__ = ["bp"]

LATEST = 20
"""decisions, and things that are done, on a team's list"""


@bp.post("/meetings/<meeting>/<any('decisions', 'follow-ups'):kind>")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def add_outcome(meeting: Meeting, kind: str) -> ResponseReturnValue:
    """Write down what was decided, or what is to be done; the same form twice is one."""
    form = OutcomeForm.read(request.form, NAMES[kind])
    quietly = request.accept_mimetypes.best == "application/json"
    try:
        if not form.text.strip() and not quietly:
            raise Invalid("Write what it is.", field=form.name)
        with g.db.begin_nested():
            row = keep_written(meeting, KINDS[kind], form, at=clock.now())
    except Invalid as error:
        return _refused(meeting, kind, None, form, error)
    changed(meeting, at=clock.now())
    if quietly:
        return jsonify(saved=g.language.clock(clock.now()), id=row.public_id if row else None)
    flash(g.language.gettext("Saved."), "success")
    return _back(meeting, kind)


@bp.get("/meetings/<meeting>/<any('decisions', 'follow-ups'):kind>/<outcome>")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def outcome(meeting: Meeting, kind: str, outcome: str) -> ResponseReturnValue:
    """The form for changing one."""
    row = outcomes.found_in(g.db, meeting, KINDS[kind], outcome)
    return _form(meeting, kind, row, OutcomeForm.of(NAMES[kind], row))


@bp.post("/meetings/<meeting>/<any('decisions', 'follow-ups'):kind>/<outcome>")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def change_outcome(meeting: Meeting, kind: str, outcome: str) -> ResponseReturnValue:
    """Write it otherwise, or take it away."""
    form = OutcomeForm.read(request.form, NAMES[kind])
    row, at = outcomes.found_in(g.db, meeting, KINDS[kind], outcome), clock.now()
    try:
        with g.db.begin_nested():
            if request.form.get("act") == "remove":
                outcomes.take_away(g.db, meeting, row, by=g.actor.person_id, at=at)
            else:
                keep_changed(meeting, row, form, at=at)
    except Invalid as error:
        return _refused(meeting, kind, outcome, form, error)
    changed(meeting, at=clock.now())
    flash(g.language.gettext("Saved."), "success")
    return _back(meeting, kind)


@bp.post("/meetings/<meeting>/follow-ups/<outcome>/done")
@guard(Action.SEE_MEETING, meeting=Meeting)
def done(meeting: Meeting, outcome: str) -> ResponseReturnValue:
    """Say that something is done, or after all not: anybody invited may."""
    row = outcomes.found_in(g.db, meeting, FollowUp, outcome)
    assert isinstance(row, FollowUp)
    is_done = request.form.get("done", "1") == "1"
    outcomes.note_done(g.db, row, done=is_done, by=g.actor.person_id, at=clock.now())
    changed(meeting, at=clock.now())
    if request.accept_mimetypes.best == "application/json":
        return jsonify(done=is_done)
    return _back(meeting, "follow-ups")


@bp.get("/teams/<team>/follow-ups")
@guard(Action.WORK_IN_TEAM, team=Team)
def follow_ups(team: Team) -> ResponseReturnValue:
    """What the team has taken on until it is done, and what it has decided."""
    return render_template(
        "team/follow_ups.html",
        team=team,
        today=day_in_oslo(clock.now()),
        open=listing.open_follow_ups(g.db, [team.id]),
        done=listing.done_follow_ups(g.db, team.id, limit=LATEST),
        decisions=listing.decisions_of(g.db, [team.id], limit=LATEST),
    )


def _refused(
    meeting: Meeting, kind: str, outcome: str | None, form: OutcomeForm, error: Invalid
) -> ResponseReturnValue:
    """The form again, filled in, with what is to be mended."""
    said = field_errors(error, g.language)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=next(iter(said.values()))), HTTPStatus.UNPROCESSABLE_ENTITY
    row = outcomes.found_in(g.db, meeting, KINDS[kind], outcome) if outcome else None
    return _form(meeting, kind, row, form, said), HTTPStatus.UNPROCESSABLE_ENTITY


def _form(
    meeting: Meeting,
    kind: str,
    row: Decision | FollowUp | None,
    form: OutcomeForm,
    errors: dict[str, str] | None = None,
) -> str:
    owners = Outcomes(meeting).owners
    if row and row.owner and row.owner.public_id not in dict(owners):
        owners.append((row.owner.public_id, row.owner.name))
    return render_template(
        "team/outcome.html", meeting=meeting, kind=kind, row=row, form=form, owners=owners, errors=errors or {}
    )


def _back(meeting: Meeting, kind: str) -> ResponseReturnValue:
    """To the page it was pressed on, which the form or the address names; else to the meeting."""
    page = own_path(request.form.get("next") or request.args.get("next", ""))
    if page != "/":
        return redirect(page)
    return redirect(url_for(page_to_return_to("team.meeting"), meeting=meeting.public_id, _anchor=kind))

"""Who comes to a meeting and who does what: duties, guests, apologies, and catching up afterwards."""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings import absences, guests
from courseengine.core.meetings.duties import DUTIES, give_duties
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import Invited, invited_to
from courseengine.core.policy.actions import Action
from courseengine.core.progress.meetings_held import catch_up, take_back_catching_up
from courseengine.web.guard import guard
from courseengine.web.meeting_letters import invite_guest
from courseengine.web.meeting_page import meeting_page
from courseengine.web.views.team import bp
from courseengine.web.words import field_errors

__all__ = ["bp"]


@bp.post("/meetings/<meeting>/duties")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def duties(meeting: Meeting) -> ResponseReturnValue:
    """Keep who does what; a field that is not sent stays as it is."""
    invited = invited_to(g.db, meeting)
    chosen = {duty: _person(invited, request.form[duty]) for duty in DUTIES if duty in request.form}
    try:
        give_duties(g.db, meeting, invited, {duty: one and one.person_id for duty, one in chosen.items()})
    except Invalid as error:
        return _again(meeting, error)
    flash(g.language.gettext("Who does what is saved."), "success")
    return _to(meeting, "duties")


def _person(invited: list[Invited], public_id: str) -> Invited | None:
    """Whom a field names; nobody where it is left open."""
    found = next((one for one in invited if one.public_id == public_id), None)
    if public_id and found is None:
        raise NotFound
    return found


@bp.get("/meetings/<meeting>/guests")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def guests_page(meeting: Meeting) -> ResponseReturnValue:
    """Who comes beside those it calls."""
    return _guests(meeting)


@bp.post("/meetings/<meeting>/guests")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def change_guests(meeting: Meeting) -> ResponseReturnValue:
    """Invite somebody of the school, take that back, or write down who comes from elsewhere."""
    invited, gone, at = request.form.get("person", ""), request.form.get("gone", ""), clock.now()
    try:
        if "guests" in request.form:
            guests.write_guests(g.db, meeting, request.form["guests"])
        if gone:
            guests.take_back(g.db, meeting, gone)
        elif invited and guests.invite(g.db, meeting, invited, by=g.actor.person_id, at=at):
            invite_guest(g.db, meeting, invited, at=at)
    except Invalid as error:
        return _guests(meeting, error), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(g.language.gettext("Saved."), "success")
    return redirect(url_for("team.guests_page", meeting=meeting.public_id))


def _guests(meeting: Meeting, error: Invalid | None = None) -> str:
    return render_template(
        "team/guests.html",
        meeting=meeting,
        people=[(one.public_id, one.name) for one in guests.may_be_invited(g.db, meeting)],
        text=request.form.get("guests", meeting.guests),
        errors=field_errors(error, g.language) if error else {},
    )


@bp.post("/meetings/<meeting>/apology")
@guard(Action.SEE_MEETING, meeting=Meeting)
def apology(meeting: Meeting) -> ResponseReturnValue:
    """Say that one cannot come, or that one can after all."""
    if request.form.get("act") == "come":
        absences.come_after_all(g.db, meeting, g.actor.person_id)
        flash(g.language.gettext("You are expected again."), "success")
        return _to(meeting)
    try:
        absences.apologise(g.db, meeting, g.actor.person_id, request.form.get("note", ""), at=clock.now())
    except Invalid as error:
        return _again(meeting, error)
    flash(g.language.gettext("Those invited see that you cannot come."), "success")
    return _to(meeting)


@bp.post("/meetings/<meeting>/catch-up")
@guard(Action.SEE_MEETING, meeting=Meeting)
def caught_up(meeting: Meeting) -> ResponseReturnValue:
    """Catch up with a held meeting one was not at, or take that back."""
    at, me = clock.now(), g.actor.person_id
    if request.form.get("act") == "back":
        take_back_catching_up(g.db, meeting, me, at=at)
        return _to(meeting, "catch-up")
    try:
        team = next((team.id for team in meeting.teams if team.id in g.actor.teams), None)
        catch_up(g.db, meeting, me, request.form.get("line", ""), team_id=team, at=at)
    except Invalid as error:
        return _again(meeting, error)
    flash(g.language.gettext("You have caught up with the meeting."), "success")
    return _to(meeting, "catch-up")


def _again(meeting: Meeting, error: Invalid) -> ResponseReturnValue:
    """The meeting's page with what is to be mended, and with what was typed."""
    page = meeting_page(meeting, at=clock.now())
    html = render_template(
        "team/meeting.html", page=page, errors=field_errors(error, g.language), typed=request.form.to_dict()
    )
    return html, HTTPStatus.UNPROCESSABLE_ENTITY


def _to(meeting: Meeting, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("team.meeting", meeting=meeting.public_id, _anchor=anchor))

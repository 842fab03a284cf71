"""A planned meeting becomes another: moved, cancelled, taking place after all, or deleted.

A change within two days is mailed at once to those invited, since a calendar program may be a day
behind; the same change sent twice is one change, and one letter.
"""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid
from courseengine.core.meetings import operations
from courseengine.core.meetings.models import Meeting
from courseengine.core.policy.actions import Action
from courseengine.web.day_hits import warn_of_day_off
from courseengine.web.forms.team import WhenForm
from courseengine.web.guard import guard, may
from courseengine.web.meeting_letters import tell_if_soon
from courseengine.web.room_page import changed
from courseengine.web.views.team import bp
from courseengine.web.words import field_errors

__all__ = ["bp"]


@bp.get("/meetings/<meeting>/move")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def move(meeting: Meeting) -> ResponseReturnValue:
    """The form for another time or place."""
    form = WhenForm.of(meeting.starts_at, meeting.length, meeting.place, meeting.link)
    return render_template("team/move.html", meeting=meeting, form=form)


@bp.post("/meetings/<meeting>/move")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def moved(meeting: Meeting) -> ResponseReturnValue:
    """Move the meeting; it stays the same meeting."""
    form, at, before = WhenForm.read(request.form), clock.now(), meeting.starts_at
    errors = {name: g.language.gettext(message) for name, message in form.errors.items()}
    if not errors and form.starts_at:
        try:
            is_moved = operations.move_meeting(
                g.db,
                meeting,
                starts_at=form.starts_at,
                length=form.minutes,
                place=form.place,
                link=form.link,
                at=at,
            )
        except Invalid as error:
            errors = field_errors(error, g.language)
        else:
            if is_moved:
                changed(meeting, at=at)
                tell_if_soon(g.db, meeting, "meeting_moved", before=before, at=at)
            flash(g.language.gettext("The meeting is moved."), "success")
            warn_of_day_off(meeting)
            return _to(meeting)
    page = render_template("team/move.html", meeting=meeting, form=form, errors=errors)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/meetings/<meeting>/cancel")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def cancel(meeting: Meeting) -> ResponseReturnValue:
    """Ask before a meeting is cancelled, and why it is."""
    return render_template("team/cancel.html", meeting=meeting, because="")


@bp.post("/meetings/<meeting>/cancel")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def cancelled(meeting: Meeting) -> ResponseReturnValue:
    """Cancel the meeting; it stays to be seen, and can take place after all."""
    because, at = request.form.get("because", "").strip(), clock.now()
    try:
        is_cancelled = operations.cancel_meeting(g.db, meeting, because=because, at=at)
    except Invalid as error:
        page = render_template(
            "team/cancel.html", meeting=meeting, because=because, errors=field_errors(error, g.language)
        )
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    if is_cancelled:
        changed(meeting, at=at)
        tell_if_soon(g.db, meeting, "meeting_cancelled", before=meeting.starts_at, at=at)
    flash(g.language.gettext("The meeting is cancelled."), "success")
    return _to(meeting)


@bp.post("/meetings/<meeting>/restore")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def restored(meeting: Meeting) -> ResponseReturnValue:
    """Let a cancelled meeting take place after all."""
    at = clock.now()
    if operations.restore_meeting(g.db, meeting, at=at):
        changed(meeting, at=at)
        tell_if_soon(g.db, meeting, "meeting_restored", before=meeting.starts_at, at=at)
    flash(g.language.gettext("The meeting takes place after all."), "success")
    return _to(meeting)


@bp.get("/meetings/<meeting>/delete")
@guard(Action.DELETE_MEETING, meeting=Meeting)
def delete(meeting: Meeting) -> ResponseReturnValue:
    """Ask before a meeting is deleted."""
    return render_template("team/delete.html", meeting=meeting)


@bp.post("/meetings/<meeting>/delete")
@guard(Action.DELETE_MEETING, meeting=Meeting)
def deleted(meeting: Meeting) -> ResponseReturnValue:
    """Delete a planned meeting; when it was to be within two days, those invited hear that it is off."""
    if meeting.state == "planned":
        tell_if_soon(g.db, meeting, "meeting_cancelled", before=meeting.starts_at, at=clock.now(), stays=False)
    own = next((team for team in meeting.teams if may(Action.WORK_IN_TEAM, team)), None)
    operations.delete_meeting(g.db, meeting)
    flash(g.language.gettext("The meeting is deleted."), "success")
    return redirect(url_for("team.team", team=own.public_id) if own else url_for("front.front"))


def _to(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for("team.meeting", meeting=meeting.public_id))

"""A meeting's agenda is made: items are written, moved, taken off, and taken over from earlier meetings."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.agenda import agenda_of, edit_agenda, order_of, templates_of
from courseengine.core.meetings.left_over import left_over, put_on_agenda
from courseengine.core.meetings.models import Meeting
from courseengine.core.policy.actions import Action
from courseengine.web.forms.agenda import AgendaForm
from courseengine.web.guard import guard
from courseengine.web.subjects import plan_of_run
from courseengine.web.views.team import bp
from courseengine.web.words import field_errors, lang_of

__all__ = ["bp"]


@bp.get("/meetings/<meeting>/agenda")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def agenda(meeting: Meeting) -> ResponseReturnValue:
    """The agenda as a form, and what earlier meetings left."""
    if meeting.state != "planned" or meeting.run.ended_at is not None:
        return redirect(url_for("team.meeting", meeting=meeting.public_id))
    return _page(meeting)


@bp.post("/meetings/<meeting>/agenda")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def change_agenda(meeting: Meeting) -> ResponseReturnValue:
    """Keep what is written, and do what the button says."""
    form, templates = AgendaForm.read(request.form), templates_of(meeting, plan_of_run(meeting.run.public_id))
    try:
        if form.act == "remove" and form.key == _where_it_is(meeting):
            raise Invalid("The meeting is at this item. Go on to the next one first.")
        with g.db.begin_nested():  # what is refused is not there any more when the page is shown again
            edit_agenda(g.db, meeting, templates, form.edit)
    except Invalid as error:
        return _page(meeting, form, field_errors(error, g.language)), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _page(meeting, form, {"": g.language.gettext(error.message)}), HTTPStatus.CONFLICT
    if form.act == "save" and not form.text:
        flash(g.language.gettext("The agenda is saved."), "success")
        return redirect(url_for("team.meeting", meeting=meeting.public_id))
    return redirect(url_for("team.agenda", meeting=meeting.public_id, _anchor="items"))


@bp.post("/meetings/<meeting>/agenda/left-over")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def take_over(meeting: Meeting) -> ResponseReturnValue:
    """Put something on the agenda that an earlier meeting left."""
    templates = templates_of(meeting, plan_of_run(meeting.run.public_id))
    try:
        with g.db.begin_nested():
            put_on_agenda(g.db, meeting, templates, request.form.get("key", ""))
    except Invalid as error:
        return _page(meeting, errors=field_errors(error, g.language)), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("team.agenda", meeting=meeting.public_id, _anchor="left-over"))


def _page(meeting: Meeting, form: AgendaForm | None = None, errors: Mapping[str, str] | None = None) -> str:
    """The form; filled in with what was typed, where something is to be mended."""
    lines = agenda_of(g.db, meeting, plan_of_run(meeting.run.public_id))
    typed = {change.key: (change.text, minutes) for change, minutes in form.items} if form else {}
    return render_template(
        "team/agenda.html",
        meeting=meeting,
        items=[
            (line, *typed.get(line.key, (line.text, str(line.minutes))), lang_of(line.language or None, g.language))
            for line in lines
        ],
        lost=[text for key, (text, _) in typed.items() if key not in {line.key for line in lines}],
        form=form,
        seen=order_of(lines),
        length=sum(line.minutes for line in lines if line.state != "cut"),
        offered=left_over(g.db, meeting),
        errors=errors or {},
    )


def _where_it_is(meeting: Meeting) -> str:
    """The item at which the meeting is, if its room is open."""
    return str(g.db.scalar(select(MeetingRoom.item_id).where(MeetingRoom.meeting_id == meeting.id)) or "")

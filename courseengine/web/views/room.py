"""A meeting's room, for those who are signed in: one page for telephone and laptop.

Everybody invited sees it, writes for themselves and shares. Whoever leads presses on the clock; any
of those who may record the meeting takes over with one tap. What a page in the room saves goes back
to the room. The screen on the wall is in ``screen.py``.
"""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.course.activities.base import DoneWhen
from courseengine.core.meeting_room import notes, operations
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meeting_room.queries import facts_of, room_of
from courseengine.core.meetings.agenda import templates_of
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import invited_to
from courseengine.core.policy.actions import Action
from courseengine.core.policy.following import Followed
from courseengine.core.progress import meetings_held
from courseengine.web import live
from courseengine.web.forms.room import NoteForm, PressForm, number_in
from courseengine.web.guard import guard, may
from courseengine.web.meeting_kit import planned_activity
from courseengine.web.meeting_page import meeting_page
from courseengine.web.room_page import changed, kept_room, parts_of, room_page
from courseengine.web.room_work import task_in
from courseengine.web.subjects import plan_of_run
from courseengine.web.words import field_errors

bp = Blueprint("room", __name__)


@bp.get("/meetings/<meeting>/room")
@guard(Action.SEE_MEETING, meeting=Meeting)
def room(meeting: Meeting) -> ResponseReturnValue:
    """Where the meeting is, and everything one does in it."""
    return _page(meeting)


def _page(meeting: Meeting, **more: object) -> str:
    at = clock.now()
    page = room_page(facts_of(g.db, meeting), at=at)
    recording = page.records and meeting.state == "planned" and not page.is_rehearsal
    around = meeting_page(meeting, at=at, group=request.args.get("group", type=int)) if recording else None
    return render_template("room/room.html", page=page, around=around, **more)


@bp.get("/meetings/<meeting>/room/live")
@guard(Action.SEE_MEETING, meeting=Followed)
def follow(meeting: Followed) -> ResponseReturnValue:
    """What has changed in the room."""
    at = clock.now()
    version = meeting.version_at(at)
    return live.answer(version, lambda: parts_of(kept_room(meeting, version), at=at))


@bp.post("/meetings/<meeting>/room/open")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def opened(meeting: Meeting) -> ResponseReturnValue:
    """Open the room, so that others can come in."""
    return _done(meeting, lambda: operations.open_room(g.db, meeting, by=g.actor.person_id, at=clock.now()))


@bp.post("/meetings/<meeting>/room/lead")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def lead(meeting: Meeting) -> ResponseReturnValue:
    """Take over leading; everybody sees who does."""
    return _done(meeting, lambda: operations.take_lead(g.db, _room(meeting), by=g.actor.person_id, at=clock.now()))


@bp.post("/meetings/<meeting>/room/press")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def press(meeting: Meeting) -> ResponseReturnValue:
    """Go on, back, stand still, take more time or leave something out: by whoever leads."""
    form = PressForm.read(request.form)
    return _done(meeting, lambda: _pressed(meeting, form))


def _pressed(meeting: Meeting, form: PressForm) -> None:
    found, plan = _room(meeting), plan_of_run(meeting.run.public_id)
    if found.led_by != g.actor.person_id:
        raise Invalid("Somebody else leads the meeting now. Take over first.")
    operations.press(
        g.db,
        found,
        form.act,
        seen_clock=form.seen_clock,
        at=clock.now(),
        methods=plan.course.methods if plan else {},
        templates=templates_of(meeting, plan),
        minutes=form.number or 0,
        item_id=form.number,
    )


@bp.post("/meetings/<meeting>/room/close")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def closed(meeting: Meeting) -> ResponseReturnValue:
    """Close the room without recording the meeting; its code opens nothing any more."""
    return _done(meeting, lambda: operations.close_room(g.db, _room(meeting), at=clock.now()), "main")


@bp.post("/meetings/<meeting>/room/here")
@guard(Action.SEE_MEETING, meeting=Meeting)
def here(meeting: Meeting) -> ResponseReturnValue:
    """Say that one is here; others are noted by whoever records the meeting."""
    return _done(meeting, lambda: _noted(meeting), "lead")


def _noted(meeting: Meeting) -> None:
    by, at = g.actor.person_id, clock.now()
    if meeting.state != "planned":
        raise Invalid("The room is closed. Open it again first.")
    meetings_held.note(g.db, meeting, by, present=True, by=by, at=at)
    changed(meeting, at=at)


@bp.post("/meetings/<meeting>/room/note")
@guard(Action.SEE_MEETING, meeting=Meeting)
def note(meeting: Meeting) -> ResponseReturnValue:
    """Write for oneself, say that one is ready, share what one wrote or keep it."""
    form, at = NoteForm.read(request.form), clock.now()
    by, text = g.actor.person_id, ""
    try:
        found = _room(meeting)
        if form.text is not None:
            text = notes.write_note(g.db, found, form.item_id, form.text, base=form.base, by=by, at=at)
        if form.act in ("ready", "unready"):
            notes.say_ready(g.db, found, form.item_id, ready=form.act == "ready", by=by, at=at)
        elif form.act in ("share", "unshare"):
            notes.share_note(g.db, found, form.item_id, shared=form.act == "share", by=by, at=at)
    except Invalid as error:
        return _note_again(meeting, error, form)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(saved=g.language.clock(at), text=text)
    return redirect(url_for("room.room", meeting=meeting.public_id, _anchor="note"))


def _note_again(meeting: Meeting, error: Invalid, form: NoteForm) -> ResponseReturnValue:
    """The same page with what was written, and what is to be mended."""
    said = next(iter(field_errors(error, g.language).values()))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=said), HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(meeting, note_error=said, note_written=form.text), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/meetings/<meeting>/room/use")
@guard(Action.SEE_MEETING, meeting=Meeting)
def use(meeting: Meeting) -> ResponseReturnValue:
    """Put a shared note into the answer of the team that wrote it, by one of that team."""
    plan, item_id = plan_of_run(meeting.run.public_id), number_in(request.form, "item")
    task = task_in(meeting, plan, request.form.get("task", "")) if plan else None
    invited = invited_to(g.db, meeting)
    writer = next((one for one in invited if one.public_id == request.form.get("of")), None)
    if task is None or task.team_id is None or item_id is None or writer is None or writer.team_id != task.team_id:
        raise NotFound
    whose = {"team_id": task.team_id, "activity_id": task.activity_id, "by": g.actor.person_id}
    return _done(
        meeting,
        lambda: notes.put_into_answer(g.db, _room(meeting), item_id, writer.person_id, **whose, at=clock.now()),
        "answer",
    )


@bp.post("/meetings/<meeting>/room/watched")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def watched(meeting: Meeting) -> ResponseReturnValue:
    """A film was played for everybody; it is done for those who are here."""
    plan = plan_of_run(meeting.run.public_id)
    planned = planned_activity(plan, request.form.get("film", "")) if plan else None
    if planned is None or planned.activity.done_when is not DoneWhen.PLAYED or not may(Action.DO_ACTIVITY, planned):
        raise NotFound
    # Nobody marks for others what the meeting is not about.
    if planned.activity.id not in {film.id for film in room_page(facts_of(g.db, meeting), at=clock.now()).films}:
        raise NotFound
    return _done(meeting, lambda: _watched(meeting, planned.activity.id), "films")


def _watched(meeting: Meeting, film: str) -> None:
    at = clock.now()
    number = operations.watched_together(g.db, meeting, film, at=at)
    flash(
        g.language.ngettext(
            "Noted as watched for %(num)d who is here.", "Noted as watched for %(num)d who are here.", number
        ),
        "success",
    )
    changed(meeting, at=at)


def _done(meeting: Meeting, do: Callable[[], object], part: str = "now") -> ResponseReturnValue:
    """Do it and go back to the room; what stands in the way is said there, and nobody loses their place."""
    try:
        do()
    except (Invalid, Conflict) as error:
        flash(g.language.gettext(error.message, **error.values), "warning")
        part = "main"
    return redirect(url_for("room.room", meeting=meeting.public_id, _anchor=part))


def _room(meeting: Meeting) -> MeetingRoom:
    found = room_of(g.db, meeting.id)
    if found is None:
        raise Invalid("The room is closed. Open it again first.")
    return found

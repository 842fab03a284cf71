"""A meeting is recorded: who is there, what is written down and decided; held, and corrected afterwards."""

from http import HTTPStatus

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.meetings import operations
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import Minutes
from courseengine.core.meetings.queries import invited_to, minutes_versions
from courseengine.core.policy.actions import Action
from courseengine.core.progress import meetings_held
from courseengine.web.forms.team import AttendanceForm, RecordForm, version_in
from courseengine.web.guard import guard
from courseengine.web.meeting_page import groups_of, meeting_page
from courseengine.web.room_page import changed, page_to_return_to
from courseengine.web.views.team import A_PAGE, bp
from courseengine.web.words import field_errors

__all__ = ["bp"]


@bp.post("/meetings/<meeting>/attendance")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def attendance(meeting: Meeting) -> ResponseReturnValue:
    """Note one person, or turn to another team; what is written in the form is kept on the way."""
    form = AttendanceForm.read(request.form)
    refused = _recorded(meeting) if meeting.state == "planned" and form.has_texts else None
    if refused:
        return refused
    groups = groups_of(invited_to(g.db, meeting))
    group = form.group
    if group is None:
        found = [(one, group.key) for group in groups for one in group.people if one.public_id == form.person]
        if not found:
            raise NotFound
        one, group = found[0]
        try:
            by = g.actor.person_id
            meetings_held.note(g.db, meeting, one.person_id, present=form.present, by=by, at=clock.now())
        except Invalid as error:
            return _again(meeting, error)
    changed(meeting, at=clock.now())
    page = page_to_return_to("team.meeting") if meeting.state == "planned" else "team.correct"
    return redirect(url_for(page, meeting=meeting.public_id, group=group, _anchor="present"))


@bp.post("/meetings/<meeting>/record")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def record(meeting: Meeting) -> ResponseReturnValue:
    """Keep what is written; hold the meeting when asked to."""
    refused = _recorded(meeting)
    if refused:
        return refused
    changed(meeting, at=clock.now())
    if request.accept_mimetypes.best == "application/json":
        return jsonify(version=meeting.version, saved=g.language.clock(clock.now()))
    if meeting.state == "held":
        _ = g.language.gettext
        flash(
            _("The meeting is held.") if request.form.get("act") == "hold" else _("The minutes are saved."), "success"
        )
        return redirect(url_for("team.meeting", meeting=meeting.public_id))
    flash(g.language.gettext("Saved."), "success")
    return redirect(url_for(page_to_return_to("team.meeting"), meeting=meeting.public_id, _anchor="record"))


def _recorded(meeting: Meeting) -> ResponseReturnValue | None:
    """Save or hold as the form asks; gives the page that says why not."""
    form, at, by = RecordForm.read(request.form), clock.now(), g.actor.person_id
    written = Minutes(form.minutes, form.decision, form.no_decision_because)
    try:
        if form.act == "hold":
            meetings_held.hold(
                g.db,
                meeting,
                by,
                decision=form.decision,
                no_decision_because=form.no_decision_because,
                minutes=form.minutes,
                seen=form.version,
                at=at,
            )
        else:
            operations.save_minutes(g.db, meeting, by, written, seen=form.version, at=at)
    except Invalid as error:
        return _again(meeting, error, written, seen=form.version)
    except Conflict as error:
        return _clash(meeting, str(error), written)
    return None


def _again(
    meeting: Meeting, error: Invalid, written: Minutes | None = None, *, seen: int | None = None
) -> ResponseReturnValue:
    """The same page, filled in, with what is to be mended; it remembers which version the writer had seen."""
    said = field_errors(error, g.language)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=next(iter(said.values()))), HTTPStatus.UNPROCESSABLE_ENTITY
    template = "team/correct.html" if meeting.state == "held" else "team/meeting.html"
    page = meeting_page(meeting, at=clock.now())
    html = render_template(template, page=page, errors=said, written=written, seen=seen)
    return html, HTTPStatus.UNPROCESSABLE_ENTITY


def _clash(meeting: Meeting, sentence: str, written: Minutes) -> ResponseReturnValue:
    """Both texts, side by side: what is stored now, and what was on its way."""
    sentence = g.language.gettext(sentence)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence), HTTPStatus.CONFLICT
    g.db.refresh(meeting)
    page = meeting_page(meeting, at=clock.now())
    html = render_template("team/minutes_clash.html", page=page, sentence=sentence, written=written)
    return html, HTTPStatus.CONFLICT


@bp.get("/meetings/<meeting>/minutes")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def correct(meeting: Meeting) -> ResponseReturnValue:
    """Correct what a held meeting left behind."""
    if meeting.state != "held":
        return redirect(url_for("team.meeting", meeting=meeting.public_id))
    page = meeting_page(meeting, at=clock.now(), group=request.args.get("group", type=int))
    return render_template("team/correct.html", page=page)


@bp.get("/meetings/<meeting>/history")
@guard(Action.SEE_MEETING, meeting=Meeting)
def history(meeting: Meeting) -> ResponseReturnValue:
    """What the minutes said earlier, for those invited."""
    before = version_in(request.args, "before")
    found = minutes_versions(g.db, meeting.id, before=before, limit=A_PAGE + 1)
    older = found[A_PAGE - 1].version if len(found) > A_PAGE else None
    return render_template("team/minutes_history.html", meeting=meeting, versions=found[:A_PAGE], older=older)

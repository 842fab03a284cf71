"""A meeting is recorded: who is there, what is written down and decided; held, and corrected afterwards.

Whoever saves late loses nothing: what they wrote is merged, and where it clashes both texts are
shown until somebody has looked at them. How one decision is changed is in ``outcomes.py``.
"""

from http import HTTPStatus

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings import recording
from courseengine.core.meetings.models import Decision, FollowUp, Meeting
from courseengine.core.meetings.queries import invited_to
from courseengine.core.meetings.recording import minutes_versions
from courseengine.core.policy.actions import Action
from courseengine.core.progress import meetings_held
from courseengine.web.forms.recording import AttendanceForm, RecordForm
from courseengine.web.forms.team import version_in
from courseengine.web.guard import guard
from courseengine.web.meeting_letters import tell_minutes
from courseengine.web.meeting_page import Group, groups_of, meeting_page
from courseengine.web.outcomes_page import KINDS, earlier, keep_written
from courseengine.web.room_page import changed, page_to_return_to
from courseengine.web.shared_texts import KEEPS, base_in, clash_words, told
from courseengine.web.views.team import A_PAGE, bp
from courseengine.web.words import field_errors

__all__ = ["bp"]


@bp.post("/meetings/<meeting>/attendance")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def attendance(meeting: Meeting) -> ResponseReturnValue:
    """Note one person or a whole team, or turn to another team; what is written in the form is kept on the way."""
    form, quietly = AttendanceForm.read(request.form), request.accept_mimetypes.best == "application/json"
    record = RecordForm.read(request.form, meeting)
    try:
        if meeting.state == "planned" and form.has_texts and not quietly:
            _keep(meeting, record)
        group = _noted(meeting, form)
    except Invalid as error:
        return _again(meeting, error, record if form.has_texts else None)
    changed(meeting, at=clock.now())
    if quietly:
        groups = groups_of(invited_to(g.db, meeting), wanted=group)
        return jsonify(present=form.present, there=_there(groups[group]) if groups else "")
    page = page_to_return_to("team.meeting") if meeting.state == "planned" else "team.correct"
    return redirect(url_for(page, meeting=meeting.public_id, group=group, _anchor="present"))


def _noted(meeting: Meeting, form: AttendanceForm) -> int:
    """Note what was tapped; gives the group whose names are to be seen next."""
    if form.group is not None:
        return form.group
    groups, at = groups_of(invited_to(g.db, meeting)), clock.now()
    if form.everybody is not None:
        if form.everybody >= len(groups):
            raise NotFound
        team_ids = {one.team_id for one in groups[form.everybody].people}
        for team_id in team_ids:
            meetings_held.note_all(g.db, meeting, team_id=team_id, at=at)
        return form.everybody
    found = [(one, group.key) for group in groups for one in group.people if one.public_id == form.person]
    if not found:
        raise NotFound
    one, key = found[0]
    by = g.actor.person_id
    meetings_held.note(g.db, meeting, one.person_id, present=form.present, by=by, at=at)
    return key


def _there(group: Group) -> str:
    invited = len(group.people)
    return g.language.gettext("%(present)s of %(invited)s", present=group.present, invited=invited)


@bp.post("/meetings/<meeting>/record")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def record(meeting: Meeting) -> ResponseReturnValue:
    """Keep what is written; hold the meeting when asked to."""
    form, before = RecordForm.read(request.form, meeting), meeting.state
    try:
        clash = _keep(meeting, form)
    except Invalid as error:
        return _again(meeting, error, form)
    at = clock.now()
    changed(meeting, at=at)
    if request.accept_mimetypes.best == "application/json":
        texts = {"minutes": meeting.minutes, "no_decision_because": meeting.no_decision_because}
        return told(meeting.version, at, texts, clash="" if clash is None else _clash_words(meeting))
    _tell(meeting, _said(meeting, form, before), clash)
    return redirect(_next(meeting, form))


def _tell(meeting: Meeting, sentence: str, clash: int | None) -> None:
    """Say what has happened, and that both texts are kept where two clash."""
    flash(sentence, "success")
    if clash is not None:
        flash(_clash_words(meeting), "warning")


def _clash_words(meeting: Meeting) -> str:
    writer = recording.last_writer(g.db, meeting.id)
    return clash_words(writer.name if writer and writer.id != g.actor.person_id else None)


def _keep(meeting: Meeting, form: RecordForm) -> int | None:
    """Save or hold as the form asks; gives the version of a text that clashed."""
    at, by = clock.now(), g.actor.person_id
    with g.db.begin_nested():  # what is refused half-way is in the form alone when it is shown again
        keep_written(meeting, Decision, form.decision, at=at)
        keep_written(meeting, FollowUp, form.follow_up, at=at)
        if form.act != "hold":
            return recording.save_minutes(g.db, meeting, by, form.written, base=form.base, at=at).clash
        held = meetings_held.hold(g.db, meeting, by, minutes=form.written, base=form.base, at=at)
    if held.newly:
        tell_minutes(g.db, meeting, at=at)
    return held.clash


def _said(meeting: Meeting, form: RecordForm, before: str) -> str:
    """What has happened, in a sentence."""
    _ = g.language.gettext
    if form.act == "hold":
        if before == "held":
            return _("The meeting had been recorded as held already. What you wrote is saved.")
        return _("The meeting is held.")
    return _("The minutes are saved.") if meeting.state == "held" else _("Saved.")


def _next(meeting: Meeting, form: RecordForm) -> str:
    """Where to go on: to something that is to be changed, else back to the page."""
    kind, _, outcome = form.then.partition("/")
    if kind in KINDS and outcome:
        back = url_for(page_to_return_to("team.meeting"), meeting=meeting.public_id)
        return url_for("team.outcome", meeting=meeting.public_id, kind=kind, outcome=outcome, next=back)
    if meeting.state == "held":
        return url_for("team.meeting", meeting=meeting.public_id)
    anchor = {"decision": "decisions", "follow_up": "follow-ups"}.get(form.act, "record")
    return url_for(page_to_return_to("team.meeting"), meeting=meeting.public_id, _anchor=anchor)


def _again(meeting: Meeting, error: Invalid, form: RecordForm | None) -> ResponseReturnValue:
    """The same page, filled in, with what is to be mended; it remembers what the writer had started from."""
    said = field_errors(error, g.language)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=next(iter(said.values()))), HTTPStatus.UNPROCESSABLE_ENTITY
    template = "team/correct.html" if meeting.state == "held" else "team/meeting.html"
    page = meeting_page(meeting, at=clock.now())
    return render_template(template, page=page, errors=said, written=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/meetings/<meeting>/two-texts")
@guard(Action.RECORD_MEETING, meeting=Meeting)
def settled(meeting: Meeting) -> ResponseReturnValue:
    """One of two texts that clashed is to stand, or both."""
    version, keep = version_in(request.form, "version"), request.form.get("keep")
    if version is None or keep not in KEEPS:
        raise NotFound
    at, by, base = clock.now(), g.actor.person_id, base_in(request.form, "minutes")
    saved = recording.settle(g.db, meeting, version, by, keep=keep, base=base, at=at)
    changed(meeting, at=at)
    _tell(meeting, g.language.gettext("Saved."), saved.clash)
    if keep == "both" and meeting.state == "held":
        return redirect(url_for("team.correct", meeting=meeting.public_id))
    return redirect(url_for(page_to_return_to("team.meeting"), meeting=meeting.public_id))


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
    shown = found[:A_PAGE]
    return render_template(
        "team/minutes_history.html", meeting=meeting, versions=shown, earlier=earlier(shown), older=older
    )

"""A meeting on the screen, and saying that one is here.

``/s`` is short enough to be typed at a projector. The code of an open room shows its meeting there,
without signing in: read only, this meeting alone, no menu and no names, over with the meeting. The
cookie keeps the code, and every request asks whether its room is still open. ``/k/…`` is where the
square on the screen leads a telephone; opening it changes nothing, the button does.

Only wrong codes are counted, and whoever is invited is never held back: eighty telephones of one
staff room come from one address.
"""

from http import HTTPStatus

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.i18n import N_
from courseengine.core.accounts.brake import TooManyTries, count_failure, hold_back
from courseengine.core.meeting_room.operations import bump, press
from courseengine.core.meeting_room.queries import facts_of
from courseengine.core.meeting_room.screen import OpenRoom, open_on_screen, room_with
from courseengine.core.meetings.agenda import templates_of
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import invited_to
from courseengine.core.policy.actions import Action
from courseengine.core.policy.following import Followed, as_followed
from courseengine.core.progress import meetings_held
from courseengine.web import live
from courseengine.web.forms.join import LONGEST_CODE
from courseengine.web.forms.screen import HERE, PressForm, RoomCodeForm
from courseengine.web.guard import ROOM, database, guard, may, public
from courseengine.web.refusals import brake, refused, shown, slowed, tell_nobody_the_address
from courseengine.web.screen_page import Screen, kept_parts, screen_of
from courseengine.web.subjects import plan_of_run
from courseengine.web.views.account import ask_to_sign_in

bp = Blueprint("screen", __name__)
bp.after_request(tell_nobody_the_address)  # which may hold a code

ASK = "screen/ask.html"
WRONG = N_("No meeting is open with that code. Look at it once more.")


@bp.get("/s")
@public
def ask() -> ResponseReturnValue:
    """Where a code is typed."""
    return shown(ASK, RoomCodeForm(), is_over="over" in request.args)


@bp.post("/s")
@public
def typed() -> ResponseReturnValue:
    """Go on to the meeting on the screen, or to saying that one is here."""
    form = RoomCodeForm.read(request.form)
    if form.errors:
        return refused(ASK, form)
    if form.act == HERE and not g.actor.is_signed_in:
        return redirect(url_for("account.sign_in", next=url_for("screen.here", code=form.code)))
    try:
        opened = _opened(form.code)
    except TooManyTries as slow:
        return slowed(ASK, form, slow, "code")
    if opened is None:
        form.errors["code"] = WRONG
        return refused(ASK, form)
    if form.act == HERE:
        return redirect(url_for("screen.here", code=opened.code))
    session[ROOM] = opened.code
    return redirect(url_for("screen.show", meeting=opened.public_id))


def _opened(typed: str) -> OpenRoom | None:
    """The meeting that a code opens. A wrong one counts, and holds back the next, but nobody who is invited."""
    at = clock.now()
    opened = room_with(g.db, typed, at=at)
    if opened and g.actor.is_signed_in and may(Action.SEE_MEETING, g.db.get(Meeting, opened.meeting_id)):
        return opened
    guess = brake("room", typed)
    hold_back(g.db, guess, at=at)
    if opened is None:
        with database.writing() as changing:
            count_failure(changing, guess, at=at)
    return opened


@bp.get("/s/<meeting>")
@guard(Action.SHOW_ON_SCREEN, meeting=Meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """The meeting, for everybody in the room to see."""
    at = clock.now()
    page = screen_of(facts_of(g.db, meeting), at=at)
    version = as_followed(meeting, page.room).screen_version_at(at, g.actor.person_id)
    return render_template("screen/screen.html", screen=page, version=version, now=live.now())


@bp.get("/s/<meeting>/live")
@guard(Action.SHOW_ON_SCREEN, meeting=Followed)
def follow(meeting: Followed) -> ResponseReturnValue:
    """What has changed on the screen."""
    at = clock.now()
    version = meeting.screen_version_at(at, g.actor.person_id)
    return live.answer(version, lambda: kept_parts(meeting, version, at=at))


@bp.post("/s/<meeting>/press")
@guard(Action.SHOW_ON_SCREEN, meeting=Meeting)
def moved_on(meeting: Meeting) -> ResponseReturnValue:
    """Forwards or back, step by step, by whoever leads, with what one holds in one's hand."""
    page, form = _led(meeting), PressForm.read(request.form)
    if form.act not in ("next", "next_step", "back"):
        raise NotFound
    plan = plan_of_run(meeting.run.public_id)
    press(
        g.db,
        page.room,
        form.act,
        seen_clock=form.clock,
        at=clock.now(),
        methods=plan.course.methods if plan else {},
        templates=templates_of(meeting, plan),
    )
    return redirect(url_for("screen.show", meeting=meeting.public_id))


@bp.post("/s/<meeting>/open")
@guard(Action.SHOW_ON_SCREEN, meeting=Meeting)
def opened(meeting: Meeting) -> ResponseReturnValue:
    """Show the team's answer or the decision beside the agenda, or neither, by whoever leads."""
    _led(meeting)
    open_on_screen(g.db, meeting.id, request.form.get("what", ""))
    return redirect(url_for("screen.show", meeting=meeting.public_id))


def _led(meeting: Meeting) -> Screen:
    """The screen, for whoever leads the meeting; to everybody else it is read only."""
    page = screen_of(facts_of(g.db, meeting), at=clock.now())
    if not page.leads or not page.is_open:
        raise NotFound
    return page


@bp.get("/k/<code>")
@public
def here(code: str) -> ResponseReturnValue:
    """The button that says that one is here."""
    found = _invited_by(code)
    if isinstance(found, Response):
        return found
    mine = next((one for one in invited_to(g.db, found) if one.person_id == g.actor.person_id), None)
    is_early = clock.now() < found.starts_at
    return render_template("screen/here.html", meeting=found, is_there=bool(mine and mine.present), is_early=is_early)


@bp.post("/k/<code>")
@public
def arrived(code: str) -> ResponseReturnValue:
    """Note that one is here; before the start it is kept, and counts from then on."""
    found = _invited_by(code)
    if isinstance(found, Response):
        return found
    at, by = clock.now(), g.actor.person_id
    with database.writing() as changing:
        meeting = changing.get_one(Meeting, found.id)
        try:
            meetings_held.note(changing, meeting, by, present=True, by=by, at=at, in_room=True)
        except Invalid as error:
            return make_response(_not_open(g.language.gettext(error.message, **error.values)))
        bump(changing, meeting.id)
    return redirect(url_for("screen.here", code=code))


def _invited_by(code: str) -> Meeting | Response:
    """The meeting whose code it is, for whoever is invited; or the page that says what is the matter."""
    if not g.actor.is_signed_in:
        return ask_to_sign_in()
    try:
        found = _opened(code[:LONGEST_CODE])
    except TooManyTries as slow:
        return slowed(ASK, RoomCodeForm(code[:LONGEST_CODE]), slow, "code")
    meeting = g.db.get(Meeting, found.meeting_id) if found else None
    if meeting is None or not may(Action.SEE_MEETING, meeting):
        return _not_open(g.language.gettext("No meeting that you are invited to is open with that code."))
    return meeting


def _not_open(sentence: str) -> Response:
    return make_response(render_template("screen/not_open.html", sentence=sentence), HTTPStatus.NOT_FOUND)

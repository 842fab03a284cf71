"""What calendar programs read: a person's dates at a secret address, and single items as files.

A feed holds titles, times, places and links; whatever it links to asks for a sign-in. It says what
its owner may see at the instant it is read, and it is never anybody's session. What has not changed
is answered with 304 and costs no calendar.
"""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from courseengine.base import clock
from courseengine.core.calendar import addresses
from courseengine.core.calendar.models import CalendarFeed
from courseengine.core.calendar.queries import calendar_of, gathering_item, meeting_item
from courseengine.core.meetings.models import Meeting
from courseengine.core.networks.models import Gathering
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.asking import person_asks
from courseengine.integrations import ical
from courseengine.web.calendar_events import days_fed, events_of
from courseengine.web.calendar_words import calendar_plans
from courseengine.web.guard import by_address, database, guard
from courseengine.web.subjects import plan_of_run

bp = Blueprint("feeds", __name__)


def _owner(token: str) -> tuple[Actor, str, CalendarFeed] | None:
    """Whose address it is; nobody's, once it was renewed or ended, or the account has ended."""
    feed = addresses.feed_at(g.db, token, str(current_app.secret_key).encode())
    asked = person_asks(g.db, feed.person_id, at=clock.now()) if feed else None
    return (*asked, feed) if asked and feed else None


@bp.get("/feeds/calendar/<token>.ics")
@by_address(_owner)
def calendar(feed: CalendarFeed) -> ResponseReturnValue:
    """What is the owner's own, from half a year ago on."""
    at = clock.now()
    found = calendar_of(g.db, g.actor, calendar_plans(), *days_fed(at), at=at)
    events = events_of([item for item in found if item.mine], g.language, at=at)
    changed_at = max([feed.made_at, *(event.changed_at for event in events)])
    name = g.language.gettext("Course calendar")
    answer = Response(mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(sha256(repr((name, g.language.code, _product(), events)).encode()).hexdigest()[:32])
    answer.make_conditional(request)
    # Said, and not compared: the opening of a module moves without an instant of its own.
    answer.last_modified = changed_at
    if answer.status_code != 304:
        answer.set_data(ical.calendar(events, name=name, product=_product()))
    _note(feed, at)
    return answer


def _note(feed: CalendarFeed, at: datetime) -> None:
    """Remember now and then that it is read; nobody waits for it."""
    if addresses.is_due(feed, at=at):
        with suppress(OperationalError), database.writing() as session:
            addresses.note_read(session, feed, at=at)


@bp.get("/meetings/<meeting>/calendar.ics")
@guard(Action.SEE_MEETING, meeting=Meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """One meeting, to be put into a calendar by hand."""
    item = meeting_item(g.db, meeting, plan_of_run(meeting.run.public_id))
    return _file(ical.calendar(events_of([item], g.language, at=clock.now()), product=_product()), "meeting.ics")


@bp.get("/gatherings/<gathering>/calendar.ics")
@guard(Action.SEE_GATHERING, gathering=Gathering)
def gathering(gathering: Gathering) -> ResponseReturnValue:
    """One gathering, likewise."""
    item = gathering_item(g.db, gathering)
    return _file(ical.calendar(events_of([item], g.language, at=clock.now()), product=_product()), "gathering.ics")


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="text/calendar")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _product() -> str:
    return str(current_app.jinja_env.globals["product_name"])

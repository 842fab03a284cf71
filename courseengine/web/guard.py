"""Who asks, what about, may they, and in which transaction: every route says it in one line.

``@guard`` finds the one who asks, loads the subject through the action's own scope, asks the
policy and holds the transaction: a change that returns commits, one that raises or is refused
(status 400 or above) rolls back. What one may not see is not found. ``@public`` is for pages that
everybody may open, and ``@by_address`` for what a program reads at a secret one. Every route carries one of
them; a test walks the URL map.

``g`` carries what is written down here and nothing else: ``db``, ``actor``, ``language``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.local import LocalProxy

from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.base.errors import NotFound
from courseengine.base.i18n import best_language, language
from courseengine.core.accounts.sessions import touch_session
from courseengine.core.policy import rules
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import STRANGER, Actor
from courseengine.core.policy.asking import at_a_screen
from courseengine.core.policy.following import Followed
from courseengine.web.subjects import load
from courseengine.web.turns import Turns

View = Callable[..., ResponseReturnValue]

LANGUAGE_COOKIE = "language"

database: Database = LocalProxy(lambda: current_app.extensions["database"])  # type: ignore[assignment]  # it stands for one
"""The application's database, for what needs a transaction of its own."""


_TURNS = Turns()
"""Of this process, whatever is asked of it."""

ROOM = "room"
"""Where the cookie keeps the code of the meeting room that this browser shows."""


class SignInFirst(Exception):
    """A stranger asked for a page that is somebody's."""


class ScreenIsOver(SignInFirst):
    """A screen asked for a meeting whose room has closed."""


def may(action: Action, subject: object = None) -> bool:
    """Whether the one who asks may do it now."""
    return rules.may(g.actor, action, subject, at=clock.now())


def guard(action: Action, **subject: type) -> Callable[[View], View]:
    """Ask the policy before the view: ``@guard(Action.SEE_MEETING, meeting=Meeting)``.

    About ``Followed`` a page asks every second, and nobody does anything by it: the session is not touched.
    """
    (name, kind) = next(iter(subject.items())) if subject else (None, None)
    is_polled = kind is Followed

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            changes = request.method not in ("GET", "HEAD", "OPTIONS")
            with _opened(changes=changes, is_polled=is_polled) as done:
                if action is Action.SHOW_ON_SCREEN:
                    _see_screen()
                elif not g.actor.is_signed_in:
                    raise SignInFirst
                thing = load(g.actor, action, name, kind, arguments, at=clock.now()) if kind else None
                # What is polled was found by the action's scope, which is the rule's twin.
                if (kind and thing is None) or not (is_polled or may(action, thing)):
                    raise NotFound
                if name:
                    arguments[name] = thing
                return done(view(**arguments))

        guarded.guarded_by = action  # type: ignore[attr-defined]  # the test of the URL map reads it
        guarded.asks_about = (name, kind)  # type: ignore[attr-defined]  # so does the test of every door
        return guarded

    return decorate


def _see_screen() -> None:
    """Let a browser in which a room's code was typed show that meeting, signed in or not."""
    code = session.get(ROOM)
    if code:
        g.actor = at_a_screen(g.db, g.actor, code, at=clock.now())
    if not g.actor.is_signed_in and g.actor.screen is None:
        raise ScreenIsOver if code else SignInFirst


def public(view: View) -> View:
    """Open to everybody; it still knows who asks. What it changes, it changes in a transaction of its own."""

    @wraps(view)
    def opened(**arguments: Any) -> ResponseReturnValue:
        with _opened(changes=False) as done:
            return done(view(**arguments))

    opened.guarded_by = None  # type: ignore[attr-defined]  # the test of the URL map reads it
    return opened


def unasked(view: View) -> View:
    """Answered without asking who or opening the database: whether the process is alive."""
    view.guarded_by = None  # type: ignore[attr-defined]  # the test of the URL map reads it
    return view


def by_address(who: Callable[[str], tuple[Actor, str, Any] | None]) -> Callable[[View], View]:
    """For programs that cannot sign in: the token in the address says who asks, and no cookie is looked at.

    ``who`` gives the actor, their language and what the token opens; the view gets the last.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(token: str) -> ResponseReturnValue:
            with database.reading() as g.db:
                asked = who(token)
                if asked is None:
                    return Response("", HTTPStatus.NOT_FOUND, mimetype="text/plain")
                g.actor, g.language = asked[0], language(asked[1])
                return make_response(view(asked[2]))

        opened.guarded_by = None  # type: ignore[attr-defined]  # the test of the URL map reads it
        return opened

    return decorate


class Refused(Exception):
    """A change was refused; carries the page that says why, past the roll-back."""

    def __init__(self, response: Response) -> None:
        """Carry the page."""
        super().__init__(response.status)
        self.response = response


@contextmanager
def _opened(*, changes: bool, is_polled: bool = False) -> Iterator[Callable[[ResponseReturnValue], Response]]:
    """Open a session for this request; what it yields turns the view's result into a response."""

    def done(result: ResponseReturnValue) -> Response:
        response = make_response(result)
        if changes and response.status_code >= 400:
            raise Refused(response)
        return response

    stale = None
    turn = _TURNS.question() if is_polled else _TURNS.page()
    with turn, database.writing() if changes else database.reading() as g.db:
        stale = identify()
        if is_polled:
            stale = None
        if stale and changes:
            touch_session(g.db, stale, at=clock.now())
        yield done
    if stale and not changes:
        # A page is not refused because somebody else is writing; the next one notes it.
        with suppress(OperationalError), database.writing() as changing:
            touch_session(changing, stale, at=clock.now())


def identify() -> str | None:
    """Write down who asks and their language; gives the session's token when it is due for a touch."""
    signed_in = current_user._get_current_object()
    if signed_in.is_authenticated:
        g.actor = signed_in.actor
        g.language = language(signed_in.language)
        return signed_in.get_id() if signed_in.is_stale else None
    g.actor = STRANGER
    g.language = language(
        request.cookies.get(LANGUAGE_COOKIE) or best_language(request.headers.get("Accept-Language", ""))
    )
    return None

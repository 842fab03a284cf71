"""A page that follows a meeting asks every second, and mostly nothing has changed: that is said at once.

Whoever was let in by the policy gets a *pass* with the answer, which their script sends with the next
question. It holds for this address and this sign-in, and for a minute or two; then the policy is asked
again. With a pass and a version, one question to the database (does the sign-in last, and is the version
the same) is enough for "304". Everything else, whatever has changed above all, goes the long way, past
the policy: a pass opens nothing.
"""

import hmac
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie

from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.core.policy.following import Followed, still_followed
from courseengine.web.security import HEADERS

HEADER = "Following"
SERVER_TIME = "Server-Time"
LASTS = 1
"""minutes that a pass holds beside the one in which it was given"""


class Unchanged:
    """Answers, before anything else does, those for whom nothing has changed."""

    def __init__(self, app: Flask, inner: Callable[..., Iterable[bytes]]) -> None:
        """Stand in front of ``inner``, the application."""
        self._app, self._inner = app, inner
        self._cookies = SecureCookieSessionInterface().get_signing_serializer(app)
        self._token_in = lru_cache(maxsize=4096)(self._read)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or hand on."""
        if "HTTP_FOLLOWING" in environ and environ["REQUEST_METHOD"] == "GET":
            asked = environ.get("HTTP_IF_NONE_MATCH", "")
            if self._is_unchanged(environ, asked.strip('"'), at=(at := clock.now())):
                headers = {**HEADERS, "Cache-Control": "no-store", "ETag": asked, SERVER_TIME: server_time(at)}
                start_response("304 NOT MODIFIED", list(headers.items()))
                return []
        return self._inner(environ, start_response)

    def _is_unchanged(self, environ: dict[str, Any], version: str, *, at: datetime) -> bool:
        cookies = parse_cookie(environ.get("HTTP_COOKIE"))
        token = self._token_in(cookies.get(self._app.config["SESSION_COOKIE_NAME"], ""))
        path = environ["PATH_INFO"]
        if not token or not _holds(self._app, environ["HTTP_FOLLOWING"], path, token, at=at):
            return False
        database: Database = self._app.extensions["database"]
        meeting = path.split("/")[2]
        # Without a database the long way says so, as on every page.
        with suppress(SQLAlchemyError), database.reading() as reading:
            found = still_followed(reading, token, meeting, at=at)
            return found is not None and version == _version_for(*found, path=path, at=at)
        return False

    def _read(self, cookie: str) -> str:
        """The sign-in's token in a cookie; whether the sign-in lasts, the database says."""
        try:
            return str(self._cookies.loads(cookie).get("_user_id", "")) if self._cookies else ""
        except BadData:
            return ""


def _version_for(followed: Followed, person_id: int, *, path: str, at: datetime) -> str:
    """What a page at that address would have: on a screen, whoever leads has buttons (``screen_page.version_of``)."""
    leads = followed.led_by == person_id and path.startswith("/s/")
    return followed.version_at(at) + ("l" if leads else "")


def server_time(at: datetime) -> str:
    """What time it is here, in milliseconds."""
    return str(int(at.timestamp() * 1000))


def give_pass(response: Response, app: Flask, *, at: datetime) -> None:
    """Let the next question about this address be short.

    Whoever shows a screen by its code alone gets none, and whoever administers, whose sign-in ends sooner.
    """
    token = session.get("_user_id")
    if token and not g.actor.is_admin and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        response.headers[HEADER] = _pass(app, request.path, token, int(at.timestamp()) // 60)


def _holds(app: Flask, given: str, path: str, token: str, *, at: datetime) -> bool:
    minute, _, _ = given.partition(".")
    if not minute.isdecimal() or not 0 <= int(at.timestamp()) // 60 - int(minute) <= LASTS:
        return False
    return hmac.compare_digest(given.encode(), _pass(app, path, token, int(minute)).encode())


def _pass(app: Flask, path: str, token: str, minute: int) -> str:
    said = hmac.digest(str(app.secret_key).encode(), f"following|{path}|{token}|{minute}".encode(), "sha256")
    return f"{minute}.{said[:18].hex()}"

"""A page that follows a meeting asks every second, and mostly nothing has changed: that is said at once.

With a pass (``passes.py``) and a version, one question to the database (does the sign-in last, and is the
version the same) is enough for "304". Everything else, whatever has changed above all, goes the long way,
past the policy.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie

from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.core.policy.following import still_followed
from courseengine.web import live
from courseengine.web.passes import holds
from courseengine.web.security import HEADERS


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
                headers = {
                    **HEADERS,
                    "Cache-Control": "no-store",
                    "ETag": asked,
                    live.SERVER_TIME: str(live.instant(at)),
                }
                start_response("304 NOT MODIFIED", list(headers.items()))
                return []
        return self._inner(environ, start_response)

    def _is_unchanged(self, environ: dict[str, Any], version: str, *, at: datetime) -> bool:
        cookies = parse_cookie(environ.get("HTTP_COOKIE"))
        token = self._token_in(cookies.get(self._app.config["SESSION_COOKIE_NAME"], ""))
        path = environ["PATH_INFO"]
        if not token or not holds(environ["HTTP_FOLLOWING"], str(self._app.secret_key), path, token, at=at):
            return False
        database: Database = self._app.extensions["database"]
        meeting = path.split("/")[2]
        # Without a database the long way says so, as on every page.
        with suppress(SQLAlchemyError), database.reading() as reading:
            found = still_followed(reading, token, meeting, at=at)
            if found is None:
                return False
            followed, person_id = found
            on_screen = path.startswith("/s/")
            return version == (followed.screen_version_at(at, person_id) if on_screen else followed.version_at(at))
        return False

    def _read(self, cookie: str) -> str:
        """The sign-in's token in a cookie; whether the sign-in lasts, the database says."""
        try:
            return str(self._cookies.loads(cookie).get("_user_id", "")) if self._cookies else ""
        except BadData:
            return ""

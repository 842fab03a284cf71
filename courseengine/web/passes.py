"""A pass: what a page that follows a meeting carries from one answer to its next question.

Whoever was let in by the policy gets one. It holds for this address and this sign-in, and for a minute
or two, and opens nothing: with it, "nothing has changed" can be said sooner, see ``unchanged.py``.
"""

import hmac
from datetime import datetime
from http import HTTPStatus

from flask import Response, current_app, g, request, session

HEADER = "Following"
LASTS = 1
"""minutes that a pass holds beside the one in which it was given"""


def give_pass(response: Response, *, at: datetime) -> None:
    """Let the next question about this address be short.

    Whoever shows a screen by its code alone gets none, and whoever administers, whose sign-in ends sooner.
    """
    token = session.get("_user_id")
    if token and not g.actor.is_admin and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        response.headers[HEADER] = _pass(str(current_app.secret_key), request.path, token, int(at.timestamp()) // 60)


def holds(given: str, secret: str, path: str, token: str, *, at: datetime) -> bool:
    """Whether it was given a moment ago, for this address, to this sign-in."""
    minute, _, _ = given.partition(".")
    if not minute.isdecimal() or not 0 <= int(at.timestamp()) // 60 - int(minute) <= LASTS:
        return False
    return hmac.compare_digest(given.encode(), _pass(secret, path, token, int(minute)).encode())


def _pass(secret: str, path: str, token: str, minute: int) -> str:
    said = hmac.digest(secret.encode(), f"following|{path}|{token}|{minute}".encode(), "sha256")
    return f"{minute}.{said[:18].hex()}"

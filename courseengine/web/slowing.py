"""The brake on what somebody asks for or guesses at without signing in.

Each kind is counted for itself: at one thing from one origin, at that thing from anywhere, and
from that origin at anything.
"""

from flask import current_app, request

from courseengine.core.accounts.operations import Brake

BY_ADDRESS_ALONE = frozenset({"join_mail"})
"""A whole staff asks from one origin within five minutes, when the code is on the wall."""


def brake(kind: str, thing: str) -> Brake:
    """The brake on this request's try at a thing."""
    origin = request.remote_addr or ""
    whence = f"{origin}:{thing}" if kind in BY_ADDRESS_ALONE else origin
    return Brake.of(f"{kind}:{thing}", f"{kind}:{whence}", str(current_app.secret_key).encode())

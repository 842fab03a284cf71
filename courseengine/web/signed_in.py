"""What Flask-Login carries for us: the session's token and whose it is."""

from flask import g
from flask_login import LoginManager, UserMixin

from courseengine.base import clock
from courseengine.core.policy.asking import Asking, who_asks


class SignedIn(UserMixin):
    """Somebody with a running session."""

    def __init__(self, token: str, asking: Asking) -> None:
        """Carry who it is."""
        self._token = token
        self.actor = asking.actor
        self.language = asking.language
        self.is_stale = asking.is_stale

    def get_id(self) -> str:
        """The token; the cookie carries nothing else of the person."""
        return self._token


class Token(UserMixin):
    """A session that has just begun, for ``login_user``."""

    def __init__(self, token: str) -> None:
        """Carry the token."""
        self._token = token

    def get_id(self) -> str:
        """The token."""
        return self._token


def manager() -> LoginManager:
    """Flask-Login, told how a token is looked up."""
    logins = LoginManager()
    # Its own protection hashes the network address, which changes on a phone between two lessons.
    logins.session_protection = None

    @logins.user_loader
    def load(token: str) -> SignedIn | None:
        asking = who_asks(g.db, token, at=clock.now())
        return SignedIn(token, asking) if asking else None

    return logins

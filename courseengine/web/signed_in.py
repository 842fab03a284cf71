"""What Flask-Login carries for us: the session's token and whose it is."""

from flask import g
from flask_login import LoginManager, UserMixin

from courseengine.base import clock
from courseengine.core.accounts.queries import SessionFacts, session_by_token
from courseengine.core.policy.actor import actor_of


class SignedIn(UserMixin):
    """Somebody with a running session."""

    def __init__(self, token: str, facts: SessionFacts) -> None:
        """Make the actor from the memberships that hold today."""
        self._token = token
        self.actor = actor_of(facts.person_id, facts.name, facts.memberships)
        self.language = facts.language
        self.is_stale = facts.is_stale

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
        facts = session_by_token(g.db, token, at=clock.now())
        return SignedIn(token, facts) if facts else None

    return logins

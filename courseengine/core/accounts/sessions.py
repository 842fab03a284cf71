"""Sessions: who is signed in, where, and for how long.

A session lives on the server: eight hours idle, seven days in all; one in which somebody
administers ends after an hour idle and twelve in all. The cookie holds a token, the table its
hash. A change of the password or of the second factor ends every session of the person, and the
browser it was made in gets a new one.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courseengine.base.errors import Forbidden
from courseengine.core import audit
from courseengine.core.accounts.models import Account, UserSession
from courseengine.core.accounts.tokens import hash_token, new_token

IDLE = timedelta(hours=8)
IN_ALL = timedelta(days=7)
ADMIN_IDLE = timedelta(hours=1)
ADMIN_IN_ALL = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=15)
ADMIN_SEEN_EVERY = timedelta(minutes=5)


def start_session(session: Session, person_id: int, *, at: datetime, browser: str = "", strong: bool = False) -> str:
    """Sign a person in; gives the token for the cookie.

    Every way in comes through here: who has a second factor gets a ``strong`` session or none.
    """
    account = session.get(Account, person_id)
    if account is not None and account.totp_since is not None and not strong:
        raise Forbidden
    token = _begin(session, person_id, at=at, browser=browser, strong=strong)
    session.execute(
        update(Account)
        .where(Account.person_id == person_id, Account.first_signed_in_at.is_(None))
        .values(first_signed_in_at=at)
    )
    audit.record(session, audit.Event.SIGNED_IN, at=at, actor_id=person_id, person_id=person_id)
    return token


def rotate_session(session: Session, token: str, *, at: datetime) -> str:
    """Go on in a new session of the same age and strength, after what the person may do has changed; the old one ends.

    Nothing was proved anew, so the end of it comes no later.
    """
    before = session.scalars(select(UserSession).where(UserSession.token_hash == hash_token(token))).one()
    end_session(session, token, at=at)
    return _begin(
        session,
        before.person_id,
        at=at,
        browser=before.browser,
        strong=before.strong,
        started_at=before.started_at,
    )


def renew_session(session: Session, token: str, *, at: datetime, strong: bool | None = None) -> str:
    """End every session of the person whose token it is, and go on in a new one.

    It is as strong as the one before, unless told otherwise.
    """
    before = session.scalars(select(UserSession).where(UserSession.token_hash == hash_token(token))).one()
    end_sessions(session, before.person_id, at=at)
    return _begin(
        session, before.person_id, at=at, browser=before.browser, strong=before.strong if strong is None else strong
    )


def end_session(session: Session, token: str, *, at: datetime) -> None:
    """Sign out in one browser."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_hash == hash_token(token), UserSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def end_own_session(session: Session, person_id: int, public_id: str, *, at: datetime) -> bool:
    """Sign a person out in one of their browsers; whether there was such a session."""
    ended = session.scalar(
        update(UserSession)
        .where(UserSession.person_id == person_id, UserSession.public_id == public_id, UserSession.ended_at.is_(None))
        .values(ended_at=at)
        .returning(UserSession.id)
    )
    if ended is not None:
        audit.record(session, audit.Event.SESSIONS_ENDED, at=at, actor_id=person_id, person_id=person_id)
    return ended is not None


def end_other_sessions(session: Session, person_id: int, token: str, *, at: datetime) -> None:
    """Sign a person out everywhere but in the browser that holds the token."""
    end_sessions(session, person_id, at=at, but=token)
    audit.record(session, audit.Event.SESSIONS_ENDED, at=at, actor_id=person_id, person_id=person_id)


def end_sessions(session: Session, person_id: int, *, at: datetime, but: str | None = None) -> None:
    """Sign a person out everywhere; ``but`` is the token of the one session that goes on."""
    others = [] if but is None else [UserSession.token_hash != hash_token(but)]
    session.execute(
        update(UserSession)
        .where(UserSession.person_id == person_id, UserSession.ended_at.is_(None), *others)
        .values(ended_at=at)
    )


def touch_session(session: Session, token: str, *, at: datetime) -> None:
    """Note that the session is in use; whoever asks does so only now and then."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_hash == hash_token(token), UserSession.seen_at < at)
        .values(seen_at=at)
    )


def sessions_of(session: Session, person_id: int, *, at: datetime, administers: bool) -> list[UserSession]:
    """Where the person is signed in, the one used last first."""
    idle, in_all = (ADMIN_IDLE, ADMIN_IN_ALL) if administers else (IDLE, IN_ALL)
    running = (
        UserSession.person_id == person_id,
        UserSession.ended_at.is_(None),
        UserSession.seen_at > at - idle,
        UserSession.started_at > at - in_all,
    )
    return list(session.scalars(select(UserSession).where(*running).order_by(UserSession.seen_at.desc())))


def _begin(
    session: Session, person_id: int, *, at: datetime, browser: str, strong: bool, started_at: datetime | None = None
) -> str:
    token = new_token()
    session.add(
        UserSession(
            token_hash=hash_token(token),
            person_id=person_id,
            started_at=started_at or at,
            seen_at=at,
            browser=browser,
            strong=strong,
        )
    )
    return token

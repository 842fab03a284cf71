"""Signing in and out.

A session lives on the server: eight hours idle, seven days in all. The cookie holds a token of
256 bits, the table its SHA-256. Guessing is slowed by address and by origin; the brake never
tells whether an address is known, and it wears off by itself.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.core import audit
from courseengine.core.accounts.models import Account, FailedSignIn, UserSession
from courseengine.core.accounts.passwords import check_password, hash_password, is_outdated
from courseengine.core.people.models import Person

IDLE = timedelta(hours=8)
IN_ALL = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=15)

FREE_TRIES = {"here": 5, "address": 50, "origin": 30}
"""How many failures cost no waiting: for an address from one origin, for it from anywhere, for an origin.

The second is high, so that somebody elsewhere who guesses does not keep the owner out.
"""
FORGET_AFTER = timedelta(days=1)
LONGEST_WAIT = timedelta(minutes=15)


class TooManyTries(Exception):
    """Somebody has guessed too often; ``wait`` says how long until the next try counts."""

    def __init__(self, wait: timedelta) -> None:
        """Say how long to wait."""
        super().__init__(f"wait {wait}")
        self.wait = wait


@dataclass(frozen=True)
class Brake:
    """What is counted for one try to sign in: keyed hashes, never the address itself."""

    here: str
    address: str
    origin: str

    @classmethod
    def of(cls, email: str, origin: str, secret: bytes) -> "Brake":
        """The counters of an e-mail address and of where the try comes from."""
        email = email.strip().lower()
        counted = (f"here:{email}:{origin}", f"address:{email}", f"origin:{origin}")
        return cls(*(hmac.new(secret, each.encode(), sha256).hexdigest() for each in counted))

    @property
    def counters(self) -> tuple[tuple[str, str], ...]:
        """What is counted, and under which key."""
        return ("here", self.here), ("address", self.address), ("origin", self.origin)


def hold_back(session: Session, brake: Brake, *, at: datetime) -> None:
    """Raise ``TooManyTries`` when the waiting time after the last failure is not over."""
    for kind, key in brake.counters:
        row = session.get(FailedSignIn, key)
        if row is None or at - row.last_at > FORGET_AFTER:
            continue
        over = row.failures - FREE_TRIES[kind]
        if over >= 0:
            wait = row.last_at + min(timedelta(seconds=2 ** min(over, 10)), LONGEST_WAIT) - at
            if wait > timedelta():
                raise TooManyTries(wait)


def count_failure(session: Session, brake: Brake, *, at: datetime) -> None:
    """Remember that a try failed."""
    for _, key in brake.counters:
        row = session.get(FailedSignIn, key, with_for_update=True)
        if row is None and not was_added(session, FailedSignIn(key=key, failures=1, last_at=at)):
            row = session.get(FailedSignIn, key, with_for_update=True)
        if row is not None:
            row.failures = 1 if at - row.last_at > FORGET_AFTER else row.failures + 1
            row.last_at = at
    audit.record(session, audit.Event.SIGN_IN_REFUSED, at=at)


def find_account(session: Session, email: str, password: str) -> Person | None:
    """The person who gets in with that address and password; None for any reason not to."""
    found = session.execute(
        select(Person, Account)
        .join(Account, Account.person_id == Person.id)
        .where(Person.email == email.strip().lower())
    ).one_or_none()
    person, account = found if found else (None, None)
    if not check_password(account.password_hash if account else None, password):
        return None
    if account is None or not may_enter(account):
        return None
    return person


def may_enter(account: Account) -> bool:
    """Whether the account is in use; the one question for every way in."""
    return account.ended_at is None


def renew_hash(session: Session, person_id: int, password: str) -> None:
    """Hash the password again when it was hashed with weaker settings than today's."""
    account = session.get(Account, person_id)
    if account and account.password_hash and is_outdated(account.password_hash):
        account.password_hash = hash_password(password)


def start_session(
    session: Session,
    person_id: int,
    *,
    at: datetime,
    brake: Brake | None = None,
    browser: str = "",
    strong: bool = False,
) -> str:
    """Sign a person in; gives the token for the cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=hash_token(token), person_id=person_id, started_at=at, seen_at=at, browser=browser, strong=strong
        )
    )
    session.execute(
        update(Account)
        .where(Account.person_id == person_id, Account.first_signed_in_at.is_(None))
        .values(first_signed_in_at=at)
    )
    if brake:
        session.execute(delete(FailedSignIn).where(FailedSignIn.key.in_((brake.here, brake.address))))
    audit.record(session, audit.Event.SIGNED_IN, at=at, actor_id=person_id, person_id=person_id)
    return token


def end_session(session: Session, token: str, *, at: datetime) -> None:
    """Sign out in one browser."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_hash == hash_token(token), UserSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def touch_session(session: Session, token: str, *, at: datetime) -> None:
    """Note that the session is in use, to the quarter of an hour."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_hash == hash_token(token), UserSession.seen_at < at - SEEN_EVERY)
        .values(seen_at=at)
    )


def set_password(session: Session, person_id: int, password: str) -> None:
    """Give a person a way in, or a new password."""
    account = session.get(Account, person_id)
    if account is None:
        session.add(Account(person_id=person_id, password_hash=hash_password(password)))
    else:
        account.password_hash = hash_password(password)


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()

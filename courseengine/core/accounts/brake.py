"""The brake on guessing: how long somebody has to wait before the next try counts.

Whatever can be guessed has a kind, and each try is counted three ways: at one thing from one
origin, at that thing from anywhere, and from that origin at anything. So a guesser is slowed, and
the owner, who comes from elsewhere, is not kept out. The wait doubles with every failure up to a
quarter of an hour (up to half a minute for tries at the thing from anywhere, which the owner's is,
too), and wears off by itself. What is counted are keyed hashes, never an address,
and a thing that does not exist is counted like one that does.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from courseengine.base.db import was_added
from courseengine.core import audit
from courseengine.core.accounts.models import FailedSignIn


class Free(NamedTuple):
    """How many tries cost no waiting: at a thing from one origin, at it from anywhere, from an origin.

    The second is high, so that somebody elsewhere who guesses does not keep the owner out; the
    third is, since a whole staff room comes from one origin.
    """

    here: int
    thing: int
    origin: int


FREE_TRIES = {
    "sign_in": Free(5, 50, 30),
    "code": Free(5, 50, 30),  # of the second factor, or a recovery code
    "password": Free(5, 50, 30),  # one's own, asked for again
    "reset": Free(3, 10, 30),  # every request for a new password counts, since each may send a mail
    "address": Free(5, 5, 30),  # every request for a new address, likewise
    "sign_up": Free(5, 10, 30),  # likewise
    "join_mail": Free(5, 10, 300),  # likewise; a whole staff asks from one origin when the code is on the wall
    "join": Free(5, 200, 30),  # a join code
    "invitation": Free(5, 50, 30),
    "room": Free(10, 300, 300),  # a meeting room's code, which lasts for hours; a whole staff mistypes from one origin
}
"""What can be guessed, or asked for so often that it is a nuisance."""

FORGET_AFTER = timedelta(days=1)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_FOR_THE_OWNER = timedelta(seconds=30)
ABOUT_SIGNING_IN = frozenset({"sign_in", "code"})


class TooManyTries(Exception):
    """Somebody has guessed too often; ``wait`` says how long until the next try counts."""

    def __init__(self, wait: timedelta) -> None:
        """Say how long to wait."""
        super().__init__(f"wait {wait}")
        self.wait = wait


@dataclass(frozen=True)
class Brake:
    """What is counted for one try: the kind of guess, and the keys it is counted under."""

    kind: str
    here: str
    thing: str
    origin: str

    @classmethod
    def of(cls, kind: str, thing: str, origin: str, secret: bytes) -> "Brake":
        """The counters of a thing that is guessed at, and of where the try comes from."""
        thing = thing.strip().lower()
        counted = (f"{kind}:here:{thing}:{origin}", f"{kind}:thing:{thing}", f"{kind}:origin:{origin}")
        return cls(kind, *(hmac.new(secret, each.encode(), sha256).hexdigest() for each in counted))

    @property
    def counters(self) -> tuple[tuple[str, int], ...]:
        """Under which keys it is counted, and how many tries are free under each."""
        return tuple(zip((self.here, self.thing, self.origin), FREE_TRIES[self.kind], strict=True))


def hold_back(session: Session, brake: Brake, *, at: datetime) -> None:
    """Raise ``TooManyTries`` when the waiting time after the last failure is not over."""
    for key, free in brake.counters:
        row = session.get(FailedSignIn, key)
        if row is None or at - row.last_at > FORGET_AFTER:
            continue
        over = row.failures - free
        if over >= 0:
            longest = LONGEST_FOR_THE_OWNER if key == brake.thing else LONGEST_WAIT
            wait = row.last_at + min(timedelta(seconds=2 ** min(over, 10)), longest) - at
            if wait > timedelta():
                raise TooManyTries(wait)


def count_failure(session: Session, brake: Brake, *, at: datetime, person_id: int | None = None) -> None:
    """Remember that a try failed; ``person_id`` is whose way in it was, where that is known for sure."""
    for key, _ in brake.counters:
        row = session.get(FailedSignIn, key, with_for_update=True)
        if row is None and not was_added(session, FailedSignIn(key=key, failures=1, last_at=at)):
            row = session.get(FailedSignIn, key, with_for_update=True)
        if row is not None:
            row.failures = 1 if at - row.last_at > FORGET_AFTER else row.failures + 1
            row.last_at = at
    if brake.kind in ABOUT_SIGNING_IN:
        audit.record(session, audit.Event.SIGN_IN_REFUSED, at=at, person_id=person_id)


def release(session: Session, brake: Brake) -> None:
    """Forget the failures at the thing, since its owner has come; those of the origin stay."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.key.in_((brake.here, brake.thing))))

"""The secret address at which a calendar program reads somebody's dates.

It is the feed's public id and a proof, which only the installation's own secret can make; whoever
holds it reads titles, times and places of what its owner may see now, and nothing else. A renewed or
ended address is as unknown as one that never was.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courseengine.core import audit
from courseengine.core.calendar.beside import Feed
from courseengine.core.calendar.models import CalendarFeed

NOTED_EVERY = timedelta(hours=1)
"""how exactly one is told when the calendar was last read"""
_PROOF_LENGTH = 43


def make_address(session: Session, person_id: int, *, at: datetime) -> CalendarFeed:
    """Give the person an address; one they had before is no more."""
    feed = session.get(CalendarFeed, person_id, with_for_update=True)
    nonce = secrets.token_urlsafe(16)
    if feed is None:
        feed = CalendarFeed(person_id=person_id, nonce=nonce, made_at=at)
        session.add(feed)
    else:
        feed.nonce, feed.made_at, feed.read_at = nonce, at, None
    session.flush()
    _record(session, audit.Event.CALENDAR_ADDRESS_MADE, person_id, at=at)
    return feed


def end_address(session: Session, person_id: int, *, at: datetime) -> None:
    """Let the person's address lead nowhere any more; the row stays, so that no new one is made unasked."""
    ended = session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.nonce != "")
        .values(nonce="", read_at=None)
        .returning(CalendarFeed.person_id)
    )
    if ended.all():
        _record(session, audit.Event.CALENDAR_ADDRESS_ENDED, person_id, at=at)


def token_of(feed: CalendarFeed | Feed, secret: bytes) -> str:
    """What its address ends in."""
    return f"{feed.public_id}.{_proof(feed.public_id, feed.nonce, secret)}"


def feed_at(session: Session, token: str, secret: bytes) -> CalendarFeed | None:
    """The feed of that address; None for any other. What cannot be one is not looked up."""
    public_id, _, proof = token.partition(".")
    if len(proof) != _PROOF_LENGTH or not token.isascii():
        return None
    feed = session.scalar(select(CalendarFeed).where(CalendarFeed.public_id == public_id))
    if feed is None or not feed.nonce or not hmac.compare_digest(_proof(public_id, feed.nonce, secret), proof):
        return None
    return feed


def note_read(session: Session, feed: CalendarFeed, *, at: datetime) -> None:
    """Remember that it was read, unless it was renewed meanwhile."""
    same = (CalendarFeed.person_id == feed.person_id, CalendarFeed.nonce == feed.nonce)
    session.execute(update(CalendarFeed).where(*same).values(read_at=at))


def is_due(feed: CalendarFeed, *, at: datetime) -> bool:
    """Whether it is time to note that it is read."""
    return feed.read_at is None or at - feed.read_at >= NOTED_EVERY


def _proof(public_id: str, nonce: str, secret: bytes) -> str:
    proven = hmac.new(secret, f"calendar feed:{public_id}:{nonce}".encode(), sha256)
    return urlsafe_b64encode(proven.digest()).rstrip(b"=").decode()


def _record(session: Session, event: audit.Event, person_id: int, *, at: datetime) -> None:
    audit.record(session, event, at=at, actor_id=person_id, person_id=person_id)

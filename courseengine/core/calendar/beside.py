"""What stands beside a calendar: the address it is read at, and where gatherings come from."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session

from courseengine.base.db import among, ask
from courseengine.core.calendar.models import CalendarFeed
from courseengine.core.calendar.queries import KEPT
from courseengine.core.networks.models import HelpRequest, Network
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.scopes import SCOPES


class Feed(NamedTuple):
    """What a page says of somebody's feed."""

    public_id: str
    nonce: str
    """empty for an address that was ended"""
    read_at: datetime | None


class Beside(NamedTuple):
    """What stands beside somebody's calendar."""

    feed: Feed | None
    """None for somebody who never had one"""
    has_networks: bool
    """whether the person sees a network that lasts"""
    was_asked: bool
    """whether the person, or the university they work at, has ever been asked for help"""


def beside(session: Session, actor: Actor) -> Beside:
    """Ask for all of it at once."""
    row = ask(session, _beside(actor), {}).one()
    feed = None if row.nonce is None else Feed(row.public_id, row.nonce, row.read_at)
    return Beside(feed, bool(row.has_networks), bool(row.was_asked))


@lru_cache(maxsize=KEPT)
def _beside(actor: Actor) -> Any:
    """The question, put together once for those who ask often."""
    networks = SCOPES[Action.SEE_NETWORK](actor).where(Network.ended_on.is_(None)).exists()
    given = or_(among(HelpRequest.university_id, actor.universities), HelpRequest.person_id == actor.person_id)
    asked = select(HelpRequest.id).where(given).exists()
    person = select(literal(actor.person_id).label("id")).subquery()
    return (
        select(
            CalendarFeed.public_id,
            CalendarFeed.nonce,
            CalendarFeed.read_at,
            networks.label("has_networks"),
            asked.label("was_asked"),
        )
        .select_from(person)
        .outerjoin(CalendarFeed, CalendarFeed.person_id == person.c.id)
    )

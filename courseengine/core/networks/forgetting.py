"""What the room forgets when it has outlived its purpose, as ``models.py`` says of each table."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.core.networks.models import Gathering, GatheringSignUp, HelpRequest, Network, NetworkMember

A_YEAR = timedelta(days=365)
TWO_YEARS = timedelta(days=730)


def forget(session: Session, *, at: datetime) -> None:
    """Who came, a year after it was; who belonged to a network and who asked for help, after two years."""
    been = select(Gathering.id).where(Gathering.ends_on < day_in_oslo(at - A_YEAR))
    session.execute(delete(GatheringSignUp).where(GatheringSignUp.gathering_id.in_(been)))
    # A network that is no more has no members to be, whether or not anybody left it.
    over = select(Network.id).where(Network.ended_on < day_in_oslo(at - TWO_YEARS))
    left_it = or_(NetworkMember.ended_at < at - TWO_YEARS, NetworkMember.network_id.in_(over))
    session.execute(delete(NetworkMember).where(left_it))
    closed = func.coalesce(HelpRequest.answered_at, HelpRequest.withdrawn_at, HelpRequest.asked_at)
    session.execute(delete(HelpRequest).where(closed < at - TWO_YEARS))
    # What came of a request is nobody's when the request is gone.
    asked_for = select(HelpRequest.gathering_id).where(HelpRequest.gathering_id.is_not(None))
    orphaned = (Gathering.network_id.is_(None), Gathering.id.not_in(asked_for))
    left = select(Gathering.id).where(*orphaned)
    session.execute(delete(GatheringSignUp).where(GatheringSignUp.gathering_id.in_(left)))
    session.execute(delete(Gathering).where(*orphaned))

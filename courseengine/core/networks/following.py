"""What becomes of networks and requests for help when places merge or close.

A place that was merged into another leaves its networks, and its successor belongs to them instead;
so do the networks it looked after, and what it asks for or is asked, as far as that is not over. A
place that has closed without a successor belongs to nothing any more.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.core.networks.models import Gathering, HelpRequest, Network, NetworkMember
from courseengine.core.people.models import Organisation
from courseengine.core.people.queries import has_ended


def follow_places(session: Session, *, at: datetime) -> None:
    """Let the successors of places that are no more stand where those stood; the same again changes nothing."""
    session.flush()
    today = day_in_oslo(at)
    _members(session, today, at)
    looked_after = select(Network).join(Network.organisation).where(_over(today), Network.ended_on.is_(None))
    for network in session.scalars(looked_after):
        network.organisation = _heir(network.organisation, today) or network.organisation
    _requests(session, today)
    session.flush()


def _members(session: Session, today: date, at: datetime) -> None:
    lasting = NetworkMember.ended_at.is_(None)
    gone = select(NetworkMember).join(NetworkMember.organisation).where(lasting, _over(today))
    for member in session.scalars(gone.options(joinedload(NetworkMember.organisation))).all():
        member.ended_at = at
        heir = _heir(member.organisation, today) if member.organisation else None
        if heir is None:
            continue
        there = select(NetworkMember.id).where(
            lasting, NetworkMember.network_id == member.network_id, NetworkMember.organisation_id == heir.id
        )
        if session.scalar(there.limit(1)) is None:
            session.add(NetworkMember(network_id=member.network_id, organisation=heir, since=at))
            session.flush()


def _requests(session: Session, today: date) -> None:
    waits = HelpRequest.answered_at.is_(None) & HelpRequest.withdrawn_at.is_(None)
    to_come = HelpRequest.gathering_id.in_(select(Gathering.id).where(Gathering.ends_on >= today))
    over = select(Organisation.id).where(_over(today), Organisation.successor_id.is_not(None))
    gone = or_(HelpRequest.school_id.in_(over), HelpRequest.university_id.in_(over))
    for request in session.scalars(select(HelpRequest).where(or_(waits, to_come), gone)).all():
        request.school = _heir(request.school, today) or request.school
        if request.university is not None:
            request.university = _heir(request.university, today) or request.university


def _over(today: date) -> ColumnElement[bool]:
    return Organisation.ends_on < today


def _heir(place: Organisation, today: date) -> Organisation | None:
    """The place in use that stands where this one stood: itself, the one it was merged into, or that one's."""
    heir: Organisation | None = place
    while heir is not None and has_ended(heir, on=today):
        heir = heir.successor
    return heir

"""What a team shows to a network across schools: one delivered result, as it was that day.

The network's members read it and comment on it. The team goes on with its own answer, which nobody
there sees. When the team withdraws it, it is gone for everybody: the text, its title and what was
said about it are not kept, only that something was shown, to whom and by whom.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session, joinedload

from courseengine.base.db import was_added
from courseengine.base.errors import Conflict, Invalid
from courseengine.base.sorting import norwegian_key
from courseengine.core import audit
from courseengine.core.networks.models import Network, NetworkMember
from courseengine.core.people.models import Team
from courseengine.core.progress import limits
from courseengine.core.progress.begun import is_sent_again
from courseengine.core.progress.comments import checked
from courseengine.core.progress.models import Publication, PublicationComment, TeamAnswer


@dataclass(frozen=True, slots=True)
class Published:
    """That a result is shown, as the team's own page says it."""

    public_id: str
    network_id: int
    network: str
    published_at: datetime
    is_older: bool
    """whether the team has written on since"""


def networks_to_show(session: Session, school_id: int, *, person_id: int) -> list[Network]:
    """The networks that last and that a team's school, or the person, belongs to; by name."""
    theirs = or_(NetworkMember.organisation_id == school_id, NetworkMember.person_id == person_id)
    joined = select(NetworkMember.network_id).where(theirs, NetworkMember.ended_at.is_(None))
    found = session.scalars(select(Network).where(Network.id.in_(joined), Network.ended_on.is_(None)))
    return sorted(found, key=lambda one: (norwegian_key(one.name), one.id))


def published_of(session: Session, answer_id: int, body: str) -> list[Published]:
    """Where an answer, which now says this, is shown; the latest first."""
    found = session.execute(
        select(Publication.public_id, Network.id, Network.name, Publication.published_at, Publication.body != body)
        .join(Publication.network)
        .where(Publication.team_answer_id == answer_id, Publication.withdrawn_at.is_(None))
        .order_by(Publication.id.desc())
    )
    return [Published(*row) for row in found]


def published_in(session: Session, network_ids: Collection[int], scope: Select[Any]) -> list[Publication]:
    """What is shown in these networks and stands in the scope, the latest first, with team and school."""
    found = session.scalars(
        scope.where(Publication.network_id.in_(network_ids))
        .options(joinedload(Publication.answer).joinedload(TeamAnswer.team).joinedload(Team.school))
        .order_by(Publication.id.desc())
    )
    return list(found)


def publish(
    session: Session, answer: TeamAnswer, network: Network, *, title: str, submit_id: str, by: int, at: datetime
) -> None:
    """Show the answer as it is now to a network; once however often it is sent."""
    session.refresh(answer, with_for_update={"key_share": True})
    sent = select(Publication.team_answer_id, Publication.published_by).where(Publication.submit_id == submit_id)
    if is_sent_again(session, sent, whose=(answer.id, by)):
        return
    if answer.delivered_at is None:
        raise Invalid("Deliver the answer first. Then you can show it to a network.", field="network")
    there = select(Publication.id).where(
        Publication.team_answer_id == answer.id,
        Publication.network_id == network.id,
        Publication.withdrawn_at.is_(None),
    )
    if session.scalar(there) is not None:
        raise Conflict("Somebody in your team has just shown it to that network.")
    shown = Publication(team_answer_id=answer.id, network_id=network.id, submit_id=submit_id)
    shown.title, shown.body = title[: limits.TITLE], answer.body
    shown.published_by, shown.published_at = by, at
    if was_added(session, shown):
        _note(session, audit.Event.RESULT_PUBLISHED, shown, answer, by=by, at=at)


def withdraw(session: Session, publication: Publication, *, by: int, at: datetime) -> None:
    """Let nobody read it any more, and forget what it said; withdrawing again changes nothing."""
    session.refresh(publication, with_for_update={"key_share": True})
    if publication.withdrawn_at is not None:
        return
    publication.withdrawn_at, publication.title, publication.body = at, "", ""
    session.execute(delete(PublicationComment).where(PublicationComment.publication_id == publication.id))
    _note(session, audit.Event.RESULT_WITHDRAWN, publication, publication.answer, by=by, at=at)
    session.flush()


def comments_on(session: Session, publication: Publication) -> list[PublicationComment]:
    """What the network says about it, the first first, with who said it."""
    asked = select(PublicationComment).where(PublicationComment.publication_id == publication.id)
    return list(session.scalars(asked.options(joinedload(PublicationComment.person)).order_by(PublicationComment.id)))


def comment(session: Session, publication: Publication, *, text: str, submit_id: str, by: int, at: datetime) -> None:
    """Say something about it, once however often it is sent, while the network lasts."""
    session.refresh(publication, with_for_update={"read": True})
    sent = select(PublicationComment.publication_id, PublicationComment.person_id).where(
        PublicationComment.submit_id == submit_id
    )
    if is_sent_again(session, sent, whose=(publication.id, by)):
        return
    if publication.withdrawn_at is not None or publication.network.ended_on is not None:
        raise Invalid("It takes no comments any more.", field="text")
    own = PublicationComment.publication_id == publication.id
    said = checked(text, session.scalar(select(func.count()).where(own)) or 0)
    row = PublicationComment(publication_id=publication.id, submit_id=submit_id, text=said)
    row.person_id, row.written_at = by, at
    was_added(session, row)


def remove_comment(session: Session, publication: Publication, public_id: str, *, by: int) -> bool:
    """Take away what one has said oneself; gives whether there was such a thing."""
    asked = select(PublicationComment).where(
        PublicationComment.publication_id == publication.id,
        PublicationComment.public_id == public_id,
        PublicationComment.person_id == by,
    )
    found = session.scalar(asked)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def _note(
    session: Session, event: audit.Event, publication: Publication, answer: TeamAnswer, *, by: int, at: datetime
) -> None:
    audit.record(session, event, at=at, actor_id=by, team_id=answer.team_id, subject=publication.public_id)

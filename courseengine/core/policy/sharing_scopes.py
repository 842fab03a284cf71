"""The answers of ``sharing_rules.py`` as queries. Each is the twin of a rule, in the same words."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from courseengine.base.db import among
from courseengine.core.networks.models import NetworkMember
from courseengine.core.people.models import Team
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.planning_scopes import joined_by
from courseengine.core.progress.models import Publication, TeamAnswer


def publications_read_by(actor: Actor) -> Select[Any]:
    """What is shown to the actor's own networks, and what the actor may withdraw (``reads_publication``)."""
    joined = joined_by(actor, NetworkMember.network_id == Publication.network_id)
    return _publications().where(Publication.withdrawn_at.is_(None), or_(joined, _own(actor)))


def publications_withdrawn_by(actor: Actor) -> Select[Any]:
    """What the actor's teams show, and teams that have ended at schools they lead (``withdraws_publication``)."""
    return _publications().where(_own(actor))


def _publications() -> Select[Any]:
    return (
        select(Publication)
        .join(TeamAnswer, TeamAnswer.id == Publication.team_answer_id)
        .join(Team, Team.id == TeamAnswer.team_id)
    )


def _own(actor: Actor) -> ColumnElement[bool]:
    ended = and_(Team.ended_on.is_not(None), among(Team.school_id, actor.schools_led))
    return or_(among(Team.id, actor.teams), ended)


SHARING: dict[Action, Callable[[Actor], Select[Any]]] = {
    Action.READ_PUBLICATION: publications_read_by,
    Action.WITHDRAW_PUBLICATION: publications_withdrawn_by,
}

"""The answer for one thing: about what teams show to others. Each as in ``rules.py``."""

from datetime import datetime

from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.planning_rules import Rule, belongs
from courseengine.core.progress.models import Publication


def reads_publication(actor: Actor, shown: Publication, at: datetime) -> bool:
    """The network's own members, and those who may withdraw it; nobody once it is withdrawn."""
    reads = belongs(actor, shown.network) or withdraws_publication(actor, shown, at)
    return shown.withdrawn_at is None and reads


def withdraws_publication(actor: Actor, shown: Publication, at: datetime) -> bool:
    """The team's members; its school's leaders when the team has ended."""
    team = shown.answer.team
    return team.id in actor.teams or (team.ended_on is not None and team.school_id in actor.schools_led)


SHARING: dict[Action, Rule] = {
    Action.READ_PUBLICATION: reads_publication,
    Action.WITHDRAW_PUBLICATION: withdraws_publication,
}

"""One of everything one may ask about what teams show to others."""

from typing import Any

from courseengine.core.networks.models import Network
from courseengine.core.progress.models import Publication, TeamAnswer
from tests.core.policy.planning_world import NOW


def sharing_subjects(world: Any, planned: dict[str, Any]) -> dict[str, Any]:
    """By the words of the page; the networks are those of ``planning_world.py``."""
    blue, ended = "the blue team", "a team that has ended"
    region, below, left = (
        planned[name] for name in ("the region", "the network of the region", "a network that Furulia has left")
    )
    return {
        "what the blue team shows to the region": _shown(world, blue, region),
        "what the blue team shows to a network of the region": _shown(world, blue, below),
        "what the blue team shows to a network that Furulia has left": _shown(world, blue, left),
        "what the blue team has withdrawn from the region": _shown(world, blue, region, withdrawn=True),
        "what a team that has ended shows to the region": _shown(world, ended, region),
        "what a team that has ended shows to a network of the region": _shown(world, ended, below),
    }


def _shown(world: Any, team: str, network: Network, *, withdrawn: bool = False) -> Publication:
    """A team shows what it has written to a network, and perhaps no longer."""
    anne, name = world.people["Anne"].id, f"{team} {network.name} {withdrawn}"
    answer = TeamAnswer(team=world.teams[team], run=world.runs["the run at Furulia"], activity_id=name, body="We")
    answer.saved_at, answer.saved_by, answer.delivered_at = NOW, anne, NOW
    shown = Publication(submit_id=name, answer=world.add(answer), network=network, title="T", body="We")
    shown.published_by, shown.published_at, shown.withdrawn_at = anne, NOW, NOW if withdrawn else None
    return world.add(shown)

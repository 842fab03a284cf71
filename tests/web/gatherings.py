"""A network that Furulia belongs to, and its gathering, for tests that need one."""

from datetime import datetime

from courseengine.base.clock import day_in_oslo
from courseengine.cli.demo.world import World
from courseengine.core.networks.models import Gathering, Network, NetworkMember


def a_gathering(world: World, at: datetime) -> Gathering:
    """Today, of a network that Skogvik looks after."""
    network = Network(kind="leader", name="Nettverk", organisation_id=world.places["skogvik"].id)
    network.members = [NetworkMember(organisation_id=world.places["furulia"].id, since=at)]
    today = day_in_oslo(at)
    return Gathering(network=network, theme="Samling", starts_on=today, ends_on=today, changed_at=at)

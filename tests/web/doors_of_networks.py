"""What the doors of networks, requests for help and notes of support are tried with: see ``doors.py``."""

from typing import Any

from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.networks.models import Gathering, HelpRequest, Network
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.rules import may


def network(doors: Any, name: str = "Naboskolene") -> str:
    """The public id of a network: one of Furulia's unless told otherwise."""
    return _one(doors, Network.public_id, Network.name == name)


def gathering(doors: Any, theme: str = "Vi viser fram modul 2") -> str:
    """The public id of a gathering, that network's unless told otherwise."""
    return _one(doors, Gathering.public_id, Gathering.theme == theme)


def request(doors: Any) -> str:
    """The public id of what Furulia asks the university for."""
    return _one(doors, HelpRequest.public_id, HelpRequest.theme == "Hvordan lese elevenes svar sammen")


def university(doors: Any) -> str:
    """The public id of the university."""
    return str(doors.world.places["university"].public_id)


def _one(doors: Any, key: Any, asked: Any) -> str:
    with doors.database.reading() as session:
        return str(session.execute(select(key).where(asked)).scalar_one())


def _asks_for_help(actor: Actor, request: HelpRequest) -> bool:
    """Those who ask take a request back, and not those who are asked."""
    return may(actor, Action.ASK_FOR_HELP, request.school, at=clock.now())


EXAMPLES = {"network": network, "gathering": gathering, "asked_help": request}
SPECIAL = {
    "networks.delete_gathering": {"gathering": lambda doors: gathering(doors, "2. samling: Kompetansemål")},
    "networks.leave_myself": {"network": lambda doors: network(doors, "Fagnettverk i norsk")},
    "support_notes.delete": {"place": university},
    "support_notes.of_university": {"place": university},
    "support_notes.write": {"place": university},
}


def _answers(actor: Actor, request: HelpRequest) -> bool:
    """Whoever is asked answers; those who ask read it."""
    return may(actor, Action.ANSWER_HELP_REQUEST, request, at=clock.now())


def _is_member(actor: Actor, network: Network) -> bool:
    """Those who belong to it by themselves leave it, and not those whose school does."""
    return any(one.person_id == actor.person_id and one.ended_at is None for one in network.members)


ALSO = {
    "help_requests.withdraw": _asks_for_help,
    "help_requests.answer": _answers,
    "networks.leave_myself": _is_member,
}

"""What the doors of a meeting's room are tried with: see ``doors.py``."""

from collections.abc import Callable
from typing import Any

from courseengine.core.policy.actor import Actor

FILM = "m2-v1"

SENT: dict[str, Callable[[Any], dict[str, str]]] = {
    "room.press": lambda doors: {"act": "next", "seen_clock": "0"},
    "room.note": lambda doors: {"item": "1", "text": "Et notat"},
    "room.watched": lambda doors: {"film": FILM},
    "room.use": lambda doors: {"item": "1", "of": doors.world.people["ingrid"].public_id, "task": "m2-g1"},
}


def _writes_the_answer(actor: Actor, meeting: Any) -> bool:
    """A note goes into the answer of the team that wrote it, by one of that team."""
    return any(team.id in actor.teams for team in meeting.teams)


ALSO: dict[str, Callable[[Actor, Any], bool]] = {"room.use": _writes_the_answer}

"""What the doors of screens are tried with: see ``doors.py``."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courseengine.cli.demo.world import World
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.policy.actor import Actor

LED = ("screen.moved_on", "screen.opened")

SPECIAL: dict[str, dict[str, Callable[[Any], object]]] = {
    endpoint: {"meeting": lambda doors: doors.world.meetings["next"].public_id} for endpoint in LED
}

SENT: dict[str, Callable[[Any], dict[str, str]]] = {
    "screen.moved_on": lambda doors: {"act": "next", "clock": "0"},
    "screen.opened": lambda doors: {"what": "answer"},
}


def _leads(actor: Actor, _meeting: Any) -> bool:
    """The room is Anne's; to everybody else in it the screen is read only."""
    return actor.name == "Anne"


ALSO: dict[str, Callable[[Actor, Any], bool]] = dict.fromkeys(LED, _leads)


def open_a_room(session: Session, world: World, at: datetime) -> None:
    """Let Anne have opened the room of her team's next meeting."""
    meeting, anne = world.meetings["next"].id, world.people["anne"].id
    if session.get(MeetingRoom, meeting) is None:
        session.add(MeetingRoom(meeting_id=meeting, code="dorene", opened_by=anne, led_by=anne, opened_at=at))

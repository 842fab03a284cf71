"""What the doors of recording a meeting are tried with: see ``doors.py``."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courseengine.cli.demo.world import World
from courseengine.core.meetings.models import Decision, FollowUp, MinutesVersion

FORM = "a-form-of-the-doors"

SPECIAL: dict[str, dict[str, Callable[[Any], object]]] = {
    "team.add_outcome": {"kind": lambda doors: "decisions"},
    "team.outcome": {"kind": lambda doors: "decisions", "outcome": lambda doors: doors.made["decision"]},
    "team.change_outcome": {"kind": lambda doors: "follow-ups", "outcome": lambda doors: doors.made["follow_up"]},
    "team.done": {"outcome": lambda doors: doors.made["follow_up"]},
}

SENT: dict[str, Callable[[Any], dict[str, str]]] = {
    "team.add_outcome": lambda doors: {"decision": "Ja", "decision_id": FORM},
    "team.change_outcome": lambda doors: {"follow_up": "Spør elevene"},
    "team.settled": lambda doors: {"version": "99", "keep": "stored"},
}


def record_something(session: Session, world: World, at: datetime) -> dict[str, str]:
    """Let a held meeting have something decided, something to do, and a text that clashed."""
    meeting, ingrid = world.meetings["second"].id, world.people["ingrid"].id
    decision = Decision(meeting_id=meeting, submit_id="doors-decision", text="Vi prøver")
    follow_up = FollowUp(meeting_id=meeting, submit_id="doors-follow-up", text="Spør", made_by=ingrid, made_at=at)
    beside = MinutesVersion(meeting_id=meeting, version=99, minutes="En annen tekst", decision="", beside=2)
    beside.saved_by, beside.saved_at = ingrid, at
    session.add_all([decision, follow_up, beside])
    session.flush()
    return {"decision": decision.public_id, "follow_up": follow_up.public_id}

"""A browser that shows a meeting, for the policy's table: nobody has signed in there."""

from typing import Any

from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import Meeting
from courseengine.core.policy.actor import STRANGER, Actor
from courseengine.core.policy.asking import at_a_screen
from tests.core.policy.planning_world import NOW


def at_the_screen(world: Any, meeting: Meeting) -> Actor:
    """Somebody opens the meeting's room, and types its code at a projector."""
    anne = world.people["Anne"].id
    world.add(MeetingRoom(meeting_id=meeting.id, code="screen", opened_by=anne, led_by=anne, opened_at=NOW))
    return at_a_screen(world.session, STRANGER, "SCREEN", at=NOW)

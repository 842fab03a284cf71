"""The small school of the meetings, and a room."""

from datetime import timedelta

import pytest

from courseengine.core.course.activities.meeting import AgendaItem
from courseengine.core.course.model import Method, MethodStep
from courseengine.core.meeting_room.operations import open_room, press
from courseengine.core.meeting_room.queries import state_of
from courseengine.core.meetings.agenda import items_of
from tests.core.meetings.conftest import NOW, School, make_school

METHODS = {
    "IGP": Method(
        title="Alone, group, all",
        text="",
        steps=(
            MethodStep(text="Write alone", minutes=4, alone=True),
            MethodStep(text="A round in groups"),
            MethodStep(text="All together", minutes=5),
        ),
    )
}
AGENDA = (
    AgendaItem(minutes=10, text="Since last time"),
    AgendaItem(minutes=20, text="What we promise", method="IGP", activity="m1-g1"),
    AgendaItem(minutes=5, text="A story", cuttable=True),
    AgendaItem(minutes=25, text="Decide", decision=True),
)


class Room:
    """A meeting of the blue team that has just begun, and its room."""

    def __init__(self, school: School) -> None:
        """Plan the meeting; the room is opened by whoever wants to."""
        self.school, self.session = school, school.session
        self.meeting = school.plan(starts_at=NOW)
        self.template = school.template().model_copy(update={"agenda": AGENDA})

    def open(self, by="anne", at=NOW):
        """Open the room."""
        self.room = open_room(self.session, self.meeting, by=self.school.people[by], at=at)
        return self.room

    def press(self, act, *, seconds=0, seen=None, at=None, **more):
        """Press, with the clock as it is unless told otherwise."""
        seen = self.room.clock if seen is None else seen
        at = at or NOW + timedelta(seconds=seconds)
        given = {"methods": METHODS, "templates": [self.template]} | more
        return press(self.session, self.room, act, seen_clock=seen, at=at, **given)

    def state(self, seconds=0, at=None):
        """Where the meeting is."""
        return state_of(
            self.room,
            self.meeting,
            items_of(self.session, self.meeting),
            METHODS,
            at=at or NOW + timedelta(seconds=seconds),
        )


@pytest.fixture
def school(session):
    """The school of the meetings."""
    return make_school(session)


@pytest.fixture
def room(school):
    """A room that nobody has opened yet."""
    return Room(school)

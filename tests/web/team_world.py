"""What the tests of a team's pages have in common: addresses, fields and the clock."""

import re
from datetime import timedelta

from courseengine.base import clock

JSON = {"Accept": "application/json"}


def at_the_meeting(world, key="next"):
    """Turn the clock to where the meeting has begun."""
    clock.start_at(world.meetings[key].starts_at + timedelta(minutes=5))
    return f"/meetings/{world.meetings[key].public_id}"


def plan_url(world, activity="m1-m1", run="furulia"):
    return f"/courses/{world.runs[run].public_id}/activities/{activity}/meetings/new"


def answer_url(world, activity="m2-g1"):
    return f"/courses/{world.runs['furulia'].public_id}/activities/{activity}/team-answer"


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def when(world, **changed):
    day = world.workday(5)
    return {"date": f"{day:%Y-%m-%d}", "time": "14:15", "length": "60", "place": "Rom 204"} | changed


class Room:
    """The room of the middle team's meeting, as people come into it."""

    def __init__(self, world, as_person, *, begun=True):
        self.as_person, self.hands = as_person, {}
        self.url = at_the_meeting(world) if begun else f"/meetings/{world.meetings['next'].public_id}"

    def get(self, who="anne", part="room", **more):
        return self._hands(who).get(f"{self.url}/{part}", **more)

    def post(self, what, who="anne", **fields):
        return self._hands(who).post(f"{self.url}/room/{what}", data=fields)

    def _hands(self, who):
        self.hands[who] = self.hands.get(who) or self.as_person(who)
        return self.hands[who]

    def open(self, who="anne"):
        self.post("open", who)
        return self

    def press(self, act="next", who="anne", **more):
        fields = {"seen_clock": hidden(self.get(), "seen_clock")} | more
        return self.post("press", who, **({} if act is None else {"act": act}), **fields)

    def to_the_silence(self):
        """The second item begins with four minutes alone."""
        self.open().press()
        self.press()
        return self

    def item(self):
        return hidden(self.get("bjorn"), "item")

    def write(self, text, who="bjorn", **more):
        return self.post("note", who, item=self.item(), text=text, **more)

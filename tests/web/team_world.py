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

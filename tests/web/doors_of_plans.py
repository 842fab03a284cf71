"""What the doors of plans are tried with: see ``doors.py``."""

from collections.abc import Callable
from typing import Any

from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.cli.demo.world import World
from courseengine.core.planner.queries import current
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.rules import may
from courseengine.core.runs.models import CourseRun

EXAMPLES: dict[str, Callable[[Any], object]] = {"key": lambda doors: meeting_key(doors.world, doors.database)}

SPECIAL: dict[str, dict[str, Callable[[Any], object]]] = {
    "plan_meetings.add_meeting": {"activity": lambda doors: "m3-m1"},
    "plan_meetings.new_meeting": {"activity": lambda doors: "m3-m1"},
    "starts.ended": {"run": lambda doors: doors.world.runs["furulia-dd"].public_id},
}


def _plans_there(actor: Actor, run: CourseRun) -> bool:
    """Who only proposes begins no course."""
    return may(actor, Action.PLAN_AT, run.organisation, at=clock.now())


def _has_published(_actor: Actor, _run: CourseRun) -> bool:
    """There is a plan to undo once one has been published, and nobody has."""
    return False


ALSO: dict[str, Callable[[Actor, Any], bool]] = {
    "plan_changes.undo": _has_published,
    "plan_changes.undone": _has_published,
    "starts.begin_next": _plans_there,
    "starts.following": _plans_there,
}


def meeting_key(world: World, database: Database) -> str:
    """How the plan of Furulia calls a meeting that is still to be recorded."""
    with database.reading() as session:
        run = session.get_one(CourseRun, world.runs["furulia"].id)
        wanted = world.meetings["unrecorded"].public_id
        return next(one.key for one in current(session, run, world.course).meetings if one.meeting == wanted)

"""What the doors of plans are tried with: see ``doors.py``."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.cli.demo.world import World
from courseengine.core.planner.document import written
from courseengine.core.planner.models import PlanVersion
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


ALSO: dict[str, Callable[[Actor, Any], bool]] = {
    "starts.begin_next": _plans_there,
    "starts.following": _plans_there,
}


def publish_a_plan(session: Session, world: World, at: datetime) -> None:
    """Let Furulia have published the plan that holds, so that there is one to undo."""
    run = session.get_one(CourseRun, world.runs["furulia"].id)
    holds = written(current(session, run, world.course))
    version = PlanVersion(run_id=run.id, number=1, document=holds, before=holds, why="Fordi", published_at=at)
    version.published_by = world.people["cecilie"].id
    session.add(version)


def meeting_key(world: World, database: Database) -> str:
    """How the plan of Furulia calls a meeting that is still to be recorded."""
    with database.reading() as session:
        run = session.get_one(CourseRun, world.runs["furulia"].id)
        wanted = world.meetings["unrecorded"].public_id
        return next(one.key for one in current(session, run, world.course).meetings if one.meeting == wanted)

"""What the doors about changing a course, and about pilots, are tried with: see ``doors.py``."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from courseengine.cli.demo.world import World
from courseengine.core.runs.models import LocalOverride

OWNERS_OWN = "own-owners"
"""an activity that an owner has written"""
SOURCE = "---\nkind: text\ntitle: Own\nminutes: 5\n---\nRead this."


def _owner(doors: Any) -> str:
    return str(doors.world.places["skogvik"].public_id)


def _own(doors: Any) -> str:
    return str(doors.world.own["furulia"])


def _pilot_run(doors: Any) -> str:
    return str(doors.world.runs["granli"].public_id)


EXAMPLES: dict[str, Callable[[Any], object]] = {
    "course_id": lambda doors: doors.world.course.id,
    "pilot": lambda doors: doors.world.pilots["bjorkelia"].public_id,
}
SPECIAL: dict[str, dict[str, Callable[[Any], object]]] = {
    **{f"adaptation.owner_{page}": {"place": _owner} for page in ("course", "change", "new", "add", "activity")},
    "adaptation.edit": {"activity": _own},
    "adaptation.rewrite": {"activity": _own},
    **{
        f"adaptation.owner_{page}": {"place": _owner, "activity": lambda doors: OWNERS_OWN}
        for page in ("edit", "rewrite")
    },
    "pilots.feedback": {"run": _pilot_run},
    "pilots.give": {"run": _pilot_run},
}


def add_owners_own(session: Session, world: World, at: datetime) -> None:
    """Let an owner have an activity of its own."""
    own = LocalOverride(course_id=world.course.id, activity_id=OWNERS_OWN, kind="add", module_id="m1", section_id="A")
    own.organisation_id, own.source = world.places["skogvik"].id, SOURCE
    own.made_by, own.made_at = world.people["eva"].id, at
    session.add(own)

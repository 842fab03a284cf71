"""What the doors of waivers, of going alone and of meetings on paper are tried with: see ``doors.py``."""

from collections.abc import Callable
from typing import Any

from courseengine.core.policy.actor import Actor
from courseengine.core.runs.plan import PlannedActivity

SPECIAL: dict[str, dict[str, Callable[[Any], object]]] = {
    "meeting_print.kit": {"activity": lambda doors: "m2-m1"},
    "waivers.waive": {"activity": lambda doors: "m2-m3"},
    "waivers.waiver": {"activity": lambda doors: "m2-m3"},
    "waivers.withdraw": {"activity": lambda doors: "m2-m3"},
}


def _has_a_team(actor: Actor, planned: PlannedActivity) -> bool:
    """A team does without its own meetings."""
    return actor.team_in(planned.plan.run, planned.module.team_kind) is not None


def _calls_teams_together(actor: Actor, planned: PlannedActivity) -> bool:
    """All teams' meetings are printed by those who may call them together."""
    run = planned.plan.run
    return run is not None and actor.arranges_at(run.school_id)


ALSO: dict[str, Callable[[Actor, Any], bool]] = {
    "meeting_print.kit": _calls_teams_together,
    "waivers.waive": _has_a_team,
    "waivers.waiver": _has_a_team,
    "waivers.withdraw": _has_a_team,
}

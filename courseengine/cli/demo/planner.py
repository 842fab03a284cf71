"""A school in the demo that takes a break: Solli has paused the second course after its first weeks."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from courseengine.base.clock import begins
from courseengine.core.planner.operations import pause_run
from courseengine.core.runs.operations import open_run

if TYPE_CHECKING:
    from courseengine.cli.demo.world import World


def a_paused_run(session: Session, world: "World", *, pace: str) -> None:
    """Solli began the second package four weeks ago, and paused it two weeks ago."""
    today = world.day(0)
    paused_on = today - timedelta(days=today.weekday() + 14)
    started_on = paused_on - timedelta(weeks=2)
    run = world.runs["solli-dd"] = open_run(
        session,
        course=world.package,
        school=world.places["solli"],
        pace=pace,
        starts_on=started_on,
        at=begins(started_on),
        opened_by=world.people["ylva"].id,
    )
    session.flush()
    pause_run(
        session,
        run,
        world.package,
        on=paused_on,
        why="Vi venter til den nye kollegaen er på plass.",
        by=world.people["ylva"].id,
        at=begins(paused_on),
    )

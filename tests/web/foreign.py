"""A course as others write them: other scripts, long words, code, formulas, odd file names and line ends."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from courseengine.cli.demo.world import World
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.publishing import publish
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.operations import open_run

FOREIGN = Path(__file__).parents[1] / "courses" / "foreign"


def open_foreign(session: Session, world: World, media_dir: Path) -> CourseRun:
    """Publish it, and let Furulia begin it this week."""
    compiled = compile_course(FOREIGN)
    assert compiled.course, compiled.problems
    publish(session, compiled, media_dir=media_dir, at=world.at)
    today: date = world.day(0)
    monday = today - timedelta(days=today.weekday())
    run = world.runs["foreign"] = open_run(
        session, course=compiled.course, school=world.places["furulia"], pace="one", starts_on=monday, at=world.at
    )
    return run

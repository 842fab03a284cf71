"""``courseengine runs``: a school begins a course."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from courseengine.base import clock
from courseengine.cli.context import answer, as_json, database, published

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from courseengine.core.runs.plan import RunFacts


@click.group()
def runs() -> None:
    """Let a school begin a course, and list who has begun."""


@runs.command("open")
@click.option("--course", "course_id", required=True, help="The id of a published course.")
@click.option("--school", required=True, help="The school's name or organisation number.")
@click.option("--schedule", help="Take the dates from this schedule of the course.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="Begin on this Monday; needs --pace.")
@click.option("--pace", help="Give each module the school weeks of this pace of the course.")
@click.option("--pilot", is_flag=True, help="Let the school begin a module before the course releases it.")
@as_json
def open_(
    course_id: str,
    school: str,
    schedule: str | None,
    start: datetime | None,
    pace: str | None,
    pilot: bool,
    json_: bool,
) -> None:
    """Let a school begin a course, on a schedule or from a start date."""
    from courseengine.core.people.queries import school_called
    from courseengine.core.runs.operations import open_run

    with database().writing() as session:
        course = published(session, course_id)
        run = open_run(
            session,
            course=course,
            school=school_called(session, school),
            schedule=schedule,
            pace=pace,
            starts_on=start.date() if start else None,
            pilot=pilot,
            at=clock.now(),
        )
        result = _shown(session, run.public_id)
    lines = [f'{result["school"]} has begun "{course.title}":']
    lines += [f"  {result['opens'][module.id] or 'no date':10}  {module.name}" for module in course.modules]
    answer("\n".join(lines), result, json_=json_)


@runs.command("list")
@as_json
def list_(json_: bool) -> None:
    """List who goes through what."""
    from courseengine.core.runs.queries import all_runs

    with database().reading() as session:
        found = all_runs(session)
    result = [{"course": course, **_told(run)} for course, run in found]
    lines = [f"{one['school']}: {one['course']}, {_dates(one)}" for one in result]
    answer("\n".join(lines) or "No school has begun a course yet.", result, json_=json_)


def _shown(session: "Session", public_id: str) -> dict[str, Any]:
    from courseengine.core.runs.plan import make_plan
    from courseengine.core.runs.queries import run_by_public_id

    found = run_by_public_id(session, public_id)
    assert found is not None
    course_id, run = found
    plan = make_plan(published(session, course_id), run)
    opens = {id_: one.opens_on.isoformat() if one.opens_on else None for id_, one in plan.openings.items()}
    return {"course": course_id, **_told(run), "opens": opens}


def _told(run: "RunFacts") -> dict[str, Any]:
    return {
        "run": run.public_id,
        "school": run.school_name,
        "schedule": run.schedule,
        "pace": run.pace,
        "start": run.starts_on.isoformat() if run.starts_on else None,
        "planned": bool(run.dates),
        "pilot": run.pilot,
        "ended": run.ended,
    }


def _dates(run: dict[str, Any]) -> str:
    dates = f"schedule {run['schedule']}" if run["schedule"] else f"pace {run['pace']} from {run['start']}"
    dates = f"a plan of its own from {run['start']}" if run["planned"] else dates
    return dates + (", pilot" if run["pilot"] else "") + (", ended" if run["ended"] else "")

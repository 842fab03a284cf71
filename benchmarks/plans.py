"""How long a large school's plan takes: drawn up, published, and replanned, with the questions it asks.

Seventeen teams of four have seventy-six meetings. The small school has two teams: what the large
one costs more is reckoning and rows, not questions.
"""

import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from courseengine.base import schema
from courseengine.base.db import Database, connect
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.model import Course
from courseengine.core.people.models import Membership
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from courseengine.core.planner import operations
from courseengine.core.planner.document import read
from courseengine.core.planner.drawing import default_wishes, draw_up
from courseengine.core.planner.queries import school_at

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
TODAY = date(2026, 8, 3)


def run() -> None:
    """Print a line for a small school and one for a large one."""
    course = compile_course(Path("content")).course
    assert course is not None
    print(f"\n{'plan of':<12}{'people':>7}{'meetings':>9}", end="")
    print(f"{'draw ms':>9}{'publish ms':>11}{'replan ms':>10}{'questions':>10}")
    for teams in (2, 17):
        with tempfile.TemporaryDirectory() as name:
            database = connect(f"sqlite:///{name}/bench.db")
            schema.upgrade(database)
            print(_line(database, course, teams))


def _line(database: Database, course: Course, teams: int) -> str:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with database.writing() as session:
        by, people = _school(session, teams)
        place = by.organisation
        school = school_at(session, place, on=TODAY)
        wishes = default_wishes(course, school, today=TODAY)
        began = time.perf_counter()
        draw_up(course, wishes, school, kept=None, today=TODAY)
        drawn = time.perf_counter()
        started = operations.start_run(session, place, course, wishes, by=by.person_id, at=NOW)
        draft = operations.draft_of(session, started)
        assert draft is not None
        document = read(draft.document)
        more = {"course": course, "why": "", "by": by.person_id, "at": NOW}
        first = time.perf_counter()
        operations.publish(session, started, document=document, seen=1, **more)
        published = time.perf_counter()
        del asked[:]
        longer = replace(wishes, weeks={id_: weeks + 1 for id_, weeks in wishes.weeks.items()})
        again = draw_up(course, longer, school, kept=operations.current(session, started, course), today=TODAY)
        operations.publish(session, started, document=again, seen=2, **more)
        replanned = time.perf_counter()
    times = (drawn - began, published - first, replanned - published)
    draw, publish, replan = (1000 * seconds for seconds in times)
    return (
        f"{teams:>3} teams   {people:>7}{len(document.meetings):>9}{draw:>9.0f}{publish:>11.0f}{replan:>10.0f}"
        f"{len(asked):>10}"
    )


def _school(session: Session, teams: int) -> tuple[Membership, int]:
    """A leader's membership, and how many people there are."""
    place = add_organisation(session, kind="school", name="Furulia")
    count = 0
    for number in range(teams):
        team = add_team(session, school=place, name=f"Trinn {number}", kind="team")
        for _ in range(4):
            count += 1
            person = add_person(session, name=f"Person {count}", email=f"p{count}@x.no", at=NOW)
            asked = {"role": "teacher", "team": team, "main": True, "starts_on": date(2026, 1, 1), "at": NOW}
            add_membership(session, person=person, organisation=place, **asked)
    leader = add_person(session, name="Leder", email="leder@x.no", at=NOW)
    held = add_membership(
        session,
        person=leader,
        organisation=place,
        role="school_leader",
        team=None,
        main=False,
        starts_on=date(2026, 1, 1),
        at=NOW,
    )
    session.flush()
    return held, count + 1


if __name__ == "__main__":
    run()

"""The course's own calendars come out exactly from data, to the second, wherever the server stands."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from courseengine.base.clock import begins
from courseengine.core.course.model import Course, Opening
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.plan import RunFacts, make_plan
from tests.core.planner.world import make_course, module

ROOT = Path(__file__).parents[3]
SECOND = timedelta(seconds=1)

STANDARD = {
    "m0": date(2019, 9, 15),
    "m1": date(2019, 11, 1),
    "m2": date(2019, 12, 1),
    "m3": date(2019, 12, 1),
    "m4": date(2019, 12, 1),
    "m5": date(2020, 3, 1),
}
"""as the commission for the course has it"""
PILOT = {
    "m1": (date(2019, 8, 9), date(2019, 9, 25)),
    "m2": (date(2019, 9, 10), date(2019, 10, 30)),
    "m3": (date(2019, 9, 10), date(2019, 10, 30)),
    "m4": (date(2019, 9, 10), date(2019, 10, 30)),
    "m5": (date(2020, 1, 1), date(2020, 1, 31)),
}
REGIONAL = {
    "m0": (date(2019, 9, 1), date(2019, 10, 31)),
    "m1": (date(2019, 12, 1), date(2020, 1, 31)),
    "m2": (date(2020, 2, 1), date(2020, 3, 31)),
    "m4": (date(2020, 4, 1), date(2020, 5, 31)),
}


@pytest.fixture(scope="module")
def course() -> Course:
    """The modules' numbers, with the dates that stand in the course's own file."""
    written = YAML(typ="safe").load(ROOT / "content" / "course.yml")
    schedules = {
        name: {
            id_: Opening.model_validate({"opens": day} if not isinstance(day, dict) else day)
            for id_, day in rows.items()
        }
        for name, rows in written["schedules"].items()
    }
    made = make_course(*(module(f"m{number}") for number in range(6)))
    return made.model_copy(update={"schedules": schedules, "release": written["release"]})


def openings(course: Course, schedule: str, *, pilot: bool = False):
    """When each module opens at a school on that schedule."""
    run = RunFacts(
        id=1,
        public_id="r",
        school_id=1,
        owner_id=None,
        school_name="S",
        place_kind="school",
        schedule=schedule,
        pace=None,
        starts_on=None,
        pilot=pilot,
    )
    return make_plan(course, run).openings


def test_the_national_calendar(course):
    assert {id_: one.opens_on for id_, one in openings(course, "standard").items()} == STANDARD
    assert {id_: one.opens_on for id_, one in make_plan(course, None).openings.items()} == STANDARD


def test_the_pilots_calendar(course):
    found = openings(course, "pilot", pilot=True)

    assert {id_: (found[id_].opens_on, found[id_].done_by) for id_ in PILOT} == PILOT
    assert found["m0"].opens_on == STANDARD["m0"]


def test_without_being_a_pilot_its_calendar_waits_for_the_release(course):
    found = openings(course, "pilot")

    assert {id_: one.opens_on for id_, one in found.items()} == STANDARD


def test_the_regions_calendar(course):
    found = openings(course, "regional")

    assert {id_: (found[id_].opens_on, found[id_].done_by) for id_ in ("m1", "m2", "m4")} == {
        id_: REGIONAL[id_] for id_ in ("m1", "m2", "m4")
    }
    # Its own first of September comes before the module is there for anybody.
    assert (found["m0"].opens_on, found["m0"].done_by) == (STANDARD["m0"], REGIONAL["m0"][1])


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2019, 9, 15), datetime(2019, 9, 14, 22, 0, tzinfo=UTC)),
        (date(2019, 11, 1), datetime(2019, 10, 31, 23, 0, tzinfo=UTC)),
        # the days on which the clocks change, and those after them
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 27, 23, 0, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
    ],
)
def test_a_module_opens_at_midnight_in_oslo_to_the_second(course, day, instant):
    run = RunFacts(
        id=1,
        public_id="r",
        school_id=1,
        owner_id=None,
        school_name="S",
        place_kind="school",
        schedule=None,
        pace="own",
        starts_on=day,
        pilot=True,
        dates=f'[["m1","{day.isoformat()}",null]]',
    )
    opening = make_plan(course, run).openings["m1"]

    assert begins(day) == instant
    assert not is_open(opening, at=instant - SECOND)
    assert is_open(opening, at=instant)


DRAW = """
from datetime import date
from courseengine.base.clock import begins, in_oslo
from courseengine.core.planner.document import written
from courseengine.core.planner.drawing import draw_up
from tests.core.planner.world import TODAY, make_course, make_school, wish
plan = draw_up(make_course(), wish(), make_school(), kept=None, today=TODAY)
print(written(plan))
print([begins(one.opens_on).isoformat() for one in plan.modules])
print([in_oslo(one.day, one.at).isoformat() for one in plan.meetings])
"""


def test_the_plan_is_the_same_wherever_the_server_stands():
    zones = ("UTC", "Europe/Oslo", "America/Los_Angeles", "Pacific/Auckland")

    told = {
        subprocess.run(
            [sys.executable, "-c", DRAW],
            env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in zones
    }

    assert len(told) == 1
    assert "2026-08-16T22:00:00+00:00" in told.pop()

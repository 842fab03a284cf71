"""The demo: its world looks like the middle of a year on any day, and nothing else turns it on."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.cli.demo import cast
from courseengine.cli.demo.command import demo, load, read_moment, settings
from courseengine.cli.demo.world import PACE, start_for
from courseengine.core.course.compiler import compile_course
from courseengine.core.runs.plan import paced_dates
from tests.instants import oslo

CONTENT = Path(__file__).parents[2] / "content"
EVERYBODY = [
    "anne",
    "bjorn",
    "signe",
    "cecilie",
    "jonas",
    "david",
    "ylva",
    "marte",
    "wilma",
    "eva",
    "liv",
    "alva",
    "farid",
    "gro",
    "hanna",
]


@pytest.fixture(scope="module")
def course():
    return compile_course(CONTENT).course


def test_on_any_day_module_2_is_under_way_and_module_3_opens_soon(course):
    for offset in range(3 * 365):
        today = date(2026, 1, 1) + timedelta(days=offset)

        start = start_for(course, today)
        dates = paced_dates(course, course.paces[PACE].weeks, start)

        assert start.weekday() == 0
        assert dates["m2"].opens <= today - timedelta(days=14), today
        soon = timedelta(days=30 if today.month not in (6, 7, 8) else 75)  # nothing opens in the summer
        assert timedelta(days=3) <= dates["m3"].opens - today <= soon, today


def test_a_moment_is_wall_time_in_oslo():
    assert read_moment("2026-12-01 00:00") == oslo(2026, 12, 1, 0, 0)
    assert day_in_oslo(read_moment("2026-07-01 00:00")) == date(2026, 7, 1)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01 00:00", "2026-12-01", "2026-03-29 02:30"])
def test_an_impossible_moment_is_refused_with_an_example(text):
    with pytest.raises(Invalid, match="2026-12-01 00:00"):
        read_moment(text)


def test_the_command_refuses_before_it_makes_anything():
    result = CliRunner().invoke(demo, ["--at", "soon"])

    assert isinstance(result.exception, Invalid)


def test_there_is_one_of_each_sort_to_be():
    assert [character.key for character in cast.CAST] == EVERYBODY


def test_the_environment_has_no_say_in_a_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEENGINE_DATABASE_URL", "postgresql://elsewhere/real")

    assert settings(tmp_path).database_url == f"sqlite:///{tmp_path / 'courseengine.db'}"


def test_only_the_command_makes_a_demo(tmp_path):
    rules = {rule.rule for rule in load(tmp_path, None).url_map.iter_rules()}

    assert "/demo" in rules

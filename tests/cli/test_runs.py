"""A school begins a published course by command, or is told why not."""

import pytest
from sqlalchemy import func, select

from courseengine.core.audit import AuditLine
from courseengine.core.runs.models import CourseRun
from tests.cli.conftest import ROOT, answered, refused

SMALL = ROOT / "tests" / "courses" / "small"
PEOPLE = "school,name,email,role\nFurulia skole,Anne,anne@x.no,teacher\nBjørkelia skole,Bo,bo@x.no,teacher\n"


@pytest.fixture
def school(command, tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert command("people", "import", tmp_path / "people.csv").exit_code == 0
    return command


@pytest.fixture
def ready(school):
    assert school("course", "publish", SMALL).exit_code == 0
    return school


def runs(database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(CourseRun)) or 0


def begin(command, *arguments, school="Furulia skole", course="small"):
    return command("runs", "open", "--course", course, "--school", school, *arguments)


def test_a_school_begins_on_a_schedule(ready, database):
    result = answered(begin(ready, "--schedule", "standard", "--json"))

    assert (result["school"], result["course"], result["schedule"]) == ("Furulia skole", "small", "standard")
    assert answered(ready("runs", "list", "--json")) == [{k: v for k, v in result.items() if k != "opens"}]
    with database.reading() as session:
        assert session.scalar(select(AuditLine.subject).where(AuditLine.event == "run_opened")) == result["run"]


def test_a_school_begins_on_a_monday(ready):
    told = begin(ready, "--start", "2027-01-04", "--pace", "quick")

    assert told.exit_code == 0
    assert told.output.startswith('Furulia skole has begun "')
    assert "2027-01-04" in told.output
    assert ready("runs", "list").output == "Furulia skole: small, pace quick from 2027-01-04\n"


def test_a_pilot_is_said(ready):
    begin(ready, "--schedule", "standard", "--pilot")

    assert ready("runs", "list").output == "Furulia skole: small, schedule standard, pilot\n"


def test_nobody_has_begun_yet(command):
    assert command("runs", "list").output == "No school has begun a course yet.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Give a schedule, or a start and a pace."),
        (("--start", "2027-01-04"), "Give a schedule, or a start and a pace."),
        (("--pace", "quick"), "Give a schedule, or a start and a pace."),
        (
            ("--schedule", "standard", "--start", "2027-01-04"),
            "Give either a schedule, or a start and a pace, not both.",
        ),
        (("--schedule", "standrd"), 'The course has no schedule called "standrd". Did you mean standard?'),
        (("--start", "2027-01-04", "--pace", "qick"), 'The course has no pace called "qick". Did you mean quick?'),
        (
            ("--start", "2027-01-05", "--pace", "quick"),
            "A run starts on a Monday, such as 2027-01-04 or 2027-01-11; 2027-01-05 is none.",
        ),
    ],
)
def test_dates_have_one_source(ready, database, arguments, sentence):
    assert refused(begin(ready, *arguments)) == sentence
    assert runs(database) == 0


def test_a_date_that_is_none_is_a_wrong_command(ready):
    assert begin(ready, "--start", "2027-02-30", "--pace", "quick").exit_code == 2


def test_a_school_that_is_not_there_is_said(ready, database):
    result = begin(ready, "--schedule", "standard", school="Furulia skule")

    assert refused(result) == 'There is no school called "Furulia skule". Did you mean "Furulia skole"?'
    assert runs(database) == 0


def test_a_course_that_is_not_published_is_said(school, database):
    result = begin(school, "--schedule", "standard")

    assert refused(result) == (
        'There is no published course with the id "small". Publish one: courseengine course publish DIR'
    )
    school("course", "publish", SMALL)
    assert refused(begin(school, "--schedule", "standard", course="smal")) == (
        'There is no published course with the id "smal". Did you mean "small"?'
    )
    assert runs(database) == 0


def test_a_school_goes_through_a_course_once_at_a_time(ready, database):
    begin(ready, "--schedule", "standard")

    again = begin(ready, "--start", "2027-01-04", "--pace", "quick")
    other = begin(ready, "--schedule", "standard", school="Bjørkelia skole")

    assert refused(again).startswith('Furulia skole has been going through "')
    assert other.exit_code == 0
    assert runs(database) == 2

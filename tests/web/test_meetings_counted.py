"""A meeting for two modules, and one in two parts, on every page that counts meetings."""

import re

import pytest

from courseengine.core.meetings.models import Meeting, MeetingTemplate

TEAM = "8.–10. trinn"


@pytest.fixture
def counts(as_person, world):
    """How many meetings the team has held in modules 1 and 2, as its own page and its leaders' page say."""

    def read():
        member = as_person("unni")
        run = world.runs["furulia"].public_id
        own = member.get(f"/teams/{world.teams[TEAM].public_id}").text
        module = member.get(f"/courses/{run}/modules/2-lareplaner-for-fag").text
        leaders = as_person("cecilie").get(f"/leader/teams/{world.teams[TEAM].public_id}").text
        return {
            "team": {int(held) for held in re.findall(r"(\d) av 3 møter holdt", own)},
            "module": [int(held) for held in re.findall(r"(\d) av 3 møter holdt", module)],
            "leaders": sorted(int(held) for held in re.findall(r"(\d) (?:av 3 )?møter", leaders)),
        }

    return read


def held_by(session, world):
    return (
        session.query(Meeting)
        .filter(Meeting.teams.any(id=world.teams[TEAM].id), Meeting.module_id == "m1", Meeting.state == "held")
        .order_by(Meeting.starts_at)
        .all()
    )


def test_a_meeting_for_two_modules_counts_in_both(counts, database, world):
    before = counts()

    with database.writing() as session:
        meeting = held_by(session, world)[-1]
        session.add(MeetingTemplate(meeting_id=meeting.id, module_id="m2", activity_id="m2-m3"))

    after = counts()
    assert after["module"] == [before["module"][0] + 1]
    assert (before["team"], after["team"]) == ({0, 3}, {1, 3})
    assert sum(after["leaders"]) == sum(before["leaders"]) + 1


def test_a_meeting_in_two_parts_counts_once(counts, database, world):
    before = counts()

    with database.writing() as session:
        first, *_, last = held_by(session, world)
        last.continues_id = first.id

    after = counts()
    assert after["module"] == before["module"]
    assert (before["team"], after["team"]) == ({0, 3}, {0, 2})
    assert sum(after["leaders"]) == sum(before["leaders"]) - 1

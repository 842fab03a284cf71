"""What a leader's own screen shows when the meeting is over: what was decided, and no clock."""

from courseengine.core.meetings.models import Meeting


def test_the_decision_stays_on_the_screen_of_whoever_led(as_person, world, database):
    meeting = world.meetings["second"]

    page = as_person("ingrid").get(f"/s/{meeting.public_id}").text

    assert "Møtet er holdt" in page
    assert "Beslutningen" in page
    assert "Ferdig ca." not in page
    assert "data-clock" not in page


def test_a_cancelled_meeting_says_so(as_person, world, database):
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).state = "cancelled"

    page = as_person("anne").get(f"/s/{world.meetings['next'].public_id}").text

    assert "Møtet er avlyst" in page
    assert "Vi begynner" not in page

"""The duties go round, are given by hand, and a joint meeting is led by those who arrange it."""

from datetime import timedelta

import pytest

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings.absences import apologise
from courseengine.core.meetings.duties import duties_of, duties_proposed, give_duties, keep_proposed, proposed
from courseengine.core.meetings.guests import invite
from courseengine.core.meetings.queries import invited_to
from courseengine.core.people.models import Person
from tests.core.meetings.conftest import NOW

LATER = NOW + timedelta(days=7)


def test_they_go_round():
    first = proposed([1, 2, 3, 4], [], given={})
    second = proposed([1, 2, 3, 4], [first], given={})
    third = proposed([1, 2, 3, 4], [second, first], given={})

    assert first == {"facilitator": 1, "recorder": 2, "timekeeper": 3, "focus_keeper": 4}
    assert all(len(set(one.values())) == 4 for one in (second, third))
    assert all(len({one[duty] for one in (first, second, third)}) > 1 for duty in first)


def test_everybody_has_each_of_them_in_the_end():
    earlier: list[dict[str, int]] = []
    for _ in range(12):
        earlier.insert(0, proposed([1, 2, 3, 4, 5], earlier, given={}))

    assert {one["recorder"] for one in earlier} == {1, 2, 3, 4, 5}


def test_a_few_have_the_first_of_them_and_nobody_two():
    assert proposed([1, 2], [], given={}) == {"facilitator": 1, "recorder": 2}
    assert proposed([], [], given={}) == {}
    assert proposed([1, 2], [], given={"timekeeper": 1}) == {"timekeeper": 1, "facilitator": 2}


def test_only_some_may_lead():
    assert proposed([1, 2, 3], [], given={}, lead={3})["facilitator"] == 3
    assert "facilitator" not in proposed([1, 2, 3], [], given={}, lead={9})


def people(school, meeting):
    names = {id_: name for name, id_ in school.people.items()}
    found = duties_proposed(school.session, meeting, invited_to(school.session, meeting))
    return {duty: names[id_] for duty, id_ in found.items()}


def test_who_cannot_come_and_who_is_a_guest_is_not_proposed(school):
    meeting = school.plan(starts_at=LATER)
    assert set(people(school, meeting).values()) == {"anne", "bjorn", "rut"}

    apologise(school.session, meeting, school.people["anne"], "", at=NOW)
    inga = school.session.get_one(Person, school.people["inga"])
    invite(school.session, meeting, inga.public_id, by=school.people["anne"], at=NOW)

    assert set(people(school, meeting).values()) == {"bjorn", "rut"}


def test_what_was_proposed_stands_for_those_who_were_there(school):
    meeting = school.plan()
    invited = invited_to(school.session, meeting)
    leads = duties_proposed(school.session, meeting, invited)["facilitator"]

    keep_proposed(school.session, meeting, invited, {leads})
    meeting.state = "held"

    assert duties_of(school.session, meeting.id) == {"facilitator": leads}
    following = school.plan(starts_at=LATER)
    assert duties_proposed(school.session, following, invited_to(school.session, following))["facilitator"] != leads


def test_they_are_given_and_left_open(school):
    meeting = school.plan(starts_at=LATER)
    invited = invited_to(school.session, meeting)
    chosen = {"facilitator": school.people["rut"], "recorder": school.people["rut"], "timekeeper": None}

    for _ in range(2):
        give_duties(school.session, meeting, invited, chosen)

    assert duties_of(school.session, meeting.id) == {
        "facilitator": school.people["rut"],
        "recorder": school.people["rut"],
    }
    with pytest.raises(NotFound):
        give_duties(school.session, meeting, invited, {"facilitator": school.people["inga"]})


def test_a_joint_meeting_is_led_by_those_who_arrange_it(school):
    meeting = school.plan(starts_at=LATER, teams=[school.blue.id, school.green.id], joint=True)
    invited = invited_to(school.session, meeting)
    assert people(school, meeting)["facilitator"] in {"rut", "cecilie"}

    with pytest.raises(Invalid) as refused:
        give_duties(school.session, meeting, invited, {"facilitator": school.people["anne"]})
    give_duties(school.session, meeting, invited, {"facilitator": school.people["cecilie"]})

    assert refused.value.field == "facilitator"

"""Guests are invited by name, whoever cannot come says so, and whoever was not there catches up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings import absences, guests
from courseengine.core.meetings.operations import note_attendance
from courseengine.core.meetings.queries import invited_to, next_meeting, still_called
from courseengine.core.people.models import Membership, Person
from courseengine.core.progress.meetings_held import catch_up, hold, note, take_back_catching_up
from courseengine.core.progress.models import Completion
from tests.core.meetings.conftest import NOW

LATER = NOW + timedelta(days=7)


def public_id(school, name):
    return school.session.get_one(Person, school.people[name]).public_id


def names(school, meeting):
    return [one.name for one in invited_to(school.session, meeting)]


def invite(school, meeting, name):
    by = school.people["anne"]
    return guests.invite(school.session, meeting, public_id(school, name), by=by, at=NOW)


def held(school, *there, **planned):
    meeting = school.plan(**planned)
    for name in there:
        note_attendance(school.session, meeting, school.people[name], present=True, by=school.people["anne"], at=NOW)
    hold(school.session, meeting, school.people["anne"], decision="We try", at=NOW)
    return meeting


def done(school, name):
    """Activity → how, of what the person has done."""
    own = select(Completion).where(Completion.person_id == school.people[name], Completion.revoked_at.is_(None))
    return {row.activity_id: row.how for row in school.session.scalars(own)}


def test_somebody_of_the_school_is_invited_once(school):
    meeting = school.plan(starts_at=LATER)

    assert invite(school, meeting, "inga")
    assert not invite(school, meeting, "inga")
    assert not invite(school, meeting, "anne")

    assert names(school, meeting) == ["Anne", "Bjorn", "Rut", "Inga"]
    assert [one.name for one in guests.may_be_invited(school.session, meeting)] == ["Cecilie"]
    with pytest.raises(NotFound):
        invite(school, meeting, "hanna")


def test_a_guest_may_be_noted_and_stays_then(school):
    meeting = school.plan()
    invite(school, meeting, "inga")
    note_attendance(school.session, meeting, school.people["inga"], present=True, by=school.people["anne"], at=NOW)

    with pytest.raises(Invalid):
        guests.take_back(school.session, meeting, public_id(school, "inga"))
    note_attendance(school.session, meeting, school.people["inga"], present=False, by=school.people["anne"], at=NOW)

    assert guests.take_back(school.session, meeting, public_id(school, "inga"))
    assert not guests.take_back(school.session, meeting, public_id(school, "inga"))
    assert names(school, meeting) == ["Anne", "Bjorn", "Rut"]


def leave(school, name, *, on):
    for held in school.session.scalars(select(Membership).where(Membership.person_id == school.people[name])):
        held.ends_on = on
    school.session.flush()


def test_a_guest_who_has_left_the_school_is_no_longer_invited(school):
    before, after = school.plan(), school.plan(starts_at=LATER)
    for meeting in (before, after):
        invite(school, meeting, "inga")
    note_attendance(school.session, before, school.people["inga"], present=True, by=school.people["anne"], at=NOW)

    leave(school, "inga", on=day_in_oslo(NOW) - timedelta(days=1))

    assert "Inga" in names(school, before)
    assert "Inga" not in names(school, after)
    assert school.people["inga"] not in still_called(school.session, before, on=day_in_oslo(NOW))


@pytest.mark.parametrize("joint", [True, False])
def test_those_who_are_still_called_are_those_who_see_it(school, joint):
    meeting = school.plan(joint=joint)
    invite(school, meeting, "inga")
    leave(school, "bjorn", on=day_in_oslo(NOW) - timedelta(days=1))

    names_of = {id_: name for name, id_ in school.people.items()}
    called = {names_of[id_] for id_ in still_called(school.session, meeting, on=day_in_oslo(NOW))}

    assert called == {"anne", "rut", "inga"} | ({"cecilie"} if joint else set())


def test_the_next_meeting_of_a_guest_is_the_one_they_are_invited_to(school):
    meeting = school.plan(starts_at=LATER)
    asked = {"at": NOW, "guest": school.people["inga"]}
    assert next_meeting(school.session, [school.green.id], [], **asked, at_work=[school.place.id]) is None

    invite(school, meeting, "inga")

    found = next_meeting(school.session, [school.green.id], [], **asked, at_work=[school.place.id])
    assert found is not None
    assert found.id == meeting.id
    assert next_meeting(school.session, [school.green.id], [], **asked, at_work=[school.place.id + 1]) is None


def test_others_are_written_down_in_so_many_characters(school):
    meeting = school.plan(starts_at=LATER)

    guests.write_guests(school.session, meeting, "  Kari   from PPT ")

    assert meeting.guests == "Kari from PPT"
    with pytest.raises(Invalid):
        guests.write_guests(school.session, meeting, "x" * 301)


def test_whoever_cannot_come_says_so_and_comes_after_all(school):
    meeting, me = school.plan(starts_at=LATER), school.people["bjorn"]

    for words in ("dentist", " the dentist "):
        absences.apologise(school.session, meeting, me, words, at=NOW)
    assert absences.apologies_of(school.session, meeting.id) == {me: "the dentist"}
    for _ in range(2):
        absences.come_after_all(school.session, meeting, me)

    assert absences.apologies_of(school.session, meeting.id) == {}
    with pytest.raises(NotFound):
        absences.apologise(school.session, meeting, school.people["inga"], "", at=NOW)
    with pytest.raises(Invalid):
        absences.apologise(school.session, meeting, me, "x" * 301, at=NOW)
    with pytest.raises(Invalid):
        absences.apologise(school.session, meeting, me, "", at=LATER + timedelta(hours=1))


def test_whoever_was_not_there_catches_up_and_is_never_present(school):
    meeting, me = held(school, "anne"), school.people["bjorn"]

    for line in ("Fine", "Fine by me"):
        catch_up(school.session, meeting, me, line, team_id=school.blue.id, at=NOW)

    assert done(school, "bjorn") == {"m1-m1": "by_hand"}
    assert [one.line for one in absences.caught_up_with(school.session, meeting.id)] == ["Fine by me"]
    assert [one.name for one in invited_to(school.session, meeting) if one.present] == ["Anne"]

    take_back_catching_up(school.session, meeting, me, at=NOW)
    assert done(school, "bjorn") == {}


@pytest.mark.parametrize(("who", "line"), [("anne", "I was there"), ("bjorn", " "), ("bjorn", "x" * 1001)])
def test_who_was_there_or_writes_nothing_does_not_catch_up(school, who, line):
    meeting = held(school, "anne")

    with pytest.raises(Invalid):
        catch_up(school.session, meeting, school.people[who], line, team_id=school.blue.id, at=NOW)


def test_nobody_catches_up_with_what_is_not_recorded(school):
    with pytest.raises(Invalid):
        catch_up(school.session, school.plan(), school.people["bjorn"], "Fine", team_id=None, at=NOW)


def test_whoever_was_forgotten_and_had_caught_up_was_there(school):
    meeting, me = held(school, "anne"), school.people["bjorn"]
    catch_up(school.session, meeting, me, "Fine", team_id=school.blue.id, at=NOW)

    note(school.session, meeting, me, present=True, by=school.people["anne"], at=NOW)

    assert absences.caught_up_with(school.session, meeting.id) == []
    assert done(school, "bjorn") == {"m1-m1": "by_hand"}


def test_catching_up_with_one_of_two_stays_when_the_other_is_taken_back(school):
    first, second = held(school, "anne"), held(school, "anne", starts_at=NOW - timedelta(days=1))
    for meeting in (first, second):
        catch_up(school.session, meeting, school.people["bjorn"], "Fine", team_id=school.blue.id, at=NOW)

    take_back_catching_up(school.session, first, school.people["bjorn"], at=NOW)
    assert done(school, "bjorn") == {"m1-m1": "by_hand"}
    take_back_catching_up(school.session, second, school.people["bjorn"], at=NOW)

    assert done(school, "bjorn") == {}


def test_moving_somebody_to_another_team_changes_nothing_that_is_recorded(school):
    meeting = held(school, "anne", "bjorn")
    own = (Membership.person_id == school.people["anne"], Membership.team_id == school.blue.id)
    membership = school.session.scalars(select(Membership).where(*own)).one()
    before = [(one.name, one.team_id, one.present) for one in invited_to(school.session, meeting)]

    membership.team_id = school.green.id
    school.session.flush()

    there = [(one.name, one.team_id) for one in invited_to(school.session, meeting) if one.present]
    assert there == [(name, team) for name, team, present in before if present]
    row = school.session.get_one(Completion, (school.people["anne"], school.run.id, "m1-m1"))
    assert (row.team_id, row.revoked_at) == (school.blue.id, None)
    assert meeting.decisions[0].text == "We try"

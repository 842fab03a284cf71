"""What a place consists of, counted."""

from datetime import timedelta

from courseengine.core.people.operations import add_organisation, add_team
from courseengine.core.people.overview import (
    Staff,
    ended_teams,
    places_below,
    schools_everywhere,
    staff_at,
    teams_with_people,
)
from courseengine.core.people.teams import end_team, merge_team
from tests.core.people.conftest import AT

TODAY = AT.date()


def test_teams_at_work_with_how_many_are_in_them(session, school):
    kari = school.person("Kari", school.a)
    school.join(kari, school.a, role="team_leader", main=False)
    school.person("Lars", school.a)
    school.person("Siri", school.b, starts_on=TODAY + timedelta(days=1))
    for name in ("Ås", "Arbeid", "Øving"):
        add_team(session, school=school.place, name=name)

    found = [(row.name, row.people) for row in teams_with_people(session, school.place.id, on=TODAY)]

    assert found == [("5. trinn", 2), ("6. trinn", 0), ("Arbeid", 0), ("Øving", 0), ("Ås", 0)]


def test_ended_teams_say_what_became_of_them(session, school):
    third = add_team(session, school=school.place, name="7. trinn")
    merge_team(session, school.a, school.b, by=school.by, at=AT)
    end_team(session, third, by=school.by, at=AT + timedelta(days=1))

    found = [(row.name, row.successor) for row in ended_teams(session, school.place.id)]

    assert found == [("7. trinn", None), ("5. trinn", "6. trinn")]


def test_an_owners_places_with_teams_people_and_leader(session, school):
    school.person("Kari", school.a)
    led = add_organisation(session, kind="kindergarten", name="Åsen barnehage", parent=school.owner)
    closed = add_organisation(session, kind="school", name="Nedlagt", parent=school.owner)
    closed.ends_on = TODAY - timedelta(days=1)
    session.flush()

    places = places_below(session, school.owner.id, on=TODAY)
    staff = staff_at(session, [place.id for place in places], on=TODAY)

    assert [place.name for place in places] == ["Furulia skole", "Åsen barnehage"]
    assert staff == {school.place.id: Staff(2, 2, has_leader=True), led.id: Staff(0, 0, has_leader=False)}
    assert [place.name for place in schools_everywhere(session, on=TODAY)] == ["Furulia skole", "Åsen barnehage"]

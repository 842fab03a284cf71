"""Teams are named, filled, led, split, merged and ended, and yesterday stays as it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.audit import AuditLine
from courseengine.core.people import teams
from courseengine.core.people.models import Team
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from courseengine.core.people.queries import teams_at
from tests.core.people.conftest import AT

TODAY = AT.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def change(session, school):
    """Calls an operation as Cecilie, now."""

    def do(operation, *arguments, **more):
        return getattr(teams, operation)(session, *arguments, by=school.by, at=AT, **more)

    return do


def lines(session):
    """What the log holds of teams: event, team and person."""
    rows = session.scalars(select(AuditLine).where(AuditLine.event.like("team_%")).order_by(AuditLine.id))
    return [(row.event, row.team_id, row.person_id) for row in rows]


def test_somebody_without_a_team_gets_a_main_one(school, change):
    kari = school.person("Kari")

    change("put_in", school.a, [kari])

    assert school.holds(kari) == [("teacher", "5. trinn", True)]
    assert school.holds(kari, YESTERDAY) == [("teacher", "", False)]


def test_a_second_team_is_not_the_main_one(school, change):
    kari = school.person("Kari", school.a)

    change("put_in", school.b, [kari])

    assert school.holds(kari) == [("teacher", "5. trinn", True), ("teacher", "6. trinn", False)]


def test_somebody_in_the_team_stays_in_it_once(session, school, change):
    kari = school.person("Kari", school.a)

    change("put_in", school.a, [kari])

    assert school.holds(kari) == [("teacher", "5. trinn", True)]
    assert lines(session) == []


def test_a_leader_in_a_team_goes_on_leading_the_school(school, change):
    leader = school.person("Liv", role="school_leader")

    change("put_in", school.a, [leader])
    assert school.holds(leader) == [("school_leader", "", False), ("teacher", "5. trinn", True)]
    change("put_in", school.b, [leader])
    change("take_out", school.a, leader)

    assert school.holds(leader) == [("school_leader", "", False), ("teacher", "6. trinn", True)]


def test_a_team_that_moves_to_another_school_while_one_waits_is_not_changed(session, school, change):
    other = add_organisation(session, kind="school", name="Solli", parent=school.owner)
    moved = update(Team).where(Team.id == school.a.id).values(school_id=other.id)
    session.execute(moved, execution_options={"synchronize_session": False})

    with pytest.raises(Conflict):
        change("put_in", school.a, [school.person("Kari")])


def test_somebody_from_elsewhere_becomes_a_teacher_here(session, school, change):
    guest = add_person(session, name="Gjest", email="gjest@annet.example", at=AT)

    change("put_in", school.a, [guest])

    assert school.holds(guest) == [("teacher", "5. trinn", True)]
    granted = session.scalars(select(AuditLine).where(AuditLine.person_id == guest.id)).first()
    assert (granted.event, granted.actor_id) == ("role_granted", school.by)


def test_whoever_is_taken_out_stays_at_the_school(school, change):
    kari = school.person("Kari", school.a, role="team_leader")

    change("take_out", school.a, kari)

    assert school.holds(kari) == [("teacher", "", False)]
    assert school.holds(kari, YESTERDAY) == [("team_leader", "5. trinn", True)]


def test_another_team_becomes_the_main_one(school, change):
    kari = school.person("Kari", school.a)
    school.join(kari, school.b, main=False)

    change("take_out", school.a, kari)

    assert school.holds(kari) == [("teacher", "6. trinn", True)]


def test_a_leader_taken_out_leads_the_school_as_before(school, change):
    leader = school.person("Liv", school.a, role="school_leader")
    school.join(leader, school.b, main=False)

    change("take_out", school.a, leader)

    assert school.holds(leader) == [("school_leader", "", False), ("teacher", "6. trinn", True)]


def test_a_deputy_taken_out_is_a_deputy_for_as_long_as_before(session, school, change):
    deputy = school.person("Dag")
    until = TODAY + timedelta(days=30)
    row = school.join(deputy, school.a, role="school_leader", main=False)
    row.ends_on = until

    change("take_out", school.a, deputy)

    assert school.holds(deputy, until) == [("school_leader", "", False), ("teacher", "", False)]
    assert school.holds(deputy, until + timedelta(days=1)) == [("teacher", "", False)]


def test_a_membership_that_is_to_begin_ends_before_it_has_begun(school, change):
    later = TODAY + timedelta(days=10)
    kari = school.person("Kari")
    school.join(kari, school.a, starts_on=later)

    change("take_out", school.a, kari)

    assert school.holds(kari, later) == [("teacher", "", False)]


def test_a_member_leads_and_leads_no_longer(school, change):
    kari = school.person("Kari", school.a)

    change("set_leading", school.a, kari, leads=True)
    assert school.holds(kari) == [("team_leader", "5. trinn", True)]
    change("set_leading", school.a, kari, leads=True)
    change("set_leading", school.a, kari, leads=False)

    assert school.holds(kari) == [("teacher", "5. trinn", True)]


def test_a_resource_teacher_who_leads_a_team_is_both(school, change):
    jonas = school.person("Jonas", school.a, role="resource_teacher")

    change("set_leading", school.a, jonas, leads=True)
    assert school.holds(jonas) == [("resource_teacher", "5. trinn", True), ("team_leader", "5. trinn", False)]
    change("set_leading", school.a, jonas, leads=False)

    assert school.holds(jonas) == [("resource_teacher", "5. trinn", True)]


def test_one_team_at_the_school_is_the_main_one(session, school, change):
    kari = school.person("Kari", school.a)
    school.join(kari, school.b, main=False)
    other = add_organisation(session, kind="school", name="Solli", parent=school.owner)
    there = add_team(session, school=other, name="Hele")
    school.join(kari, there, place=other)

    change("make_main", school.b, kari)

    assert school.holds(kari) == [
        ("teacher", "5. trinn", False),
        ("teacher", "6. trinn", True),
        ("teacher", "Hele", True),  # a leader here decides nothing there
    ]
    assert school.holds(kari, YESTERDAY)[0] == ("teacher", "5. trinn", True)


@pytest.mark.parametrize(("operation", "more"), [("take_out", {}), ("set_leading", {"leads": True}), ("make_main", {})])
def test_somebody_who_is_not_in_the_team_was_taken_out_by_another(school, change, operation, more):
    kari = school.person("Kari", school.b)

    with pytest.raises(Conflict):
        change(operation, school.a, kari, **more)


def test_a_team_gets_another_name_and_kind(session, school, change):
    change("change_team", school.a, name=" Norsk ", kind="subject_team", seen=teams.seen_of(school.a))

    assert (school.a.name, school.a.kind) == ("Norsk", "subject_team")
    assert lines(session) == [("team_changed", school.a.id, None)]


def test_two_who_rename_at_once_do_not_overwrite_each_other(school, change):
    seen = teams.seen_of(school.a)
    change("change_team", school.a, name="Norsk", kind="team", seen=seen)

    with pytest.raises(Conflict):
        change("change_team", school.a, name="Matematikk", kind="team", seen=seen)
    change("change_team", school.a, name="Norsk", kind="team", seen=seen)  # the same thing is no conflict

    assert school.a.name == "Norsk"


@pytest.mark.parametrize("name", ["6. trinn", "6. TRINN"])
def test_two_teams_at_work_have_two_names(school, change, name):
    with pytest.raises(Invalid, match=r"6\. trinn"):
        change("change_team", school.a, name=name, kind="team", seen=teams.seen_of(school.a))
    with pytest.raises(Invalid):
        change("make_team", school.place, name=name)


def test_some_of_a_team_go_on_as_another(session, school, change):
    kari, lars, mina = (school.person(name, school.a) for name in ("Kari", "Lars", "Mina"))
    change("set_leading", school.a, mina, leads=True)

    new = change("split_team", school.a, [lars.id, mina.id], name="5. trinn B")

    assert school.members(school.a) == ["Kari"]
    assert school.members(new) == ["Lars", "Mina"]
    assert school.holds(mina) == [("team_leader", "5. trinn B", True)]
    assert school.members(school.a, YESTERDAY) == ["Kari", "Lars", "Mina"]
    assert (new.kind, kari.name) == (school.a.kind, "Kari")
    assert ("team_made", new.id, None) in lines(session)


@pytest.mark.parametrize("going", [(), ("Kari", "Lars"), ("Somebody else",)])
def test_a_split_leaves_somebody_on_both_sides(school, change, going):
    people = {name: school.person(name, school.a).id for name in ("Kari", "Lars")}
    people["Somebody else"] = school.person("Else", school.b).id

    with pytest.raises(Invalid) as refused:
        change("split_team", school.a, [people[name] for name in going], name="Ny")

    assert refused.value.field == "people"


def test_a_merged_team_goes_on_in_the_other(session, school, change):
    kari, lars = school.person("Kari", school.a, role="team_leader"), school.person("Lars", school.a)
    school.join(lars, school.b, main=False)
    ola = school.person("Ola", school.b, role="team_leader")

    change("merge_team", school.a, school.b)

    assert school.members(school.b) == ["Kari", "Lars", "Ola"]
    assert school.holds(kari) == [("teacher", "6. trinn", True)]  # the other team has its leader
    assert school.holds(lars) == [("teacher", "6. trinn", True)]
    assert school.holds(ola) == [("team_leader", "6. trinn", True)]
    assert (school.a.ended_on, school.a.successor_id) == (TODAY, school.b.id)
    assert school.members(school.a, YESTERDAY) == ["Kari", "Lars"]
    assert lines(session)[-2:] == [("team_ended", school.a.id, None), ("team_changed", school.b.id, None)]


def test_whoever_led_leads_on_where_nobody_does(school, change):
    kari = school.person("Kari", school.a, role="team_leader")

    change("merge_team", school.a, school.b)

    assert school.holds(kari) == [("team_leader", "6. trinn", True)]


def test_a_team_merges_into_another_of_its_own_school(session, school, change):
    other = add_organisation(session, kind="school", name="Solli", parent=school.owner)
    there = add_team(session, school=other, name="Hele")

    for into in (there, school.a):
        with pytest.raises(NotFound):
            change("merge_team", school.a, into)


def test_an_ended_team_is_left_by_everybody_and_listed_nowhere(session, school, change):
    kari = school.person("Kari", school.a)

    change("end_team", school.a)

    assert school.holds(kari) == [("teacher", "", False)]
    assert [team.name for team in teams_at(session, school.place.id)] == ["6. trinn"]


def test_what_has_ended_is_not_changed_any_more(session, school, change):
    kari = school.person("Kari")
    change("end_team", school.a)

    for operation, arguments in (("put_in", [[kari]]), ("end_team", []), ("merge_team", [school.b])):
        with pytest.raises(Conflict):
            change(operation, school.a, *arguments)
    with pytest.raises(Conflict):
        change("merge_team", school.b, school.a)
    with pytest.raises(Invalid, match="ended"):
        add_membership(session, person=kari, organisation=school.place, role="teacher", team=school.a, at=AT)


def test_the_name_of_an_ended_team_is_free_for_another(session, school, change):
    change("end_team", school.a)

    new = change("make_team", school.place, name="5. trinn")

    assert new.id != school.a.id
    assert session.scalars(select(Team.name).where(Team.school_id == school.place.id)).all().count("5. trinn") == 2


def test_everything_can_be_done_twice_on_one_day(school, change):
    kari = school.person("Kari", school.a, starts_on=date(2026, 11, 24))

    change("take_out", school.a, kari)
    change("put_in", school.a, [kari])
    change("take_out", school.a, kari)
    change("put_in", school.b, [kari])

    assert school.holds(kari) == [("teacher", "6. trinn", True)]
    assert school.holds(kari, YESTERDAY) == []

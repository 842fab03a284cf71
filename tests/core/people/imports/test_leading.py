"""Two keys: a file of one place asks for its new leaders, and nobody makes a leader of themself."""

from datetime import date

import pytest
from sqlalchemy import select

from courseengine.core.people.imports.applying import apply
from courseengine.core.people.models import RoleRequest
from courseengine.core.people.operations import add_membership, add_organisation
from tests.core.people.imports.bringing import (
    FURULIA,
    HEADER,
    NOW,
    bring,
    carry_out,
    everything,
    fates,
    held,
    person,
    place,
    told,
)

NEW = ";Furulia skole;;;;Ny;ny@x.no;school_leader;;\n"
ASKED = "asked for. Another leader, the owner or an administrator confirms it"


@pytest.fixture(autouse=True)
def _world(session):
    carry_out(session, FURULIA)


def by_leader(session, rows, do=carry_out, **more):
    return do(
        session, HEADER + rows, home=place(session, "Furulia skole").id, by=person(session, "cecilie@x.no").id, **more
    )


def by_owner(session, rows, do=carry_out, home="Storvik"):
    return do(session, HEADER + rows, home=place(session, home).id, by=person(session, "eva@x.no").id)


def asked(session):
    found = session.scalars(select(RoleRequest).order_by(RoleRequest.id))
    return [(one.person.email, one.organisation.name, one.role, one.asker.email) for one in found]


@pytest.mark.parametrize("batch", [1, 500])
def test_a_leaders_file_asks_for_new_leaders(session, batch):
    rows = NEW + ";;;Ledergruppe;leader_group;Ny;ny@x.no;school_leader;;\n"
    file = by_leader(session, rows, batch=batch)

    assert held(session, "ny@x.no") == []
    assert asked(session) == [("ny@x.no", "Furulia skole", "school_leader", "cecilie@x.no")]
    assert told(session, file, "created") == [f"2: school_leader at Furulia skole: {ASKED}"]
    before = everything(session)
    assert fates(session, by_leader(session, rows, batch=batch)) == ["unchanged"] * 2
    assert everything(session) == before


def test_an_owners_file_names_leaders_of_its_schools_and_asks_for_owners(session):
    file = by_owner(session, NEW + ";;;;;Kari;kari@x.no;school_owner;;\n", do=bring)
    outcome = apply(session, file, at=NOW)

    assert [one.role for one in held(session, "ny@x.no")] == ["school_leader"]
    assert asked(session) == [("kari@x.no", "Storvik", "school_owner", "eva@x.no")]
    assert outcome.leaders == [(person(session, "ny@x.no").id, place(session, "Furulia skole").id)]
    assert [one.role for one in outcome.asked] == ["school_owner"]


def test_an_owner_stands_above_on_the_schools_own_page_too(session):
    by_owner(session, NEW, home="Furulia skole")

    assert [one.role for one in held(session, "ny@x.no")] == ["school_leader"]


def test_an_owner_of_others_asks_as_everybody_does(session):
    held(session, "eva@x.no")[0].ends_on = date(2026, 11, 25)
    session.flush()
    held(session, "eva@x.no")[0].ends_on = date(2026, 11, 24)
    held(session, "eva@x.no")[0].starts_on = date(2026, 11, 1)

    by_owner(session, NEW)

    assert held(session, "ny@x.no") == []


def test_nobody_makes_a_leader_of_themself(session):
    operator = add_organisation(session, kind="operator", name="Drift")
    gro = carry_out(session, HEADER + ";Furulia skole;;;;Gro;gro@x.no;teacher;;\n") and person(session, "gro@x.no")
    add_membership(session, person=gro, organisation=operator, role="admin", at=NOW)
    sentence = "2: role: nobody gives that role to themself. Ask for it: somebody else confirms it."

    own = by_owner(session, ";Furulia skole;;;;Eva;eva@x.no;school_leader;;\n", do=bring)
    admins = bring(session, HEADER + ";Furulia skole;;;;Gro;gro@x.no;school_leader;;\n", by=gro.id)
    carry_out(session, HEADER + NEW, by=gro.id)

    assert told(session, own, "refused") == told(session, admins, "refused") == [sentence]
    assert [one.role for one in held(session, "ny@x.no")] == ["school_leader"]


def test_a_deputy_stays_a_deputy(session):
    (leads,) = held(session, "cecilie@x.no")
    leads.ends_on = date(2027, 1, 31)
    session.flush()

    plain = by_leader(session, ";;;;;Cecilie;cecilie@x.no;school_leader;;\n")
    by_leader(session, ";;;Ledergruppe;leader_group;Cecilie;cecilie@x.no;school_leader;;\n")

    assert fates(session, plain) == ["unchanged"]
    assert [(one.team and one.team.name, one.ends_on) for one in held(session, "cecilie@x.no")] == [
        (None, date(2026, 11, 24)),
        ("Ledergruppe", date(2027, 1, 31)),
    ]
    assert asked(session) == []


def test_an_old_file_changes_nothing_after_people_came_into_teams(session):
    carry_out(session, HEADER + "Storvik;Furulia skole;;;;Bo;bo@x.no;teacher;;\n")
    carry_out(session, HEADER + "Storvik;Furulia skole;;Trinn 5;;Bo;bo@x.no;teacher;;\n")
    carry_out(session, HEADER + "Storvik;Furulia skole;;Trinn 5;;Bo;bo@x.no;team_leader;;\n")
    before = everything(session)

    rows = "Storvik;Furulia skole;;;;Bo;bo@x.no;teacher;;\nStorvik;Furulia skole;;Trinn 5;;Bo;bo@x.no;teacher;;\n"
    again = carry_out(session, HEADER + rows)

    assert [(one.team_id is None, one.role, one.ends_on is None, one.main) for one in held(session, "bo@x.no")] == [
        (True, "teacher", False, False),
        (False, "teacher", False, True),
        (False, "team_leader", True, True),
    ]
    assert fates(session, again) == ["unchanged"] * 2
    assert everything(session) == before


@pytest.mark.parametrize("batch", [1, 500])
def test_a_row_with_a_team_takes_the_place_of_the_row_without(session, batch):
    rows = "Storvik;Furulia skole;;;;Bo;bo@x.no;teacher;;\nStorvik;Furulia skole;;Trinn 5;;Bo;bo@x.no;team_leader;;\n"

    carry_out(session, HEADER + rows, batch=batch)

    assert [one.role for one in held(session, "bo@x.no") if one.ends_on is None] == ["team_leader"]


def test_what_was_cancelled_before_it_began_is_not_held(session):
    (bjorn,) = held(session, "bjorn@x.no")
    bjorn.starts_on, bjorn.ends_on = date(2027, 1, 10), date(2027, 1, 9)
    session.flush()

    file = carry_out(session, HEADER + "Storvik;Furulia skole;;Trinn 5;;Bjørn;bjorn@x.no;teacher;;")

    assert fates(session, file) == ["created"]


def test_nobody_belongs_to_a_place_for_longer_than_there_is_one(session):
    place(session, "Furulia skole").ends_on = date(2027, 7, 31)

    carry_out(session, HEADER + "Storvik;Furulia skole;;;;Bo;bo@x.no;teacher;;\n")

    assert [one.ends_on for one in held(session, "bo@x.no")] == [date(2027, 7, 31)]

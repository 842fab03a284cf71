"""A file of one place touches that place and what stands below it, and tells nothing of the others."""

import pytest

from courseengine.core.people.operations import add_membership, add_person, add_team
from tests.core.people.imports.bringing import (
    FURULIA,
    HEADER,
    NOW,
    bring,
    carry_out,
    fates,
    held,
    person,
    place,
    told,
)


@pytest.fixture(autouse=True)
def _world(session):
    carry_out(session, FURULIA + "Storvik;Bjørkelia skole;;;;David;david@x.no;school_leader;;\n")


def test_a_school_need_not_name_itself(session):
    home = place(session, "Furulia skole").id

    carry_out(session, "navn;e-post;rolle;lag\nKari;kari@x.no;lærer;Trinn 5", home=home)

    (kari,) = held(session, "kari@x.no")
    assert (kari.organisation_id, kari.team.name, kari.main) == (home, "Trinn 5", True)


def test_what_is_not_theirs_is_refused(session):
    home = place(session, "Furulia skole").id
    rows = (
        "Storvik;Bjørkelia skole;;;;Bo;bo@x.no;teacher;;\n"
        ";Ny skole;;;;Bo;bo@x.no;teacher;;\n"
        "Storvik;Furulia skole;;;;Bo;bo@x.no;teacher;;\n"
        "Storvik;;;;;Bo;bo@x.no;school_owner;;\n"
        "Lillevik;Furulia skole;;;;Bo;bo@x.no;teacher;;\n"
        ";;;;;Bo;bo@x.no;admin;;\n"
    )

    file = bring(session, HEADER + rows, home=home)

    assert fates(session, file) == ["refused", "refused", "created", "refused", "refused", "refused"]
    assert told(session, file, "refused") == [
        '2: school: "Bjørkelia skole" is not a place you look after.',
        '3: school: "Ny skole" is not a place you look after.',
        '5: owner: "Storvik" is not a place you look after.',
        '6: owner: "Lillevik" is not a place you look after.',
        "7: role: no file makes an administrator.",
    ]


def test_an_owner_reaches_its_schools_and_itself(session):
    home = place(session, "Storvik").id
    rows = ";Bjørkelia skole;;;;Bo;bo@x.no;school_leader;;\n;;;;;Kari;kari@x.no;school_owner;;\n"

    carry_out(session, HEADER + rows, home=home)

    assert held(session, "bo@x.no")[0].organisation.name == "Bjørkelia skole"
    assert held(session, "kari@x.no")[0].organisation_id == home


def test_whom_others_know_keeps_their_name_and_is_not_told_of(session):
    home = place(session, "Furulia skole").id
    rows = ";;;;;En annen;david@x.no;teacher;;nn\n;;;;;Ny;ny@x.no;teacher;;nn\n"

    file = carry_out(session, HEADER + rows, home=home)

    assert (person(session, "david@x.no").name, person(session, "david@x.no").language) == ("David", "nb")
    assert told(session, file, "created") == ["2: teacher at Furulia skole", "3: teacher at Furulia skole"]


@pytest.mark.parametrize("batch", [1, 500])
def test_somebody_without_a_place_keeps_their_name_through_several_rows(session, batch):
    home = place(session, "Furulia skole").id
    add_person(session, name="Gamle", email="gammel@x.no", at=NOW)
    rows = ";;;Trinn 5;;Ny;gammel@x.no;teacher;;\n;;;Realfag;;Ny;gammel@x.no;teacher;;\n"

    carry_out(session, HEADER + rows, home=home, batch=batch)

    assert person(session, "gammel@x.no").name == "Gamle"
    assert len(held(session, "gammel@x.no")) == 2


def test_the_main_team_elsewhere_stays(session):
    furulia, other = place(session, "Furulia skole"), place(session, "Bjørkelia skole")
    team = add_team(session, school=other, name="Trinn 1")
    there = add_membership(
        session,
        person=person(session, "bjorn@x.no"),
        organisation=other,
        team=team,
        role="teacher",
        main=True,
        at=NOW,
    )

    carry_out(session, HEADER + ";;;Realfag;;Bjørn;bjorn@x.no;teacher;yes;\n", home=furulia.id)

    assert (there.main, there.ends_on) == (True, None)

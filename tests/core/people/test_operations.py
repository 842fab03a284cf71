"""Places, teams, persons and memberships come to be, or are refused with a sentence."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.audit import AuditLine
from courseengine.core.people import operations
from courseengine.core.people.operations import (
    add_membership,
    add_organisation,
    add_person,
    add_team,
    clean_email,
    clean_name,
    clean_number,
    make_admin,
)
from courseengine.core.people.queries import members_of, person_with, school_called, teams_at

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def furulia(session):
    owner = add_organisation(session, kind="owner", name="Storvik")
    return add_organisation(session, kind="school", name="Furulia skole", number="123456785", parent=owner)


@pytest.fixture
def anne(session):
    return add_person(session, name="Anne", email="Anne@Furulia.Example", at=NOW)


@pytest.mark.parametrize(
    ("given", "number"), [("123456785", "123456785"), ("123 456 785", "123456785"), ("123456777", "123456777")]
)
def test_an_organisation_number_that_checks_is_taken(given, number):
    assert clean_number(given) == number


@pytest.mark.parametrize(
    "given",
    [
        "123456786",  # the check digit is another
        "12345678",
        "1234567850",
        "12345678x",
        "٩٧٤٧٦٠٦٧٣",  # digits, but not ours
        "100000009",  # eleven less the rest is ten: no such number exists
    ],
)
def test_an_organisation_number_that_does_not_check_is_refused(given):
    with pytest.raises(Invalid):
        clean_number(given)


@pytest.mark.parametrize(
    ("given", "name"),
    [("  Anne   Å ", "Anne Å"), ("Anne\u202eÅ", "Anne Å"), ("سارة", "سارة"), ("<b>Bo</b>", "<b>Bo</b>")],
)
def test_a_name_is_kept_as_it_is_on_one_line(given, name):
    assert clean_name(given) == name


@pytest.mark.parametrize("given", ["", " \t", "\u200b", "x" * 201])
def test_no_name_and_a_name_without_end_are_refused(given):
    with pytest.raises(Invalid):
        clean_name(given)


@pytest.mark.parametrize(
    "given", ["", "a", "a@b", "a b@c.no", "a@b.no,c@d.no", "a@b.no\nBcc: c@d.no", f"{'a' * 250}@b.no"]
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(Invalid):
        clean_email(given)


def test_addresses_are_one_person_each_whatever_the_case(session, anne):
    assert anne.email == "anne@furulia.example"

    with pytest.raises(Conflict, match="already a person"):
        add_person(session, name="Another", email="ANNE@furulia.example", at=NOW)


def test_a_place_and_a_team_are_made_once(session, furulia):
    add_team(session, school=furulia, name="Trinn 5")
    add_team(session, school=furulia, name="Trinn 5", kind="subject_team")

    with pytest.raises(Conflict, match="already has a team"):
        add_team(session, school=furulia, name=" Trinn  5 ")
    with pytest.raises(Conflict, match="already a place"):
        add_organisation(session, kind="school", name="Another", number="123 456 785")
    assert [(team.name, team.kind) for team in teams_at(session, furulia.id)].count(("Trinn 5", "team")) == 1


def test_a_role_leaves_a_line_in_the_log(session, furulia, anne):
    team = add_team(session, school=furulia, name="Trinn 5")

    add_membership(session, person=anne, organisation=furulia, team=team, role="teacher", main=True, at=NOW)
    session.flush()

    line = session.scalars(select(AuditLine)).one()
    assert (line.event, line.person_id, line.team_id) == ("role_granted", anne.id, team.id)
    assert line.subject == f"{furulia.public_id}:teacher"


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("school", "school_owner"),
        ("school", "admin"),
        ("school", "university_staff"),
        ("owner", "school_leader"),
        ("owner", "teacher"),
        ("university", "teacher"),
        ("operator", "school_leader"),
    ],
)
def test_a_role_belongs_to_a_kind_of_place(session, anne, kind, role):
    place = add_organisation(session, kind=kind, name="Sted")

    with pytest.raises(Invalid, match="role"):
        add_membership(session, person=anne, organisation=place, role=role, at=NOW)


def test_a_team_has_members_of_its_own_school_only(session, furulia, anne):
    other = add_organisation(session, kind="school", name="Bjørkelia skole")
    team = add_team(session, school=other, name="Trinn 5")

    with pytest.raises(Invalid, match="belong to its school"):
        add_membership(session, person=anne, organisation=furulia, team=team, role="teacher", at=NOW)
    with pytest.raises(Invalid, match="say which"):
        add_membership(session, person=anne, organisation=furulia, role="team_leader", at=NOW)


def test_a_membership_holds_to_the_end_of_its_last_day(session, furulia, anne):
    team = add_team(session, school=furulia, name="Trinn 5")
    membership = add_membership(session, person=anne, organisation=furulia, team=team, role="teacher", at=NOW)

    membership.ends_on = TODAY
    session.flush()

    assert members_of(session, team.id, on=TODAY) == [anne]
    assert members_of(session, team.id, on=date(2026, 11, 25)) == []
    assert members_of(session, team.id, on=date(2026, 11, 23)) == []


def test_administrators_stand_with_the_operator(session, anne):
    first = make_admin(session, anne, operator="Kompetansepakken", at=NOW)
    bo = add_person(session, name="Bo", email="bo@x.no", at=NOW)
    second = make_admin(session, bo, operator="Another name", at=NOW)

    assert first.organisation is second.organisation
    assert (first.organisation.kind, first.organisation.name) == ("operator", "Kompetansepakken")
    assert make_admin(session, anne, operator="Kompetansepakken", at=NOW) is None


def test_a_school_is_found_by_name_or_number(session, furulia):
    assert school_called(session, "furulia SKOLE") is furulia
    assert school_called(session, "123 456 785") is furulia


def test_a_school_that_is_not_there_is_said_with_a_guess(session, furulia):
    with pytest.raises(NotFound, match=r'no school called "Furulia skule"\. Did you mean "Furulia skole"'):
        school_called(session, "Furulia skule")
    with pytest.raises(NotFound, match='no school called "Storvik"'):
        school_called(session, "Storvik")


def test_two_schools_of_one_name_are_not_guessed_between(session, furulia):
    add_organisation(session, kind="school", name="Furulia skole")

    with pytest.raises(Conflict, match="Give the organisation number"):
        school_called(session, "Furulia skole")


def test_a_person_is_found_by_address(session, anne):
    assert person_with(session, " ANNE@furulia.example ") is anne
    with pytest.raises(NotFound, match=r"no person with the address bo@x\.no"):
        person_with(session, "bo@x.no")


def test_the_language_is_one_we_speak(session):
    with pytest.raises(Invalid):
        operations.add_person(session, name="Bo", email="bo@x.no", language="se", at=NOW)

"""The lines of a list become the people they mean; nobody new is made by it."""

import pytest
from sqlalchemy import func, select, update

from courseengine.core.people.models import Membership, Person, Team
from courseengine.core.people.newcomers import make_team_of, people_meant
from courseengine.core.people.operations import add_person
from courseengine.core.people.pasting import NotTaken, read_people, read_team
from tests.core.people.conftest import AT, BEFORE


@pytest.fixture
def meant(session, school):
    """The names of those a list means, and the addresses of those it invites."""

    def read(text, *, may_invite=True):
        found = people_meant(session, school.place, read_people(text), may_invite=may_invite, at=AT)
        return [person.name for person in found.people] + [guest.email for guest in found.guests]

    return read


@pytest.fixture
def told(meant):
    """What is wrong with a list: line and sentence."""

    def read(text, **more):
        with pytest.raises(NotTaken) as refused:
            meant(text, **more)
        return [(problem.line, problem.message % problem.values) for problem in refused.value.problems]

    return read


def test_somebody_here_is_known_by_name_or_address(school, meant):
    school.person("Kari Nordmann", email="kari@skolen.no")

    assert meant("kari nordmann") == ["Kari Nordmann"]
    assert meant("KARI@skolen.no") == ["Kari Nordmann"]
    assert meant("Kari N. kari@skolen.no\nKari Nordmann") == ["Kari Nordmann"]


@pytest.mark.parametrize("known", [False, True])
def test_whoever_is_not_at_the_school_is_a_guest_known_or_not(session, school, meant, known):
    if known:
        add_person(session, name="Åse Berg", email="ase@annet.no", at=AT)
    before = there(session)

    found = people_meant(session, school.place, read_people("Aase B. ASE@annet.no"), may_invite=True, at=AT)

    assert (found.people, [(guest.name, guest.email) for guest in found.guests]) == ([], [("Aase B.", "ase@annet.no")])
    assert meant("ase@annet.no\nase@annet.no") == ["ase@annet.no"]
    assert there(session) == before


def test_without_mail_a_list_holds_people_of_the_school(session, school, meant, told):
    add_person(session, name="Åse Berg", email="ase@annet.no", at=AT)
    left = school.person("Borte", email="borte@skolen.no")
    session.execute(update(Membership).where(Membership.person_id == left.id).values(ends_on=BEFORE))
    sentence = "Nobody here has the address {}. Whoever runs the installation can add them with a file."
    addresses = ["ase@annet.no", "ukjent@annet.no", "borte@skolen.no"]

    assert told("\n".join(addresses), may_invite=False) == [
        (number, sentence.format(address)) for number, address in enumerate(addresses, start=1)
    ]
    assert meant("Cecilie", may_invite=False) == ["Cecilie"]


def test_names_that_two_have_or_nobody_are_told(school, told):
    for number in range(2):
        school.person("Per Olsen", email=f"per{number}@skolen.no")

    assert told("Per Olsen\nIngen Her") == [
        (1, 'Several people here are called "Per Olsen". Write the address.'),
        (2, 'Nobody here is called "Ingen Her". Write the address after the name.'),
    ]


def test_one_address_has_one_name(told):
    assert told("Per per@skolen.no\nPål per@skolen.no") == [(2, "Line 1 has the same address and another name.")]


def make(session, school, text):
    name, lines = read_team(text)
    meant = people_meant(session, school.place, lines, may_invite=True, at=AT)
    return make_team_of(session, school.place, name, meant, by=school.by, at=AT)


def test_a_list_makes_a_team(session, school):
    school.person("Kari Nordmann")

    team = make(session, school, "Norsk\nKari Nordmann\nNy Kollega ny@skolen.no")

    assert school.members(team) == ["Kari Nordmann"]


def test_a_name_that_is_taken_is_told_with_its_line(session, school):
    with pytest.raises(NotTaken) as refused:
        make(session, school, "5. trinn")

    assert [problem.line for problem in refused.value.problems] == [1]


def test_nothing_is_half_done(session, school):
    before = there(session)

    with pytest.raises(NotTaken):
        make(session, school, "Norsk\nNy Kollega ny@skolen.no\nIngen Her")

    assert there(session) == before


def there(session):
    """How many people and teams there are."""
    return session.scalar(select(func.count(Person.id))), session.scalar(select(func.count(Team.id)))

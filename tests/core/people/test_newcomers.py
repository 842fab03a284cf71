"""The lines of a list become the people they mean; nobody new is made while one is wrong."""

import pytest
from sqlalchemy import func, select

from courseengine.core.people.models import Person, Team
from courseengine.core.people.newcomers import make_team_of, people_meant
from courseengine.core.people.operations import add_person
from courseengine.core.people.pasting import NotTaken, read_people, read_team
from tests.core.people.conftest import AT


@pytest.fixture
def meant(session, school):
    """The names of those a list means."""

    def read(text):
        found = people_meant(session, school.place, read_people(text), language="nn", at=AT)
        return [person.name for person in found]

    return read


@pytest.fixture
def told(meant):
    """What is wrong with a list: line and sentence."""

    def read(text):
        with pytest.raises(NotTaken) as refused:
            meant(text)
        return [(problem.line, problem.message % problem.values) for problem in refused.value.problems]

    return read


def test_somebody_here_is_known_by_name_or_address(school, meant):
    school.person("Kari Nordmann", email="kari@skolen.no")

    assert meant("kari nordmann") == ["Kari Nordmann"]
    assert meant("KARI@skolen.no") == ["Kari Nordmann"]
    assert meant("Kari N. kari@skolen.no\nKari Nordmann") == ["Kari Nordmann"]


def test_somebody_new_is_added_with_name_address_and_language(session, meant):
    assert meant("Ny Kollega ny@skolen.no\nny kollega NY@skolen.no") == ["Ny Kollega"]

    new = session.scalars(select(Person).where(Person.email == "ny@skolen.no")).one()
    assert (new.name, new.language) == ("Ny Kollega", "nn")


def test_somebody_from_elsewhere_keeps_their_own_name(session, meant):
    add_person(session, name="Åse Berg", email="ase@annet.no", at=AT)

    assert meant("Aase B. ase@annet.no") == ["Åse Berg"]


def test_an_address_alone_tells_nobody_who_has_it(session, school, told):
    add_person(session, name="Åse Berg", email="ase@annet.no", at=AT)

    elsewhere, nowhere = told("ase@annet.no\nukjent@annet.no")

    assert elsewhere == (1, "Nobody here has the address ase@annet.no. Write the name before it.")
    assert nowhere == (2, "Nobody here has the address ukjent@annet.no. Write the name before it.")


def test_names_that_two_have_or_nobody_are_told(school, told):
    for number in range(2):
        school.person("Per Olsen", email=f"per{number}@skolen.no")

    assert told("Per Olsen\nIngen Her") == [
        (1, 'Several people here are called "Per Olsen". Write the address.'),
        (2, 'Nobody here is called "Ingen Her". Write the address after the name.'),
    ]


def test_one_address_has_one_name(told):
    assert told("Per per@skolen.no\nPål per@skolen.no") == [(2, "Line 1 has the same address and another name.")]


def test_a_list_makes_a_team(session, school):
    school.person("Kari Nordmann")

    team = make_team_of(
        session, school.place, *read_team("Norsk\nKari Nordmann\nNy Kollega ny@skolen.no"),
        language="nb", by=school.by, at=AT,
    )  # fmt: skip

    assert school.members(team) == ["Kari Nordmann", "Ny Kollega"]


def test_a_name_that_is_taken_is_told_with_its_line(session, school):
    with pytest.raises(NotTaken) as refused:
        make_team_of(session, school.place, "5. trinn", [], language="nb", by=school.by, at=AT)

    assert [problem.line for problem in refused.value.problems] == [1]


def test_nothing_is_half_done(session, school):
    def there():
        return session.scalar(select(func.count(Person.id))), session.scalar(select(func.count(Team.id)))

    before = there()

    with pytest.raises(NotTaken):
        make_team_of(
            session, school.place, *read_team("Norsk\nNy Kollega ny@skolen.no\nIngen Her"),
            language="nb", by=school.by, at=AT,
        )  # fmt: skip

    assert there() == before

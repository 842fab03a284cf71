"""Networks and requests for help go on when a place is merged into another or closes."""

from datetime import timedelta

import pytest

from courseengine.core.networks import help as helping
from courseengine.core.networks import queries
from courseengine.core.networks.following import follow_places
from courseengine.core.networks.models import NetworkMember
from courseengine.core.networks.operations import add_place
from courseengine.core.people.operations import add_organisation
from tests.core.town import NOW, TODAY, YESTERDAY

DAY = TODAY + timedelta(days=7)


def merge(session, place, successor):
    place.ends_on, place.successor = YESTERDAY, successor
    follow_places(session, at=NOW)


def places_in(session, network):
    return [one.organisation.name for one in queries.members_of(session, network).places]


@pytest.fixture
def asked(session, places, by):
    """A request that waits, from Furulia to the university."""
    wanted = helping.Asked("course", "Tema", "", DAY, None, places.university)
    return helping.ask_for_help(session, places.furulia, wanted, by=by, at=NOW)


def test_a_successor_belongs_to_what_its_predecessor_did_and_looks_after_it(session, places, made):
    network = made()

    merge(session, places.furulia, places.bjorkelia)

    assert places_in(session, network) == ["Bjørkelia"]
    assert network.organisation is places.bjorkelia
    assert session.query(NetworkMember).filter_by(organisation_id=places.furulia.id).one().ended_at == NOW


def test_a_successor_that_belongs_already_belongs_once(session, places, made, by):
    network = made()
    add_place(session, network, places.bjorkelia, by=by, at=NOW)

    merge(session, places.furulia, places.bjorkelia)
    follow_places(session, at=NOW)

    assert places_in(session, network) == ["Bjørkelia"]


def test_a_successor_of_a_successor_takes_over(session, places, made):
    network = made()
    places.bjorkelia.ends_on, places.bjorkelia.successor = YESTERDAY, places.solli

    merge(session, places.furulia, places.bjorkelia)

    assert places_in(session, network) == ["Solli"]


def test_a_place_that_closes_leaves_and_one_that_will_close_does_not(session, places, made, by):
    network = made()
    add_place(session, network, places.solli, by=by, at=NOW)
    places.furulia.ends_on, places.solli.ends_on = YESTERDAY, TODAY

    follow_places(session, at=NOW)

    assert places_in(session, network) == ["Solli"]
    assert network.organisation is places.furulia


def test_what_waits_for_an_answer_goes_along_on_both_sides(session, places, asked):
    other = add_organisation(session, kind="university", name="Høgskolen")

    merge(session, places.furulia, places.bjorkelia)
    merge(session, places.university, other)

    assert (asked.school, asked.university) == (places.bjorkelia, other)


def test_what_was_taken_back_stays_where_it_was(session, places, asked):
    helping.withdraw_help(session, asked, at=NOW)

    merge(session, places.furulia, places.bjorkelia)

    assert asked.school is places.furulia

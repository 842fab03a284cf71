"""Networks are made, changed and ended; places and people join and leave."""

from datetime import timedelta

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.networks import queries, spans
from courseengine.core.networks.gatherings import GatheringDraft, make_gathering
from courseengine.core.networks.models import NetworkMember
from courseengine.core.networks.operations import (
    NetworkDraft,
    add_person,
    add_place,
    change_network,
    end_member,
    end_network,
)
from courseengine.core.people.operations import add_organisation
from tests.core.town import NOW, TODAY, TOMORROW, YESTERDAY


def refused(act, *args, **more):
    with pytest.raises(Invalid) as error:
        act(*args, **more)
    return error.value.field


def places_in(session, network):
    return [one.organisation.name for one in queries.members_of(session, network).places]


def test_a_school_belongs_to_the_network_it_begins_and_a_university_does_not(session, town, places, made):
    assert places_in(session, made()) == ["Furulia"]
    assert places_in(session, made(place=places.university)) == []
    assert places_in(session, made("cooperating", "Naboer", place=places.owner)) == []
    assert {event for event, _, _ in town.told()} >= {"network_made"}


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [("club", "Norsk", "kind"), ("", "Norsk", "kind"), ("subject", " \t", "name"), ("subject", "x" * 201, "name")],
)
def test_a_network_needs_a_kind_and_a_name(made, kind, name, field):
    assert refused(made, kind, name) == field


@pytest.mark.parametrize(("year", "field"), [(1999, "school_year"), (2000, ""), (2100, ""), (9999, "school_year")])
def test_a_regions_school_year_is_one_that_calendars_have(made, year, field):
    course = {"course_id": "lk20", "schedule": "standard", "school_year": year}

    if field:
        assert refused(made, "region", "Regionen", **course) == field
    else:
        assert made("region", "Regionen", **course).school_year == year


def test_two_networks_of_a_place_have_two_names_while_they_last(session, made, places, by):
    first = made(name="Norsk")

    assert refused(made, name=" norsk ") == "name"
    made(name="Norsk", place=places.bjorkelia)
    end_network(session, first, by=by, at=NOW)
    made(name="Norsk")


def test_only_a_region_holds_networks_and_a_region_belongs_to_none(made):
    region, network = made("region", "Regionen"), made()

    assert made("leader", "Ledere", parent=region).parent is region
    assert refused(made, "leader", "Andre", parent=network) == "parent"
    assert refused(made, "region", "Større", parent=region) == "parent"


def test_a_region_with_networks_stays_one(session, made, by):
    region = made("region", "Regionen", course_id="lk20", schedule="regional", school_year=2026)
    made("leader", "Ledere", parent=region)

    assert refused(change_network, session, region, NetworkDraft("leader", "X"), by=by, at=NOW) == "kind"
    change_network(session, region, NetworkDraft("region", "Hele regionen"), by=by, at=NOW)
    assert (region.name, region.course_id, region.school_year) == ("Hele regionen", None, None)


def test_two_to_four_schools_cooperate(session, made, places, by):
    network = made("cooperating", "Naboer")
    for number in range(3):
        add_place(session, network, add_organisation(session, kind="school", name=f"Skole {number}"), by=by, at=NOW)

    assert refused(add_place, session, network, places.bjorkelia, by=by, at=NOW) == "place"
    assert refused(add_place, session, network, places.owner, by=by, at=NOW) == "place"
    add_place(session, network, places.furulia, by=by, at=NOW)
    assert len(places_in(session, network)) == 4


def test_more_than_four_do_not_become_schools_that_cooperate(session, made, places, by):
    network = made()
    add_place(session, network, places.owner, by=by, at=NOW)

    assert refused(change_network, session, network, NetworkDraft("cooperating", "N"), by=by, at=NOW) == "kind"


def test_a_closed_place_and_the_operator_cannot_be_members(session, made, places, by):
    places.bjorkelia.ends_on = YESTERDAY

    assert refused(add_place, session, made(), places.bjorkelia, by=by, at=NOW) == "place"
    assert (
        refused(
            add_place, session, made(name="B"), add_organisation(session, kind="operator", name="Drift"), by=by, at=NOW
        )
        == "place"
    )


def test_a_member_is_there_once_and_may_come_back(session, town, made, places, by):
    network, anne = made(), town.person("Anne")
    for _ in range(2):
        add_place(session, network, places.solli, by=by, at=NOW)
        add_person(session, network, anne, by=by, at=NOW)
    member = queries.member_of(session, network, anne.public_id)
    assert (places_in(session, network), member.person) == (["Furulia", "Solli"], anne)

    end_member(session, member, by=by, at=NOW)
    assert queries.member_of(session, network, anne.public_id) is None
    add_person(session, network, anne, by=by, at=NOW)
    assert session.query(NetworkMember).filter_by(person_id=anne.id).count() == 2


def test_a_network_that_ends_calls_off_what_is_to_come_and_lets_its_networks_go(session, made, by):
    region = made("region", "Regionen")
    below = made("leader", "Ledere", parent=region)
    been, coming = (
        make_gathering(session, region, GatheringDraft("Møte", spans.days(day)), by=by, at=NOW)
        for day in (YESTERDAY, TOMORROW)
    )

    assert end_network(session, region, by=by, at=NOW) == [coming]

    assert (region.ended_on, below.parent_id, been.cancelled_at, coming.cancelled_at) == (TODAY, None, None, NOW)
    assert coming.sequence == 1
    for act in (end_network, lambda *a, **m: change_network(*a, NetworkDraft("region", "X"), **m)):
        assert refused(act, session, region, by=by, at=NOW) == ""
    assert refused(make_gathering, session, region, GatheringDraft("Nytt", spans.days(TOMORROW)), by=by, at=NOW) == ""


def test_the_next_gathering_is_the_first_to_come_that_is_on(session, made, by):
    network, other = made(), made(name="Annet")
    for offset, theme in ((-3, "A"), (2, "B"), (5, "C"), (9, "D")):
        draft = GatheringDraft(theme, spans.days(TODAY + timedelta(days=offset)))
        gathering = make_gathering(session, network, draft, by=by, at=NOW)
        gathering.cancelled_at = NOW if theme == "B" else None
    session.flush()

    found = queries.next_gatherings(session, [network.id, other.id], on=TODAY)

    assert {id_: one.theme for id_, one in found.items()} == {network.id: "C"}


def test_a_place_is_found_by_its_name_or_number(session, places):
    assert queries.places_called(session, " 123 456 785 ", on=TODAY) == [places.furulia]
    assert queries.places_called(session, "furulia", on=TODAY) == [places.furulia]
    assert queries.places_called(session, "Bjørkelia", on=TODAY) == [places.bjorkelia]
    assert queries.places_called(session, "", on=TODAY) == []
    twin = add_organisation(session, kind="school", name="Furulia")
    assert queries.places_called(session, "Furulia", on=TODAY) == [places.furulia, twin]

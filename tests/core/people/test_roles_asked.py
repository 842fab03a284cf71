"""Two keys: one asks, somebody else confirms, and never the same person twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.people.models import RoleRequest
from courseengine.core.people.operations import add_organisation
from courseengine.core.people.roles_asked import ask_for_role, confirm, refuse, waiting_at, waiting_for, withdraw
from tests.core.town import NOW, TODAY, TOMORROW, YESTERDAY


@pytest.fixture
def jonas(town):
    person = town.person("Jonas")
    town.belongs(person, town.furulia)
    town.forget_log()
    return person


def ask(town, person, *, by=None, place=None, at=NOW, **more):
    return ask_for_role(town.session, person=person, place=place or town.furulia, by=by or person, at=at, **more)


def test_one_asks_and_another_confirms(town, jonas):
    cecilie = town.person("Cecilie")

    asked = ask(town, jonas, ends_on=TOMORROW)
    assert town.held(jonas) == [("Furulia", "teacher", None, False)]
    membership = confirm(town.session, asked, by=cecilie, at=NOW)

    assert ("Furulia", "school_leader", None, False) in town.held(jonas)
    assert (membership.ends_on, asked.granted, asked.decided_by) == (TOMORROW, True, cecilie.id)
    assert [event for event, *_ in town.told()] == ["role_asked", "role_granted"]
    assert waiting_at(town.session, [town.furulia.id]) == []


def test_at_an_owner_one_acts_for_it(town, jonas):
    confirm(town.session, ask(town, jonas, place=town.owner), by=town.person(), at=NOW)

    assert ("Storvik", "school_owner", None, False) in town.held(jonas)


def test_neither_the_person_nor_who_put_them_forward_decides(town, jonas):
    cecilie = town.person("Cecilie")
    asked = ask(town, jonas, by=cecilie)

    for decide in (confirm, refuse):
        for who in (jonas, cecilie):
            with pytest.raises(Invalid):
                decide(town.session, asked, by=who, at=NOW)
    confirm(town.session, asked, by=town.person("Eva"), at=NOW)
    assert asked.granted


def test_a_refusal_is_noted_and_one_may_ask_again(town, jonas):
    asked = ask(town, jonas)
    refuse(town.session, asked, by=town.person(), at=NOW)

    assert asked.granted is False
    assert ask(town, jonas) is not asked
    assert [event for event, *_ in town.told()] == ["role_asked", "role_refused", "role_asked"]


def test_asking_twice_is_asking_once(town, jonas):
    first = ask(town, jonas)

    assert ask(town, jonas) is first
    with pytest.raises(Invalid):
        ask(town, jonas, by=town.person("Cecilie"))
    assert ask(town, jonas, place=town.bjorkelia) is not first


def test_the_person_or_who_asked_takes_it_back(town, jonas):
    cecilie = town.person("Cecilie")
    asked = ask(town, jonas, by=cecilie)
    with pytest.raises(Invalid):
        withdraw(town.session, asked, by=town.person(), at=NOW)

    withdraw(town.session, asked, by=jonas, at=NOW)

    assert (asked.granted, asked.decided_by) == (False, jonas.id)
    assert waiting_for(town.session, jonas.id) == []
    for decide in (confirm, refuse):
        with pytest.raises(Conflict):
            decide(town.session, asked, by=town.person(), at=NOW)


def test_whoever_leads_already_does_not_ask(town, jonas):
    town.belongs(jonas, town.furulia, "school_leader")

    with pytest.raises(Invalid):
        ask(town, jonas)


def test_a_deputy_may_ask_to_stay(town, jonas):
    town.belongs(jonas, town.furulia, "school_leader", ends_on=TOMORROW)
    with pytest.raises(Invalid):
        ask(town, jonas, ends_on=TOMORROW)

    confirm(town.session, ask(town, jonas), by=town.person(), at=NOW)

    assert ("Furulia", "school_leader", None, False) in town.held(jonas, on=TODAY + timedelta(days=400))


def test_confirming_what_has_come_about_meanwhile_gives_it_once(town, jonas):
    asked = ask(town, jonas)
    known = town.belongs(jonas, town.furulia, "school_leader")

    assert confirm(town.session, asked, by=town.person(), at=NOW) is known


@pytest.mark.parametrize("kind", ["university", "other"])
def test_not_every_place_is_led(town, jonas, kind):
    with pytest.raises(Invalid):
        ask(town, jonas, place=add_organisation(town.session, kind=kind, name="Sted"))


def test_a_last_day_that_has_passed_is_refused_when_asking_and_when_confirming(town, jonas):
    with pytest.raises(Invalid):
        ask(town, jonas, ends_on=YESTERDAY)
    asked = ask(town, jonas, ends_on=TODAY)

    with pytest.raises(Invalid):
        confirm(town.session, asked, by=town.person(), at=NOW + timedelta(days=1))


def test_a_closed_place_has_no_roles_to_ask_for(town, jonas):
    town.furulia.ends_on = YESTERDAY

    with pytest.raises(Invalid):
        ask(town, jonas)


def test_a_role_is_asked_for_three_times_a_day(town, jonas):
    for _ in range(3):
        withdraw(town.session, ask(town, jonas), by=jonas, at=NOW)

    with pytest.raises(Invalid, match="Wait until tomorrow"):
        ask(town, jonas)
    assert ask(town, jonas, at=NOW + timedelta(days=1, minutes=1)) in town.session.scalars(select(RoleRequest)).all()

"""A school shows itself to a university it has chosen, and to nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.people.operations import add_organisation, add_person
from courseengine.core.people.partners import end_partner, invite_partner, partners_of, seen_by, universities
from courseengine.core.people.roles import Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor, Holding
from courseengine.core.policy.rules import may
from courseengine.core.policy.scopes import SCOPES

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def places(session):
    owner = add_organisation(session, kind="owner", name="Skogvik")
    return {
        "owner": owner,
        "school": add_organisation(session, kind="school", name="Furulia", parent=owner),
        "other": add_organisation(session, kind="school", name="Aasen", parent=owner),
        "university": add_organisation(session, kind="university", name="Universitetet"),
        "elsewhere": add_organisation(session, kind="university", name="Høgskolen"),
    }


@pytest.fixture
def by(session):
    return add_person(session, name="Cecilie", email="cecilie@example.org", at=NOON).id


def staff(place):
    return Actor(99, "Farid", (Holding(Role.UNIVERSITY_STAFF, place.id, None, None, False, "", "", None, None, None),))


def sees(session, actor, place):
    return [school.name for school in seen_by(session, place, SCOPES[Action.SEE_OUTLINE](actor), on=NOON.date())]


def test_a_school_is_seen_by_the_university_it_invited(session, places, by):
    invite_partner(session, places["school"], places["university"], by=by, at=NOON)

    farid, away = staff(places["university"]), staff(places["elsewhere"])
    assert sees(session, farid, places["university"]) == ["Furulia"]
    assert sees(session, away, places["elsewhere"]) == []
    assert may(farid, Action.SEE_OUTLINE, places["school"], at=NOON)
    assert not may(farid, Action.SEE_OUTLINE, places["other"], at=NOON)
    assert not may(away, Action.SEE_OUTLINE, places["school"], at=NOON)


def test_an_owners_partner_sees_its_schools_in_norwegian_order(session, places, by):
    invite_partner(session, places["owner"], places["university"], by=by, at=NOON)

    farid = staff(places["university"])
    assert sees(session, farid, places["university"]) == ["Furulia", "Aasen"]
    assert not may(farid, Action.SEE_OUTLINE, places["owner"], at=NOON)


def test_what_is_ended_is_seen_no_more(session, places, by):
    partnership = invite_partner(session, places["school"], places["university"], by=by, at=NOON)
    end_partner(session, partnership, by=by, at=NOON)
    session.flush()
    session.expire_all()

    assert sees(session, staff(places["university"]), places["university"]) == []
    assert not may(staff(places["university"]), Action.SEE_OUTLINE, places["school"], at=NOON)
    assert partners_of(session, places["school"]) == []


def test_a_university_is_invited_once(session, places, by):
    invite_partner(session, places["school"], places["university"], by=by, at=NOON)

    with pytest.raises(Conflict):
        invite_partner(session, places["school"], places["university"], by=by, at=NOON)


@pytest.mark.parametrize(("place", "guest"), [("school", "other"), ("university", "elsewhere")])
def test_only_schools_and_owners_invite_and_only_universities_are_invited(session, places, by, place, guest):
    with pytest.raises(Invalid):
        invite_partner(session, places[place], places[guest], by=by, at=NOON)


def test_the_universities_there_are(session, places):
    add_organisation(session, kind="university", name="Aalborg")
    places["elsewhere"].ends_on = NOON.date()
    places["university"].ends_on = NOON.date() - timedelta(days=1)

    assert [one.name for one in universities(session, on=NOON.date())] == ["Høgskolen", "Aalborg"]


def test_a_university_that_has_closed_is_invited_by_nobody(session, places, by):
    places["university"].ends_on = NOON.date() - timedelta(days=1)

    with pytest.raises(Invalid, match="has closed"):
        invite_partner(session, places["school"], places["university"], by=by, at=NOON)


def test_partners_and_schools_stand_in_norwegian_order_until_their_last_day(session, places, by):
    aalborg = add_organisation(session, kind="university", name="Aalborg")
    for university in (aalborg, places["university"]):
        invite_partner(session, places["owner"], university, by=by, at=NOON)
    places["school"].ends_on = NOON.date()
    places["other"].ends_on = NOON.date() - timedelta(days=1)

    assert [one.university.name for one in partners_of(session, places["owner"])] == ["Universitetet", "Aalborg"]
    assert sees(session, staff(aalborg), aalborg) == ["Furulia"]

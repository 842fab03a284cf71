"""The log is found again by what happened, by name, by place and by day, newest first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courseengine.core import audit
from courseengine.core.audit import Event
from courseengine.core.people.operations import add_organisation, add_person, add_team
from courseengine.core.reports.log_search import EVENTS, Kind, Search, lines_found

AT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
"""half past eleven in the evening in Oslo"""


@pytest.fixture
def log(session):
    """Cecilie at Furulia and Åse at Ås, and what they did."""
    owner = add_organisation(session, kind="owner", name="Skogvik")
    furulia = add_organisation(session, kind="school", name="Furulia skole", parent=owner)
    aas = add_organisation(session, kind="school", name="Ås skole")
    blue = add_team(session, school=furulia, name="Blå")
    cecilie = add_person(session, name="Cecilie Dahl", email="c@x.no", at=AT)
    ase = add_person(session, name="Åse Dahl", email="a@x.no", at=AT)
    for days, event, of in (
        (0, Event.SIGNED_IN, {"actor_id": cecilie.id, "person_id": cecilie.id}),
        (1, Event.ROLE_GRANTED, {"actor_id": cecilie.id, "person_id": ase.id, "organisation_id": aas.id}),
        (2, Event.MINUTES_READ, {"actor_id": cecilie.id, "team_id": blue.id}),
        (3, Event.PLACE_CHANGED, {"organisation_id": owner.id}),
        (4, Event.SIGN_IN_REFUSED, {}),
    ):
        audit.record(session, event, at=AT + timedelta(days=days), **of)
    session.flush()
    return session


def found(session, **search):
    return [line.event for line in lines_found(session, Search(**search), most=10)]


def test_every_event_is_of_one_kind():
    assert sorted(event for events in EVENTS.values() for event in events) == sorted(Event)
    assert set(EVENTS) == set(Kind)


def test_without_a_search_everything_is_there_newest_first(log):
    assert found(log) == [
        Event.SIGN_IN_REFUSED,
        Event.PLACE_CHANGED,
        Event.MINUTES_READ,
        Event.ROLE_GRANTED,
        Event.SIGNED_IN,
    ]


@pytest.mark.parametrize(
    ("search", "events"),
    [
        ({"kind": Kind.SIGN_INS}, [Event.SIGN_IN_REFUSED, Event.SIGNED_IN]),
        ({"kind": Kind.FILES}, []),
        ({"person": "cecilie"}, [Event.MINUTES_READ, Event.ROLE_GRANTED, Event.SIGNED_IN]),
        ({"person": "Aase"}, [Event.ROLE_GRANTED]),
        ({"person": "dahl åse"}, [Event.ROLE_GRANTED]),
        ({"person": "åse cecilie"}, []),
        ({"person": "%"}, []),
        ({"person": "c@x.no"}, []),
        ({"place": "ås"}, [Event.ROLE_GRANTED]),
        ({"place": "furulia"}, [Event.MINUTES_READ]),
        ({"place": "SKOGVIK"}, [Event.PLACE_CHANGED, Event.MINUTES_READ]),
        ({"place": "nowhere"}, []),
        ({"place": "skole", "person": "åse"}, [Event.ROLE_GRANTED]),
    ],
)
def test_what_is_asked_for_is_found_and_nothing_else(log, search, events):
    assert found(log, **search) == events


def test_days_are_days_in_norway(log):
    assert found(log, since=date(2026, 11, 24), until=date(2026, 11, 24)) == [Event.SIGNED_IN]
    assert found(log, until=date(2026, 11, 23)) == []
    assert found(log, since=date(2026, 11, 28)) == [Event.SIGN_IN_REFUSED]


def test_the_next_page_begins_where_the_last_one_ended(log):
    first = lines_found(log, Search(), most=2)
    audit.record(log, Event.SIGN_IN_REFUSED, at=AT + timedelta(days=9))

    second = lines_found(log, Search(), most=2, before=first[-1].id)

    assert [line.event for line in second] == [Event.MINUTES_READ, Event.ROLE_GRANTED]


def test_lines_carry_names_and_where(log):
    granted = next(line for line in lines_found(log, Search(), most=10) if line.event is Event.ROLE_GRANTED)
    read = next(line for line in lines_found(log, Search(), most=10) if line.event is Event.MINUTES_READ)

    assert (granted.actor, granted.person, granted.place) == ("Cecilie Dahl", "Åse Dahl", "Ås skole")
    assert (read.team, read.place) == ("Blå", "Furulia skole")


@pytest.mark.parametrize("search", [{}, {"person": "c", "place": "skole", "kind": Kind.ROLES}])
def test_many_lines_cost_no_more_questions_than_one(log, statements, search):
    with statements() as few:
        lines_found(log, Search(**search), most=1)
    with statements() as many:
        lines_found(log, Search(**search), most=10)

    assert len(many) == len(few)

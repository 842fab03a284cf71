"""A calendar holds what the policy lets its reader see, and asks as often for many as for few."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from courseengine.core.calendar import addresses
from courseengine.core.calendar.beside import beside
from courseengine.core.calendar.items import ItemKind
from courseengine.core.calendar.queries import calendar_of, gathering_item, meeting_item
from courseengine.core.meetings.models import Meeting
from courseengine.core.networks.models import Gathering
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import STRANGER
from courseengine.core.policy.asking import person_asks
from courseengine.core.policy.rules import may
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.runs.queries import runs_below
from courseengine.core.school_days.models import SchoolDay
from tests.core.policy.world import NOW, Policy, make_policy

FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)
SECRET = b"a secret of the installation"


@pytest.fixture
def policy(session) -> Policy:
    """Everybody who may ask, and everything they may ask about."""
    return make_policy(session)


def things(session, actor, kind):
    return {one.public_id for one in calendar_of(session, actor, [], FIRST, LAST, at=NOW) if one.kind is kind}


@pytest.mark.parametrize(
    ("table", "kind", "action"),
    [
        (Meeting, ItemKind.MEETING, Action.SEE_MEETING),
        (Gathering, ItemKind.GATHERING, Action.SEE_GATHERING),
    ],
)
def test_everybody_has_what_the_policy_lets_them_see_and_nothing_else(session, policy, table, kind, action):
    everything = session.scalars(select(table)).all()
    seen = set()

    for who, actor in policy.actors.items():
        allowed = {one.public_id for one in everything if may(actor, action, one, at=NOW)}
        assert things(session, actor, kind) == allowed, who
        seen |= allowed

    assert seen


def test_a_stranger_has_nothing(session, policy):
    assert calendar_of(session, STRANGER, [], FIRST, LAST, at=NOW) == []


def test_nothing_lies_outside_the_days_that_were_asked_for(session, policy):
    for actor in policy.actors.values():
        for item in calendar_of(session, actor, [], date(2026, 11, 1), date(2026, 11, 30), at=NOW):
            assert item.falls_in(date(2026, 11, 1), date(2026, 11, 30))


def test_the_schools_own_days_go_over_its_owner_s(session, policy):
    actor = next(actor for actor in policy.actors.values() if actor.schools_led and actor.owners_above)
    school, owner, day = min(actor.schools_led), min(actor.owners_above), date(2026, 10, 5)
    for place, offset, kind, name in (
        (owner, 0, "off", "Høstferie"),
        (owner, 1, "off", "Høstferie"),
        (school, 1, "planning", "Kurs"),
        (school, 2, "ordinary", ""),
    ):
        session.add(
            SchoolDay(organisation_id=place, day=day + timedelta(days=offset), kind=kind, name=name, set_at=NOW)
        )
    session.flush()

    found = [one for one in calendar_of(session, actor, [], day, day + timedelta(days=9), at=NOW) if one.title]
    days = {(one.kind, one.title, one.starts_on) for one in found if one.group.value == "days"}

    assert (ItemKind.DAY_OFF, "Høstferie", day) in days
    assert (ItemKind.PLANNING_DAY, "Kurs", day + timedelta(days=1)) in days


def test_one_meeting_and_one_gathering_are_as_in_the_list(session, policy):
    gathering = session.scalars(select(Gathering).where(Gathering.network_id.is_not(None))).first()
    meeting = session.scalars(select(Meeting)).first()

    assert gathering_item(session, gathering).public_id == gathering.public_id
    assert gathering_item(session, gathering).whose == gathering.network.name
    assert meeting_item(session, meeting, None).starts_at == meeting.starts_at


def test_somebody_without_a_session_reaches_as_far_as_with_one_but_for_administering(session, policy):
    for who, actor in policy.actors.items():
        found = person_asks(session, actor.person_id, at=NOW) if actor.is_signed_in else None
        if found is None:
            continue
        assert not found[0].is_admin
        if not actor.is_admin:
            assert (found[0].schools, found[0].teams, found[0].owners) == (
                actor.schools, actor.teams, actor.owners
            ), who  # fmt: skip


def test_an_owner_s_runs_are_found_and_nobody_else_s(session, policy):
    assert runs_below(session, []) == []
    owner = next(actor for actor in policy.actors.values() if actor.owners)
    found = runs_below(session, owner.owners)

    assert found
    assert {run.owner_id for _, run in found} <= owner.owners
    assert not any(run.ended for _, run in found)


def test_an_address_opens_for_its_own_secret_alone(session, policy):
    actor = next(actor for actor in policy.actors.values() if actor.is_signed_in)
    feed = addresses.make_address(session, actor.person_id, at=NOW)
    token = addresses.token_of(feed, SECRET)

    assert addresses.feed_at(session, token, SECRET) is feed
    for wrong in ("", ".", token[:-1], f"{token}x", token.replace(".", ""), f"{token[:-1]}é"):
        assert addresses.feed_at(session, wrong, SECRET) is None
    assert addresses.feed_at(session, token, b"another secret") is None
    assert len(token.partition(".")[2]) == 43


def test_an_ended_address_has_no_way_back_but_a_new_one(session, policy):
    actor = next(actor for actor in policy.actors.values() if actor.is_signed_in)
    feed = addresses.make_address(session, actor.person_id, at=NOW)
    old = addresses.token_of(feed, SECRET)
    addresses.end_address(session, actor.person_id, at=NOW)
    session.refresh(feed)

    assert addresses.feed_at(session, old, SECRET) is None
    assert addresses.feed_at(session, addresses.token_of(feed, SECRET), SECRET) is None
    found = beside(session, actor).feed
    assert (found.public_id, found.nonce) == (feed.public_id, "")
    renewed = addresses.make_address(session, actor.person_id, at=NOW)
    assert addresses.feed_at(session, addresses.token_of(renewed, SECRET), SECRET) is renewed


def test_a_reading_is_noted_once_an_hour(session, policy):
    actor = next(actor for actor in policy.actors.values() if actor.is_signed_in)
    feed = addresses.make_address(session, actor.person_id, at=NOW)
    assert addresses.is_due(feed, at=NOW)

    addresses.note_read(session, feed, at=NOW)
    session.refresh(feed)

    assert not addresses.is_due(feed, at=NOW + timedelta(minutes=59))
    assert addresses.is_due(feed, at=NOW + timedelta(hours=1))


def test_the_meetings_of_others_are_not_looked_through(session, policy):
    for actor in policy.actors.values():
        asked = SCOPES[Action.SEE_MEETING](actor).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        if session.get_bind().dialect.name == "sqlite":
            plan = session.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()
            assert not [row.detail for row in plan if row.detail.startswith("SCAN meeting")]

"""Whatever somebody is: losing it takes rights away, two roles give no more than each, and rule and scope agree."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseengine.core.people.models import Membership, Organisation, Team
from courseengine.core.people.operations import roles_at
from courseengine.core.people.roles import IN_A_TEAM, PlaceKind, Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor, Holding
from courseengine.core.policy.rules import may
from courseengine.core.policy.scopes import SCOPES
from tests.core.policy.world import NOW, TODAY, Policy

tried = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""The world is made once and only read, or what is added to it is taken back."""

Answer = tuple[Action, str]


def rights(policy: Policy, actor: Actor) -> set[Answer]:
    """All questions that are answered with yes."""
    return {(action, name) for action, name in policy.questions() if may(actor, action, policy.subjects[name], at=NOW)}


def possible(policy: Policy) -> list[tuple[Role, Organisation, Team | None]]:
    """Everything that somebody can be at the places of the world."""
    lasting = [place for place in policy.world.places.values() if place.ends_on is None]
    teams = [team for team in policy.world.teams.values() if team.ended_on is None]
    return [
        (role, place, team)
        for place in lasting
        for role in sorted(roles_at(PlaceKind(place.kind)))
        for team in (None, *(team for team in teams if team.school_id == place.id and role in IN_A_TEAM))
        if team or role is not Role.TEAM_LEADER
    ]


def actor_with(policy: Policy, held: list[tuple[Role, Organisation, Team | None]]) -> Actor:
    """Bjørn, if that were what he is: he has asked for something, and somebody has brought a file."""
    person = policy.world.people["Bjørn"]
    return Actor(person.id, person.name, tuple(_holding(*one) for one in held))


def _holding(role: Role, place: Organisation, team: Team | None) -> Holding:
    of_team = (team.id, team.kind) if team else (None, None)
    named = (team.name, team.public_id) if team else (None, None)
    return Holding(role, place.id, *of_team, team is not None, place.name, place.public_id, place.parent_id, *named)


def test_losing_a_membership_adds_no_right_to_anybody(policy: Policy):
    for actor in policy.actors.values():
        for lost in actor.memberships:
            left = tuple(held for held in actor.memberships if held is not lost)
            assert rights(policy, Actor(actor.person_id, actor.name, left)) <= rights(policy, actor)


@tried
@given(choice=st.data())
def test_roles_together_give_what_each_gives(policy: Policy, choice: st.DataObject):
    """So losing one takes away what it gave, and there is no right that only a combination has."""
    held = choice.draw(st.lists(st.sampled_from(possible(policy)), max_size=4, unique=True))

    together = rights(policy, actor_with(policy, held))

    alone = [rights(policy, actor_with(policy, [one])) for one in held]
    assert together == rights(policy, actor_with(policy, [])).union(*alone)


@tried
@given(choice=st.data())
def test_rule_and_scope_agree_whatever_somebody_is(policy: Policy, choice: st.DataObject):
    actor = actor_with(policy, choice.draw(st.lists(st.sampled_from(possible(policy)), max_size=4, unique=True)))

    for action, scope in SCOPES.items():
        asked = [policy.subjects[name] for each, name in policy.questions() if each is action]
        allowed = {subject.id for subject in asked if may(actor, action, subject, at=NOW)}
        found = {row.id for row in policy.session.scalars(scope(actor))}
        assert found & {subject.id for subject in asked} == allowed, action


@tried
@given(choice=st.data())
def test_only_what_holds_today_counts(policy: Policy, choice: st.DataObject):
    """Signed in with some memberships that hold, some that have ended and some to come."""
    days = st.integers(-3, 3)
    drawn = choice.draw(
        st.lists(st.tuples(st.sampled_from(possible(policy)), days, st.none() | days), max_size=4), label="held"
    )
    rows = [(one, start, end) for one, start, end in drawn if end is None or end >= start - 1]
    policy.session.flush()
    with policy.session.begin_nested() as savepoint:
        for (role, place, team), start, end in rows:
            policy.session.add(
                Membership(
                    person=policy.world.people["Hanna"],
                    organisation=place,
                    team=team,
                    role=role.value,
                    main=team is not None,
                    starts_on=TODAY + timedelta(days=start),
                    ends_on=None if end is None else TODAY + timedelta(days=end),
                )
            )
        actor = policy.world.asks("Hanna")
        savepoint.rollback()

    lasting = [one for one, start, end in rows if start <= 0 and (end is None or end >= 0)]
    assert {(each.role, each.organisation_id, each.team_id) for each in actor.memberships} == {
        (role, place.id, team.id if team else None) for role, place, team in lasting
    }


@pytest.mark.parametrize("strong", [True, False])
def test_an_administrator_reaches_nothing_without_a_second_factor(policy: Policy, strong: bool):
    assert policy.world.asks("Gro", strong=strong).is_admin is strong

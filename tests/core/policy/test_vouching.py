"""Who still vouches for whom they invited, on the day it is asked."""

from datetime import timedelta

import pytest

from courseengine.core.accounts.invitations import invite
from courseengine.core.accounts.models import Account
from courseengine.core.people.operations import add_membership
from courseengine.core.policy.vouching import actor_on_paper, still_vouched_for
from tests.core.accounts.conftest import AT, furnish


@pytest.fixture
def here(session):
    return furnish(session)


def invited(session, here, by):
    return invite(session, here.school, "ny@demo.example", "school_leader", by=by, at=AT, language="nb")[0]


@pytest.mark.parametrize(("who", "vouches"), [("cecilie", True), ("eva", True), ("anne", False), ("hanna", False)])
def test_those_who_manage_the_place_vouch(session, here, who, vouches):
    assert still_vouched_for(session, invited(session, here, getattr(here, who)), at=AT) is vouches


def test_an_administrator_vouches(session, here):
    add_membership(session, person=here.hanna, organisation=here.operator, role="admin", at=AT)

    assert still_vouched_for(session, invited(session, here, here.hanna), at=AT)


def test_whoever_has_left_no_longer_vouches(session, here):
    invitation, lasting = invited(session, here, here.cecilie), actor_on_paper(session, here.cecilie.id, "", at=AT)

    for held in lasting.memberships:
        assert held.organisation_id == here.school.id
    membership = add_membership(session, person=here.hanna, organisation=here.school, role="school_leader", at=AT)
    membership.ends_on = AT.date()
    invitation.inviter = here.hanna
    session.flush()

    assert still_vouched_for(session, invitation, at=AT)
    assert not still_vouched_for(session, invitation, at=AT + timedelta(days=1))


def test_an_ended_account_vouches_for_nobody(session, here):
    invitation = invited(session, here, here.cecilie)
    assert still_vouched_for(session, invitation, at=AT)

    session.get(Account, here.cecilie.id).ended_at = AT

    assert not still_vouched_for(session, invitation, at=AT)


def test_nobody_vouches_for_whoever_asked_by_themselves(session, here):
    invitation = invite(session, here.school, "ny@demo.example", "teacher", by=None, at=AT, language="nb")[0]

    assert not still_vouched_for(session, invitation, at=AT)

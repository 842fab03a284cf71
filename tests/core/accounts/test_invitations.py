"""Inviting, sending again and withdrawing: who is asked to what, and when it is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Invalid
from courseengine.core.accounts import invitations
from courseengine.core.accounts.invitations import Standing
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.people.models import Membership
from courseengine.core.people.operations import add_membership, add_team
from courseengine.core.people.roles import Role
from tests.core.accounts.conftest import AT, TODAY, accept, invite, new


class TestInviting:
    def test_keeps_a_hash_of_a_long_token(self, session, here):
        invitation, token = invite(session, here)

        assert len(token) >= 43
        assert invitation.token_hash == hash_token(token) != token
        assert invitations.invitation_with(session, token) is invitation
        assert invitations.invitation_with(session, token[:-1]) is None

    def test_binds_it_to_the_address_in_lower_case(self, session, here):
        invitation, _ = invite(session, here, " Ny@Demo.EXAMPLE ", name="  Ny\nLærer ")

        assert (invitation.email, invitation.name) == ("ny@demo.example", "Ny Lærer")

    @pytest.mark.parametrize(
        ("later", "expected"),
        [(timedelta(days=14) - timedelta(seconds=1), Standing.WAITING), (timedelta(days=14), Standing.EXPIRED)],
    )
    def test_lasts_two_weeks(self, session, here, later, expected):
        invitation, _ = invite(session, here)

        assert invitations.standing(invitation, at=AT + later) is expected

    def test_of_the_same_address_for_the_same_renews_the_one_that_waits(self, session, here):
        first, old = invite(session, here, team=here.team)
        later = AT + timedelta(days=15)

        again, new_token = invite(session, here, "NY@demo.example", team=here.team, at=later)

        assert again.id == first.id
        assert again.expires_at == later + timedelta(days=14)
        assert invitations.invitation_with(session, old) is None
        assert invitations.invitation_with(session, new_token) is again

    def test_for_something_else_is_another_one(self, session, here):
        made = [
            invite(session, here, team=here.team)[0],
            invite(session, here, team=here.other_team)[0],
            invite(session, here)[0],
            invite(session, here, role=Role.TEAM_LEADER, team=here.team)[0],
        ]

        assert len({one.id for one in made}) == 4

    def test_of_somebody_who_is_that_already_is_refused(self, session, here):
        assert invite(session, here, "hanna@demo.example")

        with pytest.raises(Invalid, match=r"anne@demo\.example has that role here already"):
            invite(session, here, "ANNE@demo.example")

    def test_of_somebody_in_the_team_is_refused_unless_it_is_to_lead_it(self, session, here):
        add_membership(session, person=here.anne, organisation=here.school, role="teacher", team=here.team, at=AT)

        with pytest.raises(Invalid, match="in the team already"):
            invite(session, here, "anne@demo.example", team=here.team)

        assert invite(session, here, "anne@demo.example", Role.TEAM_LEADER, team=here.team)

    def test_writes_in_the_language_of_somebody_we_know(self, session, here):
        here.hanna.language = "nn"

        assert invite(session, here, "hanna@demo.example", language="en")[0].language == "nn"
        assert invite(session, here, language="en")[0].language == "en"

    @pytest.mark.parametrize(
        ("place", "role"),
        [
            ("school", Role.ADMIN),
            ("school", Role.SCHOOL_OWNER),
            ("school", Role.UNIVERSITY_STAFF),
            ("owner", Role.TEACHER),
            ("owner", Role.SCHOOL_LEADER),
            ("university", Role.TEACHER),
            ("operator", Role.ADMIN),
        ],
    )
    def test_to_what_nobody_can_be_there_is_refused(self, session, here, place, role):
        with pytest.raises(Invalid, match="Nobody has that role"):
            invite(session, here, role=role, place=getattr(here, place))

    @pytest.mark.parametrize("role", [Role.RESOURCE_TEACHER, Role.SCHOOL_LEADER, Role.TEAM_LEADER])
    def test_without_an_inviter_makes_participants_only(self, session, here, role):
        assert invite(session, here, by=None)

        with pytest.raises(Invalid, match="by being invited"):
            invite(session, here, role=role, by=None, team=here.team)

    def test_without_an_inviter_leaves_what_a_leader_sent_alone(self, session, here):
        sent, token = invite(session, here, name="Ny Lærer")

        asked, _ = invite(session, here, by=None, name="Somebody Else")
        again, _ = invite(session, here, by=None)

        assert asked is again is not sent
        assert invitations.invitation_with(session, token) is sent
        assert (sent.name, sent.inviter) == ("Ny Lærer", here.cecilie)
        assert invite(session, here)[0] is sent

    @pytest.mark.parametrize(("place", "role"), [("school", Role.SCHOOL_LEADER), ("owner", Role.SCHOOL_OWNER)])
    def test_of_oneself_to_lead_is_refused(self, session, here, place, role):
        assert invite(session, here, "anne@demo.example", role, place=getattr(here, place), by=here.hanna)
        assert invite(session, here, "hanna@demo.example", by=here.hanna)

        with pytest.raises(Invalid, match="Nobody invites themself") as refused:
            invite(session, here, "HANNA@demo.example", role, place=getattr(here, place), by=here.hanna)

        assert refused.value.field == "email"

    def test_to_a_team_of_another_school_or_that_has_ended_is_refused(self, session, here):
        ended = add_team(session, school=here.school, name="Gammelt team")
        ended.ended_on = TODAY

        for team in (here.their_team, ended):
            with pytest.raises(Invalid, match="belong to its school"):
                invite(session, here, team=team)

    def test_to_lead_no_team_is_refused(self, session, here):
        with pytest.raises(Invalid, match="say which"):
            invite(session, here, role=Role.TEAM_LEADER)

    def test_to_a_place_that_has_closed_is_refused(self, session, here):
        here.school.ends_on = TODAY
        assert invite(session, here)

        here.school.ends_on = TODAY - timedelta(days=1)
        with pytest.raises(Invalid, match="has closed"):
            invite(session, here)

    @pytest.mark.parametrize(
        ("role", "ends_on", "sentence"),
        [
            (Role.TEACHER, TODAY, "Only a deputy"),
            (Role.SCHOOL_LEADER, TODAY - timedelta(days=1), "passed already"),
        ],
    )
    def test_with_a_last_day_is_for_deputies_in_time(self, session, here, role, ends_on, sentence):
        assert invite(session, here, role=Role.SCHOOL_LEADER, ends_on=TODAY)

        with pytest.raises(Invalid, match=sentence):
            invite(session, here, role=role, ends_on=ends_on)

    def test_a_deputy_may_be_invited_to_stay(self, session, here):
        add_membership(session, person=here.hanna, organisation=here.school, role="school_leader", at=AT)
        membership = session.scalar(select(Membership).where(Membership.person_id == here.hanna.id))
        membership.ends_on = TODAY + timedelta(days=30)

        with pytest.raises(Invalid, match="already"):
            invite(session, here, "hanna@demo.example", Role.SCHOOL_LEADER, ends_on=TODAY + timedelta(days=20))
        _, token = invite(session, here, "hanna@demo.example", Role.SCHOOL_LEADER)
        accept(session, token, person=here.hanna)

        assert membership.ends_on == TODAY - timedelta(days=1)
        assert (
            session.scalar(
                select(func.count()).where(Membership.person_id == here.hanna.id, Membership.ends_on.is_(None))
            )
            == 1
        )

    @pytest.mark.parametrize("email", ["", "kari", "kari@", "kari@skole.no\nBcc: alle@skole.no", "k" * 250 + "@x.no"])
    def test_of_what_is_no_address_is_refused(self, session, here, email):
        with pytest.raises(Invalid, match="e-mail address"):
            invite(session, here, email)


class TestSendingAgain:
    def test_gives_a_new_link_and_ends_the_old_one(self, session, here):
        invitation, old = invite(session, here)
        later = AT + timedelta(days=20)

        token = invitations.resend(session, invitation, by=here.eva, at=later)

        assert invitations.invitation_with(session, old) is None
        assert invitations.standing(invitation, at=later) is Standing.WAITING
        assert new(session, token, at=later).person.email == "ny@demo.example"

    def test_is_refused_when_it_was_used_or_withdrawn(self, session, here):
        used, token = invite(session, here)
        new(session, token)
        taken_back, _ = invite(session, here, "en.til@demo.example")
        invitations.withdraw(session, taken_back, by=here.cecilie, at=AT)

        for invitation in (used, taken_back):
            session.refresh(invitation)
            with pytest.raises(Invalid, match="used or withdrawn"):
                invitations.resend(session, invitation, by=here.cecilie, at=AT)

    def test_is_refused_after_the_last_day_of_a_deputy(self, session, here):
        invitation, _ = invite(session, here, role=Role.SCHOOL_LEADER, ends_on=TODAY)

        with pytest.raises(Invalid, match="last day has passed"):
            invitations.resend(session, invitation, by=here.cecilie, at=AT + timedelta(days=1))

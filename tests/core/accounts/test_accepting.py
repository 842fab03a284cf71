"""Accepting an invitation: who is let in by it, once, and everything that can be wrong with it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.accounts import invitations
from courseengine.core.accounts.entry import find_account
from courseengine.core.accounts.invitations import Known, NotWaiting, SignInNeeded, Standing
from courseengine.core.accounts.join_codes import make_code
from courseengine.core.accounts.links import make_link, open_link
from courseengine.core.accounts.models import Account, Invitation
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest
from courseengine.core.people.operations import add_membership, add_person
from courseengine.core.people.roles import Role
from courseengine.core.policy.vouching import still_vouched_for
from tests.core.accounts.conftest import AT, PASSWORD, TODAY, accept, furnish, invite, new


class TestAccepting:
    def test_makes_the_person_the_account_and_the_membership(self, session, here):
        _, token = invite(session, here, team=here.team)

        accepted = new(session, token, language="nn")
        session.flush()

        person, membership = accepted.person, accepted.membership
        assert (person.name, person.email, person.language) == ("Ny Lærer", "ny@demo.example", "nn")
        assert (membership.role, membership.team_id, membership.main) == ("teacher", here.team.id, True)
        assert (membership.starts_on, membership.ends_on) == (TODAY, None)
        assert find_account(session, "ny@demo.example", PASSWORD) is person

    def test_leaves_lines_that_name_nobody(self, session, here):
        _, token = invite(session, here)
        new(session, token)

        lines = session.scalars(select(audit.AuditLine).order_by(audit.AuditLine.id)).all()[-4:]
        assert [line.event for line in lines] == ["invited", "password_changed", "invitation_used", "role_granted"]
        assert lines[0].actor_id == lines[3].actor_id == here.cecilie.id
        assert not any("demo" in line.subject or token in line.subject for line in lines)

    def test_works_once(self, session, here):
        _, token = invite(session, here)
        accepted = new(session, token)

        with pytest.raises(NotWaiting):
            accept(session, token, person=accepted.person)

    def test_is_too_late_after_two_weeks(self, session, here):
        _, token = invite(session, here)

        with pytest.raises(NotWaiting):
            new(session, token, at=AT + timedelta(days=14))

        assert session.scalar(select(Person).where(Person.email == "ny@demo.example")) is None

    def test_is_refused_when_it_was_withdrawn(self, session, here):
        invitation, token = invite(session, here)
        invitations.withdraw(session, invitation, by=here.cecilie, at=AT)
        session.refresh(invitation)

        with pytest.raises(NotWaiting):
            new(session, token)

        assert invitations.standing(invitation, at=AT) is Standing.WITHDRAWN

    def test_is_refused_when_the_place_has_closed(self, session, here):
        _, token = invite(session, here)
        here.school.ends_on = TODAY - timedelta(days=1)

        with pytest.raises(NotWaiting):
            new(session, token)

    def test_by_somebody_with_an_account_needs_that_very_person(self, session, here):
        _, token = invite(session, here, "hanna@demo.example")

        for somebody in ({"person": here.anne}, {"name": "Hanna", "password": PASSWORD}):
            with pytest.raises(SignInNeeded):
                accept(session, token, **somebody)

        assert accept(session, token, person=here.hanna).membership.person_id == here.hanna.id

    def test_with_an_ended_account_is_refused(self, session, here):
        session.get(Account, here.hanna.id).ended_at = AT
        _, token = invite(session, here, "hanna@demo.example")

        assert invitations.known(session, "hanna@demo.example") is Known.ENDED
        with pytest.raises(SignInNeeded):
            accept(session, token, name="Hanna", password=PASSWORD)

    def test_gives_somebody_who_was_imported_a_way_in_and_leaves_the_name(self, session, here):
        person = add_person(session, name="Fra Fil", email="fil@demo.example", at=AT)
        _, token = invite(session, here, "fil@demo.example")

        accepted = accept(session, token, name="Somebody Else", password=PASSWORD)
        session.flush()

        assert accepted.person is person
        assert person.name == "Fra Fil"
        assert find_account(session, "fil@demo.example", PASSWORD) is person

    def test_ends_the_links_to_a_first_password(self, session, here):
        person = add_person(session, name="Fra Fil", email="fil@demo.example", at=AT)
        link = make_link(session, person.id, "password", at=AT)
        _, token = invite(session, here, "fil@demo.example")
        assert open_link(session, link, "password", at=AT)

        accept(session, token, name="", password=PASSWORD)
        session.flush()

        assert open_link(session, link, "password", at=AT) is None

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"name": " ", "password": PASSWORD}, "name"), ({"name": "Ny", "password": "kort"}, "password")],
    )
    def test_needs_a_name_and_a_password(self, session, here, given, field):
        _, token = invite(session, here)

        with pytest.raises(Invalid) as refused:
            accept(session, token, **given)

        assert refused.value.field == field

    def test_gives_a_deputy_an_end(self, session, here):
        last = TODAY + timedelta(days=5)
        invitation, token = invite(session, here, role=Role.SCHOOL_LEADER, ends_on=last)

        membership = new(session, token).membership

        assert membership.ends_on == last
        assert invitation.expires_at < AT + timedelta(days=6)

    def test_ends_having_no_team_when_it_leads_into_one(self, session, here):
        alone = session.scalar(select(Membership).where(Membership.person_id == here.anne.id))
        alone.starts_on = TODAY - timedelta(days=100)
        _, token = invite(session, here, "anne@demo.example", team=here.team)

        membership = accept(session, token, person=here.anne).membership

        assert (alone.ends_on, membership.team_id) == (TODAY - timedelta(days=1), here.team.id)

    def test_leaves_other_teams_and_the_main_one(self, session, here):
        main = add_membership(
            session, person=here.hanna, organisation=here.school, role="teacher", team=here.team, main=True, at=AT
        )
        _, token = invite(session, here, "hanna@demo.example", team=here.other_team)

        membership = accept(session, token, person=here.hanna).membership

        assert (main.ends_on, main.main, membership.main) == (None, True, False)

    def test_of_two_invitations_to_the_same_makes_one_membership(self, session, here):
        _, first = invite(session, here, "hanna@demo.example")
        _, second = invite(session, here, "hanna@demo.example", team=here.team)
        add_membership(session, person=here.hanna, organisation=here.school, role="teacher", team=here.team, at=AT)

        accepted = [accept(session, token, person=here.hanna) for token in (first, second)]

        assert [one.membership for one in accepted] == [None, None]

    def test_follows_a_team_that_was_merged(self, session, here):
        _, token = invite(session, here, team=here.team)
        here.team.ended_on, here.team.successor_id = TODAY, here.other_team.id

        assert new(session, token).membership.team_id == here.other_team.id

    def test_makes_a_participant_of_a_leader_whose_team_has_ended(self, session, here):
        _, token = invite(session, here, role=Role.TEAM_LEADER, team=here.team)
        here.team.ended_on = TODAY

        membership = new(session, token).membership

        assert (membership.role, membership.team_id) == ("teacher", None)


class TestTwoKeys:
    @pytest.mark.parametrize(("place", "role"), [("school", Role.SCHOOL_LEADER), ("owner", Role.SCHOOL_OWNER)])
    def test_a_leader_whose_inviter_has_left_is_only_put_forward(self, session, here, place, role):
        last = date(2026, 12, 24)
        for number in range(2):
            _, token = invite(session, here, role=role, place=getattr(here, place), by=here.eva, ends_on=last)
            if number == 0:
                accepted = new(session, token, vouched=False)
            else:
                accepted = accept(session, token, vouched=False, person=accepted.person)

        asked = session.scalars(select(RoleRequest)).one()
        assert accepted.membership is None
        assert accepted.asked is asked
        assert (asked.role, asked.asked_by, asked.person_id) == (role, here.eva.id, accepted.person.id)
        assert (asked.ends_on, asked.decided_at) == (last, None)
        assert list(session.scalars(select(audit.AuditLine.event))).count("role_asked") == 1

    def test_a_leader_whose_inviter_is_still_there_leads(self, session, here):
        _, token = invite(session, here, role=Role.SCHOOL_LEADER)

        assert new(session, token).membership.role == "school_leader"

    @pytest.mark.parametrize(("place", "role"), [("school", Role.SCHOOL_LEADER), ("owner", Role.SCHOOL_OWNER)])
    def test_whoever_invites_an_address_of_their_own_only_asks(self, session, here, place, role):
        there = getattr(here, place)
        _, others = invite(session, here, "andre@demo.example", role, place=there, by=here.hanna)
        assert new(session, others).membership.role == role
        _, token = invite(session, here, "hanna.privat@demo.example", role, place=there, by=here.hanna)
        here.hanna.email = "hanna.privat@demo.example"
        session.flush()

        accepted = accept(session, token, person=here.hanna)

        assert accepted.membership is None
        assert (accepted.asked.person_id, accepted.asked.asked_by) == (here.hanna.id, here.hanna.id)

    def test_a_deputy_who_sends_their_own_again_is_not_their_inviter(self, session, here):
        invitation, _ = invite(session, here, "hanna@demo.example", Role.SCHOOL_LEADER)

        invitations.resend(session, invitation, by=here.hanna, at=AT)
        assert invitation.inviter is here.cecilie
        invitations.resend(session, invitation, by=here.eva, at=AT)
        assert invitation.inviter is here.eva

    def test_a_deputy_lets_somebody_else_lead_for_longer(self, session, here):
        deputy = add_membership(session, person=here.hanna, organisation=here.school, role="school_leader", at=AT)
        deputy.ends_on = TODAY + timedelta(days=1)
        invitation, token = invite(session, here, role=Role.SCHOOL_LEADER, by=here.hanna)
        later = AT + timedelta(days=1)

        vouched = still_vouched_for(session, invitation, at=later)
        membership = new(session, token, at=later, vouched=vouched).membership

        assert (membership.role, membership.ends_on) == ("school_leader", None)

    def test_a_request_is_noted_as_every_other_and_none_is_made_for_a_leader(self, session, here):
        _, token = invite(session, here, "anne@demo.example", Role.SCHOOL_LEADER)
        _, late = invite(session, here, "hanna@demo.example", Role.SCHOOL_LEADER)
        add_membership(session, person=here.anne, organisation=here.school, role="school_leader", at=AT)

        already = accept(session, token, person=here.anne, vouched=False)
        assert (already.membership, already.asked) == (None, None)
        accept(session, late, person=here.hanna, vouched=False)

        asked = select(audit.AuditLine.subject).where(audit.AuditLine.event == "role_asked")
        assert session.scalars(asked).all() == [f"{here.school.public_id}:school_leader"]

    def test_a_participant_needs_nobody(self, session, here):
        _, token = invite(session, here)

        assert new(session, token, vouched=False).membership.role == "teacher"


class TestInTheSameMoment:
    def both(self, database, act):
        start = Barrier(2)

        def one(number):
            start.wait()
            try:
                with database.writing() as session:
                    return act(session, number)
            except (NotWaiting, SignInNeeded) as error:
                return type(error)

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, range(2)))

    @pytest.fixture
    def there(self, database):
        with database.writing() as session:
            return furnish(session)

    def count(self, database, table):
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(table))

    def test_one_link_pressed_twice_makes_one_membership(self, database, there):
        with database.writing() as session:
            _, token = invite(session, there)
        before = self.count(database, Membership)

        results = self.both(database, lambda session, _: type(new(session, token)).__name__)

        assert sorted(map(str, results)) == sorted(["Accepted", str(NotWaiting)])
        assert self.count(database, Membership) == before + 1

    def test_two_links_of_somebody_new_make_one_person(self, database, there):
        with database.writing() as session:
            tokens = [
                invite(session, there, place=place)[1] for place in (there.school, session.merge(there.elsewhere))
            ]
        before = self.count(database, Person)

        results = self.both(database, lambda session, number: type(new(session, tokens[number])).__name__)

        assert sorted(map(str, results)) == sorted(["Accepted", str(SignInNeeded)])
        assert self.count(database, Person) == before + 1

    def test_two_links_to_the_same_make_one_membership(self, database, there):
        with database.writing() as session:
            hanna = session.get(Person, there.hanna.id)
            tokens = [invite(session, there, hanna.email)[1]]
            twin = Invitation(
                email=hanna.email, organisation_id=there.school.id, role="teacher", token_hash=hash_token("two"),
                made_at=AT, expires_at=AT + timedelta(days=1), invited_by=there.cecilie.id,
            )  # fmt: skip
            session.add(twin)
            tokens.append("two")

        self.both(
            database,
            lambda session, number: str(accept(session, tokens[number], person=session.get(Person, there.hanna.id))),
        )

        with database.reading() as session:
            held = select(func.count()).where(Membership.person_id == there.hanna.id)
            assert session.scalar(held) == 1

    @pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)  # SQLite has one writer at a time
    def test_who_looks_after_a_place_does_not_wait_for_a_guest_who_joins_it(self, database, there):
        with database.writing() as joining:
            hanna, school = joining.get(Person, there.hanna.id), joining.get(Organisation, there.school.id)
            add_membership(joining, person=hanna, organisation=school, role="teacher", at=AT)
            joining.flush()
            with database.writing() as inviting:
                place, by = inviting.get(Organisation, there.school.id), inviting.get(Person, there.eva.id)
                assert invite(inviting, there, place=place, by=by)
                assert make_code(inviting, place, by=by, at=AT)

    def test_an_address_invited_by_two_waits_once(self, database, there):
        before = self.count(database, Invitation)

        self.both(
            database,
            lambda session, _: invite(
                session, there, place=session.get(Organisation, there.school.id), by=session.get(Person, there.eva.id)
            )[1],
        )

        assert self.count(database, Invitation) == before + 1

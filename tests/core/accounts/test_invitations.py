"""Invitations: who is let in by one, once, and everything that can be wrong with it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.accounts import invitations
from courseengine.core.accounts.invitations import Known, NotWaiting, SignInNeeded, Standing
from courseengine.core.accounts.models import Account, Invitation
from courseengine.core.accounts.operations import find_account, hash_token
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest
from courseengine.core.people.operations import add_membership, add_person, add_team
from courseengine.core.people.roles import Role
from tests.core.accounts.conftest import AT, furnish

TODAY = AT.date()
PASSWORD = "grønn stol under bordet"


def invite(session, here, email="ny@demo.example", role=Role.TEACHER, **more):
    given = {"by": here.cecilie, "at": AT, "language": "nb", **more}
    place = given.pop("place", here.school)
    return invitations.invite(session, place, email, role, **given)


def accept(session, token, *, at=AT, vouched=True, **more):
    return invitations.accept(session, token, at=at, vouched=vouched, **more)


def new(session, token, **more):
    return accept(session, token, name="Ny Lærer", password=PASSWORD, **more)


def events(session):
    return list(session.scalars(select(audit.AuditLine.event).order_by(audit.AuditLine.id)))


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
        assert events(session).count("role_asked") == 1

    def test_a_leader_whose_inviter_is_still_there_leads(self, session, here):
        _, token = invite(session, here, role=Role.SCHOOL_LEADER)

        assert new(session, token).membership.role == "school_leader"

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

    def test_an_address_invited_by_two_waits_once(self, database, there):
        before = self.count(database, Invitation)

        self.both(
            database,
            lambda session, _: invite(
                session, there, place=session.get(Organisation, there.school.id), by=session.get(Person, there.eva.id)
            )[1],
        )

        assert self.count(database, Invitation) == before + 1

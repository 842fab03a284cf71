"""Leading takes two keys, also by an invitation: who turned them, who is asked, and who is told."""

import pytest
from sqlalchemy import select

from courseengine.core.accounts.models import Invitation
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.people.models import Membership, Person, RoleRequest
from courseengine.core.people.operations import add_membership
from courseengine.core.people.roles import Role
from tests.web.conftest import AT
from tests.web.mail import letters
from tests.web.pages import said
from tests.web.test_join import NEW, memberships


class TestTwoKeys:
    def leave(self, database, world):
        """Cecilie no longer leads Furulia."""
        with database.writing() as session:
            for held in session.scalars(select(Membership).where(Membership.person_id == world.people["cecilie"].id)):
                held.ends_on = world.day(-1)

    def test_a_leader_invited_by_one_is_a_leader(self, stranger, database, invited):
        stranger.post(invited(role=Role.SCHOOL_LEADER), data=NEW)

        assert [held.role for held in memberships(database, "ny@demo.example")] == ["school_leader"]

    @pytest.mark.parametrize(("role", "confirmed"), [(Role.SCHOOL_LEADER, False), (Role.TEACHER, True)])
    def test_the_inviters_key_is_asked_for_on_the_day(self, stranger, database, world, invited, role, confirmed):
        path = invited(role=role)
        self.leave(database, world)

        response = stranger.post(path, data=NEW)

        page = stranger.get("/").text
        told = said(
            "Whoever invited you to lead %(place)s no longer can. Somebody else there has to confirm it first.",
            place="Furulia skole",
        )
        assert response.status_code == 302
        assert (told in page, len(memberships(database, "ny@demo.example")) == 1) == (not confirmed, confirmed)
        with database.reading() as session:
            asked = session.scalars(
                select(RoleRequest).join(RoleRequest.person).where(Person.email == "ny@demo.example")
            ).all()
        assert [one.role for one in asked] == ([] if confirmed else [Role.SCHOOL_LEADER])

    def test_whoever_invites_an_address_of_their_own_is_told_that_they_ask(self, as_person, database, world, invited):
        path = invited("cecilie.privat@demo.example", role=Role.SCHOOL_LEADER)
        cecilie = as_person("cecilie")
        with database.writing() as session:
            session.get_one(Person, world.people["cecilie"].id).email = "cecilie.privat@demo.example"
            for held in session.scalars(select(Membership).where(Membership.person_id == world.people["cecilie"].id)):
                held.ends_on = world.day(1)

        assert cecilie.post(path).status_code == 302

        told = said("You have asked to lead %(place)s. Somebody else has to confirm it first.", place="Furulia skole")
        assert told in cecilie.get("/").text

    @pytest.mark.parametrize("others", [True, False])
    def test_of_a_lone_leaders_new_leader_those_above_are_told(
        self, app, stranger, database, world, invited, monkeypatch, others
    ):
        monkeypatch.setitem(app.extensions, "sends_mail", True)
        if others:
            with database.writing() as session:
                bjorn, school = session.merge(world.people["bjorn"]), session.merge(world.places["furulia"])
                add_membership(session, person=bjorn, organisation=school, role=Role.SCHOOL_LEADER, at=AT)

        stranger.post(invited(role=Role.SCHOOL_LEADER), data=NEW)

        told = {letter.to.partition("@")[0] for letter in letters(app, database)}
        assert told == {"cecilie", "bjorn" if others else "eva"}

    def test_a_used_token_is_kept_as_a_hash_only(self, stranger, database, invited):
        path = invited()
        token = path.rpartition("/")[2]
        stranger.post(path, data=NEW)

        with database.reading() as session:
            kept = session.scalar(select(Invitation.token_hash).where(Invitation.email == "ny@demo.example"))
        assert kept == hash_token(token)

"""Invitations as they are opened: by people, by scanners, too late, twice and by somebody else."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base import clock
from courseengine.core import audit
from courseengine.core.accounts import invitations
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import Account, Invitation, UserSession
from courseengine.core.people.models import Membership, Person
from courseengine.core.people.operations import add_person
from tests.web.conftest import AT, csrf
from tests.web.hostile import MARKUP
from tests.web.pages import page_of, said

PASSWORD = "sol over Skogvik i mai"
NEW = {"name": "Ny Lærer", "password": PASSWORD}


def memberships(database, email):
    with database.reading() as session:
        held = select(Membership).join(Membership.person).where(Person.email == email)
        return list(session.scalars(held.order_by(Membership.id)))


def state(database):
    """All that opening a link could have changed."""
    with database.reading() as session:
        counted = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Person, Account, Membership, UserSession, audit.AuditLine)
        ]
        return counted, session.execute(select(Invitation.token_hash, Invitation.used_at, Invitation.expires_at)).all()


def is_in(client):
    return "/sign-in" not in page_of(client.get("/")).links


class TestOpening:
    def test_changes_nothing_whatever_opens_it(self, app, database, invited):
        path, before = invited(), None
        before = state(database)

        for _ in range(2):
            assert app.test_client().get(path, headers={"User-Agent": "MailScanner/1.0"}).status_code == 200
            assert app.test_client().head(path).status_code == 200

        assert state(database) == before
        assert app.test_client().post(path, data=NEW).headers["Location"] == "/"

    def test_tells_who_invites_where_and_as_what(self, stranger, invited):
        page = stranger.get(invited(team="5.–7. trinn", name="Ny Lærer")).text

        for told in ("Cecilie", "Furulia skole", "5.–7. trinn", said("Staff"), 'value="Ny Lærer"', "ny@demo.example"):
            assert told in page

    def test_tells_no_other_page_of_the_token(self, stranger, invited):
        path = invited()

        for response in (stranger.get(path), stranger.get("/invitations/nothing"), stranger.get("/join")):
            assert response.headers["Referrer-Policy"] == "no-referrer"
        assert stranger.get("/sign-in").headers["Referrer-Policy"] == "same-origin"

    def test_leaves_no_token_in_a_log(self, stranger, invited, caplog):
        path = invited()

        with caplog.at_level(logging.DEBUG):
            stranger.get(path)
            stranger.post(path, data=NEW)
            stranger.get(path + "x")

        assert path.rpartition("/")[2] not in caplog.text

    def test_with_names_that_mean_harm_runs_nothing(self, app, hostile_world):
        with app.extensions["database"].writing() as session:
            _, token = invitations.invite(
                session, session.merge(hostile_world.places["furulia"]), "x@demo.example", "teacher", name=MARKUP,
                by=session.merge(hostile_world.people["cecilie"]), team=session.merge(hostile_world.teams["hostile"]),
                at=AT, language="nb",
            )  # fmt: skip

        page = app.test_client().get(f"/invitations/{token}").text

        assert "window.hacked" in page
        assert MARKUP not in page


@pytest.mark.both_databases
class TestSomebodyNew:
    def test_is_signed_in_and_welcomed(self, stranger, database, invited, world):
        path = invited(team="5.–7. trinn")
        stranger.post("/language", data={"language": "nn"})

        response = stranger.post(path, data=NEW)

        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert said("Welcome to %(place)s.", "nn", place="Furulia skole") in stranger.get("/").text
        assert is_in(stranger)
        (held,) = memberships(database, "ny@demo.example")
        assert (held.role, held.team_id, held.ends_on) == ("teacher", world.teams["5.–7. trinn"].id, None)
        with database.reading() as session:
            assert session.scalar(select(Person.language).where(Person.email == "ny@demo.example")) == "nn"

    def test_signs_in_with_the_password_from_then_on(self, app, stranger, invited):
        stranger.post(invited("NY@Demo.Example"), data=NEW)
        later = app.test_client()

        later.post("/sign-in", data={"email": "ny@demo.example", "password": PASSWORD})

        assert is_in(later)

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"name": "  "}, "Write your name."),
            ({"name": "x" * 201}, "The name is too long."),
            ({"password": "kort"}, "The password needs at least 8 characters; 15 are better."),
            ({"password": ""}, "The password needs at least 8 characters; 15 are better."),
        ],
    )
    def test_is_told_what_is_missing_and_loses_nothing(self, stranger, database, invited, sent, sentence):
        path = invited()

        response = stranger.post(path, data=NEW | sent)

        assert response.status_code == 422
        assert said(sentence) in response.text
        assert PASSWORD not in response.text
        assert memberships(database, "ny@demo.example") == []
        assert stranger.post(path, data=NEW).status_code == 302

    def test_becomes_what_the_invitation_says_whatever_the_form_does(self, stranger, database, invited):
        stranger.post(invited(), data=NEW | {"role": "school_leader", "team": "x", "email": "cecilie@demo.example"})

        (held,) = memberships(database, "ny@demo.example")
        assert held.role == "teacher"

    def test_from_a_file_chooses_a_password_and_keeps_the_name(self, stranger, database, invited):
        with database.writing() as session:
            add_person(session, name="Fra Fil", email="fil@demo.example", at=AT)
        path = invited("fil@demo.example")

        page = stranger.get(path)

        assert "Fra Fil" in page.text
        assert "name" not in page_of(page).form(path).fields
        assert stranger.post(path, data={"password": PASSWORD}).status_code == 302
        assert is_in(stranger)

    def test_comes_in_over_https_without_a_referer(self, app, world, invited, with_csrf):
        client, path = app.test_client(), invited()
        secure = {"base_url": "https://localhost"}
        token = page_of(client.get(path, **secure)).form(path).fields["csrf_token"]

        response = client.post(path, data=NEW | {"csrf_token": token}, **secure)

        assert (response.status_code, response.headers["Location"]) == (302, "/")

    def test_needs_the_forms_token(self, stranger, invited, with_csrf, database):
        path = invited()

        assert stranger.post(path, data=NEW).status_code == 400
        assert memberships(database, "ny@demo.example") == []
        assert stranger.post(path, data=NEW | {"csrf_token": csrf(stranger, path)}).status_code == 302


class TestSomebodyWeKnow:
    @pytest.fixture(autouse=True)
    def _registered(self, database, world):
        with database.writing() as session:
            for key in ("hanna", "anne"):
                set_password(session, world.people[key].id, PASSWORD)

    def test_signs_in_first_and_comes_back(self, stranger, database, invited):
        path = invited("HANNA@demo.example")
        page = stranger.get(path)
        assert said("You have an account already. Sign in, and you come back here.") in page.text
        sign_in = next(link for link in page_of(page).links if link.startswith("/sign-in?next="))

        form = page_of(stranger.get(sign_in)).form("/sign-in")
        back = stranger.post(form.action, data=form.fields | {"email": "Hanna@Demo.example", "password": PASSWORD})
        assert back.headers["Location"] == path
        stranger.post(path)

        (held,) = memberships(database, "hanna@demo.example")
        assert held.role == "teacher"

    def test_cannot_be_taken_over_with_a_new_password(self, stranger, database, invited):
        path = invited("hanna@demo.example")

        response = stranger.post(path, data=NEW)

        assert response.status_code == 200
        assert not is_in(stranger)
        assert memberships(database, "hanna@demo.example") == []

    def test_needs_one_press_when_signed_in(self, as_person, invited, database):
        hanna, path = as_person("hanna"), invited("hanna@demo.example")

        form = page_of(hanna.get(path)).form(path)

        assert (form.method, set(form.fields)) == ("post", {"csrf_token"})
        assert hanna.post(path).status_code == 302
        assert len(memberships(database, "hanna@demo.example")) == 1

    def test_goes_on_in_a_new_session(self, as_person, invited):
        hanna = as_person("hanna")
        with hanna.session_transaction() as cookie:
            before = cookie["_user_id"]

        hanna.post(invited("hanna@demo.example"))

        with hanna.session_transaction() as cookie:
            after = cookie["_user_id"]
        assert before != after
        assert is_in(hanna)

    def test_keeps_the_end_of_the_session_it_had(self, as_person, invited, world, database):
        hanna, paths = as_person("hanna"), [invited("hanna@demo.example", team=team) for team in (None, "5.–7. trinn")]
        clock.start_at(AT + timedelta(hours=7))

        for path in paths:
            assert hanna.post(path).status_code == 302

        with database.reading() as session:
            held = session.scalars(select(UserSession).where(UserSession.person_id == world.people["hanna"].id)).all()
        assert len(held) == 3
        assert len({one.started_at for one in held}) == 1
        assert [one.ended_at is None for one in held].count(True) == 1

    def test_stays_in_the_same_session_when_nothing_is_granted(self, as_person, invited):
        hanna, paths = as_person("hanna"), [invited("hanna@demo.example", team=team) for team in (None, "5.–7. trinn")]
        hanna.post(paths[1])
        with hanna.session_transaction() as cookie:
            before = cookie["_user_id"]

        hanna.post(paths[0])

        with hanna.session_transaction() as cookie:
            assert cookie["_user_id"] == before
        assert is_in(hanna)

    def test_keeps_a_session_that_showed_a_second_factor(self, as_person, invited, database):
        gro = as_person("gro")

        gro.post(invited("gro@demo.example"))

        assert gro.get("/admin").status_code == 200

    @pytest.mark.parametrize("email", ["ny@demo.example", "hanna@demo.example"])
    def test_is_not_somebody_else(self, as_person, database, invited, email):
        bjorn, path = as_person("bjorn"), invited(email)

        page, answer = bjorn.get(path), bjorn.post(path, data=NEW)

        for response in (page, answer):
            assert said("You are signed in as %(name)s", name="Bjørn") in response.text
        assert memberships(database, email) == []
        assert len(memberships(database, "bjorn@demo.example")) == 1

    def test_with_a_closed_account_is_told_so(self, stranger, database, world, invited):
        path = invited("hanna@demo.example")
        with database.writing() as session:
            session.get_one(Account, world.people["hanna"].id).ended_at = AT
        told = said(
            "The account with this address has been closed. Ask a leader at %(place)s to have it opened again.",
            place="Furulia skole",
        )

        for response in (stranger.get(path), stranger.post(path, data=NEW)):
            assert response.status_code == 410
            assert told in response.text
        assert not is_in(stranger)

    def test_who_is_there_already_hears_so(self, as_person, invited, database):
        first, second = invited("hanna@demo.example"), invited("hanna@demo.example", team="5.–7. trinn")
        hanna = as_person("hanna")
        hanna.post(second)

        hanna.post(first)

        assert said("You were in already.") in hanna.get("/").text
        assert len(memberships(database, "hanna@demo.example")) == 1


class TestWhatCannotBeUsed:
    def check(self, client, database, path, status, sentence, **values):
        for response in (client.get(path), client.post(path, data=NEW)):
            assert response.status_code == status
            assert said(sentence, **values) in response.text

    def test_used_twice(self, app, stranger, database, invited):
        path = invited()
        stranger.post(path, data=NEW)

        for client in (stranger, app.test_client()):
            self.check(
                client, database, path, 410,
                "It has been used already, and works once. If that was you, you only need to sign in.",
            )  # fmt: skip
        assert len(memberships(database, "ny@demo.example")) == 1

    def test_late(self, stranger, database, invited):
        path = invited(at=AT - timedelta(days=14))

        self.check(
            stranger, database, path, 410,
            "It was too old: an invitation lasts two weeks. Ask a leader at %(place)s for a new one.",
            place="Furulia skole",
        )  # fmt: skip
        assert memberships(database, "ny@demo.example") == []

    def test_late_while_the_page_was_open(self, stranger, database, invited):
        path = invited()
        assert stranger.get(path).status_code == 200
        clock.start_at(AT + timedelta(days=14))

        assert stranger.post(path, data=NEW).status_code == 410
        assert memberships(database, "ny@demo.example") == []

    def test_withdrawn(self, stranger, database, world, invited):
        path = invited()
        with database.writing() as session:
            invitation = invitations.invitation_with(session, path.rpartition("/")[2])
            invitations.withdraw(session, invitation, by=session.merge(world.people["cecilie"]), at=AT)

        self.check(
            stranger, database, path, 410,
            "It has been withdrawn. Ask a leader at %(place)s if you think that is a mistake.", place="Furulia skole",
        )  # fmt: skip

    @pytest.mark.parametrize("token", ["nothing", "x" * 2000, "%3Cscript%3E", "ÆØÅ"])
    def test_unknown_or_replaced(self, stranger, database, invited, token):
        old = invited()
        invited()

        for path in (old, f"/invitations/{token}"):
            response = stranger.get(path)
            assert response.status_code == 404
            assert said("This invitation cannot be used") in response.text
            assert stranger.post(path, data=NEW).status_code == 404
        assert memberships(database, "ny@demo.example") == []

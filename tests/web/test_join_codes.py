"""Join codes and signing up, from the wall to the first page; the answer is the same for every address."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base import clock
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.join_codes import end_code, make_code, shown
from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.outbox import OutgoingMail
from courseengine.core.people.models import Membership, Organisation, Person
from tests.web.conftest import AT
from tests.web.mail import letters, link_in
from tests.web.pages import page_of, said, without_tokens

PASSWORD = "sol over Skogvik i mai"
WRONG = "No such code is in use. Look at it once more, or ask for the newest one."
NO_MAIL = "No mail is sent from here, so you cannot make an account yourself. Ask your leader for one."


@pytest.fixture(autouse=True)
def _mail(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "sends_mail", True)


@pytest.fixture
def code(world):
    """The path of Furulia's code."""
    return f"/join/{shown(world.codes['furulia'].code)}"


@pytest.fixture
def team_code(database, world):
    with database.writing() as session:
        made = make_code(
            session, session.merge(world.places["furulia"]), team=session.merge(world.teams["8.–10. trinn"]),
            by=session.merge(world.people["cecilie"]), at=AT,
        )  # fmt: skip
    return f"/join/{shown(made.code)}"


def held_by(database, key):
    with database.reading() as session:
        found = select(Membership).join(Membership.person).where(Person.email == f"{key}@demo.example")
        return [(held.role, held.team_id) for held in session.scalars(found) if held.ends_on is None]


def ask(client, path, email="ny@demo.example", **more):
    return client.post(path, data={"name": "Ny Lærer", "email": email, **more})


class TestTheCode:
    @pytest.mark.parametrize("change", [str, str.upper, lambda typed: typed.replace("-", " "), lambda t: f" {t} "])
    def test_is_typed_as_people_type(self, stranger, code, change):
        response = stranger.post("/join", data={"code": change(code.rpartition("/")[2])})

        assert (response.status_code, response.headers["Location"]) == (302, code)
        assert "Furulia skole" in stranger.get(code).text

    def test_names_the_team(self, stranger, team_code):
        assert "8.–10. trinn" in stranger.get(team_code).text

    @pytest.mark.parametrize("typed", ["abcd-efgh", "æøå", "x" * 500, "'; drop table join_code"])
    def test_that_is_wrong_is_told_in_a_sentence(self, stranger, world, typed):
        answers = [
            stranger.post("/join", data={"code": typed}),
            stranger.get(f"/join/{typed}"),
            ask(stranger, f"/join/{typed}"),
        ]

        assert [answer.status_code for answer in answers] == [422, 404, 404]
        assert all(said(WRONG) in answer.text for answer in answers)

    def test_that_was_ended_lets_nobody_in(self, stranger, as_person, database, world, code):
        hanna = as_person("hanna")
        assert hanna.get(code).status_code == 200
        with database.writing() as session:
            end_code(
                session, session.get_one(JoinCode, world.codes["furulia"].id),
                by=session.merge(world.people["cecilie"]), at=AT,
            )  # fmt: skip

        assert said(WRONG) in stranger.get(code).text
        assert hanna.post(code).status_code == 404
        assert held_by(database, "hanna") == []

    def test_is_asked_for(self, stranger, world):
        response = stranger.post("/join", data={"code": " "})

        assert response.status_code == 422
        assert said("Write the code.") in response.text

    def test_is_not_guessed(self, app, stranger, code):
        for number in range(30):
            assert stranger.get(f"/join/aaaa-{number:04}").status_code == 404

        slowed = [stranger.get("/join/bbbb-bbbb"), stranger.post("/join", data={"code": "cccc"}), stranger.get(code)]
        elsewhere = app.test_client().get(code, environ_base={"REMOTE_ADDR": "192.0.2.7"})
        clock.start_at(AT + timedelta(hours=1))
        patient = stranger.get(code)

        assert [answer.status_code for answer in slowed] == [429, 429, 429]
        assert int(slowed[0].headers["Retry-After"]) > 0
        assert (elsewhere.status_code, patient.status_code) == (200, 200)

    @pytest.mark.parametrize(("site", "status"), [("cross-site", 200), ("same-site", 200), ("same-origin", 429)])
    def test_is_not_shut_by_pictures_on_other_sites(self, stranger, code, site, status):
        for number in range(31):
            stranger.get(f"/join/aaaa-{number:04}", headers={"Sec-Fetch-Site": site})

        assert stranger.get(code).status_code == status

    @pytest.mark.parametrize(
        ("first", "then", "status"),
        [
            ("2001:db8:0:1::{}", "2001:db8:0:1:ffff::1", 429),
            ("2001:db8:0:1::{}", "2001:db8:0:2::1", 200),
            ("::ffff:192.0.2.9", "192.0.2.9", 429),
        ],
    )
    def test_is_guessed_from_one_network_as_from_one_machine(self, stranger, code, first, then, status):
        for number in range(30):
            stranger.get(f"/join/aaaa-{number:04}", environ_base={"REMOTE_ADDR": first.format(number + 1)})

        assert stranger.get(code, environ_base={"REMOTE_ADDR": then}).status_code == status


class TestWhoeverIsSignedIn:
    @pytest.mark.both_databases
    def test_joins_as_a_teacher_with_one_press(self, as_person, database, world, team_code):
        hanna = as_person("hanna")
        assert set(page_of(hanna.get(team_code)).form(team_code).fields) == {"csrf_token"}

        response = hanna.post(team_code)

        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert said("Welcome to %(place)s.", place="Furulia skole") in hanna.get("/").text
        assert held_by(database, "hanna") == [("teacher", world.teams["8.–10. trinn"].id)]

    def test_is_never_more_than_a_teacher(self, as_person, database, code):
        wish = {"role": "school_leader", "team": "1", "ends_on": "2027-01-01", "person": "1", "granted_by": "1"}

        as_person("hanna").post(code, data=wish)

        assert held_by(database, "hanna") == [("teacher", None)]

    def test_joins_once(self, as_person, database, code):
        anne, before = as_person("anne"), held_by(database, "anne")

        anne.post(code)

        assert said("You were in already.") in anne.get("/").text
        assert held_by(database, "anne") == before

    def test_needs_no_mail(self, app, as_person, database, code, monkeypatch):
        monkeypatch.setitem(app.extensions, "sends_mail", False)

        as_person("hanna").post(code)

        assert held_by(database, "hanna") == [("teacher", None)]


class TestWhoeverIsNot:
    def test_gets_a_letter_that_says_whose_code_it_was_and_comes_in_by_it(self, app, stranger, database, team_code):
        response = ask(stranger, team_code, role="school_leader")
        (letter,) = letters(app, database)

        assert (response.status_code, response.headers["Location"]) == (302, "/join/sent")
        assert letter.to == "ny@demo.example"
        assert "Furulia skole" in letter.text
        assert "8.–10. trinn" in letter.text
        path = link_in(letter, "/invitations/")
        assert 'value="Ny Lærer"' in stranger.get(path).text
        stranger.post(path, data={"name": "Ny Lærer", "password": PASSWORD})
        assert [role for role, _ in held_by(database, "ny")] == ["teacher"]

    def test_cannot_have_words_of_their_own_sent(self, app, stranger, database, code):
        ask(stranger, code, name="Kjøp nå på evil.example")

        (letter,) = letters(app, database)
        assert "evil" not in letter.subject + letter.text + letter.html

    def test_reads_the_same_page_whoever_the_address_belongs_to(self, app, database, world, code):
        with database.writing() as session:
            set_password(session, world.people["hanna"].id, PASSWORD)
        pages = []
        for email in ("ukjent@demo.example", "hanna@demo.example", "anne@demo.example"):
            client = app.test_client()
            answer = ask(client, code, email)
            pages.append(
                (answer.status_code, answer.headers["Location"], without_tokens(client.get("/join/sent").text))
            )

        assert pages[0] == pages[1] == pages[2]
        with database.reading() as session:
            sent = session.execute(select(OutgoingMail.email, OutgoingMail.message).order_by(OutgoingMail.id)).all()
        assert [tuple(one) for one in sent] == [
            ("ukjent@demo.example", "invitation"),
            ("hanna@demo.example", "invitation"),
            ("anne@demo.example", "already_in"),
        ]

    def test_hears_by_mail_that_they_are_in_already(self, app, stranger, database, code):
        ask(stranger, code, " ANNE@Demo.Example ")

        (letter,) = letters(app, database, "anne@demo.example")
        assert "Furulia skole" in letter.text
        assert link_in(letter, "sign-in") == "/sign-in"

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"email": "ny"}, "Write an e-mail address, such as kari@skolen.no."),
            (
                {"email": "ny@demo.example\r\nBcc: alle@demo.example"},
                "Write an e-mail address, such as kari@skolen.no.",
            ),
            ({"name": " "}, "Write your name."),
        ],
    )
    def test_is_told_what_is_missing(self, stranger, database, code, sent, sentence):
        response = ask(stranger, code, **sent)

        assert response.status_code == 422
        assert said(sentence) in response.text
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0

    def test_is_told_when_no_mail_is_sent(self, app, stranger, database, code, monkeypatch):
        monkeypatch.setitem(app.extensions, "sends_mail", False)

        page, answer = stranger.get(code), ask(stranger, code)

        assert said(NO_MAIL) in page.text
        assert said(NO_MAIL) in answer.text
        assert answer.status_code == 422
        assert "email" not in "".join(name for form in page_of(page).forms for name in form.fields)
        with database.reading() as session:
            assert session.scalar(select(func.count()).where(Invitation.email == "ny@demo.example")) == 0

    def test_does_not_fill_somebodys_letter_box(self, stranger, database, code):
        statuses = [ask(stranger, code, "offer@demo.example").status_code for _ in range(8)]

        assert statuses[-1] == 429
        with database.reading() as session:
            written = select(func.count()).where(OutgoingMail.email == "offer@demo.example")
            assert session.scalar(written) == statuses.count(302) <= 5

    def test_comes_with_the_whole_staff_from_one_address(self, app, code):
        statuses = {ask(app.test_client(), code, f"staff{number}@demo.example").status_code for number in range(80)}

        assert statuses == {302}

    def test_asking_again_ends_the_first_link(self, app, stranger, database, code):
        ask(stranger, code)
        ask(stranger, code)

        first, second = (link_in(letter, "/invitations/") for letter in letters(app, database))
        assert (stranger.get(first).status_code, stranger.get(second).status_code) == (404, 200)

    def test_who_asked_too_long_ago_asks_again_the_same_way(self, app, stranger, database, code):
        ask(stranger, code)
        (letter,) = letters(app, database)
        clock.start_at(AT + timedelta(days=15))

        page = stranger.get(link_in(letter, "/invitations/"))

        told = "It was too old: a link lasts two weeks. Ask for a new one the way you did the first time."
        assert page.status_code == 410
        assert said(told) in page.text


class TestSigningUp:
    @pytest.fixture
    def allowed(self, app, monkeypatch):
        monkeypatch.setitem(app.extensions, "self_sign_up", True)

    def test_is_not_there_unless_the_operator_allows_it(self, stranger, as_person, world):
        for client in (stranger, as_person("hanna")):
            assert (client.get("/sign-up").status_code, ask(client, "/sign-up").status_code) == (404, 404)
        assert "/sign-up" not in page_of(stranger.get("/sign-in")).links

    @pytest.mark.both_databases
    def test_leads_to_the_place_of_those_without_a_school(self, app, allowed, stranger, database):
        assert "/sign-up" in page_of(stranger.get("/sign-in")).links
        for number in range(2):
            client = app.test_client()
            assert ask(client, "/sign-up", f"alene{number}@demo.example").headers["Location"] == "/join/sent"
            (letter,) = letters(app, database, f"alene{number}@demo.example")
            client.post(link_in(letter, "/invitations/"), data={"name": "Alene", "password": PASSWORD})
            assert held_by(database, f"alene{number}") == [("teacher", None)]

        with database.reading() as session:
            (place,) = session.scalars(select(Organisation).where(Organisation.kind == "other")).all()
        assert place.name == "Uten skole"

    def test_is_one_press_for_whoever_is_signed_in(self, allowed, as_person, database):
        hanna = as_person("hanna")
        assert hanna.get("/sign-up").status_code == 200

        hanna.post("/sign-up", data={"role": "admin"})

        assert held_by(database, "hanna") == [("teacher", None)]

    def test_from_one_origin_is_slowed_down(self, app, allowed, world):
        statuses = [ask(app.test_client(), "/sign-up", f"{number}@demo.example").status_code for number in range(35)]

        assert statuses[:30] == [302] * 30
        assert 429 in statuses[30:]

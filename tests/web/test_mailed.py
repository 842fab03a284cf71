"""A forgotten password and a new address: links in mails, and what they tell nobody."""

import json
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import Account, MailedLink
from courseengine.core.outbox import OutgoingMail
from courseengine.core.people.models import Person
from courseengine.web.letters import letter_of
from tests.web.conftest import AT
from tests.web.pages import page_of, said, without_tokens
from tests.web.test_account import PASSWORD, enter, is_in, later

pytestmark = pytest.mark.both_databases

NEW = "solskinn over fjorden"
CHOSEN = {"new_password": NEW, "again": NEW}


@pytest.fixture(autouse=True)
def _registered(app, database, world, monkeypatch):
    """Mail is sent, and Anne and Bjørn have a password."""
    monkeypatch.setitem(app.extensions, "sends_mail", True)
    with database.writing() as session:
        for key in ("anne", "bjorn"):
            set_password(session, world.people[key].id, PASSWORD)


@pytest.fixture
def mails(database):
    """What lies in the outbox: message, address and values."""

    def lying():
        with database.reading() as session:
            return [
                (mail.message, mail.email, json.loads(mail.values))
                for mail in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
            ]

    return lying


def ask(client, email="anne@demo.example"):
    return client.post("/forgotten-password", data={"email": email})


@pytest.fixture
def link(stranger, mails):
    """The path of a link to a new password for Anne."""
    ask(stranger)
    return urlsplit(mails()[-1][2]["address"]).path


class TestAskingForAPassword:
    def test_the_door_leads_there(self, stranger):
        assert "/forgotten-password" in page_of(stranger.get("/sign-in")).links

    def test_a_known_address_gets_a_link(self, stranger, mails):
        ask(stranger, " Anne@Demo.example ")

        ((message, email, values),) = mails()
        assert (message, email) == ("password", "anne@demo.example")
        assert values["address"].startswith("http://127.0.0.1:8000/password/")

    def test_an_unknown_address_gets_the_same_answer_and_nothing_else(self, app, mails):
        known, unknown = (ask(app.test_client(), email) for email in ("anne@demo.example", "ukjent@demo.example"))

        assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
        assert known.data == unknown.data
        assert [email for _, email, _ in mails()] == ["anne@demo.example"]

    def test_takes_as_long_for_an_unknown_address(self, app):
        taken = {"ukjent": [], "anne": []}
        for number in range(2):  # in turns, since other tests may keep the machine busy
            for who, times in taken.items():
                begun = time.perf_counter()
                assert ask(app.test_client(), f"{who}@demo.example").status_code == 302, number
                times.append(time.perf_counter() - begun)

        unknown, known = (min(times) for times in taken.values())
        assert unknown > 0.4 * known

    @pytest.mark.parametrize("email", ["anne@demo.example", "ukjent@demo.example"])
    def test_often_is_slowed_for_known_and_unknown_alike(self, stranger, mails, email):
        statuses = [ask(stranger, email).status_code for _ in range(4)]

        assert statuses == [302, 302, 302, 429]
        assert len(mails()) == (3 if email.startswith("anne") else 0)

    def test_an_ended_account_gets_nothing(self, stranger, mails, database, world):
        with database.writing() as session:
            session.get_one(Account, world.people["anne"].id).ended_at = AT

        assert ask(stranger).status_code == 302
        assert mails() == []

    @pytest.mark.parametrize("email", ["", "anne", "a@b"])
    def test_asks_for_an_address(self, stranger, email):
        response = ask(stranger, email)

        assert response.status_code == 422
        assert 'href="#email"' in response.text

    def test_is_not_there_where_no_mail_is_sent(self, app, stranger, monkeypatch):
        assert stranger.get("/forgotten-password").status_code == 200
        monkeypatch.setitem(app.extensions, "sends_mail", False)

        assert (stranger.get("/forgotten-password").status_code, ask(stranger).status_code) == (404, 404)
        assert "/forgotten-password" not in page_of(stranger.get("/sign-in")).links


class TestChoosingAPassword:
    def test_the_link_lets_one_choose_once_and_ends_every_session(self, app, as_person, link, mails):
        anne, reader = as_person("anne"), app.test_client()
        assert is_in(anne)
        assert reader.get(link).status_code == reader.get(link).status_code == 200  # as mail scanners do

        chosen = reader.post(link, data=CHOSEN)

        assert (chosen.status_code, chosen.headers["Location"]) == (302, "/sign-in")
        assert not is_in(anne)
        assert enter(app.test_client()).status_code == 422
        assert enter(app.test_client(), password=NEW).status_code == 302
        assert mails()[-1][:2] == ("password_changed", "anne@demo.example")
        assert [reader.get(link).status_code, reader.post(link, data=CHOSEN).status_code] == [410, 410]

    def test_the_owner_gets_in_at_once_however_often_somebody_guessed(self, app, stranger, link):
        for _ in range(6):
            slowed = enter(stranger, password="feil passord")
        assert slowed.status_code == 429

        stranger.post(link, data=CHOSEN)

        assert enter(stranger, password=NEW).status_code == 302

    def test_no_other_page_is_told_of_the_token(self, stranger, link):
        for path in (link, "/password/made-up", "/address/made-up"):
            assert stranger.get(path).headers["Referrer-Policy"] == "no-referrer"

    def test_all_links_end_with_the_first_that_is_used(self, app, stranger, link, mails):
        ask(stranger)
        other = urlsplit(mails()[-1][2]["address"]).path
        assert stranger.get(other).status_code == 200

        stranger.post(link, data=CHOSEN)

        assert stranger.get(other).status_code == 410

    def test_a_link_is_over_after_an_hour_and_one_that_never_was_looks_the_same(self, stranger, link):
        assert stranger.get(link).status_code == 200
        later(hours=1, minutes=1)

        late, made_up = stranger.get(link), stranger.get("/password/made-up")

        assert late.status_code == made_up.status_code == 410
        pages = [
            without_tokens(page.text).replace(link, "").replace("/password/made-up", "") for page in (late, made_up)
        ]
        assert pages[0] == pages[1]
        assert stranger.post(link, data=CHOSEN).status_code == 410

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"new_password": "kort", "again": "kort"}, "new_password"),
            ({"new_password": "Sommer2026", "again": "Sommer2026"}, "new_password"),
            ({"new_password": "anneanne", "again": "anneanne "}, "again"),
            ({"new_password": "Courseengine1", "again": "Courseengine1"}, "new_password"),
            ({"new_password": NEW}, "again"),
        ],
    )
    def test_a_weak_or_mistyped_one_is_refused_and_the_link_still_works(self, stranger, link, sent, field):
        refused = stranger.post(link, data=sent)

        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
        assert NEW not in refused.text
        assert stranger.post(link, data=CHOSEN).status_code == 302

    def test_the_other_kind_of_link_does_not(self, stranger, link):
        assert stranger.get(link).status_code == 200
        assert stranger.get(link.replace("/password/", "/address/")).status_code == 410


class TestANewAddress:
    MINE = "anne.lie@demo.example"

    @pytest.fixture
    def ask_for(self, as_person):
        anne = as_person("anne")

        def asked(email=self.MINE, password=PASSWORD):
            return anne.post("/account/address", data={"email": email, "password": password})

        return asked

    @pytest.fixture
    def confirm_link(self, ask_for, mails):
        ask_for()
        return urlsplit(mails()[-1][2]["address"]).path

    def address_of(self, database, world):
        with database.reading() as session:
            return session.get_one(Person, world.people["anne"].id).email

    def test_is_in_force_when_its_reader_confirms_and_the_old_one_is_told(
        self, stranger, confirm_link, mails, database, world
    ):
        assert mails()[-1][:2] == ("address", self.MINE)
        assert stranger.get(confirm_link).status_code == 200
        assert self.address_of(database, world) == "anne@demo.example"

        stranger.post(confirm_link)

        assert self.address_of(database, world) == self.MINE
        assert mails()[-1][:2] == ("address_changed", "anne@demo.example")
        assert stranger.post(confirm_link).status_code == 410

    def test_of_somebody_else_is_answered_alike_and_only_its_reader_learns(
        self, stranger, ask_for, mails, database, world
    ):
        free, taken = ask_for(), ask_for("bjorn@demo.example")
        assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
        assert [message for message, _, _ in mails()] == ["address", "address"]

        confirmed = stranger.post(urlsplit(mails()[-1][2]["address"]).path)

        assert confirmed.status_code == 409
        assert said("There is already an account with this address. Nothing was changed.") in confirmed.text
        assert self.address_of(database, world) == "anne@demo.example"

    def test_needs_the_password(self, ask_for, mails):
        refused = [ask_for(password=password).status_code for password in ("", "feil passord")]

        assert refused == [422, 422]
        assert mails() == []

    def test_guessing_the_password_is_slowed(self, ask_for):
        assert [ask_for(password="feil passord").status_code for _ in range(6)] == [422] * 5 + [429]

    def test_often_is_slowed_since_each_sends_a_mail(self, ask_for, mails):
        statuses = [ask_for(f"ny{number}@demo.example").status_code for number in range(6)]

        assert statuses == [302] * 5 + [429]
        assert len(mails()) == 5

    @pytest.mark.parametrize("email", ["", "anne", "ANNE@demo.example"])
    def test_has_to_be_another_address(self, ask_for, email):
        assert ask_for(email).status_code == 422

    def test_is_over_after_an_hour(self, stranger, confirm_link, database, world):
        later(hours=1, minutes=1)

        assert [stranger.get(confirm_link).status_code, stranger.post(confirm_link).status_code] == [410, 410]
        assert self.address_of(database, world) == "anne@demo.example"


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    "message",
    ["password", "password_changed", "address", "address_changed", "second_factor_on", "second_factor_off"],
)
def test_letters_can_be_read_in_every_language(app, message, code):
    values = {"address": "http://127.0.0.1:8000/password/x"}
    mail = OutgoingMail(message=message, email="anne@demo.example", language=code, values=json.dumps(values))

    letter = letter_of(app, mail)

    assert "Anne" not in letter.subject
    for text in (letter.text, letter.html):
        assert "Courseengine" in text
        assert (values["address"] in text) is (message in ("password", "address"))


def test_a_link_is_kept_as_a_hash(stranger, link, database):
    with database.reading() as session:
        assert session.get(MailedLink, link.rpartition("/")[2]) is None
        assert session.scalar(select(MailedLink.expires_at)) - session.scalar(select(MailedLink.made_at)) == timedelta(
            hours=1
        )

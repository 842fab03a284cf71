"""The second factor from the first picture to the last recovery code, at the door and inside."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.accounts import second_factor as factor
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import UserSession
from courseengine.core.accounts.sessions import start_session
from courseengine.core.audit import AuditLine
from courseengine.core.outbox import OutgoingMail
from tests.web.conftest import AT, csrf
from tests.web.pages import page_of, said
from tests.web.test_account import PASSWORD, TEXT, enter, is_in, later

pytestmark = pytest.mark.both_databases

KEY = factor.proposed_key("a session's token", b"a secret")


@pytest.fixture
def registered(database, world):
    """Anne and Gro have a password."""
    with database.writing() as session:
        for key in ("anne", "gro"):
            set_password(session, world.people[key].id, PASSWORD)


@pytest.fixture
def recovery_codes(registered, database, world):
    """Anne has a second factor; its code of a minute ago is used."""
    before = AT - timedelta(minutes=1)
    with database.writing() as session:
        return factor.turn_on(session, world.people["anne"].id, KEY, pyotp.TOTP(KEY).at(before), at=before)


def code_now(key=KEY):
    return pyotp.TOTP(key).at(clock.now())


def show(client, code, first):
    """The second step, from the page that the first one answered with."""
    form = page_of(first).form("/sign-in/code")
    return client.post(form.action, data=form.fields | {"code": code})


class TestAtTheDoor:
    @pytest.fixture(autouse=True)
    def codes(self, recovery_codes):
        return recovery_codes

    def test_the_password_alone_opens_nothing(self, stranger, database):
        asked = enter(stranger)

        assert asked.status_code == 200
        assert said("Write the code") in asked.text
        assert not is_in(stranger)
        with database.reading() as session:
            assert session.scalars(select(UserSession)).all() == []

    def test_password_and_code_lead_to_where_one_was_going(self, stranger, database):
        entered = show(stranger, code_now(), enter(stranger, next="/privacy"))

        assert (entered.status_code, entered.headers["Location"]) == (302, "/privacy")
        assert is_in(stranger)
        with database.reading() as session:
            assert session.scalars(select(UserSession.strong)).all() == [True]

    def test_what_one_was_writing_survives_both_steps(self, app, with_csrf, database, world):
        with database.writing() as session:
            token = start_session(session, world.people["anne"].id, at=AT, strong=True)
        anne = app.test_client()
        with anne.session_transaction() as cookie:
            cookie["_user_id"] = token
        task = f"/courses/{world.runs['furulia'].public_id}/activities/m1-i2/answer"
        written = {"body": TEXT, "version": "1", "act": "save", "csrf_token": csrf(anne)}
        later(hours=9)

        first = page_of(anne.post(task, data=written)).form("/sign-in")
        second = anne.post(first.action, data=first.fields | {"email": "anne@demo.example", "password": PASSWORD})
        wrong = show(anne, "000000", second)
        back = show(anne, code_now(), wrong)

        again = page_of(back).form("/answer")
        assert (wrong.status_code, back.status_code) == (422, 200)
        assert again.fields["body"] == TEXT

    def test_a_code_is_taken_once(self, app, stranger):
        code = code_now()
        assert show(stranger, code, enter(stranger)).status_code == 302

        again = show(app.test_client(), code, enter(app.test_client()))

        assert again.status_code == 422
        assert said("That code is wrong, or has been used. Write the one that is shown now.") in again.text

    def test_a_recovery_code_is_taken_once(self, app, stranger, codes):
        assert show(stranger, codes[0], enter(stranger)).status_code == 302
        assert show(app.test_client(), codes[0], enter(app.test_client())).status_code == 422

    def test_an_empty_code_is_asked_for(self, stranger):
        assert said("Write the code.") in show(stranger, " ", enter(stranger)).text

    def test_the_first_step_holds_for_ten_minutes(self, stranger):
        first = enter(stranger)
        later(minutes=11)

        late = show(stranger, code_now(), first)

        assert late.status_code == 422
        assert said("That took too long. Sign in once more.") in late.text
        assert page_of(late).form("/sign-in")

    def test_the_first_step_ends_with_the_password(self, stranger, database, world):
        first = enter(stranger)
        with database.writing() as session:
            set_password(session, world.people["anne"].id, "et helt annet passord")

        assert show(stranger, code_now(), first).status_code == 422

    @pytest.mark.parametrize("made_up", ["", "x.y", "[1, 2, 3, 4].x"])
    def test_nobody_makes_up_a_first_step(self, stranger, made_up):
        response = stranger.post("/sign-in/code", data={"first_step": made_up, "code": code_now()})

        assert response.status_code == 422
        assert not is_in(stranger)

    def test_guessing_codes_is_slowed_and_the_owner_is_told(self, stranger, database, world):
        first = enter(stranger)
        statuses = [show(stranger, f"00000{number}", first).status_code for number in range(6)]

        unlucky = show(stranger, code_now(), first)
        later(minutes=5)
        patient = show(stranger, code_now(), first)

        assert statuses == [422] * 5 + [429]
        assert (unlucky.status_code, patient.status_code) == (429, 302)
        assert int(unlucky.headers["Retry-After"]) > 0
        with database.reading() as session:
            told = select(AuditLine.person_id).where(AuditLine.event == "sign_in_refused")
            assert session.scalars(told).all() == [world.people["anne"].id] * 5

    def test_a_step_with_an_old_token_begins_again(self, stranger, with_csrf):
        response = stranger.post("/sign-in/code", data={"first_step": "x", "code": "123456"})

        assert response.status_code == 400
        assert page_of(response).form("/sign-in")


@pytest.mark.usefixtures("registered")
class TestSettingItUp:
    def key_on(self, page):
        return page.text.split('<code class="key">')[1].split("</code>")[0].replace(" ", "")

    def test_from_the_picture_to_the_next_sign_in(self, app, as_person, database):
        anne, elsewhere = as_person("anne"), as_person("anne")
        page = anne.get("/account/second-factor")
        key = self.key_on(page)
        assert "data:image/svg+xml" in page.text
        assert self.key_on(anne.get("/account/second-factor")) == key

        done = anne.post("/account/second-factor", data={"code": code_now(key), "password": PASSWORD})

        codes = [part.split("</code>")[0] for part in done.text.split("<li><code>")[1:]]
        assert (done.status_code, len(codes)) == (200, 10)
        assert is_in(anne)
        assert not is_in(elsewhere)
        later(minutes=1)
        door = app.test_client()
        assert show(door, code_now(key), enter(door)).status_code == 302
        assert codes[0] not in anne.get("/account/second-factor").text

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"code": "000000"}, "code"),
            ({"code": ""}, "code"),
            ({"password": "feil passord"}, "password"),
            ({"password": ""}, "password"),
        ],
    )
    def test_needs_a_code_of_the_key_and_the_password(self, as_person, database, world, sent, field):
        anne = as_person("anne")
        key = self.key_on(anne.get("/account/second-factor"))

        refused = anne.post("/account/second-factor", data={"code": code_now(key), "password": PASSWORD} | sent)

        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
        with database.reading() as session:
            assert not factor.is_on(session, world.people["anne"].id)

    def test_a_look_changes_nothing(self, as_person, database, world):
        as_person("anne").get("/account/second-factor")

        with database.reading() as session:
            assert not factor.is_on(session, world.people["anne"].id)

    def test_the_owner_is_told_where_mail_is_sent(self, app, as_person, database, monkeypatch):
        monkeypatch.setitem(app.extensions, "sends_mail", True)
        anne = as_person("anne")
        key = self.key_on(anne.get("/account/second-factor"))

        anne.post("/account/second-factor", data={"code": code_now(key), "password": PASSWORD})

        with database.reading() as session:
            assert session.execute(select(OutgoingMail.message, OutgoingMail.email)).all() == [
                ("second_factor_on", "anne@demo.example")
            ]


@pytest.mark.usefixtures("recovery_codes")
class TestWhenItIsOn:
    @pytest.mark.parametrize("proof", [lambda: PASSWORD, code_now])
    def test_it_is_turned_off_with_the_password_or_a_code(self, as_person, database, world, proof):
        anne, elsewhere = as_person("anne"), as_person("anne")

        off = anne.post("/account/second-factor/change", data={"password": proof(), "act": "off"})

        assert (off.status_code, off.headers["Location"]) == (302, "/account")
        with database.reading() as session:
            assert not factor.is_on(session, world.people["anne"].id)
            running = select(UserSession.strong).where(UserSession.ended_at.is_(None))
            assert session.scalars(running).all() == [False]
        assert is_in(anne)
        assert not is_in(elsewhere)

    @pytest.mark.parametrize("act", ["off", "codes"])
    @pytest.mark.parametrize("proof", ["", "feil passord", "000000"])
    def test_nothing_less_does(self, as_person, database, world, act, proof):
        refused = as_person("anne").post("/account/second-factor/change", data={"password": proof, "act": act})

        assert refused.status_code == 422
        with database.reading() as session:
            assert factor.is_on(session, world.people["anne"].id)

    def test_guesses_are_counted_although_nothing_else_of_the_request_is_kept(self, as_person):
        anne = as_person("anne")
        statuses = [
            anne.post("/account/second-factor/change", data={"password": "feil", "act": "off"}).status_code
            for _ in range(6)
        ]

        assert statuses == [422] * 5 + [429]

    def test_new_recovery_codes_are_shown_once(self, as_person, recovery_codes, database, world):
        page = as_person("anne").post("/account/second-factor/change", data={"password": PASSWORD, "act": "codes"})

        new = [part.split("</code>")[0] for part in page.text.split("<li><code>")[1:]]
        assert len(new) == 10
        with database.writing() as session:
            me = world.people["anne"].id
            assert [factor.is_right(session, me, code, at=AT) for code in (recovery_codes[0], new[0])] == [False, True]


@pytest.mark.usefixtures("registered")
class TestWhoeverRunsTheInstallation:
    def sign_in(self, client, **more):
        return enter(client, email="gro@demo.example", **more)

    def test_is_led_to_the_second_factor_and_told_why(self, stranger):
        entered = self.sign_in(stranger, next="/admin")

        assert entered.headers["Location"] == "/account/second-factor?next=/admin"
        page = stranger.get(entered.headers["Location"])
        sentence = "You run this installation. A password alone is not enough for that, since somebody else may get hold of it."
        assert said(sentence) in page.text

    def test_reaches_nothing_of_it_before(self, app, stranger, as_person):
        self.sign_in(stranger)
        own = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/admin") and not rule.arguments and "GET" in (rule.methods or set())
        ]
        assert "/admin" in own
        assert {as_person("gro").get(path).status_code for path in own} == {200}

        assert {stranger.get(path).status_code for path in own} == {404}
        assert "/admin" not in page_of(stranger.get("/")).links

    def test_reaches_it_as_soon_as_it_is_set_up(self, stranger):
        entered = self.sign_in(stranger, next="/admin")
        page = stranger.get(entered.headers["Location"])
        key = TestSettingItUp().key_on(page)

        done = stranger.post(
            "/account/second-factor",
            data=page_of(page).form("/second-factor").fields | {"code": code_now(key), "password": PASSWORD},
        )

        assert "/admin" in page_of(done).links
        assert stranger.get("/admin").status_code == 200

    def test_a_form_that_waits_comes_first(self, app, with_csrf, database, world):
        with database.writing() as session:
            token = start_session(session, world.people["gro"].id, at=AT)
        gro = app.test_client()
        with gro.session_transaction() as cookie:
            cookie["_user_id"] = token
        sent = {"name": "Gro Lie", "language": "nn", "csrf_token": csrf(gro)}
        later(hours=9)

        first = page_of(gro.post("/account/details", data=sent)).form("/sign-in")
        back = gro.post(first.action, data=first.fields | {"email": "gro@demo.example", "password": PASSWORD})

        assert page_of(back).form("/account/details").fields["name"] == "Gro Lie"

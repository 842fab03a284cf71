"""Getting in and out: passwords, sessions, what happens to what one was writing, and the language."""

import time
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from courseengine.base import clock
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import UserSession
from courseengine.core.people.models import Person
from courseengine.core.progress.models import Answer
from tests.web.conftest import AT, csrf
from tests.web.pages import page_of, said, without_tokens

PASSWORD = "sol over Skogvik i mai"
TEXT = "Dette har jeg skrevet på i en halvtime, og det skal ikke bli borte."


@pytest.fixture
def registered(database, world):
    """Anne and Bjørn have a password."""
    with database.writing() as session:
        for key in ("anne", "bjorn"):
            set_password(session, world.people[key].id, PASSWORD)


def enter(client, email="anne@demo.example", password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def is_in(client) -> bool:
    return "/sign-in" not in page_of(client.get("/")).links


def later(**time_passed):
    clock.start_at(AT + timedelta(**time_passed))


@pytest.mark.usefixtures("registered")
class TestSigningIn:
    def test_leads_to_the_front_page(self, stranger):
        response = enter(stranger, email=" Anne@Demo.Example ")

        assert (response.status_code, response.headers["Location"]) == (302, "/")
        assert is_in(stranger)

    def test_answers_a_wrong_password_and_an_unknown_address_alike(self, app, world):
        wrong = enter(app.test_client(), password="feil passord")
        unknown = enter(app.test_client(), email="ukjent@demo.example", password="feil passord")

        assert wrong.status_code == unknown.status_code == 422
        pages = [without_tokens(response.text) for response in (wrong, unknown)]
        assert pages[0].replace("anne@demo.example", "") == pages[1].replace("ukjent@demo.example", "")
        assert said("The e-mail address or the password is wrong.") in wrong.text

    def test_takes_as_long_for_an_unknown_address(self, app, world):
        taken = {"ukjent@demo.example": [], "bjorn@demo.example": []}

        for _ in range(5):  # in turns, since other tests may keep the machine busy
            for email, times in taken.items():
                begun = time.perf_counter()
                enter(app.test_client(), email=email, password="feil passord")
                times.append(time.perf_counter() - begun)

        unknown, known = (min(times) for times in taken.values())
        assert unknown > 0.5 * known

    @pytest.mark.parametrize(
        ("email", "password", "sentence"),
        [("", PASSWORD, "Write your e-mail address."), ("anne@demo.example", "", "Write your password.")],
    )
    def test_asks_for_what_is_missing(self, stranger, email, password, sentence):
        response = enter(stranger, email, password)

        assert response.status_code == 422
        assert said(sentence) in response.text

    def test_slows_a_guesser_down_and_lets_the_owner_in_again(self, app, stranger):
        for _ in range(5):
            assert enter(stranger, password="feil passord").status_code == 422

        slowed = enter(stranger, password="feil passord")
        unlucky = enter(stranger)
        colleague = enter(app.test_client(), email="bjorn@demo.example")
        later(hours=1)
        patient = enter(stranger)

        assert (slowed.status_code, unlucky.status_code) == (429, 429)
        assert int(slowed.headers["Retry-After"]) > 0
        assert (colleague.status_code, patient.status_code) == (302, 302)

    def test_slows_down_unknown_addresses_just_the_same(self, stranger):
        statuses = [enter(stranger, email="ukjent@demo.example").status_code for _ in range(6)]

        assert statuses == [422, 422, 422, 422, 422, 429]

    def test_begins_a_new_session(self, stranger, as_person, database):
        as_person("bjorn")
        with stranger.session_transaction() as cookie:
            cookie["planted"] = "by somebody else"
        enter(stranger)
        with stranger.session_transaction() as cookie:
            first = cookie["_user_id"]
            assert "planted" not in cookie

        enter(stranger, email="bjorn@demo.example")

        with stranger.session_transaction() as cookie:
            assert cookie["_user_id"] != first
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(UserSession)) == 3

    @pytest.mark.parametrize("ours", ["/accessibility", "/?done=1", "/courses/x/modules/y"])
    def test_goes_on_to_where_one_was_going(self, stranger, ours):
        assert enter(stranger, next=ours).headers["Location"] == ours

    @pytest.mark.parametrize(
        "theirs",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "evil.example",
        ],
    )
    def test_never_leads_elsewhere(self, stranger, theirs):
        assert enter(stranger, next=theirs).headers["Location"] == "/"

    def test_shows_whoever_is_in_already_where_they_were_going(self, as_person):
        response = as_person("anne").get("/sign-in?next=/privacy")

        assert (response.status_code, response.headers["Location"]) == (302, "/privacy")


class TestSessions:
    def test_signing_out_ends_it_on_the_server(self, app, as_person):
        anne = as_person("anne")
        with anne.session_transaction() as cookie:
            token = cookie["_user_id"]
        assert is_in(anne)

        response = anne.post("/sign-out")

        thief = app.test_client()
        with thief.session_transaction() as cookie:
            cookie["_user_id"] = token
        assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert not is_in(anne)
        assert not is_in(thief)

    def test_a_look_does_not_sign_out(self, as_person):
        anne = as_person("anne")

        assert anne.get("/sign-out").status_code == 405
        assert is_in(anne)

    def test_ends_after_eight_hours_without_use(self, as_person):
        used, left = as_person("anne"), as_person("anne")
        later(hours=7, minutes=58)
        assert is_in(used)

        later(hours=8, minutes=2)

        assert is_in(used)
        assert not is_in(left)

    def test_lasts_while_a_draft_saves_itself(self, as_person, world):
        anne, script = as_person("anne"), {"Accept": "application/json"}
        task = f"/courses/{world.runs['furulia'].public_id}/activities/m1-i2/answer"

        for hour in range(0, 25, 4):
            later(hours=hour)
            text = {"body": f"{TEXT} {hour}", "version": str(1 + hour // 4)}
            assert anne.post(task, data=text, headers=script).status_code == 200

        assert is_in(anne)

    def test_ends_after_seven_days_however_much_it_is_used(self, as_person):
        anne = as_person("anne")
        for hour in range(7, 7 * 24, 7):
            later(hours=hour)
            assert is_in(anne)

        later(days=7, minutes=1)

        assert not is_in(anne)

    def test_ends_with_the_account(self, as_person, database, world):
        anne = as_person("anne")
        assert is_in(anne)

        from courseengine.core.accounts.models import Account

        with database.writing() as session:
            session.get_one(Account, world.people["anne"].id).ended_at = AT

        assert not is_in(anne)


class TestNothingWrittenIsLost:
    @pytest.fixture
    def task(self, world):
        return f"/courses/{world.runs['furulia'].public_id}/activities/m1-i2/answer"

    def kept_answer(self, database, world):
        with database.reading() as session:
            person = world.people["anne"].id
            return session.scalar(select(Answer.body).where(Answer.person_id == person, Answer.activity_id == "m1-i2"))

    def test_a_form_that_is_out_of_date_comes_back_filled_in(self, as_person, with_csrf, task, database, world):
        anne = as_person("anne")

        response = anne.post(task, data={"body": TEXT, "version": "1", "act": "save", "csrf_token": "gammelt"})

        again = page_of(response).form("/answer")
        assert response.status_code == 400
        assert (again.fields["body"], again.fields["version"], again.fields["act"]) == (TEXT, "1", "save")
        assert anne.post(again.action, data=again.fields).status_code == 302
        assert self.kept_answer(database, world) == TEXT

    @pytest.mark.usefixtures("registered")
    def test_a_session_that_ended_while_writing_costs_nothing(self, as_person, with_csrf, task, database, world):
        anne = as_person("anne")
        written = {"body": TEXT, "version": "1", "act": "save", "csrf_token": csrf(anne)}
        later(hours=9)

        signed_out = anne.post(task, data=written)
        form = page_of(signed_out).form("/sign-in")
        wrong = anne.post(form.action, data=form.fields | {"email": "anne@demo.example", "password": "feil passord"})
        form = page_of(wrong).form("/sign-in")
        back = anne.post(form.action, data=form.fields | {"password": PASSWORD})
        again = page_of(back).form("/answer")
        anne.post(again.action, data=again.fields)

        assert (signed_out.status_code, wrong.status_code, back.status_code) == (401, 422, 200)
        assert again.fields["body"] == TEXT
        assert self.kept_answer(database, world) == TEXT

    @pytest.mark.usefixtures("registered")
    @pytest.mark.parametrize("kept", ['["/x", [["body", "tekst"]], 1]', "x.y", "", "a" * 500_000])
    def test_a_kept_form_that_somebody_made_up_is_none(self, stranger, kept):
        response = enter(stranger, kept=kept)

        assert (response.status_code, response.headers["Location"]) == (302, "/")

    @pytest.mark.usefixtures("registered")
    def test_what_one_wrote_is_not_shown_to_the_next_who_signs_in(self, as_person, with_csrf, task):
        bjorn = as_person("bjorn")
        written = {"body": TEXT, "version": "1", "act": "save", "csrf_token": csrf(bjorn)}
        later(hours=9)
        form = page_of(bjorn.post(task, data=written)).form("/sign-in")

        anne = bjorn.post(form.action, data=form.fields | {"email": "anne@demo.example", "password": PASSWORD})

        assert (anne.status_code, anne.headers["Location"]) == (302, "/")

    def test_a_shared_text_comes_back_with_what_it_started_from_behind_it(self, as_person, with_csrf, task):
        before = "Det som sto der fra før, og som er lengre enn det nye."
        sent = {"body": "Kort.", "body_base": before, "act": "save", "csrf_token": "gammelt"}

        response = as_person("anne").post(task.replace("m1-i2/answer", "m2-g1/team-answer"), data=sent)

        again = page_of(response).form("/team-answer")
        assert ">\nKort.</textarea>" in response.text
        assert (again.fields["body"], again.fields["body_base"]) == ("Kort.", before)

    def test_what_nobody_knows_the_owner_of_is_shown_and_carried_nowhere(self, stranger, task):
        page = stranger.post(task, data={"body": TEXT, "version": "1"})

        assert page.status_code == 401
        assert TEXT in unescape(page.text)
        assert "kept" not in page_of(page).form("/sign-in").fields

    @pytest.mark.usefixtures("registered")
    def test_every_tick_of_a_list_comes_back(self, as_person, with_csrf, world):
        ticks = f"/courses/{world.runs['furulia'].public_id}/activities/m0-s1/ticks"
        jonas = as_person("jonas")
        sent = {"ticked": ["vedtak", "tid", "mandat"], "csrf_token": "gammelt"}

        page = jonas.post(ticks, data=sent)

        assert [name for name in ("vedtak", "tid", "mandat") if f'name="ticked" value="{name}"' not in page.text] == []

    def test_a_script_is_told_that_the_session_ended(self, stranger, task):
        response = stranger.post(task, data={"body": TEXT}, headers={"Accept": "application/json"})

        assert (response.status_code, response.json) == (401, {"error": said("You are signed out.")})

    def test_a_password_never_comes_back(self, stranger, with_csrf):
        response = stranger.post("/sign-in", data={"email": "anne@demo.example", "password": PASSWORD})

        assert response.status_code == 400
        assert "anne@demo.example" in response.text
        assert PASSWORD not in response.text


class TestLanguage:
    def test_is_kept_with_the_person(self, as_person, database, world):
        response = as_person("anne").post("/language", data={"language": "nn", "next": "/privacy"})

        assert response.headers["Location"] == "/privacy"
        with database.reading() as session:
            assert session.get_one(Person, world.people["anne"].id).language == "nn"
        assert '<html lang="nn"' in as_person("anne").get("/").text

    def test_is_kept_in_the_browser_of_a_stranger(self, stranger):
        stranger.post("/language", data={"language": "en"})

        assert '<html lang="en"' in stranger.get("/").text

    @pytest.mark.parametrize(
        ("accepts", "shown"),
        [("nn,en;q=0.5", "nn"), ("no", "nb"), ("en-GB,en;q=0.9", "en"), ("de,fr;q=0.8", "nb"), ("", "nb")],
    )
    def test_is_what_the_browser_asks_for(self, stranger, accepts, shown):
        page = stranger.get("/", headers={"Accept-Language": accepts}).text

        assert f'<html lang="{shown}"' in page

    @pytest.mark.parametrize("unknown", ["", "sv", "<script>"])
    def test_stays_when_nobody_knows_the_chosen_one(self, stranger, unknown):
        stranger.post("/language", data={"language": unknown})

        assert '<html lang="nb"' in stranger.get("/").text

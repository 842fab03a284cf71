"""What went wrong becomes the right status, a page in the reader's language, and no secrets."""

import re
import sqlite3

import pytest
from sqlalchemy import event

from courseengine.app import create_app
from courseengine.base.db import connect
from courseengine.web.guard import public
from tests.web.pages import page_of, said, without_tokens

SECRET = "Dette skrev jeg i fortrolighet."


@pytest.fixture
def furulia(world):
    """The address of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}"


@pytest.fixture
def broken(config, caplog):
    """An application with a page that fails, and what it says to whom."""
    app = create_app(config)

    @app.route("/broken", methods=["GET", "POST"])
    @public
    def fail():
        raise RuntimeError(SECRET)

    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


class TestNotFound:
    @pytest.mark.both_databases
    @pytest.mark.parametrize(
        ("hidden", "unknown"),
        [
            ("{run}/activities/m1-l1", "{run}/activities/m1-x1"),
            ("{run}/modules/0-lederstotte", "{run}/modules/0-lederstotta"),
            ("{granli}/modules/1-overordnet-del", "/courses/aaaaaaaaaaaa/modules/1-overordnet-del"),
            ("/meetings/{meeting}", "/meetings/aaaaaaaaaaaa"),
            ("/teams/{team}", "/teams/aaaaaaaaaaaa"),
            ("/leader/{school}", "/leader/aaaaaaaaaaaa"),
        ],
    )
    def test_hidden_and_unknown_are_the_same_page(self, as_person, world, furulia, hidden, unknown):
        names = {
            "run": furulia,
            "granli": f"/courses/{world.runs['granli'].public_id}",
            "meeting": world.meetings["second"].public_id,
            "team": world.teams["1.–4. trinn"].public_id,
            "school": world.places["furulia"].public_id,
        }
        bjorn = as_person("bjorn")
        bjorn.get("/")  # so that neither is the first, which gives a cookie
        paths = [path.format(**names) for path in (hidden, unknown)]

        responses = [bjorn.get(path) for path in paths]

        assert [response.status_code for response in responses] == [404, 404]
        pages = [without_tokens(one.text.replace(path, "/…")) for one, path in zip(responses, paths, strict=True)]
        assert pages[0] == pages[1]
        assert dict(responses[0].headers).keys() == dict(responses[1].headers).keys()
        assert said("There is no such page") in pages[0]

    @pytest.mark.parametrize("path", ["/nowhere", "/courses/lk06", "/static/x.css", "/meetings/", "/%00", "/æøå"])
    @pytest.mark.parametrize("who", [None, "anne"])
    def test_is_a_page_for_everybody(self, app, world, as_person, path, who):
        client = as_person(who) if who else app.test_client()

        response = client.get(path)

        assert response.status_code == 404
        assert ("Anne" in response.text) == (who == "anne")

    def test_is_said_in_the_readers_language(self, as_person):
        anne = as_person("anne")
        anne.post("/language", data={"language": "en"})

        assert said("There is no such page", "en") in anne.get("/nowhere").text

    def test_a_method_that_does_not_fit_has_its_own_page(self, as_person):
        response = as_person("anne").post("/accessibility")

        assert response.status_code == 405
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


class TestTooMuch:
    def test_is_refused_politely(self, as_person, furulia):
        response = as_person("anne").post(f"{furulia}/activities/m2-i1/answer", data={"body": "å" * 1_500_000})

        assert response.status_code == 413
        assert said("That is too much at once") in response.text


class TestOurFault:
    def test_shows_a_number_that_is_in_the_log(self, broken, caplog, world):
        response = broken.get("/broken")

        number = re.search(r"\b[0-9a-f]{8}\b", response.text)
        assert response.status_code == 500
        assert number
        assert number[0] in caplog.text

    def test_tells_nobody_what_it_was(self, broken, caplog, world):
        for response in (broken.get("/broken"), broken.post("/broken", data={"body": SECRET})):
            assert SECRET not in response.text
            assert "Traceback" not in response.text

        assert "RuntimeError" in caplog.text
        assert SECRET not in caplog.text

    def test_is_json_for_a_script(self, broken, world):
        response = broken.get("/broken", headers={"Accept": "application/json"})

        assert (response.status_code, response.mimetype) == (500, "application/json")
        assert SECRET not in response.text


class TestDatabaseBusy:
    @pytest.fixture
    def locked(self, app, database, tmp_path):
        """Somebody else holds the database, and nobody has patience."""

        @event.listens_for(database.engine, "connect")
        def hurry(connection, _record):
            connection.execute("PRAGMA busy_timeout=20")

        database.engine.dispose()
        other = sqlite3.connect(database.engine.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.close()

    def test_what_was_written_comes_back_to_be_sent_again(self, as_person, furulia, locked):
        locked.execute("ROLLBACK")
        anne = as_person("anne")
        locked.execute("BEGIN IMMEDIATE")

        refused = anne.post(f"{furulia}/activities/m2-i1/answer", data={"body": SECRET, "version": "1"})
        locked.execute("ROLLBACK")
        again = page_of(refused).form("/answer")
        sent = anne.post(again.action, data=again.fields)

        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert again.fields["body"] == SECRET
        assert sent.status_code == 302
        assert SECRET in anne.get(f"{furulia}/activities/m2-i1").text

    def test_pages_are_read_all_the_same(self, as_person, furulia, locked):
        locked.execute("ROLLBACK")
        anne = as_person("anne")
        locked.execute("BEGIN IMMEDIATE")

        assert anne.get(f"{furulia}/modules/1-overordnet-del").status_code == 200


class TestDatabaseAway:
    @pytest.fixture(params=["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:9/nothing"])
    def away(self, app, world, as_person, request, monkeypatch):
        """Anne was signed in when the database went."""
        anne = as_person("anne")
        monkeypatch.setitem(app.extensions, "database", connect(request.param))
        return anne

    def test_every_page_says_so_and_when_to_come_back(self, away, furulia):
        for path in ("/", "/nowhere", f"{furulia}/modules/1-overordnet-del"):
            response = away.get(path)

            assert (response.status_code, path) in ((503, path), (404, "/nowhere"))
            if response.status_code == 503:
                assert response.headers["Retry-After"] == "10"
                assert said("We are back in a moment") in response.text

    def test_what_was_written_comes_back(self, away, furulia):
        response = away.post(f"{furulia}/activities/m2-i1/answer", data={"body": SECRET, "version": "1"})

        assert response.status_code == 503
        assert page_of(response).form("/answer").fields["body"] == SECRET

    def test_it_is_alive_but_not_ready(self, app, away):
        probe = app.test_client()

        assert (probe.get("/live").status_code, probe.get("/ready").status_code) == (200, 503)


def test_ready_and_alive_say_nothing_else(stranger):
    assert [stranger.get(path).text for path in ("/live", "/ready")] == ["ok\n", "ok\n"]

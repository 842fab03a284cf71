"""What guards every request and every response, whatever the page."""

import logging
import re
from contextlib import suppress

import pytest

from courseengine.app import create_app
from courseengine.base.errors import Invalid
from courseengine.config import Config
from courseengine.core.accounts.entry import set_password
from courseengine.web.assets import asset
from tests.web.hostile import FORMULA, LONG, MARKUP, NAMES, RIGHT_TO_LEFT, TEMPLATE
from tests.web.pages import crawl, page_of

SECRET = "Timen gikk i vasken, og jeg vet hvorfor."
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
    "require-trusted-types-for 'script'",
}


@pytest.fixture
def furulia(world):
    """The address of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}"


class TestHeaders:
    @pytest.fixture
    def responses(self, app, as_person, furulia, stranger):
        """One of each sort: pages, files, errors, redirects, JSON, and nothing at all."""
        anne, script = as_person("anne"), {"Accept": "application/json"}
        media = f"{furulia}/activities/m1-v1/media/m1-v1.mp4"
        return {
            "front": stranger.get("/"),
            "page": anne.get(f"{furulia}/modules/1-overordnet-del"),
            "file": anne.get(media),
            "part": anne.get(media, headers={"Range": "bytes=0-9"}),
            "captions": anne.get(f"{furulia}/activities/m1-v1/media/m1-v1.nb.vtt"),
            "style": stranger.get(asset("app.css")),
            "not found": anne.get("/nowhere"),
            "not allowed": anne.post("/accessibility"),
            "too much": anne.post(f"{furulia}/activities/m2-i1/answer", data={"body": "å" * 1_500_000}),
            "redirect": stranger.get(f"{furulia}/modules/1-overordnet-del"),
            "signed out": stranger.post(f"{furulia}/activities/m1-t1/done", headers=script),
            "json": anne.post(f"{furulia}/activities/m2-i1/answer", data={"body": "x", "version": "1"}, headers=script),
            "empty": anne.post(f"{furulia}/activities/m1-v2/position", data={"position": "1"}),
            "live": stranger.get("/live"),
        }

    def test_stand_on_every_response(self, responses):
        for name, response in responses.items():
            headers = response.headers
            assert headers["X-Content-Type-Options"] == "nosniff", name
            assert headers["Referrer-Policy"] == "same-origin", name
            assert "camera=()" in headers["Permissions-Policy"], name
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
            assert "Content-Security-Policy" in headers, name

    def test_let_a_page_load_what_is_ours_and_nothing_inline(self, responses):
        for name in ("front", "page", "not found", "not allowed", "style", "signed out"):
            policy = responses[name].headers["Content-Security-Policy"]
            assert set(policy.split("; ")) == POLICY, name

    def test_put_files_into_a_sandbox(self, responses):
        for name in ("file", "part", "captions"):
            assert responses[name].headers["Content-Security-Policy"] == "sandbox; default-src 'none'", name

    def test_keep_pages_out_of_shared_computers(self, responses):
        for name in ("front", "page", "not found", "redirect", "json", "empty"):
            assert responses[name].headers["Cache-Control"] == "no-store", name
        assert responses["file"].headers["Cache-Control"] == "private, no-cache"
        assert "immutable" in responses["style"].headers["Cache-Control"]

    def test_ask_for_https_once_there(self, stranger):
        assert "Strict-Transport-Security" not in stranger.get("/").headers
        assert "max-age=" in stranger.get("/", base_url="https://kurs.example.no").headers["Strict-Transport-Security"]

    def test_name_no_software(self, responses):
        for response in responses.values():
            assert "X-Powered-By" not in response.headers


class TestChanges:
    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_from_another_sites_page_are_refused(self, as_person, furulia, site):
        anne, path = as_person("anne"), f"{furulia}/activities/m1-t1/done"
        assert anne.post(path, data={"done": "1"}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302

        assert anne.post(path, data={"done": "0"}, headers={"Sec-Fetch-Site": site}).status_code == 403

    @pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/language"])
    def test_without_a_token_are_refused(self, as_person, with_csrf, path):
        assert as_person("anne").post(path, data={"language": "en"}).status_code == 400

    def test_need_a_token_of_ones_own(self, as_person, furulia, with_csrf):
        page = f"{furulia}/activities/m1-t1"
        tokens = [page_of(as_person(who).get(page)).forms[0].fields["csrf_token"] for who in ("anne", "bjorn")]
        anne = as_person("anne")
        own = page_of(anne.get(page)).forms[0].fields["csrf_token"]

        statuses = [
            anne.post(f"{page}/done", data={"done": "1", "csrf_token": it}).status_code for it in (*tokens, own)
        ]

        assert statuses == [400, 400, 302]

    def test_every_form_carries_one(self, as_person, with_csrf):
        for who in ("anne", "cecilie", "gro"):
            for path, response in crawl(as_person(who)):
                for form in page_of(response).forms if response.mimetype == "text/html" else []:
                    assert form.method != "post" or form.fields.get("csrf_token"), f"{form.action} on {path}"


class TestCookies:
    def test_of_a_session_are_for_the_server_alone(self, as_person, furulia, database, world, stranger):
        with database.writing() as session:
            set_password(session, world.people["anne"].id, "sol over Skogvik i mai")

        response = stranger.post("/sign-in", data={"email": "anne@demo.example", "password": "sol over Skogvik i mai"})

        attributes = {part.strip() for part in response.headers["Set-Cookie"].split(";")[1:]}
        assert attributes >= {"HttpOnly", "SameSite=Lax", "Path=/"}
        assert "Secure" not in attributes  # plain http on this machine itself

    def test_are_locked_to_the_host_over_https(self, tmp_path):
        settings = {"COURSEENGINE_BASE_URL": "https://kurs.example.no", "COURSEENGINE_DATA_DIR": str(tmp_path)}
        app = create_app(Config.read(settings))

        assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
        assert app.config["SESSION_COOKIE_SECURE"] is True

    def test_hold_nothing_of_the_person(self, as_person):
        anne = as_person("anne")
        anne.get("/")

        with anne.session_transaction() as cookie:
            assert set(cookie) <= {"_user_id", "_fresh", "_id", "csrf_token", "_permanent"}
            assert "nne" not in str(dict(cookie)).replace(cookie["_user_id"], "")


class TestDemo:
    def test_has_no_page_outside_a_demo(self, stranger):
        assert stranger.get("/demo").status_code == 404
        assert stranger.post("/demo", data={"person": "gro"}).status_code == 404

    @pytest.mark.parametrize("setting", ["COURSEENGINE_DEMO", "COURSEENGINE_THE_DEMO", "DEMO", "FLASK_DEMO"])
    def test_no_setting_makes_one(self, tmp_path, setting, monkeypatch):
        monkeypatch.setenv("COURSEENGINE_DATA_DIR", str(tmp_path))
        monkeypatch.setenv(setting, "1")

        with suppress(Invalid):  # a setting that nobody knows stops the start
            assert "demo" not in create_app().blueprints


class TestLogs:
    def test_hold_no_names_and_no_texts(self, as_person, stranger, furulia, caplog):
        caplog.set_level(logging.INFO)
        anne = as_person("anne")

        stranger.post("/sign-in", data={"email": "anne@demo.example", "password": "et gjettet passord"})
        anne.post(f"{furulia}/activities/m2-i1/answer", data={"body": SECRET, "version": "1", "act": "deliver"})
        anne.post(f"{furulia}/activities/m2-i1/answer", data={"body": SECRET * 2, "version": "1"})
        anne.get(f"/nowhere?q={SECRET}")

        for private in (SECRET, "anne@demo.example", "Anne", "et gjettet passord"):
            assert private not in caplog.text


class TestHostileTexts:
    """The whole site, with names and texts that try to be code."""

    @pytest.mark.parametrize("who", ["anne", "markup", "cecilie"])
    def test_never_become_code(self, hostile_world, as_person, who):
        met = 0
        for path, response in crawl(as_person(who)):
            assert response.status_code < 500, path
            if response.mimetype != "text/html":
                continue
            met += "window.hacked" in response.text
            assert not re.search(r"<script(?! src=\"/static/)", response.text), path
            assert page_of(response).handlers == [], path
            assert "javascript:" not in re.sub(r"<textarea.*?</textarea>", "", response.text, flags=re.S), path
            assert "<img src=x" not in response.text, path
            assert "51317" not in response.text, path  # what TEMPLATE would come to
        assert met > 0, "nothing hostile was shown: this test would not notice"

    def test_are_kept_as_they_were_written(self, hostile_world, as_person):
        furulia = f"/courses/{hostile_world.runs['furulia'].public_id}"

        kept = page_of(as_person("anne").get(f"{furulia}/activities/m2-i1")).form("/answer").fields["body"]

        assert [text for text in (MARKUP, FORMULA, RIGHT_TO_LEFT, TEMPLATE) if text not in kept] == []

    def test_long_names_stay_whole(self, hostile_world, as_person):
        assert NAMES["long"] == LONG
        assert LONG in as_person("long").get("/").text

    def test_load_nothing_from_elsewhere(self, hostile_world, as_person):
        for who in ("anne", "markup", "cecilie"):
            for path, response in crawl(as_person(who)):
                if response.mimetype == "text/html":
                    fetched = re.findall(
                        r"<(?:img|script|link|iframe|video|audio|source)[^>]+https?://[^>]+>", response.text
                    )
                    assert fetched == [], path


@pytest.mark.both_databases
class TestOddInput:
    """What no browser sends by itself gets a page that says so, never an error of ours."""

    def test_a_nul_byte_is_refused(self, as_person, world):
        run = world.runs["furulia"].public_id
        anne = as_person("anne")

        assert anne.get("/meetings/%00").status_code == 404
        assert anne.get("/sign-in?next=%00").status_code == 404
        assert anne.post(f"/courses/{run}/activities/m2-i1/answer", data={"body": "a\0b"}).status_code == 400
        assert anne.post("/sign-in", data={"email": "a\0@b.no", "password": "x"}).status_code == 400

    @pytest.mark.parametrize("number", ["9" * 30, "-1", "x", "", "٣"])
    def test_a_number_that_is_none_is_passed_over(self, as_person, world, number):
        meeting = world.meetings["first"].public_id

        assert as_person("anne").get(f"/meetings/{meeting}/history?before={number}").status_code == 200

    def test_a_date_before_all_dates_is_refused_in_words(self, as_person, world):
        meeting = world.meetings["next"].public_id
        sent = {"date": "0001-01-01", "time": "00:00", "length": "60", "place": ""}

        assert as_person("anne").post(f"/meetings/{meeting}/move", data=sent).status_code == 422

    def test_minutes_of_nothing_but_spaces_stop_at_the_limit(self, as_person, world):
        meeting = world.meetings["second"]
        ingrid = as_person("ingrid")
        sent = {"minutes": " " * 30_000 + "x", "decision": "Ja", "version": meeting.version}

        refused = ingrid.post(f"/meetings/{meeting.public_id}/record", data=sent | {"act": "save"})

        assert refused.status_code == 422
        assert ingrid.get(f"/meetings/{meeting.public_id}").status_code == 200

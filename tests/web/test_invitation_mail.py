"""The letter of an invitation, through the outbox and the worker to a real mail server."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.core.outbox import OutgoingMail
from courseengine.integrations.mail import MailServer
from courseengine.jobs import do_what_is_due
from tests.smtp import free_port, smtp_server
from tests.web.conftest import AT
from tests.web.hostile import MARKUP
from tests.web.mail import letters
from tests.web.pages import said

SOON = AT + timedelta(minutes=1)
"""When the worker looks: the clock has run on since the letter was written."""


@pytest.fixture
def port(app, monkeypatch):
    """Where the application sends its mail."""
    port = free_port()
    monkeypatch.setitem(app.extensions, "sends_mail", True)
    server = MailServer(f"smtp://127.0.0.1:{port}", "kurs@skogvik.example", "Courseengine")
    monkeypatch.setitem(app.extensions, "mail_server", server)
    return port


@pytest.fixture
def invite(as_person, world):
    """Invites by the form on the page."""

    def send(people="ny@demo.example", who="cecilie", place="furulia", role="teacher", **more):
        path = f"/places/{world.places[place].public_id}/invitations"
        response = as_person(who).post(path, data={"people": people, "role": role, **more})
        assert response.status_code == 302, response.text

    return send


def waiting(database):
    with database.reading() as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


@pytest.mark.both_databases
@pytest.mark.usefixtures("nothing_to_ask")
def test_an_invitation_goes_out_once_and_is_forgotten(app, database, port, invite):
    invite("Ny Lærer <NY@demo.example>\nen.til@demo.example")
    with smtp_server(port) as box:
        assert do_what_is_due(app, at=SOON)
        assert not do_what_is_due(app, at=SOON + timedelta(days=1))

    assert [to for to, _ in box.taken] == [["ny@demo.example"], ["en.til@demo.example"]]
    assert [(mail.values, mail.due_at, mail.sent_at) for mail in waiting(database)] == [("{}", None, SOON)] * 2


@pytest.mark.both_databases
def test_nothing_is_lost_while_the_server_is_away(app, database, port, invite, stranger):
    invite()
    do_what_is_due(app, at=SOON)

    (mail,) = waiting(database)
    assert (mail.tries, mail.sent_at) == (1, None)
    assert mail.due_at > SOON
    with smtp_server(port) as box:
        assert not do_what_is_due(app, at=SOON)  # its time has not come
        do_what_is_due(app, at=mail.due_at)

    ((_, message),) = box.taken
    path = re.search(r"/invitations/\S+", message.get_body(("plain",)).get_content())[0]
    assert stranger.get(path).status_code == 200


def test_a_letter_that_cannot_be_written_holds_up_no_other(app, database, port, invite):
    invite("kari..nes@demo.example\nny@demo.example")
    with smtp_server(port) as box:
        do_what_is_due(app, at=SOON)

    assert [to for to, _ in box.taken] == [["ny@demo.example"]]


@pytest.mark.usefixtures("nothing_to_ask")
def test_a_letter_given_up_forgets_its_link(app, database, port, invite):
    invite()
    at = SOON
    for _ in range(15):
        do_what_is_due(app, at=at)
        at += timedelta(hours=36)

    (mail,) = waiting(database)
    assert (mail.values, mail.due_at, mail.sent_at) == ("{}", None, None)


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_the_letter_tells_who_where_what_and_until_when(app, database, port, as_person, invite, code, world):
    as_person("cecilie").post("/language", data={"language": code})
    invite(team=world.teams["5.–7. trinn"].public_id)

    (letter,) = letters(app, database)

    until = {"nb": "tirsdag 1. desember 10:00", "nn": "tysdag 1. desember 10:00", "en": "Tuesday 1 December 10:00"}
    told = [
        said("A leader at %(place)s invites you.", code, place="Furulia skole"),
        said("Team: %(team)s", code, team="5.–7. trinn"),
        said("Role: %(role)s", code, role=said("Staff", code)),
        until[code],
        said("Opening it changes nothing. Did you not expect this? Then you need do nothing.", code),
    ]
    assert letter.subject == said("Invitation to %(product)s", code, product="Courseengine")
    for text in (letter.text, letter.html):
        plain = text.replace("\N{NO-BREAK SPACE}", " ")
        assert [sentence for sentence in told if sentence not in plain] == []
    assert "Cecilie" not in letter.subject + letter.text + letter.html


@pytest.mark.parametrize(
    ("who", "place", "role", "sentence", "by"),
    [
        ("eva", "furulia", "school_leader", "%(place)s invites you.", "Skogvik kommune"),
        ("eva", "skogvik", "school_owner", "%(place)s invites you.", "Skogvik kommune"),
        ("gro", "university", "university_staff", "You are invited to %(place)s.", "Demouniversitetet"),
    ],
)
def test_it_is_the_place_that_invites(app, database, port, invite, who, place, role, sentence, by):
    invite(who=who, place=place, role=role)

    (letter,) = letters(app, database)
    assert letter.text.startswith(said(sentence, place=by))


def test_it_fetches_nothing_from_anywhere(app, database, port, invite):
    invite()

    (letter,) = letters(app, database)
    assert re.findall(r"<(?:img|link|script|iframe)|@import|url\(|src=", letter.html) == []
    assert {re.match(r"https?://[^/]+", address)[0] for address in re.findall(r'href="([^"]+)"', letter.html)} == {
        app.extensions["base_url"]
    }


def test_names_that_mean_harm_do_none(app, hostile_world, port, as_person):
    team = hostile_world.teams["hostile"].public_id
    path = f"/places/{hostile_world.places['furulia'].public_id}/invitations"
    sent = {
        "people": f"{MARKUP.replace('<', '(').replace('>', ')')} <ny@demo.example>",
        "role": "teacher",
        "team": team,
    }
    assert as_person("cecilie").post(path, data=sent).status_code == 302
    with smtp_server(port) as box:
        do_what_is_due(app, at=SOON)

    ((to, message),) = box.taken
    assert to == ["ny@demo.example"]
    assert MARKUP in message.get_body(("plain",)).get_content()
    assert "<script" not in message.get_body(("html",)).get_content()
    assert sorted(message.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )


def test_the_link_stands_nowhere_but_in_the_letter_on_its_way(app, database, port, invite):
    invite()
    (mail,) = waiting(database)
    address = json.loads(mail.values)["address"]

    with smtp_server(port):
        do_what_is_due(app, at=SOON)

    token = address.rpartition("/")[2]
    with database.reading() as session:
        rows = [
            str(row) for table in ("outgoing_mail", "invitation", "audit_line")
            for row in session.connection().exec_driver_sql(f"select * from {table}")  # the names above
        ]  # fmt: skip
    assert not any(token in row for row in rows)

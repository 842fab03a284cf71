"""Those whom a file made are written to, once, so that they can choose a password."""

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.outbox import OutgoingMail
from courseengine.core.people.operations import add_person
from tests.web.bringing import NEW, brought, words


@pytest.fixture
def furulia(world):
    """Where Furulia's people are imported."""
    return f"/places/{world.places['furulia'].public_id}/import"


@pytest.fixture
def door(app, monkeypatch):
    """A page behind the links, and a mail server to send them with."""
    monkeypatch.setitem(app.extensions, "sends_mail", True)


def test_those_who_are_new_get_a_letter_once(as_person, furulia, database, door):
    with database.writing() as session:
        add_person(session, name="Gammel", email="gammel@x.no", at=clock.now())
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia, NEW + "Gammel;gammel@x.no;lærer;\n")
    cecilie.post(preview)

    offered = words(cecilie.get(preview))
    cecilie.post(f"{preview}/letters")
    cecilie.post(f"{preview}/letters")

    assert "Send en invitasjon til den nye" in offered
    assert "Send en invitasjon" not in words(cecilie.get(preview))
    with database.reading() as session:
        (mail,) = session.scalars(select(OutgoingMail))
        assert (mail.message, mail.email, "Cecilie" in mail.values) == ("welcome", "kari@x.no", True)


def test_no_letters_where_no_mail_goes_out(as_person, furulia):
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia)
    cecilie.post(preview)

    assert "Send en invitasjon" not in words(cecilie.get(preview))
    assert cecilie.post(f"{preview}/letters").status_code == 409

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


LEADER = "navn;e-post;rolle\nNy Rektor;ny@x.no;rektor\n"


def test_a_leader_puts_leaders_forward_by_a_file_and_another_is_told(as_person, furulia, letters, lead_too, door):
    lead_too("anne")
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia, LEADER)

    shown = words(cecilie.get(preview))
    cecilie.post(preview)

    assert "Leder ved Furulia skole: foreslått." in shown
    assert letters() == [("role_asked", "anne")]
    assert "Ny Rektor" in words(as_person("anne").get(furulia.replace("/import", "/roles")))
    again = words(cecilie.get(brought(cecilie, furulia, LEADER)))
    assert "Alt er slik det skal være fra før." in again


def test_an_owner_names_a_leader_and_the_others_are_told(as_person, furulia, letters, world, door):
    eva = as_person("eva")

    eva.post(brought(eva, furulia, LEADER))

    assert letters() == [("leader_new", "cecilie")]


def test_nobody_is_told_where_no_mail_goes_out(as_person, furulia, letters):
    eva = as_person("eva")

    eva.post(brought(eva, furulia, LEADER))

    assert letters() == []

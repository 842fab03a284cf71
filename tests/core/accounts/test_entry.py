"""Who gets in with which password."""

import pytest
from sqlalchemy import select

from courseengine.core.accounts import entry
from courseengine.core.accounts.links import make_link, open_link
from courseengine.core.accounts.models import Account
from courseengine.core.accounts.sessions import start_session
from courseengine.core.audit import AuditLine
from courseengine.core.people.operations import add_person
from courseengine.core.policy.asking import who_asks
from tests.core.accounts.conftest import NOON, PASSWORD


@pytest.mark.parametrize("email", ["anne@demo.example", "  ANNE@demo.example "])
def test_the_right_password_lets_in(session, anne, email):
    assert entry.find_account(session, email, PASSWORD).id == anne.id


@pytest.mark.parametrize(
    ("email", "password"), [("anne@demo.example", PASSWORD + "!"), ("nobody@demo.example", PASSWORD), ("", "")]
)
def test_anything_else_does_not(session, anne, email, password):
    assert entry.find_account(session, email, password) is None


def test_an_account_without_a_password_lets_nobody_in(session, anne):
    session.get(Account, anne.id).password_hash = None
    session.flush()

    assert entry.find_account(session, anne.email, "") is None
    assert not entry.knows_password(session, anne.id, "")


def test_an_ended_account_lets_nobody_in_and_ends_running_sessions(session, anne):
    token = start_session(session, anne.id, at=NOON)
    session.flush()
    assert entry.person_at(session, anne.email) is anne
    session.get(Account, anne.id).ended_at = NOON
    session.flush()

    assert entry.find_account(session, anne.email, PASSWORD) is None
    assert entry.person_at(session, anne.email) is None
    assert who_asks(session, token, at=NOON) is None


def test_somebody_who_was_imported_has_an_address_and_no_password(session):
    kari = add_person(session, name="Kari", email="kari@demo.example", at=NOON)

    assert entry.person_at(session, "Kari@demo.example") is kari
    assert not entry.has_password(session, kari.id)


def test_a_new_password_ends_every_session_and_link(session, anne):
    tokens = [start_session(session, anne.id, at=NOON) for _ in range(2)]
    link = make_link(session, anne.id, "password", at=NOON)
    session.flush()
    assert who_asks(session, tokens[0], at=NOON)
    assert open_link(session, link, "password", at=NOON)

    entry.replace_password(session, anne.id, "ny stol ved vinduet", at=NOON, by=anne.id)
    session.flush()

    assert [who_asks(session, token, at=NOON) for token in tokens] == [None, None]
    assert open_link(session, link, "password", at=NOON) is None
    assert entry.knows_password(session, anne.id, "ny stol ved vinduet")
    line = session.scalars(select(AuditLine).where(AuditLine.event == "password_changed")).one()
    assert (line.actor_id, line.person_id) == (anne.id, anne.id)

"""An administrator corrects, ends and reopens an account."""

import pytest
from sqlalchemy import select

from courseengine.base.errors import Invalid
from courseengine.core.accounts.ending import change_person, end_account, reopen_account
from courseengine.core.accounts.models import Account, MailedLink
from courseengine.core.accounts.sessions import start_session
from courseengine.core.policy.asking import who_asks
from tests.core.town import NOW


@pytest.fixture
def anne(town):
    person = town.person("Anne")
    town.session.add(Account(person_id=person.id, password_hash=None))
    town.session.add(MailedLink(token_hash="x", person_id=person.id, purpose="password", made_at=NOW, expires_at=NOW))
    town.session.flush()
    return person


@pytest.fixture
def gro(town):
    return town.person("Gro")


def test_ending_signs_out_everywhere_and_opening_lets_in_anew(town, anne, gro):
    token = start_session(town.session, anne.id, at=NOW)
    town.session.flush()
    assert who_asks(town.session, token, at=NOW)
    town.forget_log()

    end_account(town.session, anne, by=gro.id, at=NOW)
    town.session.flush()
    assert who_asks(town.session, token, at=NOW) is None
    reopen_account(town.session, anne, by=gro.id, at=NOW)
    town.session.flush()

    assert who_asks(town.session, token, at=NOW) is None
    assert who_asks(town.session, start_session(town.session, anne.id, at=NOW), at=NOW)
    assert [event for event, *_ in town.told()] == ["account_ended", "account_reopened", "signed_in"]


def test_ending_or_opening_twice_is_once(town, anne, gro):
    town.forget_log()
    for _ in range(2):
        end_account(town.session, anne, by=gro.id, at=NOW)
    for _ in range(2):
        reopen_account(town.session, anne, by=gro.id, at=NOW)
    town.session.flush()

    assert [event for event, *_ in town.told()] == ["account_ended", "account_reopened"]


def test_nobody_ends_their_own(town, gro):
    with pytest.raises(Invalid):
        end_account(town.session, gro, by=gro.id, at=NOW)


def test_somebody_who_was_never_let_in_can_be_kept_out(town, gro):
    person = town.person()

    end_account(town.session, person, by=gro.id, at=NOW)

    assert town.session.get(Account, person.id).ended_at == NOW


def test_links_to_an_old_address_are_worth_nothing(town, anne, gro):
    town.forget_log()

    change_person(town.session, anne, name="Anne B", email="Anne.B@example.org", by=gro.id, at=NOW)
    town.session.flush()

    assert (anne.name, anne.email) == ("Anne B", "anne.b@example.org")
    assert town.session.scalars(select(MailedLink.used_at)).all() == [NOW]
    assert [event for event, *_ in town.told()] == ["address_changed", "person_changed"]


def test_a_name_alone_leaves_the_address_and_its_links(town, anne, gro):
    change_person(town.session, anne, name="Anna", email=anne.email, by=gro.id, at=NOW)

    assert town.session.scalars(select(MailedLink.used_at)).all() == [None]


@pytest.mark.parametrize(("name", "email"), [("", "a@b.no"), ("A", "nobody"), ("A", "gro")])
def test_what_is_wrong_is_refused_at_its_field(town, anne, gro, name, email):
    with pytest.raises(Invalid) as refused:
        change_person(town.session, anne, name=name, email=gro.email if email == "gro" else email, by=gro.id, at=NOW)

    assert refused.value.field == ("email" if name else "name")

"""An administrator corrects, ends and reopens an account."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Invalid
from courseengine.core.accounts.ending import change_person, end_account, reopen_account
from courseengine.core.accounts.links import make_link
from courseengine.core.accounts.models import Account, MailedLink
from courseengine.core.accounts.new_address import confirm_address, may_reset
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

    change_person(town.session, anne, name="Anne B", email="Anne.B@example.org", by=gro.id, at=NOW, sends_mail=True)
    town.session.flush()

    assert (anne.name, anne.email) == ("Anne B", "anne.b@example.org")
    assert town.session.scalars(select(MailedLink.used_at)).all() == [NOW]
    assert [event for event, *_ in town.told()] == ["person_changed", "address_changed"]


@pytest.mark.parametrize("used", ["password_hash", "first_signed_in_at"])
def test_an_account_in_use_moves_when_the_new_address_is_confirmed_and_is_not_reset_then(town, anne, gro, used):
    session, hour = town.session, timedelta(hours=1)
    setattr(session.get(Account, anne.id), used, "argon2" if used == "password_hash" else NOW)
    before = anne.email
    town.forget_log()

    token = change_person(session, anne, name=anne.name, email="new@example.org", by=gro.id, at=NOW, sends_mail=True)
    session.flush()

    assert anne.email == before
    assert may_reset(session, anne.id, at=NOW)
    assert confirm_address(session, token, at=NOW + hour / 2).before == before
    assert town.told() == [("address_proposed", anne.id, None), ("address_changed", anne.id, None)]
    assert not may_reset(session, anne.id, at=NOW + 72 * hour)
    assert may_reset(session, anne.id, at=NOW + 73 * hour)


def test_an_own_new_address_does_not_keep_one_from_a_new_password(town, anne):
    town.session.get(Account, anne.id).password_hash = "argon2"
    token = make_link(town.session, anne.id, "address", at=NOW, email="new@example.org")

    assert confirm_address(town.session, token, at=NOW)
    assert may_reset(town.session, anne.id, at=NOW)


def test_where_no_mail_is_sent_an_address_is_corrected_at_once(town, anne, gro):
    town.session.get(Account, anne.id).password_hash = "argon2"

    given = {"name": anne.name, "email": "new@example.org", "by": gro.id, "at": NOW}
    assert change_person(town.session, anne, **given, sends_mail=False) is None

    assert anne.email == "new@example.org"
    assert not may_reset(town.session, anne.id, at=NOW)


def test_nobody_corrects_their_own(town, gro):
    with pytest.raises(Invalid, match="page of your account"):
        change_person(town.session, gro, name="G", email="g@example.org", by=gro.id, at=NOW, sends_mail=True)


def test_a_name_alone_leaves_the_address_and_its_links(town, anne, gro):
    change_person(town.session, anne, name="Anna", email=anne.email, by=gro.id, at=NOW, sends_mail=True)

    assert town.session.scalars(select(MailedLink.used_at)).all() == [None]


@pytest.mark.parametrize(("name", "email"), [("", "a@b.no"), ("A", "nobody"), ("A", "gro")])
def test_what_is_wrong_is_refused_at_its_field(town, anne, gro, name, email):
    with pytest.raises(Invalid) as refused:
        change_person(
            town.session,
            anne,
            name=name,
            email=gro.email if email == "gro" else email,
            by=gro.id,
            at=NOW,
            sends_mail=True,
        )

    assert refused.value.field == ("email" if name else "name")

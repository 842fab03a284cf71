"""Mailed links: for one purpose, once, for an hour; and the new address that one of them confirms."""

from datetime import timedelta

import pytest

from courseengine.base.errors import Conflict
from courseengine.core.accounts.links import LASTS, end_links, make_link, open_link
from courseengine.core.accounts.models import Account, MailedLink
from courseengine.core.accounts.new_address import confirm_address
from courseengine.core.people.operations import add_person
from tests.core.accounts.conftest import NOON

NEW = "anne.lie@demo.example"


@pytest.fixture
def link(session, anne):
    """A link for a new password."""
    return make_link(session, anne.id, "password", at=NOON)


@pytest.mark.parametrize(("age", "works"), [(LASTS - timedelta(seconds=1), True), (LASTS, False)])
def test_a_link_works_for_an_hour(session, link, age, works):
    assert (open_link(session, link, "password", at=NOON + age) is not None) is works


def test_looking_does_not_use_it_up_and_using_does(session, link):
    assert open_link(session, link, "password", at=NOON)
    assert open_link(session, link, "password", at=NOON, use=True)
    session.flush()

    assert open_link(session, link, "password", at=NOON) is None
    assert open_link(session, link, "password", at=NOON, use=True) is None


def test_it_is_for_one_purpose_and_belongs_to_an_account_in_use(session, anne, link):
    assert open_link(session, link, "address", at=NOON) is None
    session.get(Account, anne.id).ended_at = NOON
    session.flush()

    assert open_link(session, link, "password", at=NOON) is None


def test_the_table_never_holds_the_token(session, link):
    assert session.get(MailedLink, link) is None


def test_somebody_without_an_account_yet_may_choose_a_first_password(session):
    kari = add_person(session, name="Kari", email="kari@demo.example", at=NOON)
    link = make_link(session, kari.id, "password", at=NOON)

    assert open_link(session, link, "password", at=NOON, use=True).person is kari


def test_ended_links_work_no_longer(session, anne, link):
    end_links(session, anne.id, at=NOON)

    assert open_link(session, link, "password", at=NOON) is None


class TestANewAddress:
    @pytest.fixture
    def asked(self, session, anne):
        return make_link(session, anne.id, "address", at=NOON, email=NEW)

    def test_is_in_force_once_it_is_confirmed(self, session, anne, asked, link):
        assert anne.email == "anne@demo.example"

        changed = confirm_address(session, asked, at=NOON)
        session.flush()

        assert (changed.person.email, changed.before) == (NEW, "anne@demo.example")
        assert confirm_address(session, asked, at=NOON) is None
        # who reads the old address gets in by nothing that was sent there
        assert open_link(session, link, "password", at=NOON) is None

    def test_that_somebody_else_has_got_meanwhile_changes_nothing(self, session, anne, asked):
        add_person(session, name="Kari", email=NEW, at=NOON)

        with pytest.raises(Conflict):
            confirm_address(session, asked, at=NOON)

        assert anne.email == "anne@demo.example"

    @pytest.mark.parametrize("token", ["", "made up"])
    def test_needs_a_link_that_works(self, session, anne, asked, token):
        assert confirm_address(session, token, at=NOON) is None
        assert confirm_address(session, asked, at=NOON + LASTS) is None

"""How long one is signed in, where, and how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.core.accounts.models import Account, UserSession
from courseengine.core.accounts.sessions import (
    end_other_sessions,
    end_own_session,
    end_session,
    renew_session,
    sessions_of,
    start_session,
    touch_session,
)
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.audit import AuditLine
from courseengine.core.people.operations import add_person, make_admin
from courseengine.core.policy.asking import who_asks
from tests.core.accounts.conftest import NOON

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def start(session, anne):
    """Begins a session of Anne's."""

    def begin(**more):
        token = start_session(session, anne.id, **({"at": NOON} | more))
        session.flush()
        return token

    return begin


@pytest.mark.parametrize(("idle", "lasts"), [(timedelta(hours=8) - A_SECOND, True), (timedelta(hours=8), False)])
def test_a_session_ends_after_eight_idle_hours(session, start, idle, lasts):
    token = start()

    assert (who_asks(session, token, at=NOON + idle) is not None) is lasts


def test_a_session_ends_after_seven_days_in_all(session, start):
    token, at = start(), NOON
    while at < NOON + timedelta(days=7) - timedelta(hours=4):
        at += timedelta(hours=4)
        touch_session(session, token, at=at)

    assert who_asks(session, token, at=NOON + timedelta(days=7) - A_SECOND) is not None
    assert who_asks(session, token, at=NOON + timedelta(days=7)) is None


class TestAdministrators:
    @pytest.fixture(autouse=True)
    def _runs_the_installation(self, session, anne):
        make_admin(session, anne, operator="Drift", at=NOON)

    def test_reach_nothing_of_it_with_a_password_alone(self, session, start):
        strong, weak = start(strong=True), start()

        assert who_asks(session, strong, at=NOON).actor.is_admin
        assert not who_asks(session, weak, at=NOON).actor.is_admin
        assert who_asks(session, weak, at=NOON).actor.memberships == ()

    @pytest.mark.parametrize(("idle", "lasts"), [(timedelta(hours=1) - A_SECOND, True), (timedelta(hours=1), False)])
    def test_are_signed_out_after_an_idle_hour(self, session, start, idle, lasts):
        strong, weak = start(strong=True), start()

        assert (who_asks(session, strong, at=NOON + idle) is not None) is lasts
        assert who_asks(session, weak, at=NOON + idle) is not None

    def test_are_signed_out_after_twelve_hours_in_all(self, session, start):
        token = start(strong=True)
        for minutes in range(5, 12 * 60, 5):
            asking = who_asks(session, token, at=NOON + timedelta(minutes=minutes, seconds=1))
            if asking.is_stale:
                touch_session(session, token, at=NOON + timedelta(minutes=minutes, seconds=1))

        assert who_asks(session, token, at=NOON + timedelta(hours=12) - A_SECOND) is not None
        assert who_asks(session, token, at=NOON + timedelta(hours=12)) is None

    def test_see_only_sessions_that_still_run(self, session, anne, start):
        start(at=NOON - timedelta(hours=2), strong=True)
        start(strong=True)

        assert len(sessions_of(session, anne.id, at=NOON, administers=True)) == 1
        assert len(sessions_of(session, anne.id, at=NOON, administers=False)) == 2


def test_who_asks_is_one_question(session, start, statements):
    token = start(strong=True)

    with statements() as asked:
        who_asks(session, token, at=NOON)

    assert len(asked) == 1


def test_signing_out_ends_it_on_the_server(session, start):
    token = start()

    end_session(session, token, at=NOON)

    assert who_asks(session, token, at=NOON) is None


def test_the_table_never_holds_the_token(session, start):
    token = start()

    assert session.scalars(select(UserSession.token_hash)).all() == [hash_token(token)]


def test_the_first_sign_in_is_remembered_and_the_next_one_leaves_it(session, anne, start):
    start()
    start(at=NOON + timedelta(days=1))

    assert session.get(Account, anne.id, populate_existing=True).first_signed_in_at == NOON


def test_sign_ins_are_in_the_log(session, anne, start):
    start()

    line = session.scalars(select(AuditLine)).one()
    assert (line.event, line.actor_id, line.person_id) == ("signed_in", anne.id, anne.id)


def test_a_new_session_takes_over_and_every_other_ends(session, start):
    here, there = start(browser="Firefox, Windows", strong=True), start()

    again = renew_session(session, here, at=NOON)
    session.flush()

    assert [who_asks(session, token, at=NOON) for token in (here, there)] == [None, None]
    assert who_asks(session, again, at=NOON) is not None
    row = session.scalars(select(UserSession).where(UserSession.token_hash == hash_token(again))).one()
    assert (row.browser, row.strong) == ("Firefox, Windows", True)


def test_all_others_end_and_this_one_goes_on(session, anne, start):
    here, there = start(), start()
    stranger = add_person(session, name="Bjørn", email="bjorn@demo.example", at=NOON)
    session.add(Account(person_id=stranger.id))
    theirs = start_session(session, stranger.id, at=NOON)
    session.flush()

    end_other_sessions(session, anne.id, here, at=NOON)

    assert [who_asks(session, token, at=NOON) is not None for token in (here, there, theirs)] == [True, False, True]


def test_only_ones_own_session_can_be_ended(session, anne, start):
    token = start()
    public_id = session.scalar(select(UserSession.public_id))

    assert not end_own_session(session, anne.id + 1, public_id, at=NOON)
    assert who_asks(session, token, at=NOON) is not None
    assert end_own_session(session, anne.id, public_id, at=NOON)
    assert not end_own_session(session, anne.id, public_id, at=NOON)
    assert who_asks(session, token, at=NOON) is None


def test_ones_sessions_are_those_that_still_run(session, anne, start):
    start(at=NOON - timedelta(hours=9))
    start(at=NOON - timedelta(days=8))
    end_session(session, start(), at=NOON)
    older, newer = start(at=NOON - timedelta(hours=2)), start(at=NOON - timedelta(hours=1))

    running = sessions_of(session, anne.id, at=NOON, administers=False)

    assert [one.token_hash for one in running] == [hash_token(newer), hash_token(older)]

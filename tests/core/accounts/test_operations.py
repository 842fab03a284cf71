"""Signing in: who gets in, for how long, and how guessing is slowed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from courseengine.core import audit
from courseengine.core.accounts import operations
from courseengine.core.accounts.models import Account, FailedSignIn, UserSession
from courseengine.core.accounts.operations import Brake, TooManyTries
from courseengine.core.accounts.passwords import check_password, hash_password, problem_with
from courseengine.core.people.operations import add_person
from courseengine.core.policy.asking import who_asks
from tests.instants import oslo

NOON = oslo(2026, 11, 22, 12, 0)
SECRET = b"a secret of at least thirty-two bytes"
PASSWORD = "grønn stol under bordet"
BRAKE = Brake.of("anne@demo.example", "192.0.2.1", SECRET)


@pytest.fixture
def anne(session):
    person = add_person(session, name="Anne", email="anne@demo.example", at=NOON)
    operations.set_password(session, person.id, PASSWORD)
    session.flush()
    return person


@pytest.mark.parametrize("email", ["anne@demo.example", "  ANNE@demo.example "])
def test_the_right_password_lets_in(session, anne, email):
    assert operations.find_account(session, email, PASSWORD).id == anne.id


@pytest.mark.parametrize(
    ("email", "password"), [("anne@demo.example", PASSWORD + "!"), ("nobody@demo.example", PASSWORD), ("", "")]
)
def test_anything_else_does_not(session, anne, email, password):
    assert operations.find_account(session, email, password) is None


def test_an_account_without_a_password_lets_nobody_in(session, anne):
    session.get(Account, anne.id).password_hash = None
    session.flush()

    assert operations.find_account(session, anne.email, "") is None


def test_an_ended_account_lets_nobody_in_and_ends_running_sessions(session, anne):
    token = operations.start_session(session, anne.id, at=NOON)
    session.get(Account, anne.id).ended_at = NOON
    session.flush()

    assert operations.find_account(session, anne.email, PASSWORD) is None
    assert who_asks(session, token, at=NOON) is None


@pytest.mark.parametrize(
    ("idle", "lasts"), [(timedelta(hours=8) - timedelta(seconds=1), True), (timedelta(hours=8), False)]
)
def test_a_session_ends_after_eight_idle_hours(session, anne, idle, lasts):
    token = operations.start_session(session, anne.id, at=NOON)
    session.flush()

    assert (who_asks(session, token, at=NOON + idle) is not None) is lasts


def test_a_session_ends_after_seven_days_in_all(session, anne):
    token = operations.start_session(session, anne.id, at=NOON)
    session.flush()
    at = NOON
    while at < NOON + timedelta(days=7) - timedelta(hours=4):
        at += timedelta(hours=4)
        operations.touch_session(session, token, at=at)

    assert who_asks(session, token, at=NOON + timedelta(days=7) - timedelta(seconds=1)) is not None
    assert who_asks(session, token, at=NOON + timedelta(days=7)) is None


def test_signing_out_ends_it_on_the_server(session, anne):
    token = operations.start_session(session, anne.id, at=NOON)
    session.flush()

    operations.end_session(session, token, at=NOON)

    assert who_asks(session, token, at=NOON) is None


def test_the_table_never_holds_the_token(session, anne):
    token = operations.start_session(session, anne.id, at=NOON)
    session.flush()

    assert session.scalars(select(UserSession.token_hash)).all() == [operations.hash_token(token)]


def test_five_tries_are_free_and_the_sixth_waits(session):
    for _ in range(5):
        operations.hold_back(session, BRAKE, at=NOON)
        operations.count_failure(session, BRAKE, at=NOON)
        session.flush()

    with pytest.raises(TooManyTries):
        operations.hold_back(session, BRAKE, at=NOON)
    operations.hold_back(session, BRAKE, at=NOON + timedelta(seconds=2))


def test_the_wait_grows_and_has_an_end(session):
    for _ in range(40):
        operations.count_failure(session, BRAKE, at=NOON)
        session.flush()

    with pytest.raises(TooManyTries) as slow:
        operations.hold_back(session, BRAKE, at=NOON)
    assert slow.value.wait == timedelta(minutes=15)
    operations.hold_back(session, BRAKE, at=NOON + timedelta(minutes=15))


def test_getting_in_forgets_the_failures_of_the_address(session, anne):
    operations.count_failure(session, BRAKE, at=NOON)
    session.flush()

    operations.start_session(session, anne.id, at=NOON, brake=BRAKE)
    session.flush()

    assert session.get(FailedSignIn, BRAKE.address) is None
    assert session.get(FailedSignIn, BRAKE.here) is None


def test_somebody_elsewhere_who_guesses_does_not_keep_the_owner_out(session):
    elsewhere = Brake.of("anne@demo.example", "198.51.100.7", SECRET)
    for _ in range(20):
        operations.count_failure(session, elsewhere, at=NOON)
        session.flush()

    with pytest.raises(TooManyTries):
        operations.hold_back(session, elsewhere, at=NOON)
    operations.hold_back(session, BRAKE, at=NOON)


def test_many_who_fail_at_once_behind_one_address_are_all_counted(database):
    brakes = [Brake.of(f"{number}@demo.example", "192.0.2.1", SECRET) for number in range(4)]
    ready = Barrier(len(brakes))

    def fail(brake):
        ready.wait()
        with database.writing() as session:
            operations.count_failure(session, brake, at=NOON)

    with ThreadPoolExecutor(len(brakes)) as pool:
        list(pool.map(fail, brakes))

    with database.reading() as session:
        assert session.get(FailedSignIn, brakes[0].origin).failures == len(brakes)


def test_what_is_counted_names_nobody(session):
    operations.count_failure(session, BRAKE, at=NOON)
    session.flush()

    kept = " ".join(session.scalars(select(FailedSignIn.key)))
    assert "anne" not in kept
    assert "192.0.2.1" not in kept


def test_sign_ins_are_in_the_log(session, anne):
    operations.start_session(session, anne.id, at=NOON)
    operations.count_failure(session, BRAKE, at=NOON)
    session.flush()

    events = session.scalars(select(audit.AuditLine.event).order_by(audit.AuditLine.id)).all()
    assert events == ["signed_in", "sign_in_refused"]


def test_a_password_is_stored_as_argon2id():
    stored = hash_password(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(stored, PASSWORD)
    assert not check_password(stored, PASSWORD + " ")


@pytest.mark.parametrize("password", ["kort", "password1", "PASSORD123", "x" * 257])
def test_weak_passwords_are_refused_with_a_sentence(password):
    assert problem_with(password)


@pytest.mark.parametrize("password", ["åtte ord", "x" * 256, "🦊🦊🦊🦊🦊🦊🦊🦊"])
def test_any_characters_will_do(password):
    assert problem_with(password) is None

"""How guessing is slowed, and for whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from courseengine.core.accounts.brake import FREE_TRIES, Brake, TooManyTries, count_failure, hold_back, release
from courseengine.core.accounts.models import FailedSignIn
from courseengine.core.audit import AuditLine
from tests.core.accounts.conftest import BRAKE, NOON, SECRET


def fail(session, brake, times):
    for _ in range(times):
        count_failure(session, brake, at=NOON)
        session.flush()


@pytest.mark.parametrize("kind", sorted(FREE_TRIES))
def test_the_free_tries_cost_nothing_and_the_next_one_waits(session, kind):
    brake = Brake.of(kind, "k7mf2xqa", "192.0.2.1", SECRET)
    for _ in range(FREE_TRIES[kind].here):
        hold_back(session, brake, at=NOON)
        fail(session, brake, 1)

    with pytest.raises(TooManyTries):
        hold_back(session, brake, at=NOON)
    hold_back(session, brake, at=NOON + timedelta(seconds=2))


def test_the_wait_grows_and_has_an_end(session):
    fail(session, BRAKE, 40)

    with pytest.raises(TooManyTries) as slow:
        hold_back(session, BRAKE, at=NOON)
    assert slow.value.wait == timedelta(minutes=15)
    hold_back(session, BRAKE, at=NOON + timedelta(minutes=15))


def test_the_owner_waits_half_a_minute_at_most_for_what_others_guessed(session):
    for number in range(FREE_TRIES["sign_in"].thing + 20):
        fail(session, Brake.of("sign_in", "anne@demo.example", f"198.51.100.{number}", SECRET), 1)

    with pytest.raises(TooManyTries) as slow:
        hold_back(session, BRAKE, at=NOON)
    assert slow.value.wait == timedelta(seconds=30)


def test_a_day_without_a_failure_forgets_them(session):
    fail(session, BRAKE, 40)
    later = NOON + timedelta(days=1, seconds=1)

    count_failure(session, BRAKE, at=later)

    assert session.get(FailedSignIn, BRAKE.here).failures == 1
    hold_back(session, BRAKE, at=later)


def test_getting_in_forgets_the_failures_of_the_address_and_not_of_the_origin(session):
    fail(session, BRAKE, 1)

    release(session, BRAKE)

    assert session.scalars(select(FailedSignIn.key)).all() == [BRAKE.origin]


def test_somebody_elsewhere_who_guesses_does_not_keep_the_owner_out(session):
    elsewhere = Brake.of("sign_in", "anne@demo.example", "198.51.100.7", SECRET)
    fail(session, elsewhere, 20)

    with pytest.raises(TooManyTries):
        hold_back(session, elsewhere, at=NOON)
    hold_back(session, BRAKE, at=NOON)


def test_one_kind_of_guess_does_not_slow_another(session):
    fail(session, BRAKE, 20)

    with pytest.raises(TooManyTries):
        hold_back(session, BRAKE, at=NOON)
    hold_back(session, Brake.of("reset", "anne@demo.example", "192.0.2.1", SECRET), at=NOON)


def test_who_guesses_at_one_thing_after_the_other_is_slowed_by_origin(session):
    for number in range(FREE_TRIES["join"].origin):
        fail(session, Brake.of("join", f"code{number}", "192.0.2.1", SECRET), 1)

    with pytest.raises(TooManyTries):
        hold_back(session, Brake.of("join", "another", "192.0.2.1", SECRET), at=NOON)
    hold_back(session, Brake.of("join", "another", "198.51.100.7", SECRET), at=NOON)


def test_case_and_spaces_are_the_same_guess():
    assert Brake.of("sign_in", " Anne@Demo.example", "192.0.2.1", SECRET) == BRAKE


def test_many_who_fail_at_once_behind_one_address_are_all_counted(database):
    brakes = [Brake.of("sign_in", f"{number}@demo.example", "192.0.2.1", SECRET) for number in range(4)]
    ready = Barrier(len(brakes))

    def fail_together(brake):
        ready.wait()
        with database.writing() as session:
            count_failure(session, brake, at=NOON)

    with ThreadPoolExecutor(len(brakes)) as pool:
        list(pool.map(fail_together, brakes))

    with database.reading() as session:
        assert session.get(FailedSignIn, brakes[0].origin).failures == len(brakes)


def test_what_is_counted_names_nobody(session):
    fail(session, BRAKE, 1)

    kept = " ".join(session.scalars(select(FailedSignIn.key)))
    assert "anne" not in kept
    assert "192.0.2.1" not in kept


@pytest.mark.parametrize(
    ("kind", "events"), [("sign_in", ["sign_in_refused"]), ("code", ["sign_in_refused"]), ("join", [])]
)
def test_a_refused_sign_in_is_in_the_log(session, kind, events):
    fail(session, Brake.of(kind, "x", "192.0.2.1", SECRET), 1)

    assert session.scalars(select(AuditLine.event)).all() == events

"""Codes from the telephone, and recovery codes: which let in, and how often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pyotp
import pytest
from sqlalchemy import select

from courseengine.base.errors import Forbidden
from courseengine.core.accounts import second_factor as factor
from courseengine.core.accounts.brake import Brake, TooManyTries
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import RecoveryCode
from courseengine.core.accounts.sessions import start_session
from courseengine.core.audit import AuditLine
from courseengine.core.people.operations import add_person
from tests.core.accounts.conftest import NOON, SECRET

KEY = factor.proposed_key("a session's token", SECRET)
STEP = timedelta(seconds=30)
GUESS = Brake.of("code", "1", "192.0.2.1", SECRET)


def code_at(instant, key=KEY):
    return pyotp.TOTP(key).at(instant)


@pytest.fixture
def codes(session, anne):
    """Anne's recovery codes, since she has a second factor; its code of noon is used."""
    return factor.turn_on(session, anne.id, KEY, code_at(NOON), at=NOON)


@pytest.fixture
def takes(session, anne, codes):
    """Whether a code lets Anne in, by default a minute later."""

    def asked(code, *, at=NOON + 2 * STEP):
        taken = factor.takes(session, anne.id, code, GUESS, at=at)
        session.flush()
        return taken

    return asked


def test_the_key_is_as_long_as_the_standard_asks_and_belongs_to_the_session():
    assert len(KEY) == 32
    assert factor.proposed_key("a session's token", SECRET) == KEY
    assert factor.proposed_key("another token", SECRET) != KEY


def test_the_picture_says_whose_key_it_is_and_for_what():
    address = factor.address_of_key(KEY, "anne@demo.example", "Kursmotor")

    assert address == f"otpauth://totp/Kursmotor:anne%40demo.example?secret={KEY}&issuer=Kursmotor"


def test_it_is_on_once_a_code_was_shown(session, anne):
    assert factor.turn_on(session, anne.id, KEY, "000000", at=NOON) is None
    assert not factor.is_on(session, anne.id)

    codes = factor.turn_on(session, anne.id, KEY, code_at(NOON), at=NOON)

    assert factor.is_on(session, anne.id)
    assert len(set(codes)) == factor.RECOVERY_CODES == factor.codes_left(session, anne.id)


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(takes, off, taken):
    at = NOON + 10 * STEP

    assert takes(code_at(at + off * STEP), at=at) is taken


def test_no_code_is_taken_twice_nor_one_from_before(takes):
    at = NOON + 10 * STEP
    assert not takes(code_at(NOON), at=NOON)
    assert takes(code_at(at), at=at)

    assert not takes(code_at(at), at=at + STEP)
    assert not takes(code_at(at - STEP), at=at)
    assert takes(code_at(at + STEP), at=at)


@pytest.mark.parametrize("wrong", ["", "12345", "abcdef", "١٢٣٤٥٦", "🦊" * 6, "x" * 10, "aaaaa-aaaaa"])
def test_nothing_else_lets_in(takes, wrong):
    assert not takes(wrong)


def test_a_recovery_code_lets_in_once(session, anne, codes, takes):
    assert takes(codes[3].upper())
    assert not takes(codes[3])
    assert takes(codes[4].replace("-", ""))

    assert factor.codes_left(session, anne.id) == 8
    assert (
        session.scalars(select(AuditLine.event).where(AuditLine.event == "recovery_code_used")).all()
        == ["recovery_code_used"] * 2
    )


def test_recovery_codes_are_kept_like_passwords(session, codes):
    kept = session.scalars(select(RecoveryCode.code_hash)).all()

    assert all(hash_.startswith("$argon2id$") for hash_ in kept)
    assert not any(code.replace("-", "") in " ".join(kept) for code in codes)


def test_new_recovery_codes_take_the_place_of_the_old(session, anne, codes, takes):
    new = factor.renew_recovery_codes(session, anne.id)
    session.flush()

    assert not takes(codes[0])
    assert takes(new[0])


def test_guesses_are_counted_and_named_to_the_owner(session, anne, takes):
    for _ in range(5):
        assert not takes("000000")

    with pytest.raises(TooManyTries):
        takes(code_at(NOON + 2 * STEP))

    lines = session.scalars(select(AuditLine).where(AuditLine.event == "sign_in_refused")).all()
    assert [line.person_id for line in lines] == [anne.id] * 5


def test_no_way_in_begins_a_session_without_it(session, anne, codes):
    assert start_session(session, anne.id, at=NOON, strong=True)

    with pytest.raises(Forbidden):
        start_session(session, anne.id, at=NOON)


def test_turned_off_it_asks_for_nothing_and_keeps_nothing(session, anne, codes, takes):
    factor.turn_off(session, anne.id, at=NOON, by=anne.id)
    session.flush()

    assert not factor.is_on(session, anne.id)
    assert not takes(codes[0])
    assert session.scalars(select(RecoveryCode)).all() == []


def test_of_two_who_show_the_same_code_at_once_one_gets_in(database):
    with database.writing() as session:
        person = add_person(session, name="Anne", email="anne@demo.example", at=NOON)
        set_password(session, person.id, "grønn stol under bordet")
        session.flush()
        factor.turn_on(session, person.id, KEY, code_at(NOON), at=NOON)
    at, ready = NOON + 10 * STEP, Barrier(2)

    def show(_):
        ready.wait()
        with database.writing() as session:
            return factor.takes(session, person.id, code_at(at), GUESS, at=at)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(show, range(2))) == [False, True]

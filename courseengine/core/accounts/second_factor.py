"""The second factor: a code from an app on the telephone, and recovery codes for whoever has lost it.

Codes follow RFC 6238: six digits, a new one every thirty seconds; the one before and the one after
are taken too, since clocks differ, and none is taken twice (5.2). The key has to be kept readable,
since codes are made from it. A recovery code works once; it is kept like a password, since it is
shorter than a token.
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courseengine.core import audit
from courseengine.core.accounts.brake import Brake, count_failure, hold_back, release
from courseengine.core.accounts.models import Account, RecoveryCode
from courseengine.core.accounts.passwords import check_password, hash_password
from courseengine.core.accounts.start import draw_letters

STEP = 30
"""seconds"""
BEFORE_AND_AFTER = (0, -1, 1)
RECOVERY_CODES = 10
GROUPS, IN_A_GROUP = 2, 5


def is_on(session: Session, person_id: int) -> bool:
    """Whether the person is asked for a code."""
    account = session.get(Account, person_id)
    return account is not None and account.totp_since is not None


def proposed_key(token: str, secret: bytes) -> str:
    """The key that is proposed in a session, until a code of it is shown.

    It follows from the session's token, so that looking at the page stores nothing and loading it
    again shows the same.
    """
    mac = hmac.new(secret, f"second factor:{token}".encode(), "sha256").digest()
    return base64.b32encode(mac[:20]).decode()


def address_of_key(key: str, email: str, product_name: str) -> str:
    """What the QR code says: the key, and whose and for what it is."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=product_name)


def turn_on(session: Session, person_id: int, key: str, code: str, *, at: datetime) -> list[str] | None:
    """Ask for a code from now on; gives the recovery codes, or None when the code is not one of the key."""
    account = _locked(session, person_id)
    step = _step_of(key, code, None, at=at)
    if step is None:
        return None
    account.totp_secret, account.totp_since, account.totp_step = key, at, step
    audit.record(session, audit.Event.SECOND_FACTOR_ON, at=at, actor_id=person_id, person_id=person_id)
    return renew_recovery_codes(session, person_id)


def turn_off(session: Session, person_id: int, *, at: datetime, by: int | None) -> None:
    """Ask for no code any more; ``by`` is None for the command line."""
    account = _locked(session, person_id)
    account.totp_secret = account.totp_since = account.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    audit.record(session, audit.Event.SECOND_FACTOR_OFF, at=at, actor_id=by, person_id=person_id)


def takes(session: Session, person_id: int, code: str, guess: Brake, *, at: datetime) -> bool:
    """Whether the code lets in, once: one from the telephone, or a recovery code. A wrong one is counted.

    Raises ``TooManyTries`` for whoever has guessed too often.
    """
    _locked(session, person_id)
    hold_back(session, guess, at=at)
    taken = is_right(session, person_id, code, at=at)
    if taken:
        release(session, guess)
    else:
        count_failure(session, guess, at=at, person_id=person_id)
    return taken


def is_right(session: Session, person_id: int, code: str, *, at: datetime) -> bool:
    """Whether the code is one that lets in; it is used up by that."""
    account = _locked(session, person_id)
    if account.totp_secret is None or account.totp_since is None:
        return False
    step = _step_of(account.totp_secret, code, account.totp_step, at=at)
    if step is not None:
        account.totp_step = step
        return True
    return _uses_recovery_code(session, account.person_id, code, at=at)


def renew_recovery_codes(session: Session, person_id: int) -> list[str]:
    """New recovery codes instead of those there were; this is the only time anybody sees them."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [draw_letters(GROUPS, IN_A_GROUP) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(code_hash=hash_password(_bare(code)), person_id=person_id) for code in codes)
    return codes


def codes_left(session: Session, person_id: int) -> int:
    """How many recovery codes still work."""
    unused = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def _locked(session: Session, person_id: int) -> Account:
    """The account, held until the transaction ends: two who show the same code at once come one after the other."""
    return session.get_one(Account, person_id, with_for_update=True, populate_existing=True)


def _step_of(key: str, code: str, last: int | None, *, at: datetime) -> int | None:
    """The time step the code belongs to; None when it is wrong, or not newer than the last one."""
    now, made = int(at.timestamp()) // STEP, pyotp.TOTP(key)
    steps: Sequence[int] = [now + offset for offset in BEFORE_AND_AFTER]
    right = [step for step in steps if hmac.compare_digest(made.generate_otp(step).encode(), code.encode())]
    return next((step for step in right if last is None or step > last), None)


def _uses_recovery_code(session: Session, person_id: int, code: str, *, at: datetime) -> bool:
    bare = _bare(code)
    if len(bare) != GROUPS * IN_A_GROUP:
        return False
    unused = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    for row in session.scalars(select(RecoveryCode).where(*unused)):
        if check_password(row.code_hash, bare):
            row.used_at = at
            audit.record(session, audit.Event.RECOVERY_CODE_USED, at=at, actor_id=person_id, person_id=person_id)
            return True
    return False


def _bare(code: str) -> str:
    return code.replace("-", "").lower()

"""Passwords: how they are kept and which are refused.

argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet). Eight characters are the
least, any characters are welcome, and the commonest are refused (NIST SP 800-63B, 5.1.1.2).
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from courseengine.base.i18n import N_

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

LEAST = 8
MOST = 256
_COMMON = """
password passord passord1 passord123 password1 password123 12345678 123456789 1234567890
qwertyui qwerty123 qwertyuiop sommer2026 vinter2026 velkommen velkommen1 fotball1 iloveyou
11111111 00000000 abcd1234 abc12345 1q2w3e4r letmein1 admin123 administrator changeme
kompetanse laereren
"""
COMMON = frozenset(_COMMON.split())


def hash_password(text: str) -> str:
    """What is stored instead of the password."""
    return _hasher.hash(text)


def check_password(stored: str | None, text: str) -> bool:
    """Whether ``text`` is the password; takes as long for an account that has none."""
    try:
        return _hasher.verify(stored or _nobodys(), text) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def problem_with(text: str) -> str | None:
    """Why it cannot be a password, as a translatable sentence; None when it can."""
    if len(text) < LEAST:
        return N_("The password needs at least 8 characters; 15 are better.")
    if len(text) > MOST:
        return N_("The password can have at most 256 characters.")
    if text.lower() in COMMON:
        return N_("That password is among the most common ones. Choose another.")
    return None


@cache
def _nobodys() -> str:
    return _hasher.hash("an account without a password")

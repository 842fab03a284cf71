"""Passwords: how they are kept and which are refused.

argon2id with 19 MiB and two passes (OWASP Password Storage Cheat Sheet). Eight characters are the
least, any characters are welcome, and the commonest are refused, and so is what everybody knows of
the person (NIST SP 800-63B, 5.1.1.2).
"""

import re
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from courseengine.base.i18n import N_

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

LEAST = 8
MOST = 256
_NORWEGIAN = """
passord passordet hemmelig hemmelighet velkommen velkomen velkommentil hjemme heime solskinn sommer sommar
vinter vår våren høst høsten haust hausten jul julen julaften januar februar mars april mai juni juli august
september oktober november desember mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag
sundag fotball håndball handball ski skirenn brann rosenborg liverpool sykkel hytta hytte fjellet norge noreg
oslo bergen trondheim stavanger tromsø kristiansand drammen skole skolen skule skulen skolehverdag barnehage
barnehagen lærer læreren lærar læraren laerer laereren rektor klasse klassen elev elevene elevane lærerrommet
kompetanse kompetansepakke fagfornyelsen læreplan kjærlighet kjaerlighet elskerdeg jegelskerdeg egelskardeg
gullet skatten vennen bestevenn mamma pappa mormor farmor bestemor bestefar katten hunden administrator
"""
NORWEGIAN = frozenset(_NORWEGIAN.split())
"""What a Norwegian who has to find a password writes first, with a year or a sign behind it."""


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


def problem_with(text: str, *, about: Iterable[str] = ()) -> str | None:
    """Why it cannot be a password, as a translatable sentence; None when it can.

    ``about`` is what everybody knows of the person: the name, the address, what the product is called.
    """
    if len(text) < LEAST:
        return N_("The password needs at least 8 characters; 15 are better.")
    if len(text) > MOST:
        return N_("The password can have at most 256 characters.")
    letters = _letters(text)
    if text.casefold() in _common() or letters in NORWEGIAN:
        return N_("That password is among the most common ones. Choose another.")
    if letters and letters in {_letters(word) for known in about for word in _words(known)}:
        return N_("That is a name or an address that others know. Choose another.")
    return None


def _words(known: str) -> tuple[str, ...]:
    """A name or an address as a whole, without its domain, and each word of it."""
    return known, known.partition("@")[0], *re.split(r"[\W_]+", known)


def _letters(text: str) -> str:
    """The letters alone: digits and signs around a word make it no harder to guess."""
    return re.sub(r"[\W\d_]+", "", text.casefold())


@cache
def _common() -> frozenset[str]:
    # Imported late: its lists take 14 MB, and only setting a password needs one of them.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LEAST)


@cache
def _nobodys() -> str:
    return _hasher.hash("an account without a password")

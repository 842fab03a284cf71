"""Tokens: what a cookie or a mailed link holds, and what is stored of it.

256 bits from the system's own source; the tables hold only the SHA-256, so that nobody who reads
them gets in by it.
"""

import secrets
from hashlib import sha256


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()

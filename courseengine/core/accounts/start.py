"""Start passwords: how people get in before anybody has invited them.

They are drawn at random, long enough never to be guessed, without letters that look alike. Whoever
runs the installation hands them out; a person who has a password keeps it.
"""

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_A_GROUP = 4, 4


def draw_password() -> str:
    """Sixteen letters and digits (79 bits) in groups of four: "k7mf-2xqa-…"."""
    return draw_letters(GROUPS, IN_A_GROUP)


def draw_letters(groups: int, in_a_group: int) -> str:
    """Letters and digits in groups, as they are read from a paper and typed."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(in_a_group)) for _ in range(groups))

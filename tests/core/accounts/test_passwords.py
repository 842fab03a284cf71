"""How passwords are kept, and which are refused."""

import pytest

from courseengine.core.accounts.passwords import check_password, hash_password, problem_with
from tests.core.accounts.conftest import PASSWORD

COMMON = "That password is among the most common ones. Choose another."
KNOWN = "That is a name or an address that others know. Choose another."
ABOUT = ("Ingebjørg Lie Haugen", "ingebjorg.haugen@skogvik.no", "Felles Kompetanse")


def test_a_password_is_stored_as_argon2id():
    stored = hash_password(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(stored, PASSWORD)
    assert not check_password(stored, PASSWORD + " ")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kort", "The password needs at least 8 characters; 15 are better."),
        ("x" * 257, "The password can have at most 256 characters."),
        ("password1", COMMON),
        ("iloveyou", COMMON),
        ("JESSICA1", COMMON),
        ("Passord123", COMMON),
        ("Sommer2026!", COMMON),
        ("2026-Høsten", COMMON),
        ("ingebjørg1", KNOWN),
        ("Haugen1975", KNOWN),
        ("ingebjorg.haugen", KNOWN),
        ("IngebjørgLieHaugen!", KNOWN),
        ("felles kompetanse 1", KNOWN),
    ],
)
def test_weak_passwords_are_refused_with_a_sentence(password, sentence):
    assert problem_with(password, about=ABOUT) == sentence


@pytest.mark.parametrize(
    "password", ["åtte ord", "x" * 256, "🦊🦊🦊🦊🦊🦊🦊🦊", "haugen og lyngen i mai", "93847561", "sommer på hytta"]
)
def test_any_characters_will_do(password):
    assert problem_with(password, about=ABOUT) is None

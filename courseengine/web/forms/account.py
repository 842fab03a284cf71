"""What people send to sign in, and what is kept for them while they do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from courseengine.base.i18n import N_

LONGEST_KEPT = 400_000
"""characters of a form that is carried through a sign-in"""


@dataclass(frozen=True)
class KeptForm:
    """A form that was sent after the sign-in had ended; it comes back filled in."""

    to: str
    """the address it was sent to"""
    fields: dict[str, str]

    @property
    def text(self) -> tuple[str, str] | None:
        """The field with what the person wrote, to show; the others are carried along."""
        longest = max(self.fields.items(), key=lambda item: len(item[1]), default=None)
        return (
            longest
            if longest and len(longest[1]) > 40
            else next(((name, value) for name, value in self.fields.items() if name in ("body", "minutes")), None)
        )

    def as_text(self) -> str:
        """For a hidden field."""
        return json.dumps(self.fields)


@dataclass(frozen=True)
class SignInForm:
    """Address and password, where to go on, and perhaps a kept form."""

    email: str
    password: str
    next: str
    kept: KeptForm | None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "SignInForm":
        """Read what was sent; both fields are needed."""
        email, password = form.get("email", "").strip(), form.get("password", "")
        errors = {}
        if not email:
            errors["email"] = N_("Write your e-mail address.")
        if not password:
            errors["password"] = N_("Write your password.")
        return cls(email, password, own_path(form.get("next", "")), read_kept(form), errors)


def read_kept(form: Mapping[str, str]) -> KeptForm | None:
    """The form that waits behind a sign-in, if there is one and it is ours."""
    to, text = own_path(form.get("kept_to", "")), form.get("kept", "")
    if to == "/" or not text or len(text) > LONGEST_KEPT:
        return None
    try:
        fields = json.loads(text)
    except ValueError:
        return None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        return None
    return KeptForm(to, fields)


def own_path(path: str) -> str:
    r"""A path of ours, or the front page: ``//host``, ``/\host`` and ``https:…`` lead elsewhere."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not any(ord(char) < 32 for char in path)
    return path if ours else "/"

"""What people send to sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courseengine.base.i18n import N_


@dataclass(frozen=True)
class SignInForm:
    """Address and password, where to go on, and perhaps a form that waits, sealed."""

    email: str
    password: str
    next: str
    kept: str = ""
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
        return cls(email, password, own_path(form.get("next", "")), form.get("kept", ""), errors)


def own_path(path: str) -> str:
    r"""A path of ours, or the front page: ``//host``, ``/\host`` and ``https:…`` lead elsewhere."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not any(ord(char) < 32 for char in path)
    return path if ours else "/"

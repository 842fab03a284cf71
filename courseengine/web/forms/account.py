"""What people send to get in: address and password, a code, and a new password after a mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.accounts.passwords import problem_with
from courseengine.core.people.operations import clean_email

AN_ADDRESS = N_("Write an e-mail address, such as kari@skolen.no.")
LONGEST_CODE = 40


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


@dataclass(frozen=True)
class CodeForm:
    """The second step: the code, and what the first step hands on."""

    code: str
    first_step: str
    """sealed: that the password was right, whose, and when"""
    next: str
    kept: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "CodeForm":
        """Read what was sent."""
        code, errors = code_in(form)
        first = form.get("first_step", "")
        return cls(code, first, own_path(form.get("next", "")), form.get("kept", ""), errors)


@dataclass(frozen=True)
class ForgottenForm:
    """The address of somebody who has forgotten the password."""

    email: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "ForgottenForm":
        """Read what was sent."""
        email, errors = email_in(form)
        return cls(email, errors)


@dataclass(frozen=True)
class NewPasswordForm:
    """A new password, typed twice."""

    password: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, about: Iterable[str]) -> "NewPasswordForm":
        """Read what was sent; ``about`` is what others know of the person."""
        password, errors = new_password_in(form, about=about)
        return cls(password, errors)


def new_password_in(form: Mapping[str, str], *, about: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The new password of a form, and what is wrong with it."""
    password = form.get("new_password", "")
    problem = problem_with(password, about=about)
    if problem:
        return password, {"new_password": problem}
    if form.get("again", "") != password:
        return password, {"again": N_("The two are not the same. Write the new password once more.")}
    return password, {}


def email_in(form: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The e-mail address of a form in lower case, or as it was typed with what is wrong with it."""
    typed = form.get("email", "").strip()
    try:
        return clean_email(typed), {}
    except Invalid:
        return typed, {"email": AN_ADDRESS if typed else N_("Write your e-mail address.")}


def code_in(form: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The code of a form without spaces, and what is wrong with it."""
    code = "".join(form.get("code", "").split())[:LONGEST_CODE]
    return code, {} if code else {"code": N_("Write the code.")}


def own_path(path: str) -> str:
    r"""A path of ours, or the front page: ``//host``, ``/\host`` and ``https:…`` lead elsewhere."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not any(ord(char) < 32 for char in path)
    return path if ours else "/"

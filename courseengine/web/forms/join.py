"""What people send on their way in: a name and a password, or a name and an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.accounts.passwords import problem_with
from courseengine.core.people.operations import clean_email, clean_name

LONGEST_CODE = 40


@dataclass(frozen=True)
class NewForm:
    """Somebody new: what they are called, and their password."""

    name: str
    password: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, email: str, name: str = "") -> "NewForm":
        """Read what was sent; the name is not asked for when we have it."""
        name, errors = (name, {}) if name else _name_in(form)
        password = form.get("password", "")
        problem = problem_with(password, about=(name, email))
        return cls(name, password, {**errors, **({"password": problem} if problem else {})})


@dataclass(frozen=True)
class AskForm:
    """Somebody who asks to be written to: what they are called, and where."""

    name: str = ""
    email: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AskForm":
        """Read what was sent; nothing else in it counts."""
        name, errors = _name_in(form)
        email = form.get("email", "").strip()
        try:
            email = clean_email(email)
        except Invalid:
            errors["email"] = N_("Write an e-mail address, such as kari@skolen.no.")
        return cls(name, email, errors)


@dataclass(frozen=True)
class CodeForm:
    """A code as it was typed."""

    code: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "CodeForm":
        """Read what was sent."""
        code = form.get("code", "").strip()[:LONGEST_CODE]
        return cls(code, {} if code else {"code": N_("Write the code.")})


def _name_in(form: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    name = form.get("name", "")
    try:
        return clean_name(name), {}
    except Invalid:
        # What is too long comes back whole, to be shortened by whoever wrote it.
        return name, {"name": N_("Write your name.") if not name.strip() else N_("The name is too long.")}

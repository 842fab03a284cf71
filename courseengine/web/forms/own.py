"""What people send about their own account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courseengine.base.errors import Invalid
from courseengine.base.i18n import LANGUAGES, N_
from courseengine.core.people.operations import clean_name
from courseengine.web.forms.account import code_in, email_in, new_password_in


@dataclass(frozen=True)
class DetailsForm:
    """What one is called, and the language one reads."""

    name: str
    language: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "DetailsForm":
        """Read what was sent."""
        name, language, errors = form.get("name", ""), form.get("language", ""), {}
        try:
            name = clean_name(name)
        except Invalid:
            errors["name"] = N_("Write your name, in at most 200 characters.")
        if language not in LANGUAGES:
            errors["language"] = N_("Choose a language.")
        return cls(name, language, errors)


@dataclass(frozen=True)
class OwnPasswordForm:
    """The password one has, and the one one wants."""

    password: str
    new_password: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, about: Iterable[str]) -> "OwnPasswordForm":
        """Read what was sent; ``about`` is what others know of the person."""
        new, errors = new_password_in(form, about=about)
        return cls(form.get("password", ""), new, errors)


@dataclass(frozen=True)
class AddressForm:
    """A new address, with the password."""

    email: str
    password: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, now: str) -> "AddressForm":
        """Read what was sent; ``now`` is the address there is."""
        email, errors = email_in(form)
        if email == now:
            errors["email"] = N_("That is your address already.")
        return cls(email, form.get("password", ""), errors)


@dataclass(frozen=True)
class SetUpForm:
    """The first code of a second factor, with the password."""

    code: str
    password: str
    next: str
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], *, next_: str) -> "SetUpForm":
        """Read what was sent."""
        code, errors = code_in(form)
        return cls(code, form.get("password", ""), next_, errors)


@dataclass(frozen=True)
class ProofForm:
    """What is to be done with the second factor there is, with the password or a code."""

    password: str
    act: str
    """``codes`` or ``off``"""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "ProofForm":
        """Read what was sent."""
        return cls(form.get("password", ""), form.get("act", ""))

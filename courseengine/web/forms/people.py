"""What people send to find somebody in a list, and to change a team."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from courseengine.base.i18n import N_
from courseengine.core.accounts.listing import LONGEST_SEARCH, Show
from courseengine.core.people.roles import Role, TeamKind

MOST_PAGES = 10_000
Known = TypeVar("Known")


@dataclass(frozen=True)
class FindForm:
    """Whom somebody looks for; what cannot be meant is left out, since a list needs no form that is right."""

    text: str = ""
    school: str = ""
    """a public id"""
    team: str = ""
    """a public id"""
    role: Role | None = None
    show: Show = Show.HERE
    page: int = 1
    places: int = 1
    """the page of the list beside it: of an owner's schools, or a school's teams"""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "FindForm":
        """Read an address."""
        return cls(
            text=" ".join(args.get("q", "").split())[:LONGEST_SEARCH],
            school=args.get("school", ""),
            team=args.get("team", ""),
            role=_one_of(Role, args.get("role", "")),
            show=_one_of(Show, args.get("show", "")) or Show.HERE,
            page=page_in(args.get("page", "")),
            places=page_in(args.get("part", "")),
        )

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything but everybody."""
        return bool(self.text) or self.filters

    @property
    def filters(self) -> bool:
        """Whether it asks for more than words."""
        return bool(self.school or self.team or self.role or self.show is not Show.HERE)

    def values(self) -> dict[str, str]:
        """What an address of the same list says, apart from its pages."""
        said = {
            "q": self.text,
            "school": self.school,
            "team": self.team,
            "role": self.role.value if self.role else "",
            "show": "" if self.show is Show.HERE else self.show.value,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class TeamForm:
    """A team's name and kind, and what they were when the writer began."""

    name: str
    kind: str
    seen: str
    errors: dict[str, str]

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "TeamForm":
        """Read what was sent."""
        name, kind = form.get("name", "").strip(), form.get("kind", "")
        errors = {} if name else {"name": N_("Write a name.")}
        if _one_of(TeamKind, kind) is None:
            errors["kind"] = N_("Choose what kind of team it is.")
        return cls(name, kind, form.get("seen", ""), errors)


@dataclass(frozen=True)
class SplitForm:
    """Who goes to a new team, and its name."""

    name: str
    people: tuple[str, ...]
    """public ids"""
    errors: dict[str, str]

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "SplitForm":
        """Read what was sent."""
        name, people = form.get("name", "").strip(), tuple(form.getlist("people"))
        errors = {} if name else {"name": N_("Write a name.")}
        if not people:
            errors["people"] = N_("Choose who goes to the new team.")
        return cls(name, people, errors)


def page_in(text: str) -> int:
    """The page of a list that an address names; the first where it names none."""
    return max(1, min(int(text), MOST_PAGES)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def _one_of(kind: Collection[Known], value: str) -> Known | None:
    return next((one for one in kind if one == value), None)

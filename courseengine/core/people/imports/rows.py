"""A record of a people file becomes a row: one person in one role in one place, perhaps in a team there.

Everything that shows without looking at the database is found here, and every problem of the row
is named, not only the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.people.imports import columns
from courseengine.core.people.imports.records import Record
from courseengine.core.people.imports.said import Said
from courseengine.core.people.operations import LONGEST_NAME, clean_email, clean_name, clean_number
from courseengine.core.people.roles import AT_A_SCHOOL, IN_A_TEAM, PlaceKind, Role, TeamKind

Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one role at one place, as the file has it."""

    line: int
    owner: str
    school: str
    school_kind: PlaceKind | None
    school_number: str | None
    team: str
    team_kind: TeamKind | None
    name: str
    email: str
    role: Role
    main: bool | None
    language: str | None


def address_in(record: Record) -> str:
    """The address a record is about, in lower case; whatever stands there when it is none."""
    return record.cells.get("email", "").lower()


def read_row(record: Record, *, at_home: bool = False) -> Row | list[Said]:
    """The row, or what is wrong with it; ``at_home`` where a school's own file need not name the school."""
    reader = _Reader(record.cells, at_home)
    if record.trouble:
        return [record.trouble]
    row = reader.read(record.line)
    return row if row is not None and not reader.wrong else reader.wrong


@dataclass
class _Reader:
    """Reads one row, and goes on after a problem to find the next."""

    cells: Mapping[str, str]
    at_home: bool
    wrong: list[Said] = field(default_factory=list)

    def read(self, line: int) -> Row | None:
        role = self._one_of("role", columns.ROLES)
        row = Row(
            line=line,
            owner=self._name("owner"),
            school=self._name("school"),
            school_kind=self._one_of("school_kind", columns.PLACE_KINDS),
            school_number=self._number(),
            team=self._name("team"),
            team_kind=self._one_of("team_kind", columns.TEAM_KINDS),
            name=self._name("name", required=True),
            email=self._email(),
            role=cast(Role, role),
            main=self._one_of("main", columns.YES_OR_NO),
            language=self._one_of("language", columns.TONGUES),
        )
        if role is None:
            if not self.cells.get("role"):
                self._say("role", N_("empty: say what the person is, such as teacher."))
            return None
        self._fits_role(row)
        return row

    def _say(self, column: str, message: str, **values: str | int) -> None:
        self.wrong.append(Said(column, message, values))

    def _name(self, column: str, *, required: bool = False) -> str:
        cell = self.cells.get(column, "")
        if not cell:
            if required:
                self._say(column, N_("empty."))
            return ""
        if len(cell) > LONGEST_NAME:
            self._say(column, N_("longer than %(most)d characters."), most=LONGEST_NAME)
            return ""
        return clean_name(cell)

    def _email(self) -> str:
        cell = self.cells.get("email", "")
        try:
            return clean_email(cell)
        except Invalid:
            if cell:
                self._say("email", N_('"%(found)s" is no e-mail address.'), found=cell[:80])
            else:
                self._say("email", N_("empty."))
            return ""

    def _number(self) -> str | None:
        cell = self.cells.get("school_number", "")
        if not cell:
            return None
        try:
            return clean_number(cell)
        except Invalid:
            self._say("school_number", N_('"%(found)s" is no organisation number.'), found=cell[:40])
            return None

    def _one_of(self, column: str, words: Mapping[str, Known]) -> Known | None:
        cell = self.cells.get(column, "")
        if not cell:
            return None
        known = words.get(cell.casefold(), words.get(cell.casefold().replace(" ", "_")))
        if known is None:
            self.wrong.append(columns.unknown_word(column, cell, words))
        return known

    def _fits_role(self, row: Row) -> None:
        role = row.role
        if role is Role.ADMIN:
            self._say("role", N_("no file makes an administrator."))
            return
        if role is Role.SCHOOL_OWNER:
            if not row.owner and not self.at_home:
                self._say("owner", N_("empty: say which owner the person acts for."))
            if row.school:
                self._say("school", N_("leave it empty for somebody who acts for the owner."))
        elif role in AT_A_SCHOOL or role is Role.UNIVERSITY_STAFF:
            self._stands_at_a_school(row)
        if row.team and role not in IN_A_TEAM:
            self._say("team", N_("leave it empty: nobody is in a team in that role."))
        if role is Role.TEAM_LEADER and not row.team:
            self._say("team", N_("empty: say which team the person leads."))
        if row.main and not row.team:
            self._say("main", N_("leave it empty where there is no team."))

    def _stands_at_a_school(self, row: Row) -> None:
        wants_university = row.role is Role.UNIVERSITY_STAFF
        if not row.school and not row.school_number and not self.at_home:
            self._say("school", N_("empty: say where the person works."))
        if row.school_kind and (row.school_kind is PlaceKind.UNIVERSITY) != wants_university:
            self._say("school_kind", N_("nobody has that role at a place of that kind."))
        if wants_university and row.owner:
            self._say("owner", N_("leave it empty for a university."))

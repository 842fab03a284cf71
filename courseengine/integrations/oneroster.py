"""OneRoster files (1EdTech OneRoster 1.1 and 1.2, CSV binding): the staff, as rows of a people file.

A zip file with ``manifest.csv``, ``orgs.csv`` and ``users.csv``; since 1.2 the roles stand in
``roles.csv``. Ids (``sourcedId``) tie them together and are not kept. Teachers and aides become
teachers, principals and a school's administrators its leaders. Everybody else is left out:
pupils, parents, those who have left, and whoever looks after the computers. Classes are not read.
"""

import csv
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path, PurePosixPath

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.people.imports.records import LONGEST_CELL, MOST_ROWS, Record, one_line
from courseengine.core.people.imports.said import FileRefused, Said
from courseengine.core.people.operations import clean_number
from courseengine.core.people.roles import Role
from courseengine.integrations.csv_tables import lines_of

ROLES = {
    "teacher": Role.TEACHER,
    "aide": Role.TEACHER,
    "principal": Role.SCHOOL_LEADER,
    "administrator": Role.SCHOOL_LEADER,
    "siteadministrator": Role.SCHOOL_LEADER,
}
"""our role for each of theirs; the others are left out"""
FILES = {
    "orgs.csv": ("sourcedId", "name", "type"),
    "users.csv": ("sourcedId", "givenName", "familyName", "email"),
    "roles.csv": ("userSourcedId", "role", "orgSourcedId"),
}
"""the files we read, and the columns we cannot do without"""
GONE = frozenset({"tobedeleted", "inactive"})
_LIST = re.compile(r"[,;]\s*")

Line = dict[str, str]


@dataclass(frozen=True)
class Org:
    """An organisation of theirs."""

    name: str
    is_school: bool
    number: str
    above: str


@dataclass
class OneRoster:
    """The staff in one file; ``left_out`` counts the others while it is read."""

    path: Path
    names: dict[str, str] = field(default_factory=dict)
    """our name of a file → its name in the archive"""
    left_out: int = 0

    def __iter__(self) -> Iterator[Record]:
        """Read it from its beginning."""
        self.left_out = 0
        kept = 0
        orgs, roles = self._orgs(), self._roles()
        for user in self._lines("users.csv"):
            held = list(_held(user, orgs, roles))
            if not held or _is_gone(user) or user.get("enabledUser", "").casefold() == "false":
                self.left_out += 1
                continue
            for role, org in held:
                kept += 1
                if kept > MOST_ROWS:
                    raise FileRefused(Said("", N_("A file can have %(most)d rows at most."), {"most": MOST_ROWS}))
                # Two schools make two rows of one line; the numbers only have to rise.
                yield Record(kept + 1, _cells(user, role, org, orgs))

    def _orgs(self) -> dict[str, Org]:
        orgs = {}
        for row in self._lines("orgs.csv"):
            is_school = row["type"].casefold() == "school"
            above = row.get("parentSourcedId", "")
            orgs[row["sourcedId"]] = Org(row["name"], is_school, _number(row.get("identifier", "")), above)
            if len(orgs) > MOST_ROWS:
                raise FileRefused(Said("", N_("A file can have %(most)d rows at most."), {"most": MOST_ROWS}))
        return orgs

    def _roles(self) -> defaultdict[str, list[tuple[str, str]]] | None:
        """Who is what where, since 1.2; of pupils, of whom there are many, nothing is kept."""
        if "roles.csv" not in self.names:
            return None
        roles: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self._lines("roles.csv"):
            if row["role"].casefold() in ROLES and not _is_gone(row):
                roles[row["userSourcedId"]].append((row["role"], row["orgSourcedId"]))
                if len(roles) > MOST_ROWS:
                    raise FileRefused(Said("", N_("A file can have %(most)d rows at most."), {"most": MOST_ROWS}))
        return roles

    def _lines(self, file: str) -> Iterator[Line]:
        """The rows of one of the files, under the names in its header."""
        with (
            zipfile.ZipFile(self.path) as archive,
            archive.open(self.names[file]) as raw,
            TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="") as text,
        ):
            reader = csv.reader(lines_of(text), strict=True)
            try:
                header = [cell.strip() for cell in next(reader, [])]
                _check_header(file, header, "roles.csv" in self.names)
                for cells in reader:
                    if any(cells):
                        # A short row lacks its last cells: they are empty.
                        yield dict.fromkeys(header, "") | dict(zip(header, map(one_line, cells), strict=False))
            except csv.Error:
                message = N_("%(file)s cannot be read as CSV.")
                raise FileRefused(Said("", message, {"file": file}), line=reader.line_num) from None


def oneroster(path: Path, names: list[str]) -> OneRoster:
    """The staff in an archive with those names in it."""
    known = {PurePosixPath(name).name.casefold(): name for name in names if len(PurePosixPath(name).parts) <= 2}
    missing = [file for file in ("orgs.csv", "users.csv") if file not in known]
    if missing:
        raise FileRefused(*(Said("", N_("The OneRoster file lacks %(file)s."), {"file": file}) for file in missing))
    return OneRoster(path, known)


def _check_header(file: str, header: list[str], has_roles: bool) -> None:
    needed = FILES[file] + (("role", "orgSourcedIds") if file == "users.csv" and not has_roles else ())
    missing = [name for name in needed if name not in header]
    if missing:
        message = N_("%(file)s lacks the column %(name)s.")
        raise FileRefused(*(Said("", message, {"file": file, "name": name}) for name in missing))


def _held(
    user: Line, orgs: dict[str, Org], roles: defaultdict[str, list[tuple[str, str]]] | None
) -> Iterator[tuple[Role, Org]]:
    """What the user is at which schools, each once."""
    if roles is None:
        told = [(user.get("role", ""), org) for org in _LIST.split(user.get("orgSourcedIds", ""))]
    else:
        told = roles.get(user["sourcedId"], [])
    seen = set()
    for theirs, org_id in told:
        role, org = ROLES.get(theirs.casefold()), orgs.get(org_id)
        if role and org and org.is_school and (role, org_id) not in seen:
            seen.add((role, org_id))
            yield role, org


def _cells(user: Line, role: Role, org: Org, orgs: dict[str, Org]) -> dict[str, str]:
    given = user.get("preferredGivenName") or user.get("preferredFirstName") or user["givenName"]
    family = user.get("preferredFamilyName") or user.get("preferredLastName") or user["familyName"]
    above = orgs.get(org.above)
    cells = {
        "owner": above.name if above and not above.is_school else "",
        "school": org.name,
        "school_number": org.number,
        "name": f"{given} {family}".strip(),
        "email": user["email"],
        "role": role.value,
    }
    return {name: cell[:LONGEST_CELL] for name, cell in cells.items()}


def _is_gone(row: Line) -> bool:
    return row.get("status", "").casefold() in GONE


def _number(identifier: str) -> str:
    """Their identifier, where it is an organisation number."""
    try:
        return clean_number(identifier)
    except Invalid:
        return ""

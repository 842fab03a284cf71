"""A file of people becomes places, teams, persons and memberships.

A row says that one person has one role in one place, and perhaps in one team there; somebody in
two teams has two rows. All problems are listed, with file, row and column; while there is one,
nothing is imported. Importing a file again changes nothing. An import adds and corrects, it takes
nothing away: whoever is missing from the file stays.
"""

import csv
from dataclasses import dataclass, field
from io import StringIO
from typing import TypeVar, cast

from courseengine.base.errors import Invalid
from courseengine.core.people import columns
from courseengine.core.people.operations import LONGEST_NAME, clean_email, clean_name, clean_number
from courseengine.core.people.roles import AT_A_SCHOOL, IN_A_TEAM, PlaceKind, Role, TeamKind

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
_DELIMITERS = ",;\t"

Known = TypeVar("Known")


class Refused(Invalid):
    """A file that cannot be imported; ``problems`` has every reason, each with its place."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the problems in the order of the file."""
        super().__init__("\n".join([*problems, "Nothing was imported."]))
        self.problems = problems


@dataclass(frozen=True)
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


@dataclass
class Problems:
    """What is wrong with a file, each with its place: ``file:row: column: …``."""

    file: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, column: str, message: str) -> None:
        """Note one more."""
        self.found.append((line, f"{self.file}:{line}: {column}: {message}"))

    def refuse_if_any(self) -> None:
        """Stop when something was noted."""
        if self.found:
            raise Refused([text for _, text in sorted(self.found, key=lambda one: one[0])])


def read_people(file: str, raw: bytes) -> list[Row]:
    """Read a file; every problem that shows without looking at the database is found here."""
    problems = Problems(file)
    rows = []
    for line, cells in _records(raw, problems):
        row = _RowReader(line, cells, problems).read()
        if row is not None:
            rows.append(row)
    _agree(rows, problems)
    problems.refuse_if_any()
    return rows


def _records(raw: bytes, problems: Problems) -> list[tuple[int, dict[str, str]]]:
    """The rows as column → text, beside the line each begins on."""
    if len(raw) > MOST_BYTES:
        problems.add(1, "file", f"larger than {MOST_BYTES // 1_000_000} MB, expected less")
        return []
    text = _decoded(raw)
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count))
    records: list[tuple[int, dict[str, str]]] = []
    try:
        names = _header(next(reader, []), problems)
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                problems.add(line, "row", f"{len(cells)} cells, expected {len(names)} as in the first row")
                continue
            if len(records) == MOST_ROWS:
                problems.add(line, "row", f"expected at most {MOST_ROWS} rows")
                break
            records.append((line, dict(zip(names, (_plain(cell) for cell in cells), strict=False))))
    except csv.Error as error:
        problems.add(reader.line_num, "row", f"cannot be read as CSV ({error})")
    if not records and not problems.found:
        problems.add(1, "file", "no rows, expected at least one person")
    return records


def _plain(cell: str) -> str:
    return cell.replace("\N{NO-BREAK SPACE}", " ").strip()


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):  # a spreadsheet's "Unicode text"
        return raw.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _header(cells: list[str], problems: Problems) -> list[str]:
    names: list[str] = []
    for cell in cells:
        word = " ".join(cell.casefold().split())
        name = columns.HEADERS.get(word, "")
        if not name and word:
            problems.add(1, cell.strip(), f"no such column, {columns.meant(word, columns.HEADERS)}")
        if name and name in names:
            problems.add(1, cell.strip(), f"stands here twice as {name}, expected once")
        names.append(name)
    for name, column in columns.COLUMNS.items():
        if column.required and name not in names:
            problems.add(1, name, "the column is missing, expected in the first row")
    # Without its columns a file would only give the same problem in every row.
    problems.refuse_if_any()
    return names


@dataclass
class _RowReader:
    """Reads one row, and goes on after a problem to find the next."""

    line: int
    cells: dict[str, str]
    problems: Problems
    sound: bool = True

    def read(self) -> Row | None:
        """The row, or None when a problem was noted."""
        if self._has_controls():
            return None
        role = self._one_of("role", columns.ROLES)
        row = Row(
            line=self.line,
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
                self._wrong("role", "empty, expected what the person is, such as teacher")
            return None
        self._fits_role(row)
        return row if self.sound else None

    def _wrong(self, column: str, message: str) -> None:
        self.sound = False
        self.problems.add(self.line, column, message)

    def _has_controls(self) -> bool:
        bad = [name for name, cell in self.cells.items() if not cell.isprintable()]
        for name in bad:
            self._wrong(name or "row", "holds a control character or a line break, expected plain text")
        return bool(bad)

    def _name(self, column: str, *, required: bool = False) -> str:
        cell = self.cells.get(column, "")
        if not cell and not required:
            return ""
        if not cell:
            self._wrong(column, "empty, expected a name")
            return ""
        if len(cell) > LONGEST_NAME:
            self._wrong(column, f"{len(cell)} characters, expected at most {LONGEST_NAME}")
            return ""
        return clean_name(cell)

    def _email(self) -> str:
        cell = self.cells.get("email", "")
        try:
            return clean_email(cell)
        except Invalid:
            self._wrong("email", f'found "{cell[:80]}", expected an address such as kari@skolen.no')
            return ""

    def _number(self) -> str | None:
        cell = self.cells.get("school_number", "")
        if not cell:
            return None
        try:
            return clean_number(cell)
        except Invalid:
            self._wrong("school_number", f'"{cell[:40]}" is no organisation number, expected nine digits that check')
            return None

    def _one_of(self, column: str, words: dict[str, Known]) -> Known | None:
        cell = self.cells.get(column, "")
        if not cell:
            return None
        known = words.get(cell.casefold(), words.get(cell.casefold().replace(" ", "_")))
        if known is None:
            self._wrong(column, f'found "{cell[:40]}", {columns.meant(cell, words)}')
        return known

    def _fits_role(self, row: Row) -> None:
        role = row.role
        if role is Role.ADMIN:
            self._wrong("role", "found admin, expected an administrator to be made with: people create-admin")
            return
        if role in AT_A_SCHOOL or role is Role.UNIVERSITY_STAFF:
            self._stands_at_a_school(row)
        elif role is Role.SCHOOL_OWNER:
            if not row.owner:
                self._wrong("owner", "empty, expected the owner that a school_owner acts for")
            if row.school:
                self._wrong("school", "expected to be empty for a school_owner, who stands above the schools")
        if row.team and role not in IN_A_TEAM:
            self._wrong("team", f"expected to be empty, since a {role} is in no team")
        if role is Role.TEAM_LEADER and not row.team:
            self._wrong("team", "empty, expected the team that a team_leader leads")
        if row.main and not row.team:
            self._wrong("main", "expected to be empty where there is no team")

    def _stands_at_a_school(self, row: Row) -> None:
        wants_university = row.role is Role.UNIVERSITY_STAFF
        if not row.school:
            self._wrong("school", f"empty, expected where the person is a {row.role}")
        if row.school_kind and (row.school_kind is PlaceKind.UNIVERSITY) != wants_university:
            kinds = "university" if wants_university else "school or kindergarten"
            self._wrong("school_kind", f"found {row.school_kind}, expected {kinds} for a {row.role}")
        if wants_university and row.owner:
            self._wrong("owner", "expected to be empty for a university")


def _agree(rows: list[Row], problems: Problems) -> None:
    """Rows about one person say the same about them."""
    first: dict[str, Row] = {}
    main: dict[str, Row] = {}
    for row in rows:
        before = first.setdefault(row.email, row)
        if before.name != row.name:
            problems.add(row.line, "name", f'found "{row.name}", expected "{before.name}" as in row {before.line}')
        if before.language and row.language and before.language != row.language:
            problems.add(
                row.line, "language", f"found {row.language}, expected {before.language} as in row {before.line}"
            )
        if row.main:
            marked = main.setdefault(row.email, row)
            if (marked.school, marked.team) != (row.school, row.team):
                problems.add(row.line, "main", f"expected one main team a person, and row {marked.line} has it")

"""The columns of a register of places, and a record of it as a place.

The words are those of Utdanningsdirektoratet's registers, Nasjonalt skoleregister (NSR) and
Nasjonalt barnehageregister (NBR), as their open interfaces name them (data-nsr.udir.no/v4 and
data-nbr.udir.no/v4: ``Organisasjonsnummer``, ``Navn``, ``ErSkole``, ``ErAktiv``, ``UtgaattDato``),
beside plain ones of our own. Columns we do not use are passed over. The registers name no
successor of a place that closed: whoever knows it adds the column.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.people.imports.columns import YES_OR_NO, unknown_word
from courseengine.core.people.imports.records import REMARK, Column, Form, Record
from courseengine.core.people.imports.said import Said
from courseengine.core.people.operations import LONGEST_NAME, clean_name, clean_number
from courseengine.core.people.roles import PlaceKind

COLUMNS = {
    "number": Column(
        N_("Organisation number"),
        "the place's organisation number, nine digits",
        ("organisasjonsnummer", "orgnr", "org.nr.", "org.nr"),
        required=True,
    ),
    "name": Column(N_("Name"), "its name", ("navn", "namn"), required=True),
    "kind": Column(
        N_("Kind"),
        "`owner`, `school`, `kindergarten` or `university`; not needed where the four columns below tell it",
        ("type", "slag"),
    ),
    "is_school": Column(N_("School"), "`true` for a school", ("erskole",)),
    "is_kindergarten": Column(N_("Kindergarten"), "`true` for a kindergarten", ("erbarnehage",)),
    "is_school_owner": Column(N_("Owner of schools"), "`true` for an owner of schools", ("erskoleeier",)),
    "is_kindergarten_owner": Column(
        N_("Owner of kindergartens"), "`true` for an owner of kindergartens", ("erbarnehageeier",)
    ),
    "owner_number": Column(
        N_("The owner's number"),
        "the organisation number of its owner",
        ("eierorgnr", "eierorganisasjonsnummer", "eiernummer", "eiers organisasjonsnummer", "eier orgnr"),
    ),
    "owner": Column(
        N_("Owner"),
        "the owner's name; makes the owner where neither the file nor the installation has it yet",
        ("eier", "eiernavn", "skoleeier", "barnehageeier"),
    ),
    "active": Column(N_("Active"), "`false` for a place that has closed; when empty, it has not", ("eraktiv", "aktiv")),
    "starts_on": Column(
        N_("First day"), "the day it began", ("oppstartsellerstiftelsesdato", "oppstartsdato", "stiftelsesdato")
    ),
    "ends_on": Column(
        N_("Last day"),
        "its last day; the day of the import for a closed place without one",
        ("utgaattdato", "utgåttdato", "nedlagtdato", "nedlagt", "nedleggelsesdato"),
    ),
    "successor_number": Column(
        N_("The successor's number"),
        "the organisation number of the place it was merged into",
        ("etterfølger", "etterfølgerorgnr", "erstattetav", "erstattet av"),
    ),
    "remark": REMARK,
}
REGISTER = Form(COLUMNS, alone=False)

KINDS = {
    "owner": PlaceKind.OWNER,
    "school": PlaceKind.SCHOOL,
    "kindergarten": PlaceKind.KINDERGARTEN,
    "university": PlaceKind.UNIVERSITY,
    "eier": PlaceKind.OWNER,
    "skoleeier": PlaceKind.OWNER,
    "kommune": PlaceKind.OWNER,
    "skole": PlaceKind.SCHOOL,
    "barnehage": PlaceKind.KINDERGARTEN,
    "universitet": PlaceKind.UNIVERSITY,
    "høgskole": PlaceKind.UNIVERSITY,
}  # fmt: skip
_FLAGS = {
    "is_school": PlaceKind.SCHOOL,
    "is_kindergarten": PlaceKind.KINDERGARTEN,
    "is_school_owner": PlaceKind.OWNER,
    "is_kindergarten_owner": PlaceKind.OWNER,
}
_ABROAD = re.compile(r"U\d{8}")
"""what the register gives Norwegian schools abroad instead of an organisation number"""
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_NORWEGIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: .*)?")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place, as the register has it."""

    line: int
    number: str
    name: str
    kind: PlaceKind
    owner_number: str | None
    owner: str
    active: bool
    starts_on: date | None
    ends_on: date | None
    successor_number: str | None


def has_no_place_here(record: Record) -> bool:
    """Whether it is about something else than a place of ours: a school abroad, or neither school nor owner."""
    cells = record.cells
    if _ABROAD.fullmatch(cells.get("number", "")):
        return True
    if cells.get("kind") or not any(name in cells for name in _FLAGS):
        return False
    return all(YES_OR_NO.get(cells.get(name, "").casefold()) in (False, None) for name in _FLAGS)


def read_place(record: Record) -> PlaceRow | list[Said]:
    """The place, or what is wrong with the record."""
    reader = _Reader(record.cells)
    if record.trouble:
        return [record.trouble]
    active = reader.yes_or_no("active")
    kind = reader.kind()
    number = reader.number("number") or ""
    row = PlaceRow(
        line=record.line,
        number=number,
        name=reader.name("name"),
        kind=kind or PlaceKind.SCHOOL,
        owner_number=reader.number("owner_number"),
        owner=reader.name("owner"),
        active=active is not False,
        starts_on=reader.day("starts_on"),
        ends_on=reader.day("ends_on"),
        successor_number=reader.number("successor_number"),
    )
    reader.check(row)
    return reader.wrong or row


@dataclass
class _Reader:
    cells: Mapping[str, str]
    wrong: list[Said] = field(default_factory=list)

    def check(self, row: PlaceRow) -> None:
        if not self.cells.get("number"):
            self.wrong.append(Said("number", N_("empty.")))
        if not self.cells.get("name"):
            self.wrong.append(Said("name", N_("empty.")))
        if row.number and row.number in (row.owner_number, row.successor_number):
            column = "owner_number" if row.number == row.owner_number else "successor_number"
            self.wrong.append(Said(column, N_("that is the place itself.")))
        if row.kind in (PlaceKind.OWNER, PlaceKind.UNIVERSITY) and self.cells.get("kind") and row.owner_number:
            self.wrong.append(Said("owner_number", N_("leave it empty for an owner or a university.")))
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            self.wrong.append(Said("ends_on", N_("before the first day.")))

    def name(self, column: str) -> str:
        cell = self.cells.get(column, "")
        if len(cell) > LONGEST_NAME:
            self.wrong.append(Said(column, N_("longer than %(most)d characters."), {"most": LONGEST_NAME}))
        return clean_name(cell[:LONGEST_NAME]) if cell else ""

    def number(self, column: str) -> str | None:
        cell = self.cells.get(column, "")
        if not cell:
            return None
        try:
            return clean_number(cell)
        except Invalid:
            self.wrong.append(Said(column, N_('"%(found)s" is no organisation number.'), {"found": cell[:40]}))
            return None

    def yes_or_no(self, column: str) -> bool | None:
        cell = self.cells.get(column, "")
        known = YES_OR_NO.get(cell.casefold())
        if cell and known is None:
            self.wrong.append(unknown_word(column, cell, YES_OR_NO))
        return known

    def kind(self) -> PlaceKind | None:
        """As the column says, else by the register's flags; a school that has a kindergarten is a school."""
        cell = self.cells.get("kind", "")
        if cell:
            known = KINDS.get(cell.casefold())
            if known is None:
                self.wrong.append(unknown_word("kind", cell, KINDS))
            return known
        for column, kind in _FLAGS.items():
            if self.yes_or_no(column):
                return kind
        self.wrong.append(Said("kind", N_("empty: say whether it is a school, a kindergarten or an owner.")))
        return None

    def day(self, column: str) -> date | None:
        cell = self.cells.get(column, "")
        if not cell:
            return None
        iso, norwegian = _ISO_DATE.fullmatch(cell), _NORWEGIAN_DATE.fullmatch(cell)
        try:
            if iso:
                return date(*map(int, iso.groups()))
            if norwegian:
                day, month, year = map(int, norwegian.groups())
                return date(year, month, day)
        except ValueError:
            pass
        self.wrong.append(Said(column, N_('"%(found)s" is no date such as 2026-11-25.'), {"found": cell[:40]}))
        return None

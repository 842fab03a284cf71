"""What kind of file somebody brought, and its rows as records.

The name and the content have to agree: a web page called .xls is none. What we do not read is
refused with what to do instead.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from courseengine.base.i18n import N_
from courseengine.core.people.imports.columns import PEOPLE
from courseengine.core.people.imports.records import Form, Record, Table, known_words, records
from courseengine.core.people.imports.register import REGISTER, has_no_place_here
from courseengine.core.people.imports.said import FileRefused, Said
from courseengine.integrations.archives import look_through
from courseengine.integrations.csv_tables import csv_table
from courseengine.integrations.oneroster import OneRoster, oneroster
from courseengine.integrations.spreadsheets import sheet_table

MOST_BYTES = 50_000_000
TEXT = frozenset({".csv", ".tsv", ".txt"})
ZIPPED = frozenset({".xlsx", ".zip"})
FORMS = {"people": PEOPLE, "places": REGISTER}
_HEADS = (
    (b"\xd0\xcf\x11\xe0", "old"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF", "other"),
)


@dataclass
class TableFile:
    """The records of a table; ``left_out`` counts those that have no place here while it is read."""

    table: Table
    form: Form
    left_out: int = 0

    def __iter__(self) -> Iterator[Record]:
        """Read it from its beginning."""
        self.left_out = 0
        for record in records(self.table, self.form):
            if self.form is REGISTER and has_no_place_here(record):
                self.left_out += 1
            else:
                yield record


def open_file(path: Path, name: str, *, what: str) -> TableFile | OneRoster:
    """The records of the file at ``path``, which somebody calls ``name``."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise FileRefused(Said("", N_("A file can have %(most)d MB at most."), {"most": MOST_BYTES // 1_000_000}))
    if not size:
        raise FileRefused(Said("", N_("The file is empty.")))
    kind, ending = _kind(path), PurePath(name).suffix.casefold()
    form = FORMS[what]
    score = partial(known_words, form=form)
    if kind == "text" and ending in TEXT:
        return TableFile(csv_table(path, score), form)
    if kind == "zip" and ending in ZIPPED:
        names = look_through(path)
        if any(PurePath(one).name.casefold() == "manifest.csv" for one in names) and what == "people":
            return oneroster(path, names)
        if "xl/workbook.xml" in names:
            return TableFile(sheet_table(path, score), form)
    raise FileRefused(_instead(kind, ending))


def _kind(path: Path) -> str:
    """By how it begins."""
    with path.open("rb") as file:
        head = file.read(1_000)
    for mark, kind in _HEADS:
        if head.startswith(mark):
            return _zipped(path) if kind == "zip" else kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "page" if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head")) else "text"


def _zipped(path: Path) -> str:
    """A zip file; one of LibreOffice is known by the first thing in it (ODF 1.3, part 2, 3.3)."""
    try:
        with zipfile.ZipFile(path) as archive:
            first = archive.infolist()[:1]
            if first and first[0].filename == "mimetype" and first[0].file_size < 100:
                return "ods" if b"opendocument" in archive.read(first[0]) else "zip"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        pass  # looked through properly by whoever reads it
    return "zip"


def _instead(kind: str, ending: str) -> Said:
    if kind == "page":
        return Said("", N_("This is a web page, not a spreadsheet. Open it in your spreadsheet, and save it as xlsx."))
    if kind == "old":
        return Said("", N_("This is an old Excel file, or one with a password. Save it as xlsx or CSV, without one."))
    if kind == "ods" or ending in (".ods", ".xls", ".xlsm", ".xlsb", ".numbers"):
        return Said("", N_("Spreadsheets of that kind cannot be read. Save it as xlsx or CSV."))
    if kind == "text" and ending in ZIPPED:
        return Said("", N_("The file is called %(ending)s, but is none. Save it as xlsx or CSV."), {"ending": ending})
    return Said("", N_("Only xlsx, CSV and OneRoster files (zip) can be read. Save it as one of them."))

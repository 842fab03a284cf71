"""Spreadsheets (xlsx, ECMA-376): the first sheet with a header we know, row by row.

Before the library sees the file it is unpacked once and its cells are counted, since two cells in
two far corners would make it reserve the billions between them. Numbers become the text one sees:
an organisation number has no decimals. Of a formula, only its last result is read.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from courseengine.base.i18n import N_
from courseengine.core.people.imports.records import HEADER_AMONG, MOST_ROWS, Cells
from courseengine.core.people.imports.said import FileRefused, Said
from courseengine.integrations.archives import look_through

MOST_COLUMNS = 300
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True)
class SheetTable:
    """The rows of one sheet, each with its number."""

    path: Path
    sheet: str

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        """Read it from its beginning."""
        with CalamineWorkbook.from_path(str(self.path)) as book:
            for number, row in enumerate(book.get_sheet_by_name(self.sheet).iter_rows(), start=1):
                yield number, [_text(cell) for cell in row]


def sheet_table(path: Path, score: Callable[[Cells], int]) -> SheetTable:
    """The table in a spreadsheet; ``score`` says how many column names a row holds."""
    names = look_through(path)
    try:
        _check_corners(path, [name for name in names if _SHEET.fullmatch(name)])
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
        scored = {name: _score(SheetTable(path, name), score) for name in sheets}
    except FileRefused:
        raise
    except (CalamineError, expat.ExpatError, ValueError, OSError):
        raise _broken() from None
    except BaseException as error:  # a panic in the library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _broken() from None
    if not scored:
        raise FileRefused(Said("", N_("There are no rows below the header.")))
    return SheetTable(path, max(scored, key=lambda name: scored[name]))


def _score(table: SheetTable, score: Callable[[Cells], int]) -> int:
    return max((score(cells) for _, cells in islice(table, HEADER_AMONG)), default=0)


def _broken() -> FileRefused:
    return FileRefused(Said("", N_("The file is damaged or was cut off. Save it anew, and try again.")))


def _check_corners(path: Path, sheets: list[str]) -> None:
    """Refuse a sheet whose cells stand further apart than any list of people is long or wide."""
    with zipfile.ZipFile(path) as archive:
        for name in sheets:
            corners = _Corners()
            with archive.open(name) as sheet:
                corners.parser.ParseFile(sheet)


class _Corners:
    """Looks only at where the cells stand that hold something."""

    def __init__(self) -> None:
        self.place = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.row = self.column = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            self.column += 1
            found = _PLACE.fullmatch(attributes.get("r", ""))
            if found:
                self.column, self.row = _column(found[1]), int(found[2])
        elif tag in ("v", "is"):
            if self.row > MOST_ROWS + HEADER_AMONG:
                raise FileRefused(
                    Said("", N_("A file can have %(most)d rows at most."), {"most": MOST_ROWS}), line=self.row
                )
            if self.column > MOST_COLUMNS:
                raise FileRefused(
                    Said("", N_("A file can have %(most)d columns at most."), {"most": MOST_COLUMNS}), line=self.row
                )

    def _refuse_doctype(self, *_: object) -> None:
        raise FileRefused(Said("", N_("The file holds things that no spreadsheet holds.")))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text(cell: object) -> str:
    """A cell as one reads it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)

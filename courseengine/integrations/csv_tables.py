"""CSV files as spreadsheets write them: which signs, which separator, and then row by row.

RFC 4180 with what is usual beside it: semicolons or tabs, line breaks within quotes, UTF-8 with
or without a mark, UTF-16, and the Windows and Latin-1 signs of older programs. Nothing is held in
memory but the row at hand; a line without an end is cut short before it fills it.
"""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TextIO

from courseengine.base.i18n import N_
from courseengine.core.people.imports.records import HEADER_AMONG, Cells
from courseengine.core.people.imports.said import FileRefused, Said

DELIMITERS = (",", ";", "\t")
LONGEST_LINE = 100_000
_SAMPLE = 64_000
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class CsvTable:
    """The rows of a CSV file, each with the line it begins on."""

    path: Path
    encoding: str
    delimiter: str

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        """Read it from its beginning."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            reader = csv.reader(lines_of(file), delimiter=self.delimiter, strict=True)
            begins = 1
            try:
                for cells in reader:
                    yield begins, cells
                    begins = reader.line_num + 1
            except csv.Error:
                message = N_("The quotation marks in the row that begins in line %(line)d do not match.")
                raise FileRefused(Said("", message, {"line": begins}), line=begins) from None


def csv_table(path: Path, score: Callable[[Cells], int]) -> CsvTable:
    """The table in a file of text; ``score`` says how many column names a row holds."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    if "\0" in sample:
        raise FileRefused(Said("", N_("This is no table. Save it from your spreadsheet as xlsx or CSV.")))
    return CsvTable(path, encoding, _delimiter(sample, score))


def _encoding(path: Path) -> str:
    """By its mark; without one, UTF-16 by its many zeros, else whichever reads all of it."""
    with path.open("rb") as file:
        head = file.read(4_000)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        if head.count(0) > len(head) // 4:
            return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
        decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")}
        file.seek(0)
        while chunk := file.read(_CHUNK):
            _feed(decoders, chunk, final=False)
        _feed(decoders, b"", final=True)
    return next(iter(decoders), "latin-1")


def _feed(decoders: dict[str, codecs.IncrementalDecoder], chunk: bytes, *, final: bool) -> None:
    for name in list(decoders):
        try:
            decoders[name].decode(chunk, final)
        except UnicodeDecodeError:
            del decoders[name]


def _delimiter(sample: str, score: Callable[[Cells], int]) -> str:
    """The one that shows most column names; without any, the one that makes most cells."""

    def found(delimiter: str) -> tuple[int, int]:
        rows = _first_rows(sample, delimiter)
        return max(map(score, rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=found)


def _first_rows(sample: str, delimiter: str) -> list[Cells]:
    rows: list[Cells] = []
    try:
        for cells in csv.reader(StringIO(sample, newline=""), delimiter=delimiter):
            rows.append(cells)
            if len(rows) == HEADER_AMONG:
                break
    except csv.Error:
        pass
    return rows


def lines_of(file: TextIO) -> Iterator[str]:
    """The lines, none of them longer than a row can be."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            message = N_("Line %(line)d has more than %(most)d characters.")
            raise FileRefused(Said("", message, {"line": number, "most": LONGEST_LINE}), line=number)
        yield line

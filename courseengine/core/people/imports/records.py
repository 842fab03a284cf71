"""The rows of a table become records: each cell under the name of its column.

The header may stand below a title: it is the row, among the first ten, with most words that we
know. A header that lacks a column, or has one twice, refuses the whole file, since it would only
give the same problem in every row.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import NamedTuple

from courseengine.base.cells import unplain
from courseengine.base.i18n import N_
from courseengine.core.people.imports.said import FileRefused, Said

HEADER_AMONG = 10
"""how far down the header may stand"""
MOST_ROWS = 20_000
LONGEST_CELL = 1_000

Cells = list[str]
Table = Iterable[tuple[int, Cells]]
"""the rows of a file, each with the line it begins on; it can be read more than once"""


@dataclass(frozen=True)
class Column:
    """One column: its title, what it says, and its other names."""

    title: str
    says: str
    also: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Form:
    """The columns a kind of file has."""

    columns: Mapping[str, Column]
    alone: bool
    """whether it has no others: what is not known is then taken for a slip of the pen"""
    words: Mapping[str, str] = field(init=False)
    """what may stand in the header → the column's name"""

    def __post_init__(self) -> None:
        """Gather the words."""
        words = {
            tidy(word): name
            for name, column in self.columns.items()
            for word in (name, name.replace("_", " "), *column.also)
        }
        object.__setattr__(self, "words", words)


REMARK = Column(
    N_("Why it was refused"),
    "what an earlier import said of the row; passed over",
    ("hvorfor den ble avvist", "kvifor ho vart avvist", "why it was refused"),
)
"""the last column of the refused rows, when they are fetched as a file to be mended"""


class Record(NamedTuple):
    """One row: its line, its cells under their columns, and what is wrong with it before anybody reads it."""

    line: int
    cells: dict[str, str]
    trouble: Said | None = None


def tidy(word: str) -> str:
    """A word of a header as it is compared: upper and lower case, spaces and line breaks do not matter."""
    return " ".join(word.casefold().split())


def one_line(cell: str) -> str:
    """The cell on one line: a break within it, or a hard space, is a space.

    An apostrophe that keeps a spreadsheet from running the cell is not part of it.
    """
    return unplain(" ".join(cell.split()))


def records(table: Table, form: Form) -> Iterator[Record]:
    """The rows below the header, one by one; empty ones are passed over."""
    rows = iter(table)
    above = list(islice(rows, HEADER_AMONG))
    at = _header_among(above, form)
    names = _names(*above[at], form) if above else _names(1, [], form)
    number = 0
    for line, cells in _chain(above[at + 1 :], rows):
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        if number > MOST_ROWS:
            raise FileRefused(Said("", N_("A file can have %(most)d rows at most."), {"most": MOST_ROWS}), line=line)
        yield _record(line, cells, names)
    if not number:
        raise FileRefused(Said("", N_("There are no rows below the header.")))


def _chain(first: list[tuple[int, Cells]], rest: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    yield from first
    yield from rest


def _header_among(rows: list[tuple[int, Cells]], form: Form) -> int:
    """Where the header stands: where most words are known, else the first row that says anything."""
    known = [known_words(cells, form) for _, cells in rows]
    if known and max(known) > 1:
        return known.index(max(known))
    return next((at for at, (_, cells) in enumerate(rows) if any(cell.strip() for cell in cells)), 0)


def known_words(cells: Cells, form: Form) -> int:
    """How many of the columns the cells name."""
    return len({form.words[word] for cell in cells if (word := tidy(cell)) in form.words})


def _names(line: int, cells: Cells, form: Form) -> list[str]:
    names: list[str] = []
    wrong: list[Said] = []
    for cell in cells:
        word = tidy(cell)
        name = form.words.get(word, "")
        if not name and word and form.alone:
            wrong.append(_unknown(cell, form))
        if name and name in names:
            wrong.append(
                Said(name, N_('stands twice, the second time as "%(found)s".'), {"found": one_line(cell)[:40]})
            )
        names.append(name)
    wrong += [
        Said(name, N_("the column is missing."))
        for name, column in form.columns.items()
        if column.required and name not in names
    ]
    if wrong:
        raise FileRefused(*wrong, line=line)
    return names


def _unknown(cell: str, form: Form) -> Said:
    found = one_line(cell)[:40]
    near = get_close_matches(tidy(cell), form.words, n=1)
    if near:
        return Said(
            "", N_('There is no column "%(found)s". Did you mean "%(near)s"?'), {"found": found, "near": near[0]}
        )
    return Said("", N_('There is no column "%(found)s".'), {"found": found})


def _record(line: int, cells: Cells, names: list[str]) -> Record:
    lines = [one_line(cell) for cell in cells]
    kept = {name: cell[:LONGEST_CELL] for name, cell in zip(names, lines, strict=False) if name}
    if any(lines[len(names) :]):
        values = {"found": len(cells), "expected": len(names)}
        return Record(line, kept, Said("", N_("%(found)d cells, but the header has %(expected)d."), values))
    for name, cell in zip(names, lines, strict=False):
        if name and len(cell) > LONGEST_CELL:
            return Record(line, kept, Said(name, N_("longer than %(most)d characters."), {"most": LONGEST_CELL}))
        if name and not cell.isprintable():
            return Record(line, kept, Said(name, N_("holds a sign that cannot be shown.")))
    return Record(line, kept)

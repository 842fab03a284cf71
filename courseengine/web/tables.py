"""Rows and columns, put together as one string: a page may have a hundred cells.

The component ``matrix`` stands around it. Cells that are markup already stay as they are; all other
text is escaped here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is about, and a cell a column; None for nothing to show."""

    title: str
    href: str | None
    cells: Sequence[str | None]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, such as a module."""

    title: str
    note: str = ""


def matrix_rows(columns: Iterable[Any], rows: Iterable[Any]) -> Markup:
    """The body of a table. Roles are spelt out because the list form of a phone drops the table's own.

    Rows that have been put together already, or a slot for them, stay as they are.
    """
    if isinstance(rows, Markup):
        return rows
    labels = [_text(column["title"] if isinstance(column, Mapping) else column.title) for column in columns]
    labels = [f'<span class="matrix-label" aria-hidden="true">{label}</span><span>' for label in labels]
    parts: list[str] = []
    for row in rows:
        if isinstance(row, Mapping):  # as the page of components writes them
            row = Row(row["title"], row.get("href"), row["cells"], row.get("note", ""))
        title = _text(row.title)
        if row.href:
            title = f'<a class="ds-link" href="{escape(row.href)}">{title}</a>'
        note = f" <small>{_text(row.note)}</small>" if row.note else ""
        parts.append(f'<tr role="row"><th scope="row" role="rowheader">{title}{note}</th>')
        for label, cell in zip(labels, row.cells, strict=True):
            start = '<td role="cell">' if cell else '<td role="cell" data-empty>'
            parts.append(f"{start}{label}{_text(cell) if cell else '–'}</span></td>")
        parts.append("</tr>\n")
    return Markup("".join(parts))


def options(choices: Iterable[tuple[str, str]], chosen: str) -> Markup:
    """What a field offers; what has been put together already, or a slot for it, stays as it is."""
    if isinstance(choices, Markup):
        return choices
    parts = [
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in choices
    ]
    return Markup("".join(parts))


def _text(text: str) -> str:
    return text if isinstance(text, Markup) else escape(text)

"""What is said about a row or a file: a sentence with its values, for whoever reads it in their own language.

Sentences are kept beside the rows until somebody looks at them, so the message and its values
stay apart; they are put together in the reader's language.
"""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from courseengine.base.errors import DomainError

Values = Mapping[str, str | int]


class Fate(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Said(NamedTuple):
    """One sentence; ``column`` is the one it is about, or empty."""

    column: str
    message: str
    values: Values = {}  # noqa: RUF012  a tuple's field; nobody changes it

    def __str__(self) -> str:
        """The sentence in English, with its column."""
        text = self.message % self.values if self.values else self.message
        return f"{self.column}: {text}" if self.column else text


def written(said: Iterable[Said]) -> str:
    """As it is kept; empty for nothing."""
    kept = [(one.column, one.message, dict(one.values)) for one in said]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def read(kept: str) -> list[Said]:
    """What was kept."""
    return [Said(*one) for one in json.loads(kept)] if kept else []


class FileRefused(DomainError):
    """A file that cannot be read as a whole; ``said`` has every reason, ``line`` where it shows."""

    def __init__(self, *said: Said, line: int = 1) -> None:
        """Keep the reasons in their order."""
        super().__init__("\n".join(map(str, said)))
        self.said = list(said)
        self.line = line

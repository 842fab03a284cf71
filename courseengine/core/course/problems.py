"""What is wrong with a course folder, said so that the author can find it and mend it.

A problem names the file, the line, the field, what is wrong and what was expected. An error
keeps the course from being compiled; a warning does not. What is only good to know is information.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from pydantic_core import ErrorDetails

from courseengine.core.course.reader import Document, Level, Loc


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, and where."""

    path: str
    line: int
    field: str
    message: str
    level: Level = "error"

    def __str__(self) -> str:
        """``path:line: field: message``, the way editors find their way to the line."""
        return f"{self.path}:{self.line}: {self.field}: {self.message}"


@dataclass
class Problems:
    """All that is found; finding goes on after the first."""

    found: list[Problem] = field(default_factory=list)

    def error(self, document: Document, loc: Loc | str, message: str) -> None:
        """Note what keeps the course from being compiled, at a field of a document."""
        self._note(document, loc, message, "error")

    def warning(self, document: Document, loc: Loc | str, message: str) -> None:
        """Note what the author should look at, at a field of a document."""
        self._note(document, loc, message, "warning")

    def information(self, document: Document, loc: Loc | str, message: str) -> None:
        """Note what is good to know and nothing to mend, at a field of a document."""
        self._note(document, loc, message, "information")

    def at(self, path: str, line: int, name: str, message: str, level: Level = "error") -> None:
        """Note something at a line that belongs to no field."""
        self.found.append(Problem(path, line, name, message, level))

    @property
    def errors(self) -> bool:
        """Whether anything keeps the course from being compiled."""
        return any(problem.level == "error" for problem in self.found)

    def errors_in(self, document: Document) -> bool:
        """Whether anything is wrong in this document."""
        return any(problem.level == "error" and problem.path == document.path for problem in self.found)

    def in_order(self) -> list[Problem]:
        """All of them once, by file and line."""
        return sorted(set(self.found))

    def _note(self, document: Document, loc: Loc | str, message: str, level: Level) -> None:
        loc = (loc,) if isinstance(loc, str) else loc
        self.found.append(Problem(document.path, document.line(loc), name_of(loc), message, level))


def name_of(loc: Loc) -> str:
    """A field as one speaks of it: ``agenda[2].minutes`` is the minutes of the second item."""
    name = ""
    for part in loc:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def did_you_mean(wrong: object, known: Iterable[str]) -> str:
    """`; did you mean "minutes"?` where something known looks like it, else nothing."""
    names = {name.casefold(): name for name in known}
    close = get_close_matches(str(wrong).casefold(), names, n=1, cutoff=0.6)
    return f'; did you mean "{names[close[0]]}"?' if close else ""


def shown(value: object) -> str:
    """A value as the author wrote it, near enough."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value[:60]}…"' if len(value) > 60 else f'"{value}"'
        case list():
            return "a list"
        case dict():
            return "fields"
    return str(value)


def explained(error: ErrorDetails, loc: Loc, known: Sequence[str]) -> str:
    """What one of pydantic's errors means to somebody who writes a course."""
    kind, found, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return f"there is no such field{did_you_mean(loc[-1], known) or f'; there are {listed(known)}'}"
    if kind in ("enum", "literal_error"):
        expected = context["expected"].replace("'", "")
        options = expected.replace(" or ", ", ").split(", ")
        return f"expected {expected}, found {shown(found)}{did_you_mean(found, options)}"
    if kind == "string_too_long":
        return f"expected at most {context['max_length']} characters, found {len(str(found))}"
    if kind == "too_short":
        return "expected at least one item"
    if kind in _BOUNDS:
        words, key = _BOUNDS[kind]
        return f"expected {_number(loc)}, {words} {context[key]}, found {shown(found)}"
    if kind == "string_pattern_mismatch":
        return f"expected {_PATTERNS.get(context['pattern'], _AN_ID)}, found {shown(found)}"
    if kind in _EXPECTED:
        quotes = "; put it in quotes" if kind == "string_type" and isinstance(found, int | float) else ""
        return f"expected {_EXPECTED[kind] or _number(loc)}, found {shown(found)}{quotes}"
    return f"{error['msg']}, found {shown(found)}"


_AN_ID = "an id (letters, digits, - . and _)"
_PATTERNS = {
    r"^[a-z]{2,3}$": "the code of a language, such as nb",
    r"^[a-z0-9-]+$": "an id (lower-case letters, digits and hyphens)",
}
_NUMBER = ""
_EXPECTED = {
    "bool_type": "true or false",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "string_type": "text",
    "string_too_short": "text",
    "date_type": "a date such as 2019-11-01",
    "date_parsing": "a date such as 2019-11-01",
    "date_from_datetime_parsing": "a date such as 2019-11-01",
    "date_from_datetime_inexact": "a date such as 2019-11-01",
    "tuple_type": "a list",
    "dict_type": "fields (name: value)",
    "model_type": "fields (name: value)",
    "model_attributes_type": "fields (name: value)",
}
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def listed(names: Sequence[str]) -> str:
    """Names in a row: "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _number(loc: Loc) -> str:
    return "a whole number of minutes" if loc and loc[-1] == "minutes" else "a whole number"

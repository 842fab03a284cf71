"""YAML as authors write it, to plain values that remember their lines.

YAML 1.2: ``no`` is a language and not a false, ``true`` and ``false`` are the only booleans, a
date stays text until a model asks for a date. Anchors, aliases and tags are refused: a course
needs none, and they make a small file large. A field given twice is a problem.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

_MAY_BE_REFUSED = re.compile(r"[&*!]")
_TWICE = re.compile(r'found duplicate key "(.*?)"')


class YamlProblem(Exception):
    """The text is not the YAML we read."""

    def __init__(self, line: int, message: str, *, field: str = "front matter") -> None:
        """Say where and what."""
        super().__init__(message)
        self.line, self.message, self.field = line, message, field


@dataclass(frozen=True)
class Values:
    """Plain values, and the line of each by the way that leads to it."""

    fields: dict[str, Any]
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)


class _Constructor(RoundTripConstructor):
    """Builds plain values; what looks like a date stays text."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def parse_yaml(text: str, *, first_line: int) -> Values:
    """The fields in ``text``, whose first line is line ``first_line`` of its file."""
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        for token in YAML(typ="rt").scan(text) if _MAY_BE_REFUSED.search(text) else ():
            if isinstance(token, AnchorToken | AliasToken | TagToken):
                line = token.start_mark.line + first_line
                raise YamlProblem(line, "anchors, aliases and tags (& * !) are not allowed; put such a text in quotes")
        loaded = yaml.load(text)
    except YAMLError as error:
        raise _problem(error, first_line) from None
    except RecursionError:
        raise YamlProblem(first_line, "is nested too deeply") from None
    except (ValueError, AssertionError, IndexError, AttributeError, TypeError) as error:
        # ruamel.yaml lets some errors of its own through, such as for a number with thousands of digits.
        raise YamlProblem(first_line, f"cannot be read: {error}") from None
    if loaded is None:
        return Values({})
    if not isinstance(loaded, CommentedMap):
        raise YamlProblem(first_line, "expected fields (name: value)")
    lines: dict[tuple[str | int, ...], int] = {}
    return Values(_plain(loaded, (), lines, first_line), lines)


def _problem(error: YAMLError, first_line: int) -> YamlProblem:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    line = first_line + (mark.line if mark else 0)
    problem = str(getattr(error, "problem", None) or error)
    if isinstance(error, DuplicateKeyError):
        twice = _TWICE.search(problem)
        return YamlProblem(line, "is given twice", field=twice[1] if twice else "front matter")
    if "mapping values are not allowed" in problem:
        return YamlProblem(line, "has a colon where none can be; put a text that holds a colon in quotes")
    if "cannot start any token" in problem:
        return YamlProblem(line, f"{problem}; put a text that begins so in quotes, and indent with spaces")
    return YamlProblem(line, f"is not YAML: {problem}")


def _plain(node: Any, at: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], first: int) -> Any:
    if isinstance(node, CommentedMap):
        fields = {}
        for key, value in node.items():
            name = str(key)
            lines[(*at, name)] = _line(node, key) + first
            fields[name] = _plain(value, (*at, name), lines, first)
        return fields
    if isinstance(node, CommentedSeq):
        items = []
        for number, value in enumerate(node):
            lines[(*at, number)] = _line(node, number) + first
            items.append(_plain(value, (*at, number), lines, first))
        return items
    if node is None or isinstance(node, bool):
        return node
    for plain in (int, float, str):
        if isinstance(node, plain):
            return plain(node)
    return bool(node) if type(node).__name__ == "ScalarBoolean" else str(node)


def _line(node: Any, key: Any) -> int:
    """The line of a key or an item, counted from the first of the YAML; merged keys have none."""
    return int((node.lc.data or {}).get(key, (node.lc.line,))[0])

"""The tables of fields in ``docs/authoring.md``, made from the classes, so that they are true.

A row a field: its name, what it holds, its default, what it is for. What an author never writes
is not there.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from courseengine.core.course.activities import KINDS
from courseengine.core.course.activities.base import COMPILED, TRANSLATED, Activity, Content
from courseengine.core.course.activities.checklist import ChecklistItem
from courseengine.core.course.activities.media import Media
from courseengine.core.course.activities.meeting import AgendaItem
from courseengine.core.course.activities.survey import Statement
from courseengine.core.course.compiling.authored import (
    Bounds,
    CourseInFile,
    MethodInFile,
    ModuleInFile,
    PaceInFile,
    SectionInFile,
)
from courseengine.core.course.model import Banner, CertificateRule, MethodStep, Opening, Track

_HELD: tuple[tuple[str, type[Content]], ...] = (
    ("a section", SectionInFile),
    ("`media`", Media),
    ("an item of an `agenda`", AgendaItem),
    ("an item of a checklist", ChecklistItem),
    ("a statement of a survey", Statement),
    ("dates in a schedule", Opening),
    ("a pace", PaceInFile),
    ("a method", MethodInFile),
    ("a step of a method", MethodStep),
    ("a track", Track),
    ("a banner", Banner),
    ("`extent` of a kind", Bounds),
    ("`certificate`", CertificateRule),
)


BEGIN = "<!-- fields: courseengine course fields --into docs/authoring.md -->"
END = "<!-- end of fields -->"


def tables() -> str:
    """All tables, as Markdown."""
    parts = ["### `course.yml`", *_table(CourseInFile), "### `module.md`", *_table(ModuleInFile)]
    parts += ["### Every activity", *_table(Activity)]
    for kind, activity in KINDS.items():
        parts += [f"### `kind: {kind}`", _about(activity), *_table(activity, without=set(Activity.model_fields))]
    for name, held in _HELD:
        parts += [f"### {name[0].upper()}{name[1:]}", *_table(held)]
    return "\n\n".join(parts)


def with_tables(page: str) -> str:
    """A page with the tables between its two marks renewed."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    return f"{before}{begin}\n\n{tables()}\n\n{end}{after}" if end else page


def _about(model: type[Activity]) -> str:
    text = (model.__doc__ or "").strip()
    required = "It counts towards the module." if model.required_by_default else "It is voluntary unless `required`."
    return f"{text} Its audience is `{model.audience_by_default.value}` unless it says otherwise. {required}"


def _table(model: type[Content], *, without: set[str] | None = None) -> Iterator[str]:
    rows = [
        f"| `{name}` | {_type(info.annotation)}{_translated(info)} | {_default(info)} | {info.description or ''} |"
        for name, info in model.model_fields.items()
        if name not in (without or set()) and COMPILED not in info.metadata
    ]
    if rows:
        yield "\n".join(["| Field | Holds | Without it | For |", "|---|---|---|---|", *rows])


def _translated(info: FieldInfo) -> str:
    return ", translated" if TRANSLATED in info.metadata else ""


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "*needed*"
    value = info.get_default(call_default_factory=True)
    if value in (None, "", (), {}) or isinstance(value, Content):
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin in (UnionType, Union):
        return " or ".join(_type(one) for one in arguments if one is not NoneType)
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in arguments)
    if origin is tuple:
        return f"a list of {_type(arguments[0])}"
    if origin is dict:
        return f"by name: {_type(arguments[1])}"
    return _plain(annotation)


def _plain(annotation: Any) -> str:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return " or ".join(f"`{one.value}`" for one in annotation)
    if isinstance(annotation, type) and issubclass(annotation, Content):
        return "fields, see below"
    names = {str: "text", int: "a whole number", bool: "`true` or `false`", date: "a date"}
    return names[annotation]

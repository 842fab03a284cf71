"""Documents as what they claim to be: a course, modules and activities, before they are held
against each other.

Every document is validated by the class of its kind, all errors at once, each at its line. What
does not validate is still there by id, so that one mistake is one problem and not ten.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from markupsafe import Markup
from pydantic import ValidationError

from courseengine.core.course.activities import KINDS
from courseengine.core.course.activities.base import COMPILED, Activity, Content, MediaFile
from courseengine.core.course.compiling.authored import CourseInFile, ModuleInFile, with_dates_written_out
from courseengine.core.course.problems import Problems, did_you_mean, explained, listed, shown
from courseengine.core.course.reader import CourseFolder, Document, Loc, ModuleFolder

Model = TypeVar("Model", bound=Content)


@dataclass
class WrittenActivity:
    """An activity's file, and what could be made of it."""

    id: str
    document: Document
    activity: Activity | None
    module: "WrittenModule"
    language: str
    """the language it is written in"""
    translations: dict[str, Document] = field(default_factory=dict)
    translated: dict[str, Activity] = field(default_factory=dict)
    bodies: dict[str, Markup] = field(default_factory=dict)
    """the text by language, as safe HTML"""
    leader_bodies: dict[str, Markup] = field(default_factory=dict)
    """the same with what only leaders read, where there is any"""
    pictures: dict[str, MediaFile] = field(default_factory=dict)


@dataclass
class WrittenModule:
    """A module's folder, and what could be made of it."""

    folder: ModuleFolder
    document: Document
    module: ModuleInFile | None
    activities: dict[str, WrittenActivity] = field(default_factory=dict)
    translated: dict[str, ModuleInFile] = field(default_factory=dict)
    bodies: dict[str, Markup] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its id, as far as it has said one."""
        return str(self.document.fields.get("id") or self.folder.slug)


@dataclass
class Written:
    """The whole course as it is written."""

    document: Document
    course: CourseInFile | None
    modules: list[WrittenModule]
    translations: dict[str, Document]
    translated: dict[str, CourseInFile] = field(default_factory=dict)
    method_texts: dict[str, dict[str, Markup]] = field(default_factory=dict)
    """language → code → how it is done, as safe HTML"""
    media: dict[str, Path] = field(default_factory=dict)
    """the files the course consists of, by digest"""

    @property
    def language(self) -> str:
        """The language it is written in, as far as it has said."""
        return str(self.document.fields.get("language") or "nb")

    @property
    def languages(self) -> tuple[str, ...]:
        """All it is offered in, its own first."""
        offered = self.document.fields.get("languages")
        codes = [str(code) for code in offered] if isinstance(offered, list) else []
        return (self.language, *(code for code in codes if code != self.language))

    def activities(self) -> Iterator[WrittenActivity]:
        """Every activity, also those that are not right yet."""
        for module in self.modules:
            yield from module.activities.values()

    @cached_property
    def by_id(self) -> dict[str, WrittenActivity]:
        """The same, by id."""
        return {written.id: written for written in self.activities()}


def understand(folder: CourseFolder, problems: Problems) -> Written | None:
    """Make what can be made of the documents; None where there is no course to speak of."""
    if folder.document is None:
        return None
    course = validated(CourseInFile, folder.document, problems)
    written = Written(folder.document, course, [], folder.translations)
    for module_folder in folder.modules:
        if module_folder.document is not None:
            written.modules.append(_module(module_folder, module_folder.document, written.language, problems))
    return written


def validated(model: type[Model], document: Document, problems: Problems) -> Model | None:
    """The document as a ``model``; None, and every problem it has, where it is not one."""
    if not document.readable:
        return None
    fields = {name: value for name, value in document.fields.items() if not _is_compiled(model, name)}
    for name in document.fields.keys() - fields.keys():
        problems.error(document, name, "there is no such field; the compiler fills it in")
    return make(model, with_dates_written_out(fields), document, problems)


def make(model: type[Model], fields: dict[str, object], document: Document, problems: Problems) -> Model | None:
    """``fields`` as a ``model``, with problems at their lines in ``document``."""
    # Through JSON, since only there strict means: true and not "yes", but text for a date.
    try:
        return model.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError as error:
        said: set[Loc] = set()
        for details in sorted(error.errors(), key=lambda details: details["type"] == "missing"):
            loc, parent = _in_document(details["loc"], fields, details["type"])
            if loc in said:
                continue  # the other half of "an id or a list of ids", or of a name written wrongly
            known = fields_of(model, parent)
            said |= {loc, *((*parent, name) for name in known if _is_misspelt(name, details["type"], loc))}
            problems.error(document, loc, explained(details, loc, known))
    return None


def fields_of(model: type[Content], loc: Loc) -> list[str]:
    """The fields an author may write at ``loc``: of the model itself, or of one it holds."""
    for part in loc:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = _content_in(model.model_fields[part].annotation)
        if inner is None:
            return []
        model = inner
    return [name for name in model.model_fields if not _is_compiled(model, name)]


def _content_in(annotation: object) -> type[Content] | None:
    if isinstance(annotation, type) and issubclass(annotation, Content):
        return annotation
    inner = (*getattr(annotation, "__args__", ()), getattr(annotation, "__origin__", None))
    return next((found for part in inner if part is not None and (found := _content_in(part))), None)


def _is_misspelt(name: str, kind: str, loc: Loc) -> bool:
    """Whether an unknown field is most likely this one."""
    return kind == "extra_forbidden" and f'"{name}"' in did_you_mean(loc[-1], [name])


def _is_compiled(model: type[Content], name: str) -> bool:
    field_info = model.model_fields.get(name)
    return field_info is not None and COMPILED in field_info.metadata


def _in_document(loc: Loc, fields: object, kind: str) -> tuple[Loc, Loc]:
    """The way to the value without the tags pydantic puts in for unions, and the way to its parent."""
    way: list[str | int] = []
    value = fields
    for place, part in enumerate(loc):
        last = place == len(loc) - 1
        if isinstance(value, dict) and (part in value or (last and kind == "missing")):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            continue
        way.append(part)
    return tuple(way), tuple(way[:-1])


def _module(folder: ModuleFolder, document: Document, language: str, problems: Problems) -> WrittenModule:
    module = WrittenModule(folder, document, validated(ModuleInFile, document, problems))
    for stem, activity_document in folder.activities.items():
        activity = activity_in(activity_document, problems)
        said = activity_document.fields.get("id")
        if isinstance(said, str) and said != stem:
            problems.error(activity_document, "id", f'expected "{stem}", as the file is called, found {shown(said)}')
        own = (activity.language if activity else None) or language
        module.activities[stem] = WrittenActivity(stem, activity_document, activity, module, own)
    for (stem, language), translation in folder.activity_translations.items():
        original = module.activities.get(stem)
        if original is None:
            near = did_you_mean(stem, module.activities)
            problems.error(translation, "file", f"is the translation of an activity that is not there{near}")
        else:
            original.translations[language] = translation
    return module


def activity_in(document: Document, problems: Problems) -> Activity | None:
    """The activity a document describes, of the kind it says."""
    if not document.readable:
        return None
    kind = document.fields.get("kind")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        if kind is None:
            problems.error(document, "kind", f"is missing; expected one of {listed(list(KINDS))}")
        else:
            near = did_you_mean(kind, KINDS)
            problems.error(document, "kind", f"expected one of {listed(list(KINDS))}, found {shown(kind)}{near}")
        return None
    return validated(model, document, problems)

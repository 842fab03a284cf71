"""Translations: a sibling file gives texts again, and nothing else.

Only fields marked ``TRANSLATED`` may differ; the rest is the same in all languages and is left
out. A list of items is given whole, in the same order, with the texts only. What is not
translated stays in the original language, and the edition says so.

A translation says in ``translates`` which text it was made from, by a digest of the words there
were to translate. When the original has changed since, the translation lags behind.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from courseengine.core.course.activities.base import TRANSLATED, Content
from courseengine.core.course.compiling.written import Written, WrittenModule, make
from courseengine.core.course.problems import Problems, did_you_mean, shown
from courseengine.core.course.reader import Document, Loc

Model = TypeVar("Model", bound=Content)

TRANSLATES = "translates"
"""the field in which a translation says what it was made from"""


def translate(written: Written, problems: Problems) -> None:
    """Put every translation beside its original, and note what is missing or wrong."""
    languages = written.languages[1:]
    for original, translations, translated in pairs(written):
        _each(written, original, translations, problems, translated)
    for module in written.modules:
        for activity in module.activities.values():
            for document in activity.translations.values():
                if document.readable and "id" not in document.fields:
                    problems.error(document, "id", f'is missing; expected the id of the original, "{activity.id}"')
        for language in languages:
            _missing(written, module, language, problems)
    for language in languages:
        if language not in written.translations:
            problems.warning(written.document, "languages", f'"{language}" has no course.{language}.yml')


@dataclass(frozen=True)
class Original(Generic[Model]):
    """What a translation is made from."""

    document: Document
    model: Model | None
    language: str

    @property
    def digest(self) -> str:
        """A short digest of the words there are to translate."""
        words = [_words(self.model), self.document.body.strip()]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:8]


def pairs(written: Written) -> Iterator[tuple[Original[Any], dict[str, Document], dict[str, Any]]]:
    """Everything that can be translated, with its translations by language: as files, and as what becomes of them."""
    yield Original(written.document, written.course, written.language), written.translations, written.translated
    for module in written.modules:
        original = Original(module.document, module.module, written.language)
        yield original, module.folder.translations, module.translated
        for one in module.activities.values():
            yield Original(one.document, one.activity, one.language), one.translations, one.translated


def _words(value: Any) -> Any:
    """What is translated of a value, as plain values."""
    if isinstance(value, Content):
        fields = {
            name: getattr(value, name) if TRANSLATED in info.metadata else _words(getattr(value, name))
            for name, info in type(value).model_fields.items()
        }
        return {name: found for name, found in fields.items() if found}
    if isinstance(value, dict):
        return {str(name): found for name, one in value.items() if (found := _words(one))}
    if isinstance(value, tuple):
        return [found for one in value if (found := _words(one))]
    return None


def _each(
    written: Written,
    original: Original[Model],
    translations: dict[str, Document],
    problems: Problems,
    translated: dict[str, Model],
) -> None:
    for language, document in translations.items():
        if language == original.language:
            problems.error(document, "file", f'the original is written in "{language}"; the file needs no language')
        elif written.course is not None and language not in written.languages:
            offered = ", ".join(written.languages)
            problems.error(document, "file", f'"{language}" is not among the languages of course.yml ({offered})')
        elif original.model is not None:
            merged = _Merge(document, problems).whole(original.model)
            model = make(type(original.model), merged, document, problems)
            if model is not None:
                translated[language] = model
                _lag(original, document, problems)


def _lag(original: Original[Any], document: Document, problems: Problems) -> None:
    """Warn of a translation that was made from other words than those the original has now."""
    said, true = document.fields.get(TRANSLATES), original.digest
    then = "look it over, then run: courseengine course translated"
    if said is None:
        problems.warning(document, TRANSLATES, f"does not say which text it was made from; {then}")
    elif said != true:
        changed = f"the original has changed since it was made ({shown(said)}, now {shown(true)})"
        problems.warning(document, TRANSLATES, f"{changed}; {then}")


def _missing(written: Written, module: WrittenModule, language: str, problems: Problems) -> None:
    missing = [
        activity.id
        for activity in module.activities.values()
        if language not in activity.translations and language != activity.language
    ]
    if language not in module.folder.translations:
        missing.insert(0, "module.md")
    if missing:
        several = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
        names = ", ".join(missing[:4]) + several
        note = problems.information if _may_lack(written, language) else problems.warning
        note(module.document, "file", f'is not translated to "{language}": {names}')


def _may_lack(written: Written, language: str) -> bool:
    """Whether a part is enough in that language."""
    return written.course is not None and language in written.course.partly_translated


class _Merge:
    """One translation laid over its original."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.problems = problems

    def whole(self, original: Content) -> dict[str, Any]:
        """The original's fields with the translated ones in their place."""
        return self._fields(original, self.document.fields, ())

    def _fields(self, original: Content, given: dict[str, Any], at: Loc) -> dict[str, Any]:
        unchanged = original.model_dump(mode="json")
        fields: dict[str, Any] = original.model_dump(mode="json", exclude_defaults=True)
        for name, value in given.items():
            loc = (*at, name)
            if loc == (TRANSLATES,):
                continue
            if name not in type(original).model_fields:
                known = type(original).model_fields
                self.problems.error(self.document, loc, f"there is no such field{did_you_mean(name, known)}")
                continue
            before = getattr(original, name)
            if TRANSLATED in type(original).model_fields[name].metadata:
                self._same_length(before, value, loc)
                fields[name] = value
            elif _holds_content(before):
                fields[name] = self._inside(before, value, loc)
            elif value != unchanged[name]:
                self._not_here(loc, before)
        return fields

    def _inside(self, before: Any, given: Any, loc: Loc) -> Any:
        if isinstance(before, Content):
            if isinstance(given, dict):
                return self._fields(before, given, loc)
            return self._expected(before, given, loc, "fields (name: value)")
        if isinstance(before, dict):
            return self._named(before, given, loc)
        if not isinstance(given, list):
            return self._expected(before, given, loc, "a list")
        if not self._same_length(before, given, loc):
            return _dumped(before)
        return [self._item(*pair, (*loc, place)) for place, pair in enumerate(zip(before, given, strict=True))]

    def _named(self, before: dict[str, Content], given: Any, loc: Loc) -> Any:
        if not isinstance(given, dict):
            return self._expected(before, given, loc, "fields (name: value)")
        merged: dict[str, Any] = _dumped(before)
        for name, value in given.items():
            if name in before:
                merged[name] = self._inside(before[name], value, (*loc, name))
            else:
                near = did_you_mean(name, before)
                self.problems.error(self.document, (*loc, name), f"is not in the original{near}")
        return merged

    def _item(self, before: Content, given: Any, loc: Loc) -> Any:
        if isinstance(given, str):
            given = {"text": given}
        return self._inside(before, given, loc)

    def _same_length(self, before: Any, given: Any, loc: Loc) -> bool:
        if not isinstance(before, tuple) or not isinstance(given, list) or len(before) == len(given):
            return True
        expected = f"expected as many items as in the original, {len(before)}, found {len(given)}"
        self.problems.error(self.document, loc, expected)
        return False

    def _expected(self, before: Any, given: Any, loc: Loc, expected: str) -> Any:
        self.problems.error(self.document, loc, f"expected {expected}, found {shown(given)}")
        return _dumped(before)

    def _not_here(self, loc: Loc, before: Any) -> None:
        if loc == ("id",):
            self.problems.error(self.document, loc, f'expected the id of the original, "{before}"')
        else:
            self.problems.error(self.document, loc, "is the same in all languages; leave it out of a translation")


def _holds_content(value: Any) -> bool:
    """Whether a value is written as fields, or as a list or names of such."""
    if isinstance(value, Content):
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return bool(items) and all(isinstance(item, Content) for item in items)


def _dumped(value: Any) -> Any:
    """Such a value as it was written."""
    if isinstance(value, Content):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {name: _dumped(item) for name, item in value.items()}
    return [_dumped(item) for item in value]

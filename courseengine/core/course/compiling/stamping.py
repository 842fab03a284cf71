"""Writing into a translation which text it was made from, once somebody has looked it over."""

import re
from collections.abc import Iterable
from pathlib import Path

from courseengine.base.errors import Invalid
from courseengine.core.course.compiling.translations import TRANSLATES, pairs
from courseengine.core.course.compiling.written import understand
from courseengine.core.course.problems import Problems
from courseengine.core.course.reader import Reader

_FIELD = re.compile(rf"^{TRANSLATES}:.*(?:\n|\Z)", re.MULTILINE)
_BEGINS = re.compile(r"^(?:\ufeff)?---[ \t]*\r?\n", re.MULTILINE)
_MARK = re.compile(r"\A\ufeff")
_FRONT_MATTER = re.compile(r"\A(?:\ufeff)?---[ \t]*\r?\n.*?(?=^---[ \t]*\r?$)", re.DOTALL | re.MULTILINE)


def course_folder_of(path: Path) -> Path:
    """The course a file or folder belongs to: the nearest folder above with a ``course.yml``."""
    above = path.resolve()
    for folder in (above, *above.parents):
        if (folder / "course.yml").is_file():
            return folder
    raise Invalid("%(path)s is in no course: there is no course.yml in a folder above it.", path=path)


def stamp(paths: Iterable[Path]) -> list[Path]:
    """Mark translations as made from what their originals say now; a folder means all in it.

    Gives the files that were changed. Raises ``Invalid`` for a file that is no translation of
    something that can be read, before anything is written.
    """
    changes: dict[Path, str] = {}
    for path in paths:
        root = course_folder_of(path)
        digests = _digests(root)
        wanted = path.resolve()
        found = {file: digest for file, digest in digests.items() if file == wanted or wanted in file.parents}
        if not found:
            raise Invalid("%(path)s is not a translation of anything that can be read in the course.", path=path)
        for file, digest in found.items():
            before = file.read_bytes().decode("utf-8")
            after = _with(before, digest)
            if after != before:
                changes[file] = after
    for file, text in changes.items():
        file.write_bytes(text.encode("utf-8"))
    return list(changes)


def _digests(root: Path) -> dict[Path, str]:
    """The digest of the original, by translation."""
    problems = Problems()
    written = understand(Reader(root, problems.at).read(), problems)
    return {
        (root / document.path).resolve(): original.digest
        for original, translations, _translated in (pairs(written) if written else ())
        if original.model is not None
        for document in translations.values()
        if document.readable
    }


def _with(text: str, digest: str) -> str:
    """The text with the digest among its fields; everything else stays as it is."""
    if "\r" in text and "\n" not in text:
        return _with(text.replace("\r", "\n"), digest).replace("\n", "\r")
    head, rest = _fields_and_text(text)
    newline = "\r\n" if "\r\n" in head else "\n"
    # In quotes: eight digits alone would be a number.
    line = f'{TRANSLATES}: "{digest}"{newline}'
    if _FIELD.search(head):
        return _FIELD.sub(line, head, count=1) + rest
    # Below the line that begins the fields, which a YAML file may have too, under a comment.
    begins = _BEGINS.search(head) or _MARK.match(head)
    end = begins.end() if begins else 0
    return head[:end] + line + head[end:] + rest


def _fields_and_text(text: str) -> tuple[str, str]:
    """The fields with the line above them, and the rest; a YAML file is fields only."""
    fields = _FRONT_MATTER.match(text)
    return (text[: fields.end()], text[fields.end() :]) if fields else (text, "")

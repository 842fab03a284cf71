"""Files to documents: a course folder as it is written, each field with the line it stands on.

    content/course.yml                      the course; course.nn.yml its translation
    content/modules/1-name/module.md        a module; module.nn.md its translation
    content/modules/1-name/m1-v1.md         an activity; m1-v1.nn.md its translation
    content/modules/1-name/media/           its films, sound, captions and pictures

What the fields mean is the compiler's matter. Nothing is read that lies outside the folder or is
too large, and what cannot be read is a problem, not an end.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from courseengine.core.course.compiling.frontmatter import Values, YamlProblem, parse_yaml

LARGEST = 256 * 1024
"""bytes a written file may have"""

Loc = tuple[str | int, ...]
Level = Literal["error", "warning", "information"]
Note = Callable[[str, int, str, str, Level], None]
"""path, line, field, message, level: how the reader tells of a problem"""

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MODULE_FOLDER = re.compile(r"(?:(\d+)-)?\w[\w-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Document:
    """One written file: its fields, its text, and where everything stands."""

    path: str
    """from the course's folder, with forward slashes"""
    values: Values
    body: str = ""
    body_line: int = 1
    """the line its text begins on"""
    readable: bool = True
    """False for a file that is there but says nothing we understand"""

    @property
    def fields(self) -> dict[str, Any]:
        """Its fields as plain values."""
        return self.values.fields

    def line(self, loc: Loc) -> int:
        """The line of a field, or of what it stands in."""
        if loc == ("body",) and loc not in self.values.lines:
            return self.body_line
        for end in range(len(loc), 0, -1):
            if loc[:end] in self.values.lines:
                return self.values.lines[loc[:end]]
        return 1


@dataclass
class ModuleFolder:
    """A module as it lies in its folder."""

    slug: str
    number: int | None
    path: str
    document: Document | None = None
    translations: dict[str, Document] = field(default_factory=dict)
    activities: dict[str, Document] = field(default_factory=dict)
    """by the name of the file"""
    activity_translations: dict[tuple[str, str], Document] = field(default_factory=dict)
    """by the name of the file and language"""
    media: dict[str, Path] = field(default_factory=dict)


@dataclass
class CourseFolder:
    """A course as it lies in its folder."""

    document: Document | None = None
    translations: dict[str, Document] = field(default_factory=dict)
    modules: list[ModuleFolder] = field(default_factory=list)


class Reader:
    """Reads one course folder."""

    def __init__(self, root: Path, note: Note) -> None:
        """Read under ``root``; tell ``note`` of what cannot be read."""
        self.root = root
        self._resolved = root.resolve()
        self._note = note

    def read(self) -> CourseFolder:
        """Everything there is."""
        folder = CourseFolder()
        for path in self._files(self.root):
            stem, language = self._stem(path, ".yml")
            if path.suffix == ".yml" and stem == "course":
                if language is None:
                    folder.document = self._yaml(path)
                else:
                    folder.translations[language] = self._yaml(path)
        if not (self.root / "course.yml").is_file():
            self._note("course.yml", 1, "file", "is missing; every course has one", "error")
        modules = self.root / "modules"
        for path in sorted(modules.iterdir()) if modules.is_dir() else []:
            if path.name.startswith(".") or not self._inside(path):
                continue
            if path.is_dir():
                folder.modules.append(self._module(path))
            else:
                self._note(self._name(path), 1, "file", "expected a folder for each module", "warning")
        folder.modules.sort(key=lambda module: (module.number is None, module.number or 0, module.slug))
        return folder

    def _module(self, path: Path) -> ModuleFolder:
        name = unicodedata.normalize("NFC", path.name)
        match = _MODULE_FOLDER.fullmatch(name)
        if match is None:
            expected = "expected a folder name of letters, digits and hyphens, such as 1-overordnet-del"
            self._note(f"{self._name(path)}/module.md", 1, "folder", expected, "error")
        number = int(match[1]) if match and match[1] else None
        module = ModuleFolder(slug=name, number=number, path=self._name(path))
        for file in self._files(path):
            self._file_of_module(module, file)
        if not (path / "module.md").is_file():
            self._note(f"{module.path}/module.md", 1, "file", "is missing; every module has one", "error")
        media = path / "media"
        if media.is_dir() and self._inside(media):
            module.media = {file.name: file for file in self._files(media)}
        for child in path.iterdir():
            if child.is_dir() and child.name != "media" and not child.name.startswith("."):
                self._note(self._name(child), 1, "folder", "is not part of a course; did you mean media?", "warning")
        return module

    def _file_of_module(self, module: ModuleFolder, path: Path) -> None:
        if path.suffix != ".md":
            self._note(self._name(path), 1, "file", "is not part of a course; media belongs in media/", "warning")
            return
        stem, language = self._stem(path, ".md")
        if stem == "README":
            return
        document = self._markdown(path)
        if stem == "module":
            if language is None:
                module.document = document
            else:
                module.translations[language] = document
        elif language is None:
            module.activities[stem] = document
        else:
            module.activity_translations[stem, language] = document

    def _files(self, folder: Path) -> list[Path]:
        files = (path for path in sorted(folder.iterdir()) if path.is_file() or path.is_symlink())
        return [path for path in files if not path.name.startswith(".") and self._inside(path) and path.is_file()]

    def _inside(self, path: Path) -> bool:
        if path.resolve().is_relative_to(self._resolved):
            return True
        self._note(self._name(path), 1, "file", "leads out of the course's folder", "error")
        return False

    def _stem(self, path: Path, suffix: str) -> tuple[str, str | None]:
        """The name of a file and the language of a translation: ``m1-v1.nn.md`` is m1-v1 in nn."""
        name = unicodedata.normalize("NFC", path.name.removesuffix(suffix))
        stem, _, last = name.rpartition(".")
        return (stem, last) if stem and _LANGUAGE.fullmatch(last) else (name, None)

    def _name(self, path: Path) -> str:
        return unicodedata.normalize("NFC", path.relative_to(self.root).as_posix())

    def text(self, path: Path) -> str | None:
        """A written file as text with plain line ends; None, and a problem, where it is none."""
        name = self._name(path)
        if path.stat().st_size > LARGEST:
            self._note(name, 1, "file", f"is too large; expected at most {LARGEST // 1024} kB", "error")
            return None
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._note(name, line, "file", "is not UTF-8; save it with that encoding", "error")
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text if has_no_controls(name, text, self._note) else None

    def _yaml(self, path: Path) -> Document:
        name, text = self._name(path), self.text(path)
        values = None if text is None else _values(name, text, self._note, first_line=1)
        return Document(name, Values({}), readable=False) if values is None else Document(name, values)

    def _markdown(self, path: Path) -> Document:
        name, text = self._name(path), self.text(path)
        return Document(name, Values({}), readable=False) if text is None else document_in(name, text, self._note)


def document_in(name: str, text: str, note: Note) -> Document:
    """A written text, its fields between two lines of --- and what follows them, as a document called ``name``."""
    unreadable = Document(name, Values({}), readable=False)
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        note(name, 1, "front matter", "expected the fields first, between two lines of ---", "error")
        return unreadable
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        note(name, 1, "front matter", "is not closed; expected a line of --- after the fields", "error")
        return unreadable
    values = _values(name, "\n".join(lines[1:end]), note, first_line=2)
    if values is None:
        return unreadable
    return Document(name, values, "\n".join(lines[end + 1 :]), end + 2)


def has_no_controls(name: str, text: str, note: Note) -> bool:
    """Whether a text holds nothing but what one can read; tells of the first character that is not."""
    strange = _CONTROL.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        note(name, line, "file", f"holds a control character (U+{ord(strange[0]):04X})", "error")
    return strange is None


def _values(name: str, text: str, note: Note, *, first_line: int) -> Values | None:
    try:
        return parse_yaml(text, first_line=first_line)
    except YamlProblem as problem:
        note(name, problem.line, problem.field, problem.message, "error")
        return None

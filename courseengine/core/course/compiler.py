"""A folder in, a whole course or a list of problems out; never half a course.

reader → documents → what is written → held against each other → one edition a language. It goes
on after the first problem, so that an author sees all of them at once.
"""

from dataclasses import dataclass, field
from pathlib import Path

from courseengine.core.course.compiling.editions import make_editions
from courseengine.core.course.compiling.extent import check_extent
from courseengine.core.course.compiling.media_files import MediaCheck
from courseengine.core.course.compiling.prose import check_prose
from courseengine.core.course.compiling.references import check_references
from courseengine.core.course.compiling.texts import Texts
from courseengine.core.course.compiling.translations import translate
from courseengine.core.course.compiling.written import understand
from courseengine.core.course.model import Course
from courseengine.core.course.problems import Problem, Problems
from courseengine.core.course.reader import Reader


@dataclass(frozen=True)
class Compiled:
    """What became of a folder."""

    editions: dict[str, Course] | None
    """the course by language; None where there are errors"""
    problems: list[Problem]
    media: dict[str, Path] = field(default_factory=dict)
    """the files it consists of, by the digest of their content"""

    @property
    def course(self) -> Course | None:
        """The edition in the language it was written in."""
        return next(iter(self.editions.values())) if self.editions else None


def compile_course(folder: Path) -> Compiled:
    """Compile the course in ``folder``."""
    problems = Problems()
    if not folder.is_dir():
        problems.at(folder.name, 1, "folder", "is not there; expected a folder with a course.yml")
        return Compiled(None, problems.in_order())
    written = understand(Reader(folder, problems.at).read(), problems)
    if written is None:
        return Compiled(None, problems.in_order())
    check_references(written, problems)
    translate(written, problems)
    media = MediaCheck(written, problems)
    Texts(written, media, problems).run()
    media.run()
    check_extent(written, problems)
    check_prose(written, problems)
    if problems.errors or written.course is None:
        return Compiled(None, problems.in_order())
    return Compiled(make_editions(written, written.course), problems.in_order(), written.media)

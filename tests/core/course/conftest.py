import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from courseengine.core.course.compiler import compile_course
from courseengine.core.course.problems import Level

SMALL = Path(__file__).parents[2] / "courses" / "small"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good course, to break."""
    return Path(shutil.copytree(SMALL, tmp_path / "course"))


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    """Put one text in the place of another, which must be there."""

    def edit(name: str, before: str, after: str) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), "utf-8")

    return edit


@pytest.fixture
def problems(folder: Path) -> Callable[[Level], list[str]]:
    """What the compiler says of the folder."""

    def problems(level: Level) -> list[str]:
        return [str(problem) for problem in compile_course(folder).problems if problem.level == level]

    return problems

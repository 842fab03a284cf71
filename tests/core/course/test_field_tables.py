from pathlib import Path

from courseengine.base.blocks import NAMES
from courseengine.core.course.activities import KINDS
from courseengine.core.course.compiling.field_tables import tables, with_tables
from courseengine.core.course.compiling.media_files import TYPES

PAGE = Path(__file__).parents[3] / "docs" / "authoring.md"


def test_the_tables_for_authors_are_those_of_the_classes():
    page = PAGE.read_text("utf-8")

    assert page == with_tables(page), "run: courseengine course fields --into docs/authoring.md"
    assert tables() in page


def test_authors_are_told_of_every_kind_box_and_type_of_file():
    page = PAGE.read_text("utf-8")

    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []
    assert [name for name in NAMES if f"| `{name}` |" not in page] == []
    assert [end for end in TYPES if end in (".mp4", ".webm", ".mp3", ".png") and f"`{end}`" not in page] == []


def test_what_the_compiler_fills_in_is_not_for_authors():
    assert "`body`" not in tables()
    assert "`files`" not in tables()


def test_a_page_without_marks_is_left_alone():
    assert with_tables("# Noe annet\n") == "# Noe annet\n"

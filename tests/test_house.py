"""The house is kept: what no single test of a room would notice."""

import ast
import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from courseengine.base.db import Base, Privacy
from courseengine.base.i18n import LANGUAGES
from courseengine.cli import COMMANDS, main
from tests.databases import tables

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
WRITTEN_BY_HAND = (".py", ".js", ".mjs", ".css", ".html")
NOT_OURS = ("frontend/node_modules/", "courseengine/web/static/dist/")


def ours() -> list[str]:
    """Every file of the repository: those in the index, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file() and not name.startswith(NOT_OURS)]


def modules() -> list[str]:
    return [name for name in ours() if name.endswith(".py") and not name.startswith("migrations/versions/")]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_table_says_what_it_holds_about_people():
    silent = [name for name, cls in classes().items() if not isinstance(vars(cls).get("privacy"), Privacy)]

    assert set(classes()) == set(tables().tables)
    assert silent == []


def test_a_table_that_points_at_a_person_does_not_hold_nothing():
    naming = {
        table.name
        for table in tables().tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "person.id"
    }

    assert {name for name in naming if classes()[name].privacy.holds == "nothing"} == set()


def classes() -> dict[str, type[Base]]:
    known = tables()
    return {
        mapper.local_table.name: mapper.class_
        for mapper in Base.registry.mappers
        if mapper.local_table in known.tables.values()
    }


def test_every_constraint_has_a_name():
    nameless = [
        table.name for table in tables().tables.values() for constraint in table.constraints if not constraint.name
    ]

    assert nameless == []


def test_no_file_is_longer_than_four_hundred_lines():
    long = {
        name: lines
        for name in ours()
        if name.endswith(WRITTEN_BY_HAND)
        and (lines := len((ROOT / name).read_text("utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{name}:{function.name}": length
        for name in modules()
        for function in functions(ast.parse((ROOT / name).read_text("utf-8")))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def test_every_module_says_what_it_is_about():
    silent = [
        name
        for name in modules()
        if not name.startswith("tests/")
        and (tree := ast.parse((ROOT / name).read_text("utf-8"))).body
        and not ast.get_docstring(tree)
    ]

    assert silent == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X:"])
def test_nothing_is_left_for_later(word):
    left = [name for name in ours() if name.endswith(WRITTEN_BY_HAND) and word in (ROOT / name).read_text("utf-8")]

    assert left == []


def test_every_exception_from_a_check_has_a_reason():
    bare = re.compile(r"#\s*(noqa|type: ignore)(\[[\w, -]+\]|: ?[A-Z0-9, ]+)?\s*$", re.M)
    left = [
        name for name in modules() if not name.startswith("tests/") and bare.search((ROOT / name).read_text("utf-8"))
    ]

    assert left == []


def test_nothing_that_is_made_is_in_the_repository():
    made = [
        name
        for name in ours()
        if re.search(r"(^|/)(node_modules|static/dist|__pycache__|\.venv|var)/|\.(pyc|db|sqlite3|mo)$", name)
    ]

    assert made == []


def test_no_file_knows_the_machine_it_was_written_on():
    places = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/\w")
    readable = (*WRITTEN_BY_HAND, ".md", ".toml", ".yml", ".yaml", ".json", ".cfg", ".txt", ".po", ".sh", ".lock")

    known = {
        name: found.group()
        for name in ours()
        if (name.endswith(readable) or "." not in Path(name).name)
        and (found := places.search((ROOT / name).read_text("utf-8")))
    }

    assert known == {}


def test_links_between_documents_lead_somewhere():
    broken = []
    for name in ours():
        if not name.endswith(".md") or name.startswith(("content/", "tests/")):
            continue
        prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", (ROOT / name).read_text("utf-8"), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose):
            if "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
                broken.append(f"{name}: {target}")

    assert broken == []


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))

    assert numbers[0] == 1
    assert all(after - before == 1 for before, after in pairwise(numbers))


def test_every_command_is_there_and_says_what_it_does():
    for name in COMMANDS:
        command = main.get_command(None, name)

        assert command is not None
        assert command.help


def test_every_make_target_that_is_promised_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    promised = ("install", "demo", "test", "check", "bench", "media")

    assert [name for name in promised if not re.search(rf"^{name}:", makefile, re.M)] == []


def test_there_is_a_catalogue_for_every_language_but_the_source():
    there = sorted(
        path.parts[-3] for path in (ROOT / "courseengine" / "translations").glob("*/LC_MESSAGES/messages.po")
    )

    assert there == sorted(code for code in LANGUAGES if code != "en")

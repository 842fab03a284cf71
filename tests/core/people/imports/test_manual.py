"""The manual lists every column of every file."""

from pathlib import Path

import pytest

from courseengine.core.people.imports import columns, register
from courseengine.core.people.roles import Role

MANUAL = (Path(__file__).parents[4] / "docs" / "imports.md").read_text("utf-8")


@pytest.mark.parametrize("table", [columns.COLUMNS, register.COLUMNS], ids=["people", "places"])
def test_the_manual_has_every_column(table):
    rows = [
        f"| `{name}` | {column.says}{' (required)' * column.required} | {', '.join(f'`{word}`' for word in column.also)} |"
        for name, column in table.items()
    ]

    assert "\n".join(rows) in MANUAL


def test_the_manual_has_every_norwegian_role():
    words = {word for word, role in columns.ROLES.items() if word != role.value and role is not Role.ADMIN}
    unsaid = {word for word in words if f"`{word}`" not in MANUAL}

    assert unsaid == {"laerer", "ressurslaerer"}  # other spellings

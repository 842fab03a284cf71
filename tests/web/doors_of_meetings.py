"""What the doors of meetings that are ahead are tried with: see ``doors.py``."""

from collections.abc import Callable
from typing import Any

PLANNED = (
    "agenda", "change_agenda", "take_over", "duties", "guests_page", "change_guests", "apology", "move", "moved",
)  # fmt: skip
"""Views of a meeting that do nothing with one that is held."""

SPECIAL: dict[str, dict[str, Callable[[Any], object]]] = {
    f"team.{name}": {"meeting": lambda doors: doors.world.meetings["next"].public_id} for name in PLANNED
}

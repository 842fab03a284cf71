"""The dates of a published plan, as a run keeps them: which modules, in which order, and when.

They are read with whoever asks, on every page, so they are one short text in the run's own row.
What the plan leaves out is not in it.
"""

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple


class ModuleDates(NamedTuple):
    """When a run opens one module, and by when it means to be done with it."""

    module_id: str
    opens_on: date
    done_by: date | None


def written(dates: Iterable[ModuleDates]) -> str:
    """As it stands in the row."""
    rows = [
        [one.module_id, one.opens_on.isoformat(), one.done_by.isoformat() if one.done_by else None] for one in dates
    ]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False)


@lru_cache(maxsize=1024)
def read(text: str) -> tuple[ModuleDates, ...]:
    """What stands in the row; nothing for a run without a published plan."""
    if not text:
        return ()
    return tuple(
        ModuleDates(module_id, date.fromisoformat(opens_on), date.fromisoformat(done_by) if done_by else None)
        for module_id, opens_on, done_by in json.loads(text)
    )

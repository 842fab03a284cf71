"""Which of a team's meetings count, and for what.

A held meeting counts once for each module it is held for. One that goes on with another's agenda
is the same meeting. What a team does without counts like a held one, as long as nothing was held
from that template. Values in, values out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from courseengine.core.meetings.timing import Standing


class Counted(NamedTuple):
    """A meeting of a team as far as counting goes: one line for each template it is held for, and each waiver."""

    team_id: int
    module_id: str
    activity_id: str
    meeting_id: int
    """0 for a waiver"""
    continues_id: int | None
    standing: Standing


def beginnings(continues: Mapping[int, int | None]) -> dict[int, int]:
    """Meeting → the first of those it goes on with, or itself."""
    return {one: _beginning(one, continues) for one in continues}


def _beginning(meeting_id: int, continues: Mapping[int, int | None]) -> int:
    passed = {meeting_id}
    while (before := continues.get(meeting_id)) is not None and before not in passed:
        passed.add(before)
        meeting_id = before
    return meeting_id


def tally(rows: Iterable[Counted]) -> dict[tuple[int, str], Counter[Standing]]:
    """(team, module) → how many meetings stand where, each once."""
    rows = list(rows)
    first = beginnings({row.meeting_id: row.continues_id for row in rows})
    held = {(row.team_id, row.activity_id) for row in rows if row.standing is Standing.HELD}
    there: dict[tuple[int, str], set[tuple[Standing, int | str]]] = defaultdict(set)
    for row in rows:
        what: int | str = row.meeting_id
        if row.standing is Standing.HELD:
            what = first[row.meeting_id]
        elif row.standing is Standing.WAIVED:
            if (row.team_id, row.activity_id) in held:
                continue
            what = row.activity_id
        there[row.team_id, row.module_id].add((row.standing, what))
    return {key: Counter(where for where, _ in found) for key, found in there.items()}

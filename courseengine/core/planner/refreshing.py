"""A draft meets what has happened since it was begun.

While planners work on a draft, teams go on: a meeting is held, moved by hand, cancelled or planned.
What happened goes before what the draft says of that meeting; everything else in it stays.
"""

from dataclasses import replace

from courseengine.core.planner.document import Document, PlannedMeeting


def refreshed(draft: Document, holds: Document) -> Document:
    """The draft, with the meetings that others have changed since as they are in the plan that holds."""
    now = {one.meeting: one for one in holds.meetings if one.meeting}
    kept = [one for one in (_as_it_is(meeting, now) for meeting in draft.meetings) if one]
    known = {one.meeting for one in draft.meetings}
    new = [one for id_, one in now.items() if id_ not in known]
    return replace(draft, meetings=tuple(sorted([*kept, *new], key=lambda one: (one.day, one.at, one.key))))


def _as_it_is(meeting: PlannedMeeting, now: dict[str, PlannedMeeting]) -> PlannedMeeting | None:
    """The meeting as the draft has it, or as others have made it; None for one that was deleted."""
    if meeting.meeting is None:
        return meeting
    there = now.get(meeting.meeting)
    if there is None or (there.sequence == meeting.sequence and there.state != "held"):
        return meeting if there else None
    return replace(there, key=meeting.key)

"""A draft meets what has happened since it was begun.

While planners work on a draft, teams go on: a meeting is held, moved by hand, cancelled or planned,
and a module opens by the plan that holds. What happened goes before what the draft says of that
meeting or module; everything else in it stays.
"""

from dataclasses import replace
from datetime import date

from courseengine.core.course.model import Course
from courseengine.core.planner.document import Document, PlannedMeeting
from courseengine.core.planner.openings import open_already


def kept_open(draft: Document, holds: Document, course: Course, *, today: date, pilot: bool) -> Document:
    """The draft, with the modules that have opened since it was begun open since that day."""
    opened = {one.module_id: one for one in open_already(holds, course, today=today, pilot=pilot)}
    taken = {one.module_id for one in draft.modules}
    left_out = [one for id_, one in opened.items() if id_ not in taken and course.module(id_)]
    dated = (
        replace(one, opens_on=opened[one.module_id].opens_on)
        if one.module_id in opened and one.opens_on > today
        else one
        for one in draft.modules
    )
    wished = draft.wishes.modules
    again = tuple(one.module_id for one in left_out if one.module_id not in wished)
    return replace(draft, wishes=replace(draft.wishes, modules=(*again, *wished)), modules=(*left_out, *dated))


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

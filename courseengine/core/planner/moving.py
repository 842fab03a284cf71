"""A planner moves something in a draft: a module, a meeting, everything from a module on.

Each gives a new document and leaves the old one. What is set by hand is pinned. What has been
held or cancelled does not move. Raises ``Invalid`` with a sentence where it cannot.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting
from courseengine.core.planner.openings import monday_of
from courseengine.core.planner.possible import refuse_impossible_meeting
from courseengine.core.planner.wishes import FARTHEST, LONGEST_IN_WEEKS

FARTHEST_DAYS = 400
"""how far everything may be moved at once"""


def move_module(
    document: Document, module_id: str, *, opens_on: date, done_by: date | None = None, today: date | None = None
) -> Document:
    """Let a module open on another day; its end goes along unless ``done_by`` says otherwise. Its meetings stay.

    With ``today``, what has not opened by then cannot open on a day that has passed.
    """
    old = _module(document, module_id)
    for field, day in (("opens_on", opens_on), ("done_by", done_by)):
        _refuse_far(day, old.opens_on, field)
    if today is not None and opens_on < today <= old.opens_on:
        raise Invalid("%(day)s has passed. Choose today or a later day.", field="opens_on", day=opens_on)
    if done_by is None and old.done_by is not None:
        done_by = old.done_by + (opens_on - old.opens_on)
    if done_by is not None and done_by < opens_on:
        raise Invalid(
            "The end, %(end)s, comes before the start, %(start)s. Change one of them.",
            field="done_by",
            end=done_by,
            start=opens_on,
        )
    return _with_module(document, PlannedDates(module_id, opens_on, done_by, pinned=True))


def move_meeting(
    document: Document, key: str, *, day: date, at: time, length: int | None = None, place: str | None = None
) -> Document:
    """Give a planned meeting another time, length or place."""
    old = _ahead(document, key)
    _refuse_far(day, old.day, "date")
    moved = replace(
        old,
        day=day,
        at=at,
        length=old.length if length is None else length,
        place=old.place if place is None else place.strip(),
        pinned=True,
    )
    refuse_impossible_meeting(moved)
    return _with_meeting(document, moved)


def add_meeting(
    document: Document,
    *,
    module_id: str,
    activity_id: str,
    teams: Sequence[str],
    joint: bool,
    day: date,
    at: time,
    length: int,
    place: str = "",
) -> Document:
    """Plan one more meeting by hand."""
    _refuse_far(day, _module(document, module_id).opens_on, "date")
    if not teams and not joint:
        raise Invalid("Choose at least one team.", field="teams")
    used = {one.key for one in document.meetings}
    key = next(name for number in range(1, len(used) + 2) if (name := f"by-hand.{number}") not in used)
    new = PlannedMeeting(
        key, module_id, activity_id, tuple(teams), joint, day, at, length, place=place.strip(), pinned=True
    )
    refuse_impossible_meeting(new)
    return _sorted(replace(document, meetings=(*document.meetings, new)))


def drop_meeting(document: Document, key: str) -> Document:
    """Let a planned meeting go: one that is there already is cancelled when the draft is published."""
    return _with_meeting(document, replace(_ahead(document, key), state="dropped", pinned=True))


def take_back(document: Document, key: str) -> Document:
    """Hold a meeting after all that was let go in this draft."""
    old = _meeting(document, key)
    if old.state != "dropped":
        raise Invalid("This meeting was not let go in the draft.")
    return _with_meeting(document, replace(old, state="planned", pinned=True))


def unpin(document: Document, key_or_module: str) -> Document:
    """Let the next reckoning decide again about a meeting (by its key) or a module (by its id)."""
    modules = tuple(replace(one, pinned=one.pinned and one.module_id != key_or_module) for one in document.modules)
    meetings = tuple(replace(one, pinned=one.pinned and one.key != key_or_module) for one in document.meetings)
    return replace(document, modules=modules, meetings=meetings)


def reorder(document: Document, modules: Sequence[str]) -> Document:
    """Take the modules in another order: the wishes change, drawing up again gives the dates."""
    wished = document.wishes.modules
    if sorted(modules) != sorted(wished):
        raise Invalid("Give every module a place of its own.", field="modules")
    by_id = {one.module_id: one for one in document.modules}
    dates = tuple(by_id[id_] for id_ in modules if id_ in by_id)
    rest = tuple(one for one in document.modules if one.module_id not in set(modules))
    return replace(document, wishes=replace(document.wishes, modules=tuple(modules)), modules=(*dates, *rest))


def stretch(document: Document, module_id: str, weeks: int, *, today: date | None = None) -> Document:
    """Give a module so many weeks more, or fewer; what comes after it moves as much.

    With ``today``, what has opened by then stays open; its end moves.
    """
    old = _module(document, module_id)
    if old.done_by is None:
        raise Invalid("This module has no end, so it cannot be made longer. Give it a date to be done by first.")
    before = document.wishes.weeks.get(module_id) or (old.done_by - monday_of(old.opens_on)).days // 7 + 1
    days = timedelta(weeks=weeks)
    if monday_of(old.done_by + days) < monday_of(old.opens_on) or not 0 < before + weeks <= LONGEST_IN_WEEKS:
        raise Invalid("A module takes from 1 to %(longest)d weeks.", field="weeks", longest=LONGEST_IN_WEEKS)
    wishes = replace(document.wishes, weeks={**document.wishes.weeks, module_id: before + weeks})
    longer = _with_module(replace(document, wishes=wishes), replace(old, done_by=old.done_by + days))
    after = _after(document, module_id)
    return _shifted(longer, days, lambda one: one.module_id in after, lambda one: one.module_id in after, today)


def shift_from(document: Document, module_id: str | None, days: int, *, today: date | None = None) -> Document:
    """Move a module and all that come after it by so many days, with their meetings; everything, without one.

    With ``today``, what has opened by then stays open; its end moves.
    """
    if not 0 < abs(days) <= FARTHEST_DAYS:
        raise Invalid("Move by at least 1 and at most %(most)d days.", field="days", most=FARTHEST_DAYS)
    moved = {one.module_id for one in document.modules}
    if module_id is not None:
        _module(document, module_id)
        moved = {module_id, *_after(document, module_id)}
    return _shifted(
        document, timedelta(days=days), lambda one: one.module_id in moved, lambda one: one.module_id in moved, today
    )


def _refuse_far(day: date | None, near: date, field: str) -> None:
    if day is not None and abs(day - near) > FARTHEST:
        raise Invalid("%(day)s is more than three years away. Check the year.", field=field, day=day)


def pause(document: Document, on: date) -> Document:
    """Let nothing more open from that day on."""
    if document.paused_on is not None:
        raise Invalid("The course is paused already, since %(day)s.", field="on", day=document.paused_on)
    return replace(document, paused_on=on)


def resume(document: Document, on: date) -> Document:
    """Go on from that day: what was not opened, held or pinned moves by exactly the days of the pause."""
    since = document.paused_on
    if since is None:
        raise Invalid("The course is not paused, so there is nothing to resume.", field="on")
    _refuse_far(on, since, "on")
    if on < since:
        raise Invalid("The course was paused on %(day)s. Go on from that day or a later one.", field="on", day=since)
    pause_ = on - since
    resumed = _shifted(
        replace(document, paused_on=None), pause_, lambda one: one.opens_on >= since, lambda one: one.day >= since
    )
    going_on = tuple(
        replace(one, done_by=one.done_by + pause_)
        if not one.pinned and one.opens_on < since and one.done_by is not None and one.done_by >= since
        else one
        for one in resumed.modules
    )
    wishes = replace(
        document.wishes,
        starts_on=_from(document.wishes.starts_on, since, pause_),
        ends_on=_from(document.wishes.ends_on, since, pause_),
    )
    return replace(resumed, modules=going_on, wishes=wishes)


def _from(day: date | None, since: date, by: timedelta) -> date | None:
    return day + by if day is not None and day >= since else day


def _shifted(
    document: Document,
    by: timedelta,
    moves: Callable[[PlannedDates], bool],
    moves_too: Callable[[PlannedMeeting], bool],
    today: date | None = None,
) -> Document:
    """Modules and meetings that move along, and are neither pinned nor held, so many days later."""
    shut_from = document.paused_on or date.max

    def moved(one: PlannedDates) -> PlannedDates:
        has_opened = today is not None and one.opens_on <= today and one.opens_on < shut_from
        opens_on = one.opens_on if has_opened else one.opens_on + by
        return replace(one, opens_on=opens_on, done_by=max(opens_on, one.done_by + by) if one.done_by else None)

    modules = tuple(moved(one) if moves(one) and not one.pinned else one for one in document.modules)
    meetings = tuple(
        replace(one, day=one.day + by) if moves_too(one) and one.is_ahead and not one.pinned else one
        for one in document.meetings
    )
    return _sorted(replace(document, modules=modules, meetings=meetings))


def _after(document: Document, module_id: str) -> set[str]:
    """The modules that come after one, by the order and by the calendar."""
    ids = [one.module_id for one in document.modules]
    later, start = set(ids[ids.index(module_id) + 1 :]), _module(document, module_id).opens_on
    return {one.module_id for one in document.modules if one.module_id in later and one.opens_on >= start}


def _module(document: Document, module_id: str) -> PlannedDates:
    found = next((one for one in document.modules if one.module_id == module_id), None)
    if found is None:
        raise NotFound
    return found


def _meeting(document: Document, key: str) -> PlannedMeeting:
    found = next((one for one in document.meetings if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _ahead(document: Document, key: str) -> PlannedMeeting:
    found = _meeting(document, key)
    if found.state == "held":
        raise Invalid("The meeting has been held. It stays where it was.")
    if not found.is_ahead:
        raise Invalid("The meeting is cancelled. Plan a new one instead.")
    return found


def _with_module(document: Document, changed: PlannedDates) -> Document:
    modules = tuple(changed if one.module_id == changed.module_id else one for one in document.modules)
    return replace(document, modules=modules)


def _with_meeting(document: Document, changed: PlannedMeeting) -> Document:
    meetings = tuple(changed if one.key == changed.key else one for one in document.meetings)
    return _sorted(replace(document, meetings=meetings))


def _sorted(document: Document) -> Document:
    return replace(document, meetings=tuple(sorted(document.meetings, key=lambda one: (one.day, one.at, one.key))))

"""Where a meeting is by its clock, what a press does to that, and when it will be over.

The clock locks nothing and never moves on by itself: people press. While it goes, an instant says
when an item's time ends; while it stands, the seconds that are left are kept. A time that has run
out stays at nothing and never counts up. When a meeting runs late it is proposed which items may
be left out; the item of the decision is never among them, and its minutes are kept free.
Values in, values out; the instant is an argument.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from math import ceil

MOST_TRIED = 12
"""items that may be left out, of which every choice is tried"""
TOLERATED = 60
"""seconds a meeting may run over before anything is proposed"""


@dataclass(frozen=True, slots=True)
class Part:
    """An item as the clock sees it."""

    id: int
    seconds: int
    cuttable: bool = False
    decision: bool = False
    state: str = "waiting"
    left: int | None = None
    """what was left when the meeting came to it or went on from it; None while it was not begun"""
    steps: tuple[int | None, ...] = ()
    """seconds of each step of its method; None where nobody has said"""

    @property
    def wanted(self) -> bool:
        """Whether it is taken up at all."""
        return self.state != "cut"

    @property
    def begun(self) -> bool:
        """Whether the meeting has been at it."""
        return self.left is not None

    @property
    def may_be_cut(self) -> bool:
        """Whether it may be left out now."""
        return self.cuttable and not self.decision and self.state == "waiting" and not self.begun


@dataclass(frozen=True, slots=True)
class Countdown:
    """What is left of a time: until an instant while the clock goes, in seconds while it stands."""

    ends_at: datetime | None = None
    left: int | None = None

    def left_at(self, at: datetime) -> int:
        """Whole seconds that are left, never fewer than none."""
        if self.ends_at is not None:
            return max(0, ceil((self.ends_at - at).total_seconds()))
        return max(0, self.left or 0)

    def standing(self, at: datetime) -> "Countdown":
        """The same with the clock at a stand."""
        return Countdown(left=self.left_at(at)) if self.is_there else self

    def going(self, at: datetime) -> "Countdown":
        """The same with the clock going."""
        if self.ends_at is not None or not self.is_there:
            return self
        return Countdown(ends_at=at + timedelta(seconds=self.left_at(at)))

    def longer(self, seconds: int, at: datetime) -> "Countdown":
        """With so much added to what is left."""
        more = Countdown(left=self.left_at(at) + seconds)
        return more.going(at) if self.ends_at is not None else more

    @property
    def is_there(self) -> bool:
        """Whether there is a time at all."""
        return self.ends_at is not None or self.left is not None


NONE = Countdown()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is: at which item and step, and what is left of them."""

    item: int | None = None
    """the item's id; None before the first has begun and after the last"""
    step: int | None = None
    item_time: Countdown = NONE
    step_time: Countdown = NONE

    @property
    def goes(self) -> bool:
        """Whether the clock goes."""
        return self.item_time.ends_at is not None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a press leads to: where the meeting is now, and the items as they are then."""

    place: Place
    parts: tuple[Part, ...]


def is_over(place: Place, parts: Sequence[Part]) -> bool:
    """Whether the meeting has been through its agenda."""
    return place.item is None and any(part.begun for part in parts) and not _ahead(place, parts)


def goes_on(place: Place, parts: Sequence[Part], at: datetime) -> Moved:
    """To the next item that is not left out; the clock goes. After the last one the meeting is through."""
    following = next(iter(_ahead(place, parts)), None)
    if following is None and place.item is None:
        return Moved(place, tuple(parts))
    return _arrive(following, _left(place, parts, "done", at), at)


def goes_back(place: Place, parts: Sequence[Part], at: datetime) -> Moved:
    """To the step before, or to the item before with what was left of it."""
    here = _here(place, parts)
    if place.step and here >= 0 and parts[here].steps:
        step = min(place.step, len(parts[here].steps)) - 1
        return Moved(_with_step(place, parts[here], step, at), tuple(parts))
    before = parts[:here] if place.item is not None else parts[: here + 1]
    previous = next((part for part in reversed(before) if part.wanted), None)
    if previous is None:
        return Moved(place, tuple(parts))
    return _arrive(previous, _left(place, parts, "waiting", at), at)


def takes_next_step(place: Place, parts: Sequence[Part], at: datetime) -> Moved:
    """To the next step of the item's method; after the last one nothing changes."""
    part = next((one for one in parts if one.id == place.item), None)
    if part is None or place.step is None or place.step + 1 >= len(part.steps):
        return Moved(place, tuple(parts))
    return Moved(_with_step(place, part, place.step + 1, at), tuple(parts))


def ends(place: Place, parts: Sequence[Part], at: datetime) -> Moved:
    """The meeting is over, wherever it is: the item it is at has been taken up, what follows has not."""
    return Moved(Place(), _left(place, parts, "done", at))


def pauses(place: Place, at: datetime) -> Place:
    """Let the clock stand."""
    return replace(place, item_time=place.item_time.standing(at), step_time=place.step_time.standing(at))


def resumes(place: Place, at: datetime) -> Place:
    """Let the clock go on from what is left."""
    return replace(place, item_time=place.item_time.going(at), step_time=place.step_time.going(at))


def stretches(place: Place, seconds: int, at: datetime) -> Place:
    """Give the item, and the step it is at, more time."""
    if place.item is None:
        return place
    step = place.step_time.longer(seconds, at) if place.step_time.is_there else NONE
    return replace(place, item_time=place.item_time.longer(seconds, at), step_time=step)


def cuts(parts: Sequence[Part], item: int) -> tuple[Part, ...]:
    """Leave an item out, as far as it may be."""
    return tuple(replace(part, state="cut") if part.id == item and part.may_be_cut else part for part in parts)


def takes_up_again(parts: Sequence[Part], item: int) -> tuple[Part, ...]:
    """Take up after all what was left out."""
    return tuple(replace(part, state="waiting") if part.id == item and not part.wanted else part for part in parts)


def expected_end(place: Place, parts: Sequence[Part], at: datetime) -> datetime:
    """When it will be over, if what is left takes the time it was given."""
    return at + timedelta(seconds=place.item_time.left_at(at) + sum(_given(part) for part in _ahead(place, parts)))


def begin_decision_by(parts: Sequence[Part], planned_end: datetime) -> datetime | None:
    """By when the item of the decision begins at the latest, so that its minutes and what follows it are kept.

    None where there is none, and once the meeting has come to it.
    """
    found = next((n for n, part in enumerate(parts) if part.decision and part.wanted), None)
    if found is None or parts[found].begun:
        return None
    kept = [parts[found], *(part for part in parts[found + 1 :] if part.wanted and not part.may_be_cut)]
    return planned_end - timedelta(seconds=sum(_given(part) for part in kept))


def proposed_cuts(place: Place, parts: Sequence[Part], at: datetime, planned_end: datetime) -> tuple[Part, ...]:
    """What to leave out so that the meeting ends in time: as few minutes as will do, then as few items.

    Everything that may be left out, where even that is not enough; nothing while there is time.
    """
    late = (expected_end(place, parts, at) - planned_end).total_seconds()
    if late < TOLERATED:
        return ()
    may = [part for part in _ahead(place, parts) if part.may_be_cut]
    if sum(_given(part) for part in may) < late or len(may) > MOST_TRIED:
        return tuple(may)
    chosen = (some for many in range(1, len(may) + 1) for some in combinations(may, many))
    enough = (some for some in chosen if sum(_given(part) for part in some) >= late)
    return min(enough, key=lambda some: (sum(_given(part) for part in some), len(some)), default=())


def _here(place: Place, parts: Sequence[Part]) -> int:
    """Where the meeting is among its items: at one, or after the last that was begun; -1 before them all."""
    if place.item is not None:
        return next((n for n, part in enumerate(parts) if part.id == place.item), -1)
    return max((n for n, part in enumerate(parts) if part.begun), default=-1)


def _ahead(place: Place, parts: Sequence[Part]) -> list[Part]:
    """What is still to be taken up, the one that is on aside."""
    return [part for part in parts[_here(place, parts) + 1 :] if part.wanted]


def _given(part: Part) -> int:
    return part.seconds if part.left is None else part.left


def _left(place: Place, parts: Sequence[Part], state: str, at: datetime) -> tuple[Part, ...]:
    """The items when the meeting leaves the one it is at."""
    left = place.item_time.left_at(at)
    return tuple(replace(part, state=state, left=left) if part.id == place.item else part for part in parts)


def _arrive(part: Part | None, parts: tuple[Part, ...], at: datetime) -> Moved:
    """At an item, with the clock going: from its beginning, or from where it was left. At none after the last."""
    if part is None:
        return Moved(Place(), parts)
    left = _given(part)
    parts = tuple(replace(one, state="waiting", left=left) if one.id == part.id else one for one in parts)
    time, passed = _going(left, at), part.seconds - left
    for step, seconds in enumerate(part.steps):
        if seconds is None or passed < seconds or step == len(part.steps) - 1:
            return Moved(Place(part.id, step, time, _going(seconds, at, passed)), parts)
        passed -= seconds
    return Moved(Place(part.id, None, time), parts)


def _with_step(place: Place, part: Part, step: int, at: datetime) -> Place:
    time = _going(part.steps[step], at)
    return replace(place, step=step, step_time=time if place.goes else time.standing(at))


def _going(seconds: int | None, at: datetime, passed: int = 0) -> Countdown:
    if seconds is None:
        return NONE
    return Countdown(ends_at=at + timedelta(seconds=max(0, seconds - max(0, passed))))

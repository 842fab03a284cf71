"""Wishes become a draft: when each module opens, and when its meetings are.

A module opens on the Monday of its first school week and is to be done by the Friday of its last;
one without weeks prepares the others and opens at the start. The meetings it requires are spread
evenly over its weeks, at the times the school has, after there was time for the prework. What was
set by hand, has been held or lies behind stays where it is, and the rest goes round it. The same
wishes give the same draft, and drawing up a draft again changes nothing. No clock, no database.
"""

from datetime import date

from courseengine.core.course.model import Course
from courseengine.core.planner.document import Document, Wishes
from courseengine.core.planner.school import School


def default_wishes(course: Course, school: School, *, today: date, track: str | None = None) -> Wishes:
    """What most schools would ask for: every module in order, the course's slowest pace, a Tuesday at 14:15."""
    raise NotImplementedError


def draw_up(
    course: Course, wishes: Wishes, school: School, *, kept: Document | None, today: date, pilot: bool = False
) -> Document:
    """The draft that comes of the wishes.

    ``kept`` is the plan that holds, or the draft so far: what is pinned, held, cancelled or not after today in
    it stays as it is, modules that have opened stay open, and the other meetings keep their identity. Raises
    ``Invalid`` for wishes that cannot be: nothing to go through, an end before the start, a start that has passed.
    """
    raise NotImplementedError

"""What only those who lead have: notes to them, and the plan of the school's own way through."""

from typing import ClassVar, Literal

from courseengine.core.course.activities.base import Activity, Audience


class LeaderNote(Activity):
    """A note to leaders and owners."""

    kind: Literal["leader_note"]

    audience_by_default: ClassVar[Audience] = Audience.LEADERS
    body_needed: ClassVar[bool] = True
    minutes_needed: ClassVar[bool] = False
    counts: ClassVar[bool] = False


class Planner(Activity):
    """The school's plan: dates, meetings and time, shown from the run itself."""

    kind: Literal["planner"]

    audience_by_default: ClassVar[Audience] = Audience.LEADERS
    minutes_needed: ClassVar[bool] = False
    counts: ClassVar[bool] = False

"""A meeting's template: what the module proposes for a meeting. The meeting itself is a school's own.

The agenda's minutes add up to the meeting's length, and a meeting ends in a decision.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from courseengine.core.course.activities.base import (
    TRANSLATED,
    Activity,
    ActivityId,
    Content,
    DoneWhen,
    Minutes,
)


class Meets(StrEnum):
    """Who comes together."""

    STAFF = "staff"
    """all who work at the school, across the teams"""
    TEAM = "team"
    """a team"""
    SUBJECT_TEAM = "subject_team"
    """the teachers of a subject"""
    GRADE_TEAM = "grade_team"
    """the teachers of a grade"""
    LEADER_GROUP = "leader_group"
    """the school's leaders"""
    RESOURCE_GROUP = "resource_group"
    """one leader and one teacher"""
    LEADER_AND_OWNER = "leader_and_owner"
    """the school's leader and its owner"""


class MeetingRole(StrEnum):
    """Who carries an item of the agenda."""

    FACILITATOR = "facilitator"
    """leads the meeting"""
    TIMEKEEPER = "timekeeper"
    """gives the word and keeps the time"""
    RECORDER = "recorder"
    """writes the minutes"""
    FOCUS_KEEPER = "focus_keeper"
    """brings the talk back to the matter"""


class AgendaItem(Content):
    """One item of an agenda."""

    minutes: Minutes = Field(description="how long it may take")
    text: Annotated[str, Field(min_length=1, max_length=300), TRANSLATED] = Field(description="what it is about")
    role: MeetingRole | None = Field(default=None, description="who carries it")
    method: str | None = Field(default=None, description="the code of a method that course.yml describes")
    activity: ActivityId | None = Field(default=None, description="an activity that is opened for it")
    cuttable: bool = Field(default=False, description="may be left out when the meeting must be shorter")
    decision: bool = Field(default=False, description="the item in which the decision is made")


class Meeting(Activity):
    """What the module proposes for one meeting."""

    kind: Literal["meeting"]
    meets: Meets = Field(description="who comes together")
    agenda: tuple[AgendaItem, ...] = Field(min_length=1, description="the items in order; their minutes add up")
    decision: Annotated[str, TRANSLATED] = Field(default="", description="what the meeting decides")
    prework: tuple[ActivityId | tuple[ActivityId, ...], ...] = Field(
        default=(), description="what is done before; an inner list means one of these"
    )
    uses: tuple[ActivityId, ...] = Field(default=(), description="the team tasks it takes up")
    hands_out: tuple[ActivityId, ...] = Field(default=(), description="the team tasks it hands out")
    repeats: Literal["after_each_module"] | None = Field(default=None, description="held again after every module")

    done_when: ClassVar[DoneWhen] = DoneWhen.MET
    required_by_default: ClassVar[bool] = True
    minutes_needed: ClassVar[bool] = False
    team_work: ClassVar[bool] = True

    @property
    def all_prework(self) -> tuple[ActivityId, ...]:
        """Everything named as prework, also what is one of several to choose from."""
        return tuple(id_ for entry in self.prework for id_ in ((entry,) if isinstance(entry, str) else entry))

    @property
    def length(self) -> int:
        """The sum of the agenda, in minutes."""
        return sum(item.minutes for item in self.agenda)

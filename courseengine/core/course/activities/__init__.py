"""The kinds of activity there are. A new kind is a class, a line here, a template and an example."""

from typing import Annotated

from pydantic import Field

from courseengine.core.course.activities.base import Activity
from courseengine.core.course.activities.checklist import Checklist
from courseengine.core.course.activities.leadership import LeaderNote, Planner
from courseengine.core.course.activities.meeting import Meeting
from courseengine.core.course.activities.podcast import Podcast
from courseengine.core.course.activities.survey import Survey
from courseengine.core.course.activities.task import IndividualTask, TeamTask
from courseengine.core.course.activities.text import Text
from courseengine.core.course.activities.video import Video

KINDS: dict[str, type[Activity]] = {
    "video": Video,
    "podcast": Podcast,
    "text": Text,
    "individual_task": IndividualTask,
    "team_task": TeamTask,
    "meeting": Meeting,
    "survey": Survey,
    "checklist": Checklist,
    "leader_note": LeaderNote,
    "planner": Planner,
}

AnyActivity = Annotated[
    Video | Podcast | Text | IndividualTask | TeamTask | Meeting | Survey | Checklist | LeaderNote | Planner,
    Field(discriminator="kind"),
]

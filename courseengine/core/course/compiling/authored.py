"""What ``course.yml`` and ``module.md`` hold, before the compiler makes a course of them.

Activities are written as the classes in ``activities/`` say. Everything here becomes a part of
``model.py``; the difference is that a module still lists its activities by id.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from courseengine.core.course.activities.base import ID_PATTERN, TRANSLATED, ActivityId, Audience, Content, LanguageCode
from courseengine.core.course.model import Banner, CertificateRule, MethodStep, Opening, PlaceFor, Track

Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=80)]


class SectionInFile(Content):
    """A part of a module, with its activities in the order of the page."""

    id: Id = Field(description="short name that activities refer to")
    title: Annotated[str, Field(min_length=1, max_length=120), TRANSLATED] = Field(description="its heading")
    activities: tuple[ActivityId, ...] = Field(default=(), description="its activities, in the order of the page")


class ModuleInFile(Content):
    """A module as ``module.md`` describes it."""

    id: Id = Field(description="what schedules and links call it; never reused")
    title: Annotated[str, Field(min_length=1, max_length=200), TRANSLATED] = Field(description="its name")
    purpose: Annotated[str, Field(min_length=1, max_length=600), TRANSLATED] = Field(
        description="what it is for, in a sentence; also shown while the module is locked"
    )
    number: Annotated[int, Field(ge=0, le=99)] | None = Field(
        default=None, description="its number, where modules are numbered; the folder begins with it"
    )
    goals: Annotated[tuple[str, ...], TRANSLATED] = Field(default=(), description="what one can do afterwards")
    audience: Audience = Field(default=Audience.EVERYONE, description="who it is for")
    team_kind: Literal["team", "subject_team", "grade_team", "leader_group", "resource_group"] | None = Field(
        default=None, description="the kind of team that works in it; without it, a person's main team"
    )
    meetings_required: Annotated[int, Field(ge=0, le=20)] = Field(
        default=3, description="how many meetings it takes to have carried it out"
    )
    tasks_required: Annotated[int, Field(ge=0, le=50)] | None = Field(
        default=None, description="how many team tasks it takes; without it, all that are required"
    )
    sections: tuple[SectionInFile, ...] = Field(default=(), description="its parts, in order")


class PaceInFile(Content):
    """How many school weeks each module takes, from whatever start."""

    title: Annotated[str, Field(min_length=1, max_length=120), TRANSLATED] = Field(description="its name")
    weeks: dict[str, Annotated[int, Field(gt=0, le=60)]] = Field(description="school weeks by module id")


class MethodInFile(Content):
    """A way of working together that tasks and agendas refer to by its code."""

    title: Annotated[str, Field(min_length=1, max_length=120), TRANSLATED] = Field(description="its name")
    text: Annotated[str, Field(max_length=5000), TRANSLATED] = Field(
        default="", description="what one should know before the steps, in Markdown"
    )
    steps: tuple[MethodStep, ...] = Field(default=(), description="how it is done, step by step")


class Bounds(Content):
    """How many activities of one kind a module has."""

    at_least: Annotated[int, Field(ge=0, le=99)] = Field(default=0, description="so many or more")
    at_most: Annotated[int, Field(ge=0, le=99)] | None = Field(default=None, description="so many or fewer")


class CourseInFile(Content):
    """The course as ``course.yml`` describes it."""

    id: Id = Field(description="what runs and commands call it; never reused")
    title: Annotated[str, Field(min_length=1, max_length=200), TRANSLATED] = Field(description="its name")
    purpose: Annotated[str, Field(min_length=1, max_length=600), TRANSLATED] = Field(
        description="what it is for, in a sentence"
    )
    language: LanguageCode = Field(description="the language it is written in")
    languages: tuple[LanguageCode, ...] = Field(
        default=(), description="what it is offered in; a translation in another language is an error"
    )
    release: str | None = Field(
        default=None, description="the schedule whose dates hold for all; without it, everything is released"
    )
    schedules: dict[str, dict[str, Opening]] = Field(
        default_factory=dict, description="by name: a date, or `{opens: …, done_by: …}`, for each module id"
    )
    paces: dict[str, PaceInFile] = Field(default_factory=dict, description="by name: a title and weeks a module")
    methods: dict[str, MethodInFile] = Field(
        default_factory=dict, description="by code: ways of working that tasks and agendas refer to"
    )
    partly_translated: tuple[LanguageCode, ...] = Field(
        default=(), description="languages of which a part is enough: what is missing in them is no warning"
    )
    places: tuple[PlaceFor, ...] = Field(default=("school",), description="the kinds of place it is for")
    tracks: dict[str, Track] = Field(
        default_factory=dict, description="by name: ways through it for one kind of place, which activities refer to"
    )
    banners: tuple[Banner, ...] = Field(default=(), description="what is to be known about the course as a whole")
    extent: dict[str, Bounds] | None = Field(
        default=None, description="by kind: how many a module promises; without it, what the section on the check says"
    )
    certificate: CertificateRule = Field(
        default=CertificateRule(), description="how much of each module it takes to be done with it"
    )
    licence: str = Field(default="", description="the terms the text is under")


def with_dates_written_out(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a course in which a date alone in a schedule says that it is when a module opens."""
    schedules = fields.get("schedules")
    if not isinstance(schedules, dict):
        return fields
    written_out = {
        name: {id_: {"opens": dates} if isinstance(dates, str) else dates for id_, dates in schedule.items()}
        if isinstance(schedule, dict)
        else schedule
        for name, schedule in schedules.items()
    }
    return {**fields, "schedules": written_out}

"""What stands around an answer on its task's page: files, talk, where it is shown, and who shares their own."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from flask import g, url_for

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import NotFound
from courseengine.base.files import PDF
from courseengine.base.i18n import N_, Language
from courseengine.base.pictures import FORMATS
from courseengine.core.course.activities.base import DoneWhen
from courseengine.core.policy.actions import Action
from courseengine.core.progress.attachments import File, files_of
from courseengine.core.progress.comments import Comment, comments_of
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.progress.publications import Published, networks_to_show, published_of
from courseengine.core.progress.sharing import own_sharing, shared_with
from courseengine.core.progress.team_answers import TeamText, team_answer
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.guard import may
from courseengine.web.meeting_kit import own_team, planned_activity
from courseengine.web.subjects import plan_of_run

_KINDS = {"image": N_("Picture"), "audio": N_("Sound"), "video": N_("Film")}


@dataclass(frozen=True)
class ShownFile:
    """A file in a list."""

    file: File
    href: str
    about: str
    """what it is and how large, in words"""
    is_picture: bool


def new_id() -> str:
    """For a form that makes something: sent twice, it makes it once."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class AroundTeamAnswer:
    """Around a team's answer, for its members."""

    answer: TeamText | None
    writes: bool
    """whether the run lasts"""
    files: list[ShownFile]
    comments: list[Comment]
    shown: list[Published]
    networks: list[tuple[str, str]]
    """those it can still be shown to, for a choice; none while it is a draft"""
    file_id: str = field(default_factory=new_id)
    comment_id: str = field(default_factory=new_id)
    publish_id: str = field(default_factory=new_id)

    @property
    def readers(self) -> str:
        """Who reads the files."""
        return "team_and_leaders" if self.answer and self.answer.delivered_at else "team"


@dataclass(frozen=True)
class AroundOwnAnswer:
    """Around a person's own answer."""

    has_text: bool
    team: str | None
    """the name of the team it can be shared with; None for those without one"""
    shared_with: str
    """the name of the team that reads it; empty while nobody does"""
    others: int
    """how many others share theirs"""
    shared_href: str
    share_href: str
    take_back_href: str


def around_of(planned: PlannedActivity, answer: TeamText | None) -> AroundTeamAnswer | AroundOwnAnswer | None:
    """What the one who asks has around an activity; None where one writes nothing, or where there is no run.

    ``answer`` is the team's, where a team answers and has.
    """
    if planned.plan.run is None:
        return None
    if planned.activity.done_when is DoneWhen.TEAM_DELIVERED:
        return _around_team_answer(planned, answer)
    return _around_own_answer(planned) if planned.activity.done_when is DoneWhen.DELIVERED else None


def _around_team_answer(planned: PlannedActivity, answer: TeamText | None) -> AroundTeamAnswer | None:
    team, run = own_team(planned.plan, planned.module.team_kind), planned.plan.run
    if team is None or run is None:
        return None
    if answer is None:
        return AroundTeamAnswer(None, may(Action.DO_ACTIVITY, planned), [], [], [], [])
    shown = published_of(g.db, answer.id, answer.body)
    taken = {one.network_id for one in shown}
    asks = answer.delivered_at is not None
    networks = networks_to_show(g.db, run.school_id, person_id=g.actor.person_id) if asks else []
    return AroundTeamAnswer(
        answer,
        may(Action.DO_ACTIVITY, planned),
        files_shown(answer.id, answer.public_id),
        comments_of(g.db, answer.id),
        shown,
        [(one.public_id, one.name) for one in networks if one.id not in taken],
    )


def _around_own_answer(planned: PlannedActivity) -> AroundOwnAnswer | None:
    run, team = planned.plan.run, own_team(planned.plan, planned.module.team_kind)
    if run is None:
        return None
    ids, today, person_id = ids_of(planned), day_in_oslo(clock.now()), g.actor.person_id
    own = own_sharing(g.db, person_id, run.id, ids, on=today)
    shared = shared_with(g.db, team[0], run.id, ids, on=today) if team else []
    place: dict[str, Any] = {"plan": planned.plan.public_id, "activity": planned.activity.id}
    return AroundOwnAnswer(
        own.has_text,
        team[2] if team else None,
        own.team,
        sum(one.person_id != person_id for one in shared),
        url_for("sharing.shared", **place),
        url_for("sharing.share", **place),
        url_for("sharing.take_back", run=planned.plan.public_id, activity=planned.activity.id),
    )


def files_shown(answer_id: int, public_id: str) -> list[ShownFile]:
    """The files of an answer, with where to open them."""
    return [
        ShownFile(
            one,
            url_for("team_files.file", answer=public_id, attachment=one.public_id),
            f"{_kind_words(one.media_type, g.language)}, {size_words(one.size, g.language)}",
            one.media_type in FORMATS,
        )
        for one in files_of(g.db, answer_id)
    ]


def _kind_words(media_type: str, language: Language) -> str:
    if media_type == PDF:
        return "PDF"
    return language.gettext(_KINDS.get(media_type.partition("/")[0], N_("File")))


def size_words(size: int, language: Language) -> str:
    """How large a file is, as one says it."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    text = f"{size / 1_000_000:.1f} MB"
    return text if language.code == "en" else text.replace(".", ",")


def ids_of(planned: PlannedActivity) -> tuple[str, ...]:
    """Every id a task has or had."""
    return (planned.activity.id, *planned.activity.formerly)


def task_of(planned: PlannedActivity) -> dict[str, Any]:
    """Whose answer it is, and to what: the stored one keeps the id it was written under."""
    team, run = own_team(planned.plan, planned.module.team_kind), planned.plan.run
    if planned.activity.done_when is not DoneWhen.TEAM_DELIVERED or team is None or run is None:
        raise NotFound
    stored = team_answer(g.db, team[0], run.id, ids_of(planned))
    return {"team_id": team[0], "run_id": run.id, "activity_id": stored.activity_id if stored else planned.activity.id}


def place_of(answer: TeamAnswer) -> PlannedActivity:
    """The task an answer belongs to, at its place in the plan."""
    planned = place_if_any(answer)
    if planned is None:
        raise NotFound
    return planned


def place_if_any(answer: TeamAnswer) -> PlannedActivity | None:
    """The same; None when the course has lost the task."""
    plan = plan_of_run(answer.run.public_id)
    return planned_activity(plan, answer.activity_id) if plan else None

"""A meeting on paper: its agenda with times and steps, who is invited, and room to write.

Names are printed for those who may know of them: who is invited to the meeting, or looks after the
school's people. Whoever else prints all teams' meetings gets boxes to write names beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, url_for

from courseengine.base.clock import day_in_oslo
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.activities.meeting import MeetingRole
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.papers import names_in, planned_from, who_does_what
from courseengine.core.meetings.queries import Invited
from courseengine.core.meetings.timing import ends_at
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.runs.plan import PlannedActivity
from courseengine.web.alone import ids_of
from courseengine.web.guard import may
from courseengine.web.meeting_kit import kit_of
from courseengine.web.meeting_page import MeetingPage
from courseengine.web.method_steps import ROLE_NAMES
from courseengine.web.words import meeting_title, title_of

NO_NAMES = 8
"""boxes without a name, for a team whose names are not printed"""


@dataclass(frozen=True)
class Names:
    """Those of one team, or those who arrange a joint meeting."""

    team: str
    people: Sequence[str]


@dataclass(frozen=True)
class Paper:
    """One meeting to print."""

    title: str
    starts_at: datetime | None
    """None for a meeting nobody has planned yet"""
    ends_at: datetime | None
    place: str
    teams: str
    decision: str
    agenda: Sequence[dict[str, object]]
    length: int
    duties: Sequence[tuple[str, str]]
    """what one does, and the name of who does it; empty where that is decided in the meeting"""
    invited: Sequence[Names]
    unnamed: int
    """boxes to write a name beside"""
    room: str | None
    """where the meeting room is looked at beforehand"""


def paper_of(page: MeetingPage) -> Paper:
    """The meeting as those invited print it, with the agenda and the duties that hold now."""
    meeting = page.meeting
    away = {one.person_id for one, _note in page.people.away}
    invited = [Names(group.name, [_name(one, away) for one in group.people]) for group in page.groups]
    return Paper(
        title=page.title,
        starts_at=meeting.starts_at,
        ends_at=page.ends_at,
        place=_place(meeting),
        teams=_teams(meeting),
        decision=page.kit.decision if page.kit else "",
        agenda=page.agenda,
        length=page.length,
        duties=[(duty.words, duty.person.name if duty.person else "") for duty in page.people.duties],
        invited=[*invited, Names(g.language.gettext("Guests"), [meeting.guests])] if meeting.guests else invited,
        unnamed=0,
        room=_room(meeting),
    )


def _name(one: Invited, away: set[int]) -> str:
    """With the word that they cannot come, for those who have said so."""
    return g.language.gettext("%(name)s (cannot come)", name=one.name) if one.person_id in away else one.name


def papers_of(planned: PlannedActivity, *, at: datetime) -> list[Paper]:
    """Every team's planned meeting from a template; where nobody has planned one, one without a time."""
    template, run = planned.activity, planned.plan.run
    assert isinstance(template, Template)
    assert run is not None
    meetings = planned_from(g.db, run.id, ids_of(template), at=at)
    by_team = names_in(g.db, {team.id for one in meetings for team in one.teams}, on=day_in_oslo(at))
    duties = who_does_what(g.db, [one.id for one in meetings])
    knows = may(Action.MANAGE_PEOPLE, g.db.get(Organisation, run.school_id))
    found = []
    for meeting in meetings:
        sees = may(Action.SEE_MEETING, meeting)
        names = [Names(team.name, by_team[team.id]) for team in meeting.teams] if knows or sees else []
        own = duties.get(meeting.id, {}) if names else {}
        found.append(_from_template(planned, template, meeting, names, own, room=_room(meeting) if sees else None))
    return found or [_from_template(planned, template, None, [], {}, room=None)]


def _from_template(
    planned: PlannedActivity,
    template: Template,
    meeting: Meeting | None,
    names: list[Names],
    duties: dict[str, str],
    *,
    room: str | None,
) -> Paper:
    """What a team has changed in its agenda is the team's; here it is the template's."""
    starts_at = meeting.starts_at if meeting else None
    kit = kit_of(template, planned.plan, g.language, {}, starts_at=starts_at)
    return Paper(
        title=meeting_title(meeting.title, meeting.activity_id, planned.plan.course, g.language)
        if meeting
        else title_of(template, g.language),
        starts_at=starts_at,
        ends_at=ends_at(meeting.starts_at, meeting.length) if meeting else None,
        place=_place(meeting) if meeting else "",
        teams=_teams(meeting) if meeting else "",
        decision=kit.decision,
        agenda=kit.agenda,
        length=kit.length,
        duties=_duties(duties),
        invited=names,
        unnamed=0 if names else NO_NAMES,
        room=room,
    )


def _place(meeting: Meeting) -> str:
    return " · ".join(filter(None, (meeting.place, meeting.link)))


def _teams(meeting: Meeting) -> str:
    return ", ".join(team.name for team in meeting.teams)


def _duties(names: dict[str, str]) -> list[tuple[str, str]]:
    return [(g.language.gettext(ROLE_NAMES[role]), names.get(role.value, "")) for role in MeetingRole]


def _room(meeting: Meeting) -> str | None:
    there = "room.room" in current_app.view_functions
    return url_for("room.room", meeting=meeting.public_id) if there else None

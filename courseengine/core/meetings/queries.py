"""Questions about meetings: which are next, how they stand, and who is invited.

Statements of the busiest pages are Core and built once. Whom a person meets with (teams, schools
they arrange at) is an argument: the policy stands above this room.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, cast, exists, literal, null, or_, select, union, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.db import ask
from courseengine.core.accounts.models import Account
from courseengine.core.meetings.counting import Counted, tally
from courseengine.core.meetings.models import (
    Attendance,
    Meeting,
    MeetingGuest,
    MeetingTeam,
    MeetingTemplate,
    Waiver,
)
from courseengine.core.meetings.timing import LONGEST, OVERRUN, Standing, ends_at, may_be_recorded, standing
from courseengine.core.people.models import Membership, Person
from courseengine.core.people.queries import lasts
from courseengine.core.people.roles import AT_A_SCHOOL, IN_A_TEAM, Role
from courseengine.core.runs.models import CourseRun

ARRANGE = (Role.SCHOOL_LEADER, Role.RESOURCE_TEACHER)
"""who calls a school's teams together, and is invited then"""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as lists show it."""

    id: int
    public_id: str
    run_id: int
    module_id: str
    activity_id: str
    title: str
    state: str
    joint: bool
    starts_at: datetime
    length: int
    place: str
    continues_id: int | None = None
    """the meeting it goes on with"""
    also: tuple[tuple[str, str], ...] = ()
    """module and template, of those it is held for beside its own"""

    def is_about(self, module_id: str) -> bool:
        """Whether it is held for the module."""
        return module_id == self.module_id or any(module_id == module for module, _ in self.also)

    def is_from(self, activity_ids: Collection[str]) -> bool:
        """Whether it is held for a template that has or had one of these ids."""
        return self.activity_id in activity_ids or any(activity in activity_ids for _, activity in self.also)

    @property
    def ends_at(self) -> datetime:
        """When it is over, by the plan."""
        return ends_at(self.starts_at, self.length)

    def standing(self, *, at: datetime) -> Standing:
        """Where it is between the plan and the minutes."""
        return standing(self.state, self.starts_at, self.length, at=at)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invited to a meeting, with the team of that day."""

    person_id: int
    public_id: str
    name: str
    team_id: int | None
    """None for whoever arranges a joint meeting without being in a team of it, and for guests"""
    team_name: str
    present: bool
    is_guest: bool = False
    """of the school, and invited by name"""


_ROWS: Any = select(
    Meeting.id,
    Meeting.public_id,
    Meeting.run_id,
    Meeting.module_id,
    Meeting.activity_id,
    Meeting.title,
    Meeting.state,
    Meeting.joint,
    Meeting.starts_at,
    Meeting.length,
    Meeting.place,
    Meeting.continues_id,
    MeetingTemplate.module_id,
    MeetingTemplate.activity_id,
)
_ROWS = _ROWS.outerjoin(MeetingTemplate, MeetingTemplate.meeting_id == Meeting.id)
_ROWS = _ROWS.order_by(Meeting.starts_at, Meeting.id)

_OF_TEAMS = select(MeetingTeam.meeting_id).where(MeetingTeam.team_id.in_(bindparam("teams", expanding=True)))
_THEIRS = Meeting.id.in_(_OF_TEAMS)
_CALLED, _ITS_RUN, _FURTHER = aliased(Meeting), aliased(CourseRun), aliased(MeetingTemplate)
# By their ids: "or" between tables would let the database read every meeting there is.
_MINE = union(
    _OF_TEAMS,
    select(_CALLED.id)
    .join(_ITS_RUN, _ITS_RUN.id == _CALLED.run_id)
    .where(_CALLED.joint, _ITS_RUN.organisation_id.in_(bindparam("schools", expanding=True))),
    select(MeetingGuest.meeting_id)
    .join(_CALLED, _CALLED.id == MeetingGuest.meeting_id)
    .join(_ITS_RUN, _ITS_RUN.id == _CALLED.run_id)
    .where(
        MeetingGuest.person_id == bindparam("person"),
        _ITS_RUN.organisation_id.in_(bindparam("at_work", expanding=True)),
    ),
)
_NEXT = _ROWS.join(CourseRun, CourseRun.id == Meeting.run_id).where(
    Meeting.state == "planned",
    Meeting.starts_at > bindparam("since"),
    CourseRun.ended_at.is_(None),
    Meeting.id.in_(_MINE),
)
_IN_MODULE = _ROWS.where(
    Meeting.run_id == bindparam("run"),
    or_(
        Meeting.module_id == bindparam("module"),
        exists().where(_FURTHER.meeting_id == Meeting.id, _FURTHER.module_id == bindparam("module")),
    ),
    or_(_THEIRS, and_(Meeting.joint, bindparam("arranges"))),
)
_IN_RUN = _ROWS.where(Meeting.run_id == bindparam("run"), _THEIRS)
_STANDS = (Meeting.id, Meeting.continues_id, Meeting.state, Meeting.starts_at, Meeting.length)
_STANDINGS: Any = union_all(
    select(MeetingTeam.team_id, Meeting.module_id, Meeting.activity_id, *_STANDS)
    .join(Meeting, Meeting.id == MeetingTeam.meeting_id)
    .where(Meeting.run_id == bindparam("run")),
    select(MeetingTeam.team_id, MeetingTemplate.module_id, MeetingTemplate.activity_id, *_STANDS)
    .join(Meeting, Meeting.id == MeetingTeam.meeting_id)
    .join(MeetingTemplate, MeetingTemplate.meeting_id == Meeting.id)
    .where(Meeting.run_id == bindparam("run")),
    select(
        Waiver.team_id,
        Waiver.module_id,
        Waiver.activity_id,
        literal(0),
        cast(null(), Integer),
        literal(Standing.WAIVED.value),
        Waiver.waived_at,
        literal(0),
    ).where(Waiver.run_id == bindparam("run"), Waiver.withdrawn_at.is_(None)),
)


def next_meeting(
    session: Session,
    teams: Collection[int],
    schools_arranged: Collection[int],
    *,
    at: datetime,
    guest: int = 0,
    at_work: Collection[int] = (),
) -> MeetingRow | None:
    """The planned meeting that goes on or comes next: of these teams, or a joint one at a school they arrange at.

    Also one to which a person is invited as a ``guest``, at a school where they are ``at_work``. One that
    runs over its time is it for a while yet, as long as people do not gather for another.
    """
    if not teams and not schools_arranged and not at_work:
        return None
    asked = {
        "person": guest,
        "at_work": list(at_work),
        "teams": list(teams),
        "schools": list(schools_arranged),
        "since": at - timedelta(minutes=LONGEST) - OVERRUN,
    }
    rows = _meetings(ask(session, _NEXT, asked))
    coming = next((row for row in rows if row.ends_at > at), None)
    if coming and may_be_recorded(coming.starts_at, at=at):
        return coming
    over = (row for row in rows if row.ends_at <= at < row.ends_at + OVERRUN)
    return max(over, key=lambda row: row.ends_at, default=coming)


def meetings_in_module(
    session: Session, run_id: int, module_id: str, team_id: int | None, *, arranges: bool = False
) -> list[MeetingRow]:
    """A team's meetings in a module by time; with ``arranges`` every joint one as well."""
    if team_id is None and not arranges:
        return []
    teams = [] if team_id is None else [team_id]
    asked = {"run": run_id, "module": module_id, "teams": teams, "arranges": arranges}
    return _meetings(ask(session, _IN_MODULE, asked))


def meetings_of_team(session: Session, run_id: int, team_id: int) -> list[MeetingRow]:
    """All of a team's meetings in a run, by time."""
    return _meetings(ask(session, _IN_RUN, {"run": run_id, "teams": [team_id]}))


def templates_met_about(session: Session, run_id: int, team_id: int) -> set[str]:
    """The templates from which the team has a meeting that is not called off, alone or beside others."""
    theirs = select(MeetingTeam.meeting_id).where(MeetingTeam.team_id == team_id)
    in_use = (Meeting.run_id == run_id, Meeting.state != "cancelled", Meeting.id.in_(theirs))
    first = select(Meeting.activity_id).where(*in_use, Meeting.activity_id != "")
    further = select(MeetingTemplate.activity_id).join(Meeting, Meeting.id == MeetingTemplate.meeting_id)
    return set(session.scalars(union(first, further.where(*in_use))))


def standings_in(session: Session, run_id: int, *, at: datetime) -> dict[tuple[int, str], Counter[Standing]]:
    """(team, module) → how many of the team's meetings stand where."""
    rows: Any = ask(session, _STANDINGS, {"run": run_id})
    return tally(
        Counted(team_id, module_id, activity_id, meeting_id, continues_id, standing(*stands, at=at))
        for team_id, module_id, activity_id, meeting_id, continues_id, *stands in rows
    )


def invited_to(session: Session, meeting: Meeting) -> list[Invited]:
    """Those invited, by team and name: its teams' members on the day, who arranges a joint one, and guests last.

    A person in two of its teams is there once, for the main one. Whoever was noted as present
    stays in the list, with the team of that day, whatever has happened since.
    """
    there = {row.person_id: row for row in session.scalars(_attendance_of(meeting))}
    names = {team.id: team.name for team in meeting.teams}
    found: dict[int, Invited] = {}
    for person, team_id in _called(session, meeting):
        if person.id not in found:
            noted = there.get(person.id)
            team = noted.team_id if noted else team_id
            found[person.id] = _invited(person, team, names, present=noted is not None)
    for person in session.scalars(_guests_of(meeting, there)):
        if person.id not in found:
            noted = there.get(person.id)
            team = noted.team_id if noted else None
            found[person.id] = _invited(person, team, names, present=noted is not None, is_guest=team is None)
    for noted in there.values():
        if noted.person_id not in found:
            found[noted.person_id] = _invited(noted.person, noted.team_id, names, present=True)
    return sorted(
        found.values(),
        key=lambda one: (one.is_guest, one.team_id is None, one.team_name, one.name, one.person_id),
    )


def arrangers_of(session: Session, meeting: Meeting) -> set[int]:
    """The school's leaders and its resource teacher on the day: who may lead a joint meeting."""
    return _arrangers(session, meeting, day_in_oslo(meeting.starts_at))


def _arrangers(session: Session, meeting: Meeting, on: date) -> set[int]:
    here = (Membership.organisation_id == meeting.run.organisation_id, Membership.role.in_(ARRANGE))
    return set(session.scalars(select(Membership.person_id).where(*here, lasts(on))))


def still_called(session: Session, meeting: Meeting, *, on: date) -> set[int]:
    """Those who see a meeting on a day, as the policy has it: what is mailed goes to nobody who has left since."""
    members = select(Membership.person_id).where(
        Membership.team_id.in_([team.id for team in meeting.teams]), Membership.role.in_(IN_A_TEAM), lasts(on)
    )
    guests = select(MeetingGuest.person_id).where(
        MeetingGuest.meeting_id == meeting.id, MeetingGuest.person_id.in_(_at_work(meeting, on))
    )
    found = set(session.scalars(union(members, guests)))
    return found | _arrangers(session, meeting, on) if meeting.joint else found


def addresses_of(session: Session, person_ids: Collection[int], *, has_account: bool = False) -> list[tuple[str, str]]:
    """The e-mail address and the language of these people, as far as they have one and their account lasts.

    With ``has_account``, of those alone who have an account.
    """
    asked = (
        select(Person.email, Person.language)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id.in_(person_ids), Person.email != "", Account.ended_at.is_(None))
        .order_by(Person.id)
    )
    if has_account:
        asked = asked.where(Account.person_id.is_not(None))
    return [(email, language) for email, language in session.execute(asked)]


def _meetings(rows: Any) -> list[MeetingRow]:
    """A meeting that is held for several templates comes in several rows."""
    found: dict[int, MeetingRow] = {}
    for *own, module_id, activity_id in rows:
        row = found.setdefault(own[0], MeetingRow(*own))
        if activity_id is not None:
            found[row.id] = replace(row, also=(*row.also, (module_id, activity_id)))
    return list(found.values())


def _attendance_of(meeting: Meeting) -> Select[Attendance]:
    return select(Attendance).where(Attendance.meeting_id == meeting.id).options(joinedload(Attendance.person))


def _guests_of(meeting: Meeting, there: Collection[int]) -> Select[Person]:
    """Those who are at the school on the day, or were there."""
    at_work = _at_work(meeting, day_in_oslo(meeting.starts_at))
    return (
        select(Person)
        .join(MeetingGuest, MeetingGuest.person_id == Person.id)
        .where(MeetingGuest.meeting_id == meeting.id, or_(Person.id.in_(at_work), Person.id.in_(there)))
        .order_by(Person.id)
    )


def _at_work(meeting: Meeting, day: date) -> Select[Any]:
    here = (Membership.organisation_id == meeting.run.organisation_id, Membership.role.in_(sorted(AT_A_SCHOOL)))
    return select(Membership.person_id).where(*here, lasts(day))


def _called(session: Session, meeting: Meeting) -> Any:
    """(person, team) for everybody the meeting calls, the team that counts first."""
    day = day_in_oslo(meeting.starts_at)
    teams = [team.id for team in meeting.teams]
    yield from session.execute(
        select(Person, Membership.team_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id.in_(teams), Membership.role.in_(IN_A_TEAM), lasts(day))
        .order_by(Membership.main.desc(), Membership.team_id)
    )
    if meeting.joint:
        for person in session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.organisation_id == meeting.run.organisation_id, Membership.role.in_(ARRANGE), lasts(day))
        ):
            yield person, None


def _invited(
    person: Person, team_id: int | None, names: dict[int, str], *, present: bool, is_guest: bool = False
) -> Invited:
    name = names.get(team_id, "") if team_id else ""
    return Invited(person.id, person.public_id, person.name, team_id, name, present, is_guest)

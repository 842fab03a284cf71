"""Everybody's dates in one list: what an actor may see between two days.

The scopes of the policy say which meetings and gatherings; plans are handed in, since they come in
the reader's language. The number of questions is the same for three items and for three hundred.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import OSLO, begins, day_in_oslo
from courseengine.base.db import among, ask
from courseengine.core.calendar.items import (
    A_DAY,
    WORKING_DAYS_FOR_PREWORK,
    Item,
    ItemKind,
    WrittenDay,
    asks_for_prework,
    due_item,
    in_order,
    of_days,
    of_plans,
)
from courseengine.core.meetings.models import Meeting, MeetingTeam
from courseengine.core.meetings.timing import ends_at
from courseengine.core.networks.models import Gathering, GatheringSignUp, Network, NetworkMember
from courseengine.core.people.roles import AT_A_SCHOOL, Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.runs.plan import Plan
from courseengine.core.school_days.days import USUAL, DayKind, SchoolDays, school_year
from courseengine.core.school_days.models import SchoolDay

KEPT = 512
"""people whose questions are kept ready"""

_MEETING: tuple[Any, ...] = (
    Meeting.public_id,
    Meeting.run_id,
    Meeting.module_id,
    Meeting.activity_id,
    Meeting.title,
    Meeting.state,
    Meeting.starts_at,
    Meeting.length,
    Meeting.place,
    Meeting.link,
    Meeting.sequence,
    Meeting.changed_at,
)
_GATHERING: tuple[Any, ...] = (
    Gathering.public_id,
    Gathering.theme,
    Gathering.precision,
    Gathering.starts_on,
    Gathering.ends_on,
    Gathering.begins,
    Gathering.ends,
    Gathering.place,
    Gathering.link,
    Gathering.sequence,
    Gathering.changed_at,
    Gathering.cancelled_at,
    Network.name.label("network"),
)


def calendar_of(
    session: Session, actor: Actor, plans: Sequence[Plan], first: date, last: date, *, at: datetime
) -> list[Item]:
    """All that the actor may see from the first day to the last, in order. ``plans`` are those they read."""
    days, written = _school_days(session, actor, first, last)
    # A meeting that is prepared by the last day may lie after it; at which school latest, is seen here.
    prepared = max(one.working_days_after(last, WORKING_DAYS_FOR_PREWORK) for one in (USUAL, *days.values()))
    meetings = list(_meetings(session, actor, plans, first, prepared))
    items = [
        *of_plans(actor, plans, at=at),
        *(one for one, _ in meetings),
        *_prework(actor, meetings, days, first, last, at=at),
        *gatherings_in(session, actor, first, last),
        *written,
    ]
    return in_order(item for item in items if item.starts_on <= last and item.ends_on >= first)


def _prework(
    actor: Actor,
    meetings: Iterable[tuple[Item, int]],
    days: Mapping[int, SchoolDays],
    first: date,
    last: date,
    *,
    at: datetime,
) -> Iterator[Item]:
    """By when each meeting is prepared. A school's working days are counted once, and so is what a template asks."""
    worked: dict[int, list[date]] = {}
    asks: dict[tuple[str, str], bool] = {}
    ends = max((meeting.starts_on for meeting, _ in meetings), default=first)
    for meeting, school in meetings:
        plan = meeting.plan
        if plan is None or meeting.cancelled:
            continue
        template = plan.public_id, meeting.activity_id
        if template not in asks:
            asks[template] = asks_for_prework(actor, plan, meeting.activity_id, at=at)
        if not asks[template]:
            continue
        if school not in worked:
            worked[school] = _working_days(days.get(school, USUAL), first, ends)
        before = bisect_left(worked[school], meeting.starts_on) - WORKING_DAYS_FOR_PREWORK
        if before >= 0 and worked[school][before] <= last:
            yield due_item(meeting, worked[school][before])


@lru_cache(maxsize=KEPT)
def _working_days(days: SchoolDays, first: date, last: date) -> list[date]:
    between = (first + A_DAY * number for number in range((last - first).days + 1))
    return [day for day in between if days.is_at_work(day)]


def meeting_item(session: Session, meeting: Meeting, plan: Plan | None) -> Item:
    """One meeting as it stands in a calendar, without asking who sees it."""
    columns = select(*_MEETING).where(Meeting.id == meeting.id)
    return _meeting(ask(session, columns, {}).one(), plan)


def gathering_item(session: Session, gathering: Gathering) -> Item:
    """One gathering as it stands in a calendar, without asking who sees it."""
    columns = select(*_GATHERING).outerjoin(Network, Network.id == Gathering.network_id)
    return _gathering(ask(session, columns.where(Gathering.id == gathering.id), {}).one(), mine=True)


def gatherings_in(session: Session, actor: Actor, first: date, last: date) -> Iterator[Item]:
    """The gatherings that the actor sees between the two days."""
    for row in ask(session, _gatherings_of(actor), {"first": first, "last": last}):
        yield _gathering(row, mine=bool(row.mine))


@lru_cache(maxsize=KEPT)
def _gatherings_of(actor: Actor) -> Any:
    """The question, put together once for those who ask often."""
    return (
        SCOPES[Action.SEE_GATHERING](actor)
        .outerjoin(Network, Network.id == Gathering.network_id)
        .with_only_columns(*_GATHERING, _concerns(actor).label("mine"), maintain_column_froms=True)
        .where(Gathering.starts_on <= bindparam("last"), Gathering.ends_on >= bindparam("first"))
    )


def _concerns(actor: Actor) -> Any:
    """Whether a gathering is the actor's own affair: their network's, of a request, or one they mean to come to."""
    belongs = exists().where(
        NetworkMember.network_id == Gathering.network_id,
        NetworkMember.ended_at.is_(None),
        or_(among(NetworkMember.organisation_id, actor.works_at), NetworkMember.person_id == actor.person_id),
    )
    comes = exists().where(GatheringSignUp.gathering_id == Gathering.id, GatheringSignUp.person_id == actor.person_id)
    return or_(Gathering.network_id.is_(None), belongs, comes)


def _gathering(row: Any, *, mine: bool) -> Item:
    starts_at = ends = None
    if row.precision == "day" and row.begins is not None:
        starts_at = _wall_time(row.starts_on, row.begins)
        ends = _wall_time(row.ends_on, row.ends) if row.ends is not None else None
    return Item(
        ItemKind.GATHERING,
        f"gathering-{row.public_id}",
        row.theme,
        row.starts_on,
        row.ends_on,
        starts_at,
        ends,
        place=row.place or row.link,
        whose=row.network or "",
        mine=mine,
        public_id=row.public_id,
        precision=row.precision,
        cancelled=row.cancelled_at is not None,
        sequence=row.sequence,
        changed_at=row.changed_at,
    )


def _wall_time(day: date, at: time) -> datetime:
    """The instant of a time on the wall in Oslo; of one that comes twice, the first."""
    return datetime.combine(day, at, OSLO).astimezone(UTC)


def _meetings(
    session: Session, actor: Actor, plans: Sequence[Plan], first: date, last: date
) -> Iterator[tuple[Item, int]]:
    """The meetings the actor is invited to, each with its school."""
    if not actor.memberships:
        return
    by_run = {plan.run.id: (plan, plan.run.school_id) for plan in plans if plan.run}
    names = {one.team_id: one.team or "" for one in actor.memberships if one.team_id is not None}
    values = {"since": begins(first), "until": begins(last + A_DAY)}
    rows: Any = ask(session, _meetings_of(actor), values).all()
    for row in rows:
        plan, school = by_run.get(row.run_id, (None, 0))
        whose = ", ".join(sorted({names.get(int(id_), "") for id_ in row.theirs.split()})) if row.theirs else ""
        yield _meeting(row, plan, whose), school


@lru_cache(maxsize=KEPT)
def _meetings_of(actor: Actor) -> Any:
    """The question, put together once for those who ask often."""
    theirs: Any = (
        select(func.aggregate_strings(cast(MeetingTeam.team_id, String), " "))
        .where(MeetingTeam.meeting_id == Meeting.id, among(MeetingTeam.team_id, actor.teams))
        .correlate(Meeting)
        .scalar_subquery()
    )
    if len(actor.teams) < 2:  # whose it is goes without saying
        theirs = literal("")
    return (
        SCOPES[Action.SEE_MEETING](actor)
        .with_only_columns(*_MEETING, theirs.label("theirs"), maintain_column_froms=True)
        .where(Meeting.starts_at >= bindparam("since"), Meeting.starts_at < bindparam("until"))
    )


def _meeting(row: Any, plan: Plan | None, whose: str = "") -> Item:
    id_, _, module_id, activity_id, title, state, starts_at, length, place, link, sequence, changed_at, *_ = row
    day, over = _day_and_end(starts_at, length)
    return Item(
        ItemKind.MEETING,
        f"meeting-{id_}",
        title,
        day,
        day,
        starts_at,
        over,
        place or link,
        whose,
        public_id=id_,
        plan=plan,
        module=plan.course.module(module_id) if plan else None,
        activity_id=activity_id,
        cancelled=state == "cancelled",
        sequence=sequence,
        changed_at=changed_at,
        link=link if place else "",
    )


@lru_cache(maxsize=4096)
def _day_and_end(starts_at: datetime, length: int) -> tuple[date, datetime]:
    """Many meet at the same time, and zones are slow."""
    return day_in_oslo(starts_at), ends_at(starts_at, length)


class _Place(NamedTuple):
    """A place whose calendar is somebody's own."""

    id: int
    above_id: int | None
    name: str
    public_id: str


Written = dict[int, dict[date, WrittenDay]]
_WRITTEN = select(SchoolDay.organisation_id, SchoolDay.day, SchoolDay.kind, SchoolDay.name).where(
    SchoolDay.organisation_id.in_(bindparam("places", expanding=True)),
    SchoolDay.day.between(bindparam("since"), bindparam("until")),
)


def _school_days(
    session: Session, actor: Actor, first: date, last: date
) -> tuple[Mapping[int, SchoolDays], tuple[Item, ...]]:
    """The days of the actor's schools, and what is written into their calendars, in whole school years."""
    places = _places_with_days(actor)
    if not places:
        return {}, ()
    since, until = date(school_year(first), 8, 1), date(school_year(last) + 1, 7, 31)
    rows: Any = ask(session, _WRITTEN, {"places": places, "since": since, "until": until}).all()
    return _read_days(_held(actor, AT_A_SCHOOL), _held(actor, {Role.SCHOOL_OWNER}), tuple(map(tuple, rows)))


def _places_with_days(actor: Actor) -> list[int]:
    """The actor's schools, and the owners above them or those they act for."""
    above = {one.above_id for one in actor.memberships if one.organisation_id in actor.schools}
    return sorted({id_ for id_ in actor.schools | actor.owners | above if id_ is not None})


def _held(actor: Actor, roles: Collection[Role]) -> tuple[_Place, ...]:
    held = (one for one in actor.memberships if one.role in roles)
    return tuple(dict.fromkeys(_Place(h.organisation_id, h.above_id, h.place, h.place_public_id) for h in held))


@lru_cache(maxsize=KEPT)
def _read_days(
    schools: tuple[_Place, ...], owners: tuple[_Place, ...], rows: tuple[tuple[int, date, str, str], ...]
) -> tuple[Mapping[int, SchoolDays], tuple[Item, ...]]:
    """What the rows say, once for all who belong to the same places."""
    written: Written = {}
    for place, day, kind, name in rows:
        written.setdefault(place, {})[day] = WrittenDay(DayKind(kind), name)
    # The owner's days with the school's own over them; of the owner itself for those who act for it.
    own = {school: {**written.get(school.above_id or 0, {}), **written.get(school.id, {})} for school in schools}
    days = {school.id: SchoolDays({day: one.kind for day, one in found.items()}) for school, found in own.items()}
    own |= {owner: written.get(owner.id, {}) for owner in owners}
    several = len(own) > 1
    items = (of_days(one.public_id, one.name if several else "", found) for one, found in own.items())
    return days, tuple(item for found in items for item in found)

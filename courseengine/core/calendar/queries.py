"""Everybody's dates in one list: what an actor may see between two days.

The scopes of the policy say which meetings and gatherings; plans are handed in, since they come in
the reader's language. The number of questions is the same for three items and for three hundred.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import String, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from courseengine.base.clock import OSLO, begins, day_in_oslo
from courseengine.base.db import ask
from courseengine.core.calendar.items import (
    A_DAY,
    Item,
    ItemKind,
    WrittenDay,
    in_order,
    of_days,
    of_plans,
    prework_due,
    prework_of,
)
from courseengine.core.meetings.models import Meeting, MeetingTeam
from courseengine.core.meetings.timing import ends_at
from courseengine.core.networks.models import Gathering, GatheringSignUp, Network, NetworkMember
from courseengine.core.people.roles import AT_A_SCHOOL, Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor, Holding
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
    written = _written_days(session, actor, first, last)
    days = _days_of(actor, written)
    meetings = list(_meetings(session, actor, plans, first, _last_prepared(days.values(), last)))
    items = [
        *of_plans(actor, plans, at=at),
        *(one for one, _ in meetings),
        *_prework(actor, meetings, days, first, last, at=at),
        *gatherings_in(session, actor, first, last),
        *_day_items(actor, written),
    ]
    return in_order(item for item in items if item.falls_in(first, last))


def _last_prepared(schools: Iterable[SchoolDays], last: date) -> date:
    """The last day of a meeting that is prepared by ``last``, at the school where that is latest."""
    day = last
    for days in (USUAL, *schools):
        while prework_due(day + A_DAY, days) <= last:
            day += A_DAY
    return day


def _prework(
    actor: Actor,
    meetings: Iterable[tuple[Item, int]],
    days: Mapping[int, SchoolDays],
    first: date,
    last: date,
    *,
    at: datetime,
) -> Iterator[Item]:
    """By when each meeting is prepared; a day that many meetings share is reckoned once."""
    due_on: dict[tuple[int, date], date] = {}
    for meeting, school in meetings:
        key = (school, meeting.starts_on)
        if key not in due_on:
            due_on[key] = prework_due(meeting.starts_on, days.get(school, USUAL))
        if first <= due_on[key] <= last and (due := prework_of(actor, meeting, due_on[key], at=at)):
            yield due


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
        or_(NetworkMember.organisation_id.in_(actor.works_at), NetworkMember.person_id == actor.person_id),
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
    by_run = {plan.run.id: plan for plan in plans if plan.run}
    names = {one.team_id: one.team or "" for one in actor.memberships if one.team_id is not None}
    values = {"since": begins(first), "until": begins(last + A_DAY)}
    for row in ask(session, _meetings_of(actor), values):
        plan = by_run.get(row.run_id)
        teams = sorted({names.get(int(id_), "") for id_ in (row.theirs or "").split()})
        item = _meeting(row, plan, whose=", ".join(teams) if len(names) > 1 else "")
        yield item, plan.run.school_id if plan and plan.run else 0


@lru_cache(maxsize=KEPT)
def _meetings_of(actor: Actor) -> Any:
    """The question, put together once for those who ask often."""
    theirs = (
        select(func.aggregate_strings(cast(MeetingTeam.team_id, String), " "))
        .where(MeetingTeam.meeting_id == Meeting.id, MeetingTeam.team_id.in_(actor.teams))
        .correlate(Meeting)
        .scalar_subquery()
    )
    return (
        SCOPES[Action.SEE_MEETING](actor)
        .with_only_columns(*_MEETING, theirs.label("theirs"), maintain_column_froms=True)
        .where(Meeting.starts_at >= bindparam("since"), Meeting.starts_at < bindparam("until"))
    )


def _meeting(row: Any, plan: Plan | None, *, whose: str = "") -> Item:
    day = day_in_oslo(row.starts_at)
    return Item(
        ItemKind.MEETING,
        f"meeting-{row.public_id}",
        row.title,
        day,
        day,
        row.starts_at,
        ends_at(row.starts_at, row.length),
        place=row.place,
        whose=whose,
        public_id=row.public_id,
        plan=plan,
        module=plan.course.module(row.module_id) if plan else None,
        activity_id=row.activity_id,
        cancelled=row.state == "cancelled",
        sequence=row.sequence,
        changed_at=row.changed_at,
    )


Written = dict[int, dict[date, WrittenDay]]


def _written_days(session: Session, actor: Actor, first: date, last: date) -> Written:
    """The days of the actor's schools, and of the owners above them or those they act for, whole school years."""
    places = _places_with_days(actor)
    if not places:
        return {}
    rows: Any = ask(
        session,
        select(SchoolDay.organisation_id, SchoolDay.day, SchoolDay.kind, SchoolDay.name).where(
            SchoolDay.organisation_id.in_(places),
            SchoolDay.day.between(date(school_year(first), 8, 1), date(school_year(last) + 1, 7, 31)),
        ),
        {},
    )
    found: Written = {}
    for place, day, kind, name in rows:
        found.setdefault(place, {})[day] = WrittenDay(DayKind(kind), name)
    return found


def _places_with_days(actor: Actor) -> Collection[int]:
    above = {one.above_id for one in actor.memberships if one.organisation_id in actor.schools}
    return sorted({id_ for id_ in actor.schools | actor.owners | above if id_ is not None})


def _at_schools(actor: Actor) -> dict[int, Holding]:
    """School → what says where it stands."""
    return {one.organisation_id: one for one in actor.memberships if one.role in AT_A_SCHOOL}


def _of_school(holding: Holding, written: Written) -> dict[date, WrittenDay]:
    """The owner's days with the school's own over them."""
    return {**written.get(holding.above_id or 0, {}), **written.get(holding.organisation_id, {})}


def _days_of(actor: Actor, written: Written) -> dict[int, SchoolDays]:
    return {
        school: SchoolDays({day: one.kind for day, one in _of_school(holding, written).items()})
        for school, holding in _at_schools(actor).items()
    }


def _day_items(actor: Actor, written: Written) -> Iterator[Item]:
    """Of one's schools; of the owner itself for those who act for it."""
    schools = _at_schools(actor)
    owners = {one.organisation_id: one for one in actor.memberships if one.role is Role.SCHOOL_OWNER}
    several = len(schools) + len(owners) > 1
    for holding in schools.values():
        name = holding.place if several else ""
        yield from of_days(holding.place_public_id, name, _of_school(holding, written))
    for holding in owners.values():
        name = holding.place if several else ""
        yield from of_days(holding.place_public_id, name, written.get(holding.organisation_id, {}))

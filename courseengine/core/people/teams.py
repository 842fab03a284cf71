"""What becomes of a school's teams: named, filled, led, split, merged and ended.

Who is in which team changes from today: the membership there was ends with yesterday and another
begins, so that figures of last midnight and the team of an earlier day stay as they were. Nobody
falls out of the school by leaving a team. Two who change a school's teams at once wait for each
other. What is planned for a team is moved by ``core/meetings/team_changes.py``, which stands above.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core import audit
from courseengine.core.people import operations
from courseengine.core.people.memberships import not_over
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.queries import hold_place
from courseengine.core.people.roles import Role, TeamKind

A_DAY = timedelta(days=1)

Held = dict[int, list[Membership]]
"""person → what they are at the school, today or later"""


def take_team(session: Session, team: Team) -> None:
    """Hold the teams of its school, and read it anew: somebody may have ended it in the same moment."""
    held = team.school_id
    hold_place(session, held)
    try:
        session.refresh(team)
    except InvalidRequestError:
        raise NotFound from None
    if team.ended_on is not None or team.school_id != held:
        raise Conflict("Somebody else has just ended or merged this team.")


def make_team(session: Session, school: Organisation, *, name: str, by: int, at: datetime) -> Team:
    """Add a team without people."""
    hold_place(session, school.id)
    _refuse_taken(session, school.id, TeamKind.TEAM, operations.clean_name(name))
    team = operations.add_team(session, school=school, name=name)
    _note(session, audit.Event.TEAM_MADE, team, by=by, at=at)
    return team


def seen_of(team: Team) -> str:
    """A team's name and kind, to tell by whether somebody has changed them."""
    return f"{team.kind}:{team.name}"


def change_team(session: Session, team: Team, *, name: str, kind: str, seen: str, by: int, at: datetime) -> None:
    """Give a team another name or kind. ``seen`` is what it was when the writer began: see ``seen_of``."""
    take_team(session, team)
    name, kind = operations.clean_name(name), TeamKind(kind).value
    if (name, kind) == (team.name, team.kind):
        return
    if seen != seen_of(team):
        raise Conflict("Somebody else has given the team another name or kind in the meantime.")
    _refuse_taken(session, team.school_id, kind, name, besides=team.id)
    team.name, team.kind = name, kind
    _note(session, audit.Event.TEAM_CHANGED, team, by=by, at=at)
    session.flush()


def put_in(session: Session, team: Team, people: Collection[Person], *, by: int, at: datetime) -> None:
    """Let people work in the team too; whoever is new at the school becomes a teacher there.

    A teacher without a team comes into it. Whoever is something else at the school goes on being it and is in the
    team besides, so that leaving the team ends no leading.
    """
    take_team(session, team)
    held = _held(session, team.school_id, {person.id for person in people}, at)
    for person in people:
        own = held.get(person.id, [])
        if any(row.team_id == team.id for row in own):
            continue
        main = not any(row.main for row in own)
        without = next((row for row in own if row.team_id is None and row.role == Role.TEACHER), None)
        if without is not None:
            _replace(session, without, at, team_id=team.id, main=main)
        elif own:
            _begin(session, person.id, team, role=Role.TEACHER, main=main, at=at)
        else:
            operations.add_membership(
                session,
                person=person,
                organisation=team.school,
                role=Role.TEACHER,
                team=team,
                main=main,
                at=at,
                granted_by=session.get(Person, by),
            )
        _note(session, audit.Event.TEAM_CHANGED, team, person_id=person.id, by=by, at=at)
    session.flush()


def take_out(session: Session, team: Team, person: Person, *, by: int, at: datetime) -> None:
    """Let somebody work in the team no longer; they stay at the school."""
    take_team(session, team)
    held = _of_member(session, team, person, at)
    _leave(session, held, team, at)
    _note(session, audit.Event.TEAM_CHANGED, team, person_id=person.id, by=by, at=at)
    session.flush()


def set_leading(session: Session, team: Team, person: Person, *, leads: bool, by: int, at: datetime) -> None:
    """Let a member lead the team, or lead it no longer."""
    take_team(session, team)
    own = [row for row in _of_member(session, team, person, at) if row.team_id == team.id]
    leading = [row for row in own if row.role == Role.TEAM_LEADER]
    if leads == bool(leading):
        return
    plain = [row for row in own if row.role == Role.TEACHER]
    if leads and plain:
        _replace(session, plain[0], at, role=Role.TEAM_LEADER)
    elif leads:  # a school's leader or resource teacher stays what they are
        _begin(session, person.id, team, role=Role.TEAM_LEADER, main=False, at=at)
    for row in leading:
        others = [other for other in own if other.role != Role.TEAM_LEADER]
        if not others:
            _replace(session, row, at, role=Role.TEACHER)
            continue
        _end(row, at)
        if row.main:
            _replace(session, others[0], at, main=True)
    _note(session, audit.Event.TEAM_CHANGED, team, person_id=person.id, by=by, at=at)
    session.flush()


def make_main(session: Session, team: Team, person: Person, *, by: int, at: datetime) -> None:
    """Make the team the member's main one at this school."""
    take_team(session, team)
    held = _of_member(session, team, person, at)
    own = [row for row in held if row.team_id == team.id]
    if any(row.main for row in own):
        return
    for row in held:
        if row.main:
            _replace(session, row, at, main=False)
    _replace(session, own[0], at, main=True)
    _note(session, audit.Event.TEAM_CHANGED, team, person_id=person.id, by=by, at=at)
    session.flush()


def split_team(session: Session, team: Team, people: Collection[int], *, name: str, by: int, at: datetime) -> Team:
    """Let some of the members go on as a new team of the same kind."""
    take_team(session, team)
    held = _in_team(session, team, at)
    going = set(people) & held.keys()
    if not going:
        raise Invalid("Choose who goes to the new team.", field="people")
    if going == held.keys():
        raise Invalid("Let somebody stay. To rename the whole team, go back and change its name.", field="people")
    _refuse_taken(session, team.school_id, team.kind, operations.clean_name(name))
    new = operations.add_team(session, school=team.school, name=name, kind=team.kind)
    for person_id in going:
        _move(session, held[person_id], team, new, keeps_leading=True, at=at)
    _note(session, audit.Event.TEAM_MADE, new, by=by, at=at)
    _note(session, audit.Event.TEAM_CHANGED, team, by=by, at=at)
    session.flush()
    return new


def merge_team(session: Session, team: Team, into: Team, *, by: int, at: datetime) -> None:
    """Let a team go on as a part of another. What it did stays with it."""
    take_team(session, team)
    if into.id == team.id or into.school_id != team.school_id:
        raise NotFound
    take_team(session, into)
    moving = _in_team(session, team, at)
    is_led = any(row.role == Role.TEAM_LEADER for own in _in_team(session, into, at).values() for row in own)
    for own in moving.values():
        _move(session, own, team, into, keeps_leading=not is_led, at=at)
    team.ended_on, team.successor_id = day_in_oslo(at), into.id
    _note(session, audit.Event.TEAM_ENDED, team, by=by, at=at)
    _note(session, audit.Event.TEAM_CHANGED, into, by=by, at=at)
    session.flush()


def end_team(session: Session, team: Team, *, by: int, at: datetime) -> None:
    """Let nobody work in the team any more; its people stay at the school."""
    take_team(session, team)
    for own in _in_team(session, team, at).values():
        _leave(session, own, team, at)
    team.ended_on = day_in_oslo(at)
    _note(session, audit.Event.TEAM_ENDED, team, by=by, at=at)
    session.flush()


def _refuse_taken(session: Session, school_id: int, kind: str, name: str, besides: int | None = None) -> None:
    """Two teams whose names differ in capitals only would be taken for one."""
    there = session.execute(
        select(Team.id, Team.name).where(Team.school_id == school_id, Team.kind == kind, Team.ended_on.is_(None))
    )
    for id_, taken in there:
        if id_ != besides and taken.casefold() == name.casefold():
            raise Invalid('There is already a team called "%(name)s".', field="name", name=taken)


def _held(session: Session, school_id: int, people: Collection[int] | None, at: datetime) -> Held:
    """What these people are at the school from today on, those that begin later too."""
    asked = (
        select(Membership)
        .where(Membership.organisation_id == school_id, not_over(day_in_oslo(at)))
        .order_by(Membership.id)
        .execution_options(populate_existing=True)
    )
    held: Held = defaultdict(list)
    for row in session.scalars(asked if people is None else asked.where(Membership.person_id.in_(people))):
        held[row.person_id].append(row)
    return dict(held)


def _in_team(session: Session, team: Team, at: datetime) -> Held:
    """Everything the team's members are at the school."""
    held = _held(session, team.school_id, None, at)
    return {person: own for person, own in held.items() if any(row.team_id == team.id for row in own)}


def _of_member(session: Session, team: Team, person: Person, at: datetime) -> list[Membership]:
    own = _held(session, team.school_id, [person.id], at).get(person.id, [])
    if not any(row.team_id == team.id for row in own):
        raise Conflict("Somebody else has just taken that person out of the team.")
    return own


def _leave(session: Session, held: list[Membership], team: Team, at: datetime) -> None:
    """End somebody's part in a team, and keep what else they are at the school for as long as they were it."""
    own = sorted((row for row in held if row.team_id == team.id), key=lambda row: _is_plain(row.role))
    rest = [row for row in held if row.team_id != team.id]
    was_main = any(row.main for row in own)
    for row in own:
        if any(_covers(other, row, day_in_oslo(at)) for other in rest):
            _end(row, at)
        else:
            role = Role.TEACHER if _is_plain(row.role) else Role(row.role)
            rest.append(_replace(session, row, at, team_id=None, role=role, main=False))
    following = next((row for row in rest if row.team_id is not None), None)
    if was_main and following is not None and not any(row.main for row in rest):
        _replace(session, following, at, main=True)


def _is_plain(role: str) -> bool:
    """Whether somebody in that role is, without the team, a teacher like others."""
    return role in (Role.TEACHER, Role.TEAM_LEADER)


def _covers(other: Membership, row: Membership, today: date) -> bool:
    """Whether another membership keeps the person at the school as what this one says, and as long."""
    as_long = other.ends_on is None or (row.ends_on is not None and other.ends_on >= row.ends_on)
    begun = other.starts_on <= max(row.starts_on, today)
    return as_long and begun and (_is_plain(row.role) or other.role == row.role)


def _move(session: Session, held: list[Membership], old: Team, new: Team, *, keeps_leading: bool, at: datetime) -> None:
    """Let somebody's part in one team go on in another, where they may already be."""
    there = [row for row in held if row.team_id == new.id]
    for row in [row for row in held if row.team_id == old.id]:
        role = Role.TEACHER if row.role == Role.TEAM_LEADER and not keeps_leading else Role(row.role)
        twin = next((one for one in there if role is Role.TEACHER or one.role == role), None)
        if twin is None:
            there.append(_replace(session, row, at, team_id=new.id, role=role))
            continue
        _end(row, at)
        if row.main and not twin.main:
            there[there.index(twin)] = _replace(session, twin, at, main=True)


_SAME = object()


def _replace(
    session: Session,
    row: Membership,
    at: datetime,
    *,
    team_id: object = _SAME,
    role: Role | None = None,
    main: bool | None = None,
) -> Membership:
    """End a membership and begin another like it, from today and for as long as it would have held."""
    new = Membership(
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        team_id=row.team_id if team_id is _SAME else team_id,
        role=(role or Role(row.role)).value,
        main=row.main if main is None else main,
        starts_on=max(row.starts_on, day_in_oslo(at)),
        ends_on=row.ends_on,
    )
    _end(row, at)
    session.add(new)
    return new


def _begin(session: Session, person_id: int, team: Team, *, role: Role, main: bool, at: datetime) -> None:
    session.add(
        Membership(
            person_id=person_id,
            organisation_id=team.school_id,
            team_id=team.id,
            role=role.value,
            main=main,
            starts_on=day_in_oslo(at),
        )
    )


def _end(row: Membership, at: datetime) -> None:
    """Let it hold until yesterday; one that began today has never held."""
    row.ends_on = max(row.starts_on, day_in_oslo(at)) - A_DAY


def _note(
    session: Session, event: audit.Event, team: Team, *, by: int, at: datetime, person_id: int | None = None
) -> None:
    audit.record(
        session,
        event,
        at=at,
        actor_id=by,
        person_id=person_id,
        team_id=team.id,
        organisation_id=team.school_id,
        subject=team.public_id,
    )

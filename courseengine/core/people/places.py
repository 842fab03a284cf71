"""How places change over the years: made, renamed, moved, merged, closed.

What was done at a place stays there: its runs, its meetings, and what people were there until its
last day. A place that is merged into another ends with yesterday and knows its successor. From
today its people are the same at the successor; its teams at work move with them and keep their
identity, and with it their answers and minutes. Who led the old place leads the new one only if
whoever merges them says so, since nobody becomes a leader unasked. See
``docs/decisions/0007-places-that-merge.md``.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.people.memberships import not_over
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest, Team
from courseengine.core.people.operations import (
    LONGEST_NAME,
    add_membership,
    add_organisation,
    clean_name,
    clean_number,
    end_now,
    roles_at,
)
from courseengine.core.people.queries import SCHOOLS, has_ended, hold_place, in_use
from courseengine.core.people.roles import NEEDS_CONFIRMING, PlaceKind, Role
from courseengine.core.people.without_school import PUBLIC_ID

A_DAY = timedelta(days=1)


def make_place(
    session: Session,
    *,
    kind: str,
    name: str,
    number: str | None,
    owner: Organisation | None,
    by: int | None,
    at: datetime,
) -> Organisation:
    """Make a place, below an owner or not."""
    if kind not in set(PlaceKind) - {PlaceKind.OPERATOR}:
        raise Invalid("Choose what kind of place it is.", field="kind")
    _refuse_owner(PlaceKind(kind), owner, at=at)
    cleaned = clean_number(number) if number else None
    _refuse_taken(session, cleaned, but=None)
    place = add_organisation(session, kind=kind, name=name, number=cleaned, parent=owner)
    _note(session, audit.Event.PLACE_MADE, place, by=by, at=at)
    return place


def change_place(
    session: Session,
    place: Organisation,
    *,
    kind: str,
    name: str,
    number: str | None,
    owner: Organisation | None,
    by: int | None,
    at: datetime,
) -> None:
    """Give it another name, number, kind or owner, as far as nothing that is there contradicts it."""
    _refuse_operator(place)
    _refuse_owner(PlaceKind(kind), owner, at=at)
    cleaned = clean_number(number) if number else None
    _refuse_taken(session, cleaned, but=place)
    if kind != place.kind:
        _refuse_kind(session, place, PlaceKind(kind), at=at)
    before = (place.kind, place.name, place.number, place.parent_id)
    try:
        with session.begin_nested():
            place.kind, place.name, place.number, place.parent = kind, clean_name(name), cleaned, owner
            session.flush()
    except IntegrityError:
        raise _taken(str(cleaned)) from None
    if before != (place.kind, place.name, place.number, place.parent_id):
        _note(session, audit.Event.PLACE_CHANGED, place, by=by, at=at)


def close_place(session: Session, place: Organisation, *, last_day: date, by: int | None, at: datetime) -> None:
    """Let that be its last day. Everybody's membership ends with it, at the latest; a past day means at once."""
    _refuse_operator(place)
    _refuse_without_school(place, field="last_day")
    today = day_in_oslo(at)
    hold_place(session, place.id)
    session.refresh(place)
    if has_ended(place, on=today):
        raise Invalid("%(place)s has closed already.", field="last_day", place=place.name)
    if place.starts_on is not None and last_day < place.starts_on:
        raise Invalid("A place cannot close before it began.", field="last_day")
    below = select(Organisation.id).where(Organisation.parent_id == place.id, in_use(max(last_day, today) + A_DAY))
    if session.scalar(below.limit(1)) is not None:
        raise Invalid("There are places below it. Move them to another owner, or close them, first.", field="last_day")
    place.ends_on = last_day
    let_go(session, place, last_day=last_day, by=by, at=at)
    _note(session, audit.Event.PLACE_ENDED, place, by=by, at=at)


def let_go(session: Session, place: Organisation, *, last_day: date, by: int | None, at: datetime) -> None:
    """What ends with a place: everybody's membership, at the latest that day, and what is asked for."""
    today = day_in_oslo(at)
    for membership in _not_over_at(session, place, today):
        if last_day < today or membership.starts_on > last_day:
            end_now(session, membership, by=by, at=at)
        elif membership.ends_on is None or membership.ends_on > last_day:
            membership.ends_on = last_day
    _end_requests(session, place, by=by, at=at)


def merge_place(
    session: Session,
    place: Organisation,
    successor: Organisation,
    *,
    with_leaders: bool,
    by: Person,
    at: datetime,
) -> None:
    """Let the successor take over from today: its people, its teams at work and the places below it.

    ``with_leaders`` confirms that whoever leads the place leads the successor too; else they go
    over as teachers, and those who act for an owner do not go over.
    """
    hold_place(session, place.id, successor.id)
    for one in (place, successor):
        session.refresh(one)
    _refuse_merging(place, successor, at=at)
    today = day_in_oslo(at)
    teams = session.scalars(select(Team).where(Team.school_id == place.id, Team.ended_on.is_(None))).all()
    taken = {(team.kind, team.name) for team in session.scalars(select(Team).where(Team.school_id == successor.id))}
    for team in teams:
        team.name = _free_name(team, place, taken)
        team.school, team.school_id = successor, successor.id
        taken.add((team.kind, team.name))
    session.flush()
    _take_over_people(session, place, successor, with_leaders=with_leaders, by=by, at=at)
    session.execute(update(Organisation).where(Organisation.parent_id == place.id).values(parent_id=successor.id))
    place.ends_on, place.successor = today - A_DAY, successor
    _end_requests(session, place, by=by.id, at=at)
    _note(session, audit.Event.PLACE_ENDED, place, by=by.id, at=at, about=successor)
    _note(session, audit.Event.PLACE_CHANGED, successor, by=by.id, at=at, about=place)


def may_take_over(place: Organisation, on: date) -> list[ColumnElement[bool]]:
    """The conditions that another place can take over from this one: in use, and of its sort."""
    return [Organisation.kind.in_(_sort_of(place)), Organisation.id != place.id, in_use(on)]


def _sort_of(place: Organisation) -> tuple[str, ...]:
    return SCHOOLS if place.kind in SCHOOLS else (place.kind,)


def _take_over_people(
    session: Session, place: Organisation, successor: Organisation, *, with_leaders: bool, by: Person, at: datetime
) -> None:
    today = day_in_oslo(at)
    known = _not_over_at(session, successor, today)
    there = {(one.person_id, one.role, one.team_id) for one in known}
    have_main = {one.person_id for one in known if one.main}
    for old in _not_over_at(session, place, today):
        ends_on, starts_on = old.ends_on, max(old.starts_on, today)
        end_now(session, old, by=by.id, at=at)
        role = _role_after(Role(old.role), PlaceKind(successor.kind), with_leaders=with_leaders)
        if role is None or (old.person_id, role.value, old.team_id) in there:
            continue
        there.add((old.person_id, role.value, old.team_id))
        add_membership(
            session,
            person=old.person,
            organisation=successor,
            role=role,
            team=old.team,
            main=old.main and old.person_id not in have_main,
            starts_on=starts_on,
            ends_on=ends_on,
            at=at,
            granted_by=by,
        )


def _role_after(role: Role, kind: PlaceKind, *, with_leaders: bool) -> Role | None:
    """What somebody with that role is at the successor; None for who does not go over."""
    after = role if role not in NEEDS_CONFIRMING or with_leaders else Role.TEACHER
    if after in roles_at(kind):
        return after
    return Role.TEACHER if Role.TEACHER in roles_at(kind) else None


def _free_name(team: Team, place: Organisation, taken: set[tuple[str, str]]) -> str:
    """Its own name; with the place it came from where the successor has a team of that name."""
    if (team.kind, team.name) not in taken:
        return team.name
    number, name = 1, f"{team.name[: LONGEST_NAME // 2]} ({place.name[: LONGEST_NAME // 2 - 10]})"
    while (team.kind, name) in taken:
        number += 1
        name = f"{team.name[: LONGEST_NAME // 2]} ({place.name[: LONGEST_NAME // 2 - 10]} {number})"
    return name


def _not_over_at(session: Session, place: Organisation, on: date) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership)
            .where(Membership.organisation_id == place.id, not_over(on))
            .options(joinedload(Membership.person), joinedload(Membership.team))
            .order_by(Membership.id)
        )
    )


def _end_requests(session: Session, place: Organisation, *, by: int | None, at: datetime) -> None:
    session.execute(
        update(RoleRequest)
        .where(RoleRequest.organisation_id == place.id, RoleRequest.decided_at.is_(None))
        .values(decided_at=at, decided_by=by, granted=False)
    )


def _refuse_operator(place: Organisation) -> None:
    if place.kind == PlaceKind.OPERATOR:
        raise Invalid("Whoever runs the installation is no place to change, merge or close.", field="name")


def _refuse_without_school(place: Organisation, *, field: str) -> None:
    """Whoever signs up without a school comes to this place, for as long as there is the installation."""
    if place.public_id == PUBLIC_ID:
        raise Invalid("This place is for those without a school. It cannot be closed or become another.", field=field)


def _refuse_owner(kind: PlaceKind, owner: Organisation | None, *, at: datetime) -> None:
    if owner is None:
        return
    if kind not in SCHOOLS or owner.kind != PlaceKind.OWNER:
        raise Invalid("Only schools and kindergartens have an owner, and only an owner owns them.", field="owner")
    if has_ended(owner, on=day_in_oslo(at)):
        raise Invalid("%(place)s has closed.", field="owner", place=owner.name)


def _refuse_taken(session: Session, number: str | None, *, but: Organisation | None) -> None:
    if number is None:
        return
    other = session.scalar(select(Organisation).where(Organisation.number == number))
    if other is not None and other is not but:
        raise _taken(number)


def _taken(number: str) -> Invalid:
    return Invalid("Another place has the organisation number %(number)s.", field="number", number=number)


def _refuse_kind(session: Session, place: Organisation, kind: PlaceKind, *, at: datetime) -> None:
    """A school stays one of the sorts of places where people go through courses; the others change while empty."""
    _refuse_without_school(place, field="kind")
    held = {Role(one.role) for one in _not_over_at(session, place, day_in_oslo(at))}
    teams = select(Team.id).where(Team.school_id == place.id, Team.ended_on.is_(None)).limit(1)
    below = select(Organisation.id).where(Organisation.parent_id == place.id).limit(1)
    if (place.kind in SCHOOLS) != (kind in SCHOOLS) or kind is PlaceKind.OPERATOR:
        raise Invalid("A place of that kind cannot become one of the other: make a new place.", field="kind")
    if held - roles_at(kind):
        raise Invalid("Somebody there is something that one cannot be at a place of that kind.", field="kind")
    if kind is PlaceKind.OTHER and session.scalar(teams) is not None:
        raise Invalid("There are teams. End them first.", field="kind")
    if kind is not PlaceKind.OWNER and session.scalar(below) is not None:
        raise Invalid("There are places below it. Move them to another owner first.", field="kind")


def _refuse_merging(place: Organisation, successor: Organisation, *, at: datetime) -> None:
    _refuse_operator(place)
    _refuse_without_school(place, field="successor")
    today = day_in_oslo(at)
    for one in (place, successor):
        if has_ended(one, on=today):
            raise Invalid("%(place)s has closed.", field="successor", place=one.name)
    if place.id == successor.id or successor.kind not in _sort_of(place):
        raise Invalid("Choose another place of the same sort.", field="successor")
    if successor.kind == PlaceKind.OTHER:
        raise Invalid("Choose a school or a kindergarten.", field="successor")


def _note(
    session: Session,
    event: audit.Event,
    place: Organisation,
    *,
    by: int | None,
    at: datetime,
    about: Organisation | None = None,
) -> None:
    audit.record(
        session,
        event,
        at=at,
        actor_id=by,
        organisation_id=place.id,
        subject=about.public_id if about else place.public_id,
    )

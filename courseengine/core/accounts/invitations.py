"""Invitations: a way in for one address, once.

Somebody who manages a place invites an address to be something there; whoever reads the mail and
presses the button becomes it. The link holds a token of 256 bits, so nobody guesses one and no
try is counted; the table holds its SHA-256. Opening the link changes nothing. Role and team stand
with the invitation, never in the link.

Leading a school and acting for an owner take two keys: the inviter turns one, the invited the
other. When the inviter no longer manages the place by then (which ``policy/vouching.py`` knows),
or is the invited themself, what was invited to becomes something asked for, and somebody else who
does manage it decides.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from courseengine.base.clock import begins, day_in_oslo
from courseengine.base.db import was_added
from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.accounts.entry import replace_password
from courseengine.core.accounts.models import Account, Invitation
from courseengine.core.accounts.passwords import problem_with
from courseengine.core.accounts.tokens import hash_token
from courseengine.core.people.joining import belong, is_that_already
from courseengine.core.people.models import Membership, Organisation, Person, RoleRequest, Team
from courseengine.core.people.operations import clean_email, clean_name, roles_at
from courseengine.core.people.queries import hold_place
from courseengine.core.people.roles import IN_A_TEAM, NEEDS_CONFIRMING, PlaceKind, Role
from courseengine.core.people.roles_asked import put_forward

LASTS = timedelta(days=14)


class Standing(Enum):
    """Whether an invitation can be used, or why not."""

    WAITING = "waiting"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Known(Enum):
    """What there is already of whom an address belongs to."""

    NOBODY = "nobody"
    """nothing, or a person who has never had a way in: the invitation makes one"""
    HAS_ACCOUNT = "has_account"
    """they sign in first"""
    ENDED = "ended"
    """their account was ended; an invitation does not open it again"""


class NotWaiting(Exception):
    """The invitation was used, withdrawn or too late when the button was pressed."""


class SignInNeeded(Exception):
    """The address has an account, and it is not the one that is signed in here."""


@dataclass(frozen=True)
class Accepted:
    """What an accepted invitation led to."""

    person: Person
    membership: Membership | None
    """None for somebody who was that already, and while the role is only asked for"""
    asked: RoleRequest | None
    """the role, when somebody else has to confirm it first"""


def invite(
    session: Session,
    place: Organisation,
    email: str,
    role: str,
    *,
    by: Person | None,
    at: datetime,
    language: str,
    name: str = "",
    team: Team | None = None,
    ends_on: date | None = None,
) -> tuple[Invitation, str]:
    """Invite an address; gives the token for the link. One that waits for the same is renewed, and its old link ends.

    ``by`` is None for somebody who asks for it with a join code or by signing up, as a participant.
    """
    wanted = _checked(place, role, team, ends_on, by=by, at=at)
    email = clean_email(email)
    if by and by.email == email and wanted in NEEDS_CONFIRMING:
        raise Invalid("Nobody invites themself to that. Ask for the role, and somebody else decides.", field="email")
    person = session.scalar(select(Person).where(Person.email == email))
    if person and is_that_already(session, person.id, place, wanted, team, on=day_in_oslo(at), ends_on=ends_on):
        if team:
            raise Invalid("%(email)s is in the team already.", field="email", email=email)
        raise Invalid("%(email)s has that role here already.", field="email", email=email)
    # One after the other: two who invite the same address in the same moment make one invitation.
    # A guest who accepts shares the place's row already (a foreign key), so its key is not asked for.
    hold_place(session, place.id)
    invitation = _waiting_for_the_same(session, place, email, wanted, team, by=by)
    if invitation is None:
        invitation = Invitation(email=email, organisation=place, team=team, role=wanted.value)
    if name.strip():
        invitation.name = clean_name(name)
    invitation.ends_on = ends_on
    invitation.inviter = by
    invitation.language = person.language if person else language
    session.add(invitation)
    return invitation, _send(session, invitation, by=by, at=at)


def resend(session: Session, invitation: Invitation, *, by: Person, at: datetime) -> str:
    """Send it once more, for another two weeks; gives a new token, and the old link ends."""
    if invitation.used_at or invitation.withdrawn_at:
        raise Invalid("The invitation has been used or withdrawn.")
    if invitation.ends_on and invitation.ends_on < day_in_oslo(at):
        raise Invalid("Its last day has passed. Invite anew with another day.")
    # Whoever sends it vouches for it from now on; nobody does for themself.
    if by.email != invitation.email:
        invitation.inviter = by
    return _send(session, invitation, by=by, at=at)


def withdraw(session: Session, invitation: Invitation, *, by: Person, at: datetime) -> None:
    """Take it back: its link leads nowhere any more."""
    taken = session.execute(update(Invitation).where(Invitation.id == invitation.id, is_open()).values(withdrawn_at=at))
    if taken.rowcount:  # type: ignore[attr-defined]  # an update has one
        _record(session, audit.Event.INVITATION_WITHDRAWN, invitation, actor_id=by.id, at=at)


def invitation_with(session: Session, token: str) -> Invitation | None:
    """The invitation a link stands for, with its place, team and inviter."""
    return session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == hash_token(token))
        .options(
            joinedload(Invitation.organisation).joinedload(Organisation.parent),
            joinedload(Invitation.team),
            joinedload(Invitation.inviter),
        )
    )


def standing(invitation: Invitation, *, at: datetime) -> Standing:
    """Whether it can be used at ``at``."""
    if invitation.used_at:
        return Standing.USED
    closed = invitation.organisation.ends_on
    if invitation.withdrawn_at or (closed and closed < day_in_oslo(at)):
        return Standing.WITHDRAWN
    return Standing.WAITING if at < invitation.expires_at else Standing.EXPIRED


def is_open() -> ColumnElement[bool]:
    """The condition that an invitation was neither used nor withdrawn; it may be too late all the same."""
    return Invitation.used_at.is_(None) & Invitation.withdrawn_at.is_(None)


def known(session: Session, email: str) -> Known:
    """What there is already of whom the address belongs to."""
    found = session.execute(
        select(Account.ended_at, Account.password_hash)
        .join(Person, Person.id == Account.person_id)
        .where(Person.email == email)
    ).one_or_none()
    if found is None:
        return Known.NOBODY
    if found.ended_at:
        return Known.ENDED
    # Nobody ever came in by an account without a password, and the mail is what a new one would be sent in, too.
    return Known.HAS_ACCOUNT if found.password_hash else Known.NOBODY


def accept(
    session: Session,
    token: str,
    *,
    at: datetime,
    vouched: bool,
    person: Person | None = None,
    name: str = "",
    password: str = "",
    language: str = "nb",
) -> Accepted:
    """Use an invitation: ``person`` is who is signed in, or None with the name and password of somebody new.

    ``vouched`` tells whether the inviter still manages the place; whoever invited themself turned
    one key and not two. Of two who press the button in the same moment, one is too late.
    """
    invitation = invitation_with(session, token)
    if invitation is None or standing(invitation, at=at) is not Standing.WAITING:
        raise NotWaiting
    whose = known(session, invitation.email)
    if whose is Known.ENDED or (person.email != invitation.email if person else whose is not Known.NOBODY):
        raise SignInNeeded
    # Before the invitation itself, in the order in which inviting takes them.
    hold_place(session, invitation.organisation_id)
    used = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.token_hash == hash_token(token), is_open())
        .values(used_at=at)
    )
    if not used.rowcount:  # type: ignore[attr-defined]  # an update has one
        raise NotWaiting
    if person is None:
        person = _somebody_new(session, invitation, name, password, language, at=at)
    _record(session, audit.Event.INVITATION_USED, invitation, actor_id=person.id, person_id=person.id, at=at)
    role, team = _today(session, invitation)
    if role in NEEDS_CONFIRMING and not (vouched and invitation.invited_by != person.id):
        asker, until = invitation.inviter or person, invitation.ends_on
        asked = put_forward(session, person, invitation.organisation, role, by=asker, ends_on=until, at=at)
        return Accepted(person, None, asked)
    membership = belong(
        session,
        person,
        invitation.organisation,
        role,
        team=team,
        ends_on=invitation.ends_on,
        granted_by=invitation.inviter,
        at=at,
    )
    return Accepted(person, membership, None)


def _checked(
    place: Organisation, role: str, team: Team | None, ends_on: date | None, *, by: Person | None, at: datetime
) -> Role:
    """The role, when it can be invited to there; nobody is asked to something they could not become."""
    today = day_in_oslo(at)
    wanted = Role(role)
    if place.ends_on and place.ends_on < today:
        raise Invalid("The place has closed.", field="role")
    # An administrator is made on the command line alone.
    if wanted not in roles_at(PlaceKind(place.kind)) or wanted is Role.ADMIN:
        raise Invalid("Nobody has that role at a place of that kind.", field="role")
    if by is None and wanted is not Role.TEACHER:
        raise Invalid("One becomes that by being invited, not by asking.", field="role")
    if team and (team.school_id != place.id or team.ended_on or wanted not in IN_A_TEAM):
        raise Invalid("A team's members belong to its school, in a role that works in teams.", field="team")
    if wanted is Role.TEAM_LEADER and team is None:
        raise Invalid("A team leader leads a team: say which.", field="team")
    if ends_on and wanted not in NEEDS_CONFIRMING:
        raise Invalid("Only a deputy has a last day.", field="ends_on")
    if ends_on and ends_on < today:
        raise Invalid("The last day has passed already.", field="ends_on")
    return wanted


def _waiting_for_the_same(
    session: Session, place: Organisation, email: str, role: Role, team: Team | None, *, by: Person | None
) -> Invitation | None:
    """The one to renew; what a leader sent is never renewed by whoever types a code and the address."""
    found = select(Invitation).where(
        Invitation.email == email,
        Invitation.organisation_id == place.id,
        Invitation.role == role.value,
        Invitation.team_id.is_(None) if team is None else Invitation.team_id == team.id,
        is_open(),
    )
    if by is None:
        found = found.where(Invitation.invited_by.is_(None))
    return session.scalar(found.order_by(Invitation.invited_by.is_(None), Invitation.id).limit(1))


def _send(session: Session, invitation: Invitation, *, by: Person | None, at: datetime) -> str:
    """Give it a new link and two weeks, or what is left until its last day."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_token(token)
    invitation.made_at = at
    over = begins(invitation.ends_on + timedelta(days=1)) if invitation.ends_on else None
    invitation.expires_at = min(at + LASTS, over) if over else at + LASTS
    session.flush()
    _record(session, audit.Event.INVITED, invitation, actor_id=by.id if by else None, at=at)
    return token


def _somebody_new(
    session: Session, invitation: Invitation, name: str, password: str, language: str, *, at: datetime
) -> Person:
    """The person and the account; a person who was imported keeps their name and gets a way in."""
    person = session.scalar(select(Person).where(Person.email == invitation.email))
    problem = problem_with(password, about=(person.name if person else name, invitation.email))
    if problem:
        raise Invalid(problem, field="password")
    if person is None:
        person = Person(name=clean_name(name), email=invitation.email, language=language, created_at=at)
        if not was_added(session, person):
            raise SignInNeeded  # another invitation to the same address was a moment faster
    # Whoever was imported may have a link to a first password, sent to somebody else who reads that address.
    replace_password(session, person.id, password, at=at, by=person.id)
    session.flush()
    return person


def _today(session: Session, invitation: Invitation) -> tuple[Role, Team | None]:
    """What it leads to now: its team may have been merged into another since, or have ended."""
    role, team = Role(invitation.role), invitation.team
    while team and team.ended_on:
        # A team is merged into one that is at work, so this comes to an end.
        team = session.get(Team, team.successor_id) if team.successor_id else None
    return (Role.TEACHER if role is Role.TEAM_LEADER and team is None else role), team


def _record(
    session: Session,
    event: audit.Event,
    invitation: Invitation,
    *,
    actor_id: int | None,
    at: datetime,
    person_id: int | None = None,
) -> None:
    audit.record(
        session,
        event,
        at=at,
        actor_id=actor_id,
        person_id=person_id,
        team_id=invitation.team_id,
        organisation_id=invitation.organisation_id,
        subject=invitation.public_id,
    )

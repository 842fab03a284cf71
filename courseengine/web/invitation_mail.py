"""The letters that carry people in: an invitation, and a word to whoever is in already.

What the letter says is put into words here, in the language of whoever is invited; its frame is
in ``templates/mail``. Nothing in it was written by somebody who is not signed in, so nobody can
have us send their words to an address of their choice.
"""

from datetime import datetime

from flask import g
from sqlalchemy.orm import Session

from courseengine.base.i18n import N_, Language, language
from courseengine.core.accounts.models import Invitation
from courseengine.core.people.models import Organisation, Person, Team
from courseengine.core.people.roles import Role
from courseengine.web.letters import address_of, write_to
from courseengine.web.role_nouns import ROLE_NAMES

A_LEADER = N_("A leader at %(place)s invites you.")
THE_OWNER = N_("%(place)s invites you.")
THE_OPERATOR = N_("You are invited to %(place)s.")
A_CODE = N_("Somebody, probably you, typed the join code of %(place)s and gave this address.")
A_SIGN_UP = N_("Somebody, probably you, signed up with this address.")


def send_invitation(session: Session, invitation: Invitation, token: str, *, at: datetime) -> None:
    """Lay the letter with the link in the outbox."""
    words = language(invitation.language)
    expires = invitation.expires_at
    write_to(
        session,
        "invitation",
        email=invitation.email,
        language=invitation.language,
        at=at,
        who=_who(invitation, words),
        place=invitation.organisation.name,
        team=invitation.team.name if invitation.team else "",
        role=words.gettext(ROLE_NAMES[Role(invitation.role)]),
        last_day=words.day(invitation.ends_on, year=True) if invitation.ends_on else "",
        until=f"{words.day(expires, weekday=True)} {words.clock(expires)}",
        address=address_of("join.invitation", token=token),
    )


def send_already_in(session: Session, person: Person, place: Organisation, team: Team | None, *, at: datetime) -> None:
    """Tell somebody who asked their way in that they are in; the page told nobody."""
    write_to(
        session,
        "already_in",
        email=person.email,
        language=person.language,
        at=at,
        place=f"{place.name}, {team.name}" if team else place.name,
        address=address_of("account.sign_in"),
    )


def _who(invitation: Invitation, words: Language) -> str:
    """Who invites, by role and place and never by name; of whoever is signed in now and presses the button."""
    place, by = invitation.organisation, invitation.invited_by
    if by is None:
        return words.gettext(A_CODE, place=place.name) if place.kind != "other" else words.gettext(A_SIGN_UP)
    if place.id in g.actor.schools_led:
        return words.gettext(A_LEADER, place=place.name)
    if place.id in g.actor.owners:
        return words.gettext(THE_OWNER, place=place.name)
    if place.parent is not None and place.parent_id in g.actor.owners:
        return words.gettext(THE_OWNER, place=place.parent.name)
    return words.gettext(THE_OPERATOR, place=place.name)

"""What pages call the roles, and how they say from when to when somebody has one."""

from datetime import date

from courseengine.base.i18n import N_, Language
from courseengine.core.people.models import Membership
from courseengine.core.people.roles import Role, TeamKind

ROLE_NAMES = {
    Role.TEACHER: N_("Staff"),  # also assistants, and whoever works in a kindergarten
    Role.TEAM_LEADER: N_("Team leader"),
    Role.RESOURCE_TEACHER: N_("Resource teacher"),
    Role.SCHOOL_LEADER: N_("Leader"),
    Role.SCHOOL_OWNER: N_("School owner"),
    Role.UNIVERSITY_STAFF: N_("University staff"),
    Role.ADMIN: N_("Administrator"),
}
IN_RESOURCE_GROUP = {Role.TEAM_LEADER: N_("Leader in the resource group")}


def role_name(membership: Membership, language: Language) -> str:
    """What somebody is, in words that fit the place."""
    role, names = Role(membership.role), ROLE_NAMES
    if membership.team is not None and membership.team.kind == TeamKind.RESOURCE_GROUP:
        names = names | IN_RESOURCE_GROUP
    return language.gettext(names[role])


def span(first: date, last: date | None, language: Language, *, on: date) -> str:
    """From when, and until when where there is an end, as read on a day; one day for what ended as it began."""
    begins = language.day(first, year=True)
    if last is None:
        return language.gettext(N_("From %(day)s") if first > on else N_("Since %(day)s"), day=begins)
    ends = language.day(max(first, last), year=True)
    if last >= max(first, on):
        return language.gettext("Since %(day)s, until %(last)s", day=begins, last=ends)
    return begins if begins == ends else f"{begins} – {ends}"


def in_sentence(role: Role, language: Language) -> str:
    """The same in the middle of a sentence."""
    name = language.gettext(ROLE_NAMES[role])
    return name[:1].lower() + name[1:]

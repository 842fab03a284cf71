"""What one can be, in a word."""

from courseengine.base.i18n import N_
from courseengine.core.people.roles import Role

ROLE_NAMES = {
    Role.TEACHER: N_("Teacher"),
    Role.TEAM_LEADER: N_("Team leader"),
    Role.RESOURCE_TEACHER: N_("Resource teacher"),
    Role.SCHOOL_LEADER: N_("Leader"),
    Role.SCHOOL_OWNER: N_("School owner"),
    Role.UNIVERSITY_STAFF: N_("University staff"),
    Role.ADMIN: N_("Administrator"),
}

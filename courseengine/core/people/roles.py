"""What one can be at a place. How far each reaches is said in ``core/policy/actor.py``."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is at a place."""

    TEACHER = "teacher"
    """takes part; also assistants and other staff"""
    RESOURCE_TEACHER = "resource_teacher"
    """the teacher of a school's resource group"""
    SCHOOL_LEADER = "school_leader"
    """leads a school"""
    SCHOOL_OWNER = "school_owner"
    """acts for a municipality, a county or a private owner"""
    UNIVERSITY_STAFF = "university_staff"
    """works at a university or university college"""
    ADMIN = "admin"
    """runs the installation"""
    TEAM_LEADER = "team_leader"
    """leads a team, and is a member of it"""


class PlaceKind(StrEnum):
    """What kind of organisation a place is."""

    OWNER = "owner"
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    UNIVERSITY = "university"
    OTHER = "other"
    """for those without a school of their own, who go through a course alone"""
    OPERATOR = "operator"
    """whoever runs the installation; its administrators stand here"""


class TeamKind(StrEnum):
    """What brings a team together."""

    TEAM = "team"
    SUBJECT_TEAM = "subject_team"
    GRADE_TEAM = "grade_team"
    LEADER_GROUP = "leader_group"
    RESOURCE_GROUP = "resource_group"


IN_A_TEAM = frozenset({Role.TEACHER, Role.RESOURCE_TEACHER, Role.TEAM_LEADER, Role.SCHOOL_LEADER})
"""The roles in which one may belong to a team."""

NEEDS_CONFIRMING = frozenset({Role.SCHOOL_LEADER, Role.SCHOOL_OWNER})
"""The roles nobody takes alone: one asks or is put forward, somebody who has it, or stands above, confirms."""

AT_A_SCHOOL = frozenset({Role.TEACHER, Role.RESOURCE_TEACHER, Role.SCHOOL_LEADER, Role.TEAM_LEADER})
"""The roles one has at a school or kindergarten."""


LEADING = {
    PlaceKind.SCHOOL: Role.SCHOOL_LEADER,
    PlaceKind.KINDERGARTEN: Role.SCHOOL_LEADER,
    PlaceKind.OWNER: Role.SCHOOL_OWNER,
}
"""The role that looks after a place of that kind; what is not here has no leader of its own."""

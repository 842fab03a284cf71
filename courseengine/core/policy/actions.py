"""Everything that can be refused, each with the sentence that the documentation shows."""

from enum import Enum


class Action(Enum):
    """Something one may or may not do."""

    SEE_MODULE = "know that a module is there: its title, purpose and date"
    READ_MODULE = "read what a module holds"
    SEE_ACTIVITY = "know that an activity is there"
    READ_ACTIVITY = "read an activity, with its media"
    READ_FOR_LEADERS = "read what an activity's text says to leaders only"
    DO_ACTIVITY = "mark an activity done for oneself, write an answer, tick a list"
    SEE_OWN_WORK = "see in one place what one has written oneself in a run"
    WORK_IN_TEAM = "see a team's page, write its answers, plan, hold and record its meetings"
    READ_TEAM_ANSWER = "read a team's answer"
    WRITE_TEAM_ANSWER = "write and deliver a team's answer"
    PLAN_JOINT_MEETING = "call several of a school's teams to a meeting"
    SEE_MEETING = "see a meeting: time, place, agenda, who was invited and was there"
    READ_MINUTES = "read a held meeting's minutes and decisions"
    RECORD_MEETING = "move, hold and record a meeting"
    DELETE_MEETING = "delete a planned meeting"
    SEE_TEAM_PROGRESS = "see how a school's teams are doing"
    SEE_TEAM_WORK = "see which meetings a team has held and which answers it has delivered"
    SEE_PLACES = "see the places and runs of the installation"

"""Who comes to a meeting, who cannot, who does what in it, and who has caught up: for its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g

from courseengine.core.course.activities.meeting import MeetingRole
from courseengine.core.meetings.absences import apologies_of, caught_up_with
from courseengine.core.meetings.duties import DUTIES, duties_of, duties_proposed
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.queries import Invited, arrangers_of
from courseengine.core.meetings.timing import ends_at
from courseengine.web.method_steps import role_nouns


@dataclass(frozen=True)
class Duty:
    """A duty, and whose it is."""

    key: str
    words: str
    """what one does who has it"""
    person: Invited | None
    is_proposed: bool
    choices: tuple[tuple[str, str], ...]
    """those who may have it: public id and name"""


@dataclass(frozen=True)
class MeetingPeople:
    """Everybody around a meeting."""

    duties: tuple[Duty, ...]
    away: tuple[tuple[Invited, str], ...]
    """who has said that they cannot come, and what they wrote about it"""
    is_invited: bool
    """whether the reader is"""
    own_apology: str | None
    """the reader's note; None where they have said nothing"""
    may_apologise: bool
    caught_up: tuple[tuple[str, str], ...]
    """names and lines"""
    own_line: str | None
    may_catch_up: bool
    """whether the reader was not at a held meeting, and may catch up with it"""

    @property
    def has_duties(self) -> bool:
        """Whether anybody has or is proposed for one."""
        return any(duty.person for duty in self.duties)


def meeting_people(meeting: Meeting, invited: Sequence[Invited], *, at: datetime) -> MeetingPeople:
    """Put them together for the one who asks."""
    me = g.actor.person_id
    own = next((one for one in invited if one.person_id == me), None)
    is_held, lasts = meeting.state == "held", meeting.run.ended_at is None
    is_over = ends_at(meeting.starts_at, meeting.length) <= at
    apologies = apologies_of(g.db, meeting.id)
    caught_up = caught_up_with(g.db, meeting.id) if is_held else []
    in_a_team = any(team.id in g.actor.teams for team in meeting.teams)
    return MeetingPeople(
        duties=_duties(meeting, invited),
        away=tuple((one, apologies[one.person_id]) for one in invited if one.person_id in apologies),
        is_invited=own is not None,
        own_apology=apologies.get(me),
        may_apologise=own is not None and meeting.state == "planned" and not is_over and lasts,
        caught_up=tuple((one.person.name, one.line) for one in caught_up),
        own_line=next((one.line for one in caught_up if one.person_id == me), None),
        may_catch_up=is_held and lasts and not (own and own.present) and (own is not None or in_a_team),
    )


def _duties(meeting: Meeting, invited: Sequence[Invited]) -> tuple[Duty, ...]:
    given = duties_of(g.db, meeting.id)
    whose = given if meeting.state != "planned" else duties_proposed(g.db, meeting, invited)
    lead = arrangers_of(g.db, meeting) if meeting.joint and meeting.state == "planned" else None
    by_id = {one.person_id: one for one in invited}
    found = []
    for key in DUTIES:
        may_have = [one for one in invited if key != "facilitator" or lead is None or one.person_id in lead]
        found.append(
            Duty(
                key,
                role_nouns(MeetingRole(key), g.language) or "",
                by_id.get(whose.get(key, 0)),
                key not in given,
                tuple((one.public_id, one.name) for one in may_have),
            )
        )
    return tuple(found)

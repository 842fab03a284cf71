"""What a meeting leaves behind in writing: minutes that several write, held, corrected, never lost.

Several write in the minutes at once. What they change in different places is merged; where they
clash, what stands stays, and the other text is kept beside it until somebody has looked at both.
Every state of the minutes, the decisions and the follow-ups is kept as a version, so a correction
can be followed. A meeting is held with somebody present, and ends in a decision or a reason for
none. Holding also completes it for those present, which ``core/progress/meetings_held.py`` does.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courseengine.base import merge
from courseengine.base.db import was_added
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.revisions import only_adds, plain_lines
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.meetings.guarding import fits, refuse_before_begun, take
from courseengine.core.meetings.models import Attendance, Decision, FollowUp, Meeting, MinutesVersion
from courseengine.core.meetings.queries import Invited, invited_to
from courseengine.core.people.models import Person

LONGEST_DECISION = 4_000
"""characters"""
SITTING = timedelta(minutes=10)
"""How long one person's saves count as one sitting, in which what only adds needs no version of its own."""


class Minutes(NamedTuple):
    """What a meeting leaves behind as running text."""

    text: str = ""
    no_decision_because: str = ""

    @classmethod
    def of(cls, meeting: Meeting) -> "Minutes":
        """What is stored."""
        return cls(meeting.minutes, meeting.no_decision_because)


class Saved(NamedTuple):
    """What became of a text."""

    version: int
    clash: int | None = None
    """the version that is kept beside what stands, since the two clash"""


class Held(NamedTuple):
    """What became of a meeting that somebody recorded as held."""

    newly: bool
    """False when it had been already: what was written is a correction then"""
    clash: int | None


def save_minutes(
    session: Session, meeting: Meeting, by: int, minutes: Minutes, *, at: datetime, base: Minutes | None = None
) -> Saved:
    """Keep what is written so far, or correct a held meeting.

    ``base`` is what the writer started from; without it, what is stored now.
    """
    take(session, meeting)
    refuse_before_begun(meeting, at)
    saved = _bring_in(session, meeting, by, minutes, base, at)
    if meeting.state == "held":
        refuse_undecided(meeting)
    return saved


def hold_meeting(
    session: Session, meeting: Meeting, by: int, minutes: Minutes, *, at: datetime, base: Minutes | None = None
) -> Held:
    """Record a meeting as held, with its minutes; its decisions are there, or the reason for none."""
    take(session, meeting)
    refuse_before_begun(meeting, at)
    saved = _bring_in(session, meeting, by, minutes, base, at)
    newly = meeting.state != "held"
    if newly and not _is_anybody_there(session, meeting):
        raise Invalid("Note who is here first. A meeting is held when at least one is present.", field="present")
    refuse_undecided(meeting)
    if newly:
        meeting.state, meeting.held_by, meeting.held_at = "held", by, at
        session.flush()
    return Held(newly, saved.clash)


def note_all_present(session: Session, meeting: Meeting, *, team_id: int | None, at: datetime) -> list[Invited]:
    """Note that everybody of a team who is invited is there; gives those who were not noted before."""
    take(session, meeting)
    refuse_before_begun(meeting, at)
    new = [one for one in invited_to(session, meeting) if one.team_id == team_id and not one.present]
    for one in new:
        row = Attendance(meeting_id=meeting.id, person_id=one.person_id, team_id=one.team_id, noted_at=at)
        was_added(session, row)  # if not, somebody else noted it in the same moment, which is what was wanted
    return new


def settle(
    session: Session, meeting: Meeting, version: int, by: int, *, keep: str, base: str | None, at: datetime
) -> Saved:
    """Somebody has looked at two texts that clashed: the one that waited stands, or what stood, or both.

    ``base`` is what stood when they looked. What was settled already is not settled again.
    """
    take(session, meeting)
    refuse_before_begun(meeting, at)
    kept = session.get(MinutesVersion, (meeting.id, version))
    if kept is None or kept.beside is None:
        raise NotFound
    if kept.settled_at is not None:
        return Saved(meeting.version)
    kept.settled_at = at
    session.flush()
    if keep == "stored":
        return Saved(meeting.version)
    text = merge.keep_both("", meeting.minutes, kept.minutes) if keep == "both" else kept.minutes
    because = meeting.no_decision_because
    before = None if base is None or keep == "both" else Minutes(base, because)
    return _bring_in(session, meeting, by, Minutes(text, because), before, at)


def unsettled(session: Session, meeting_id: int) -> list[MinutesVersion]:
    """The texts that clashed with what stands and that nobody has looked at, the oldest first."""
    asked = select(MinutesVersion).where(
        MinutesVersion.meeting_id == meeting_id,
        MinutesVersion.beside.is_not(None),
        MinutesVersion.settled_at.is_(None),
    )
    return list(session.scalars(asked.options(joinedload(MinutesVersion.writer)).order_by(MinutesVersion.version)))


def last_writer(session: Session, meeting_id: int) -> Person | None:
    """Who wrote last what stands."""
    asked = select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id, MinutesVersion.beside.is_(None))
    latest = session.scalar(asked.order_by(MinutesVersion.version.desc()).limit(1))
    return latest.writer if latest else None


def minutes_versions(
    session: Session, meeting_id: int, *, before: int | None = None, limit: int = 100
) -> list[MinutesVersion]:
    """What the minutes said earlier and say now, the latest first; ``before`` goes on from a version."""
    asked = select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id)
    if before is not None:
        asked = asked.where(MinutesVersion.version < before)
    asked = asked.options(joinedload(MinutesVersion.writer)).order_by(MinutesVersion.version.desc())
    return list(session.scalars(asked.limit(limit)))


def keep_version(session: Session, meeting: Meeting, by: int, *, at: datetime) -> None:
    """Keep the meeting as it is written down now; what only adds to one's own last save replaces it."""
    session.flush()
    session.expire(meeting, ["decisions"])
    follow_ups = session.scalars(select(FollowUp).where(FollowUp.meeting_id == meeting.id).order_by(FollowUp.id))
    now = MinutesVersion(
        meeting_id=meeting.id,
        version=meeting.version + 1,
        minutes=meeting.minutes,
        decision="\n".join(one.text for one in meeting.decisions) or meeting.no_decision_because,
        outcomes=json.dumps({"decisions": _told(meeting.decisions), "follow_ups": _told(follow_ups)}),
        saved_at=at,
        saved_by=by,
    )
    latest = session.scalar(
        select(MinutesVersion)
        .where(MinutesVersion.meeting_id == meeting.id, MinutesVersion.beside.is_(None))
        .order_by(MinutesVersion.version.desc())
        .limit(1)
    )
    if latest and latest.saved_by == by and at - latest.saved_at < SITTING and _adds_to(latest, now):
        session.delete(latest)
    meeting.version += 1
    session.flush()
    session.add(now)
    session.flush()


def refuse_undecided(meeting: Meeting) -> None:
    """What is held has decided something, or says why not."""
    if not meeting.decisions and not meeting.no_decision_because:
        raise Invalid("Write what you decided, or why there is no decision.", field="decision")


def _bring_in(
    session: Session, meeting: Meeting, by: int, minutes: Minutes, base: Minutes | None, at: datetime
) -> Saved:
    """Merge what was written into what is stored; keep it as a version, and beside it what clashed."""
    stored = Minutes.of(meeting)
    written, base = _tidied(minutes), _tidied(base) if base else stored
    own = [one for one in reversed(unsettled(session, meeting.id)) if one.saved_by == by]
    waiting = [one.minutes for one in own]
    taken = merge.take(base.text, stored.text, written.text, waiting=waiting, limit=ANSWER_LENGTH)
    because = "" if meeting.decisions else _reason(base, stored, written)
    if (taken.text, because) != stored:
        meeting.minutes, meeting.no_decision_because = taken.text, because
        keep_version(session, meeting, by, at=at)
    if taken.beside is None:
        return Saved(meeting.version)
    goes_on = None if taken.goes_on is None else own[taken.goes_on]
    return Saved(meeting.version, _keep_beside(session, meeting, by, taken.beside, goes_on, at))


def _reason(base: Minutes, stored: Minutes, written: Minutes) -> str:
    """The reason for no decision; two that were given at once stand below each other."""
    merged = merge.merge(base.no_decision_because, stored.no_decision_because, written.no_decision_because)
    both = [merged.text, *(clash.written for clash in merged.clashes)]
    return "\n".join(part for part in dict.fromkeys(both) if part)[:LONGEST_DECISION]


def _keep_beside(
    session: Session, meeting: Meeting, by: int, text: str, goes_on: MinutesVersion | None, at: datetime
) -> int:
    """Keep what somebody wrote that clashes, in place of their earlier text that it goes on from."""
    if goes_on:
        goes_on.minutes, goes_on.saved_at = text, at
        session.flush()
        return goes_on.version
    stands = meeting.version
    meeting.version += 1
    session.add(
        MinutesVersion(
            meeting_id=meeting.id,
            version=meeting.version,
            minutes=text,
            decision="",
            saved_at=at,
            saved_by=by,
            beside=stands,
        )
    )
    session.flush()
    return meeting.version


def _adds_to(earlier: MinutesVersion, later: MinutesVersion) -> bool:
    """Whether nothing of an earlier version is gone, so that it need not be kept."""
    return only_adds(earlier.minutes, later.minutes) and (
        earlier.outcomes == later.outcomes if _has_outcomes(earlier) else only_adds(earlier.decision, later.decision)
    )


def _has_outcomes(version: MinutesVersion) -> bool:
    return bool(version.outcomes) and json.loads(version.outcomes) != {"decisions": [], "follow_ups": []}


def _told(rows: Iterable[Decision | FollowUp]) -> list[dict[str, Any]]:
    """Decisions or follow-ups as a version keeps them: people as numbers, since a name goes with its person."""
    return [
        {
            "text": one.text,
            "owner": one.owner_id,
            "due": one.due_on.isoformat() if one.due_on else None,
            "review": one.review_on.isoformat() if isinstance(one, Decision) and one.review_on else None,
        }
        for one in rows
    ]


def _is_anybody_there(session: Session, meeting: Meeting) -> bool:
    there = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    return session.scalar(there.limit(1)) is not None


def _tidied(minutes: Minutes) -> Minutes:
    text, because = (plain_lines(part) for part in minutes)
    fits(text, "minutes", ANSWER_LENGTH)
    fits(because, "no_decision_because", LONGEST_DECISION)
    return Minutes(text, because)

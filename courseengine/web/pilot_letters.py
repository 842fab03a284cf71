"""A letter to those who lead a pilot, some days before the school is no longer asked how it went.

The worker writes it, in the reader's language. It goes once, and to nobody whose school has said
something already.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.i18n import language
from courseengine.core.accounts.leaders import leading_today
from courseengine.core.runs import pilots
from courseengine.core.runs.models import CourseRun
from courseengine.web.letters import address_of, tell
from courseengine.web.subjects import library


def remind_of_feedback(session: Session, *, at: datetime) -> None:
    """Write to the leaders of each pilot whose day is near."""
    today = day_in_oslo(at)
    for run in pilots.to_remind(session, on=today):
        readers = leading_today(session, run.organisation, on=today)
        # Where nobody leads the school yet, whoever comes to is told.
        if readers and pilots.note_reminded(session, run, at=at):
            for reader in readers:
                spoken = language(reader.language)
                tell(
                    session,
                    reader,
                    "pilot_reminder",
                    at=at,
                    place=run.organisation.name,
                    course=_title(session, run, spoken.code),
                    day=spoken.day(run.feedback_by, year=True) if run.feedback_by else "",
                    link=address_of("pilots.feedback", run=run.public_id),
                )


def _title(session: Session, run: CourseRun, code: str) -> str:
    version = library().newest(session, run.course_id)
    return library().course(session, run.course_id, version, code).title if version else run.course_id

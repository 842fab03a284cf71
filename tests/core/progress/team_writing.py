"""A team, its task, and what its members do with the answer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.progress.answer_versions import waiting_of
from courseengine.core.progress.models import Completion, TeamAnswer
from courseengine.core.progress.team_answers import (
    deliver_team_answer,
    reopen_team_answer,
    save_team_answer,
    team_answer,
)
from courseengine.core.runs.models import CourseRun

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@dataclass
class Writing:
    """A team and its task."""

    session: object
    team: Team
    run: CourseRun
    anne: int
    bjorn: int
    inga: int
    activity: str = "m1-g1"

    def save(self, body, *, seen, by=None, at=NOW, base=None):
        who = by or self.anne
        return save_team_answer(self.session, **self.task, body=body, base=base, seen=seen, by=who, at=at)

    def waiting(self):
        return [(one.writer.name, one.beside(self.answer.body)) for one in waiting_of(self.session, self.answer.id)]

    def deliver(self, *, by=None, at=NOW):
        deliver_team_answer(self.session, **self.task, by=by or self.anne, at=at)

    def reopen(self, *, at=NOW):
        reopen_team_answer(self.session, self.answer, at=at)

    @property
    def task(self):
        return {"team_id": self.team.id, "run_id": self.run.id, "activity_id": self.activity}

    @property
    def answer(self):
        return self.session.scalars(select(TeamAnswer).where(TeamAnswer.activity_id == self.activity)).one()

    @property
    def text(self):
        return team_answer(self.session, self.team.id, self.run.id, [self.activity])

    def done(self):
        rows = self.session.scalars(select(Completion).where(Completion.revoked_at.is_(None)))
        return {(row.person_id, row.how, row.team_id) for row in rows}


def begin(session):
    """Blue is Anne and Bjørn; Inga has left it."""
    school = Organisation(kind="school", name="Furulia")
    people = [
        Person(name=name, email=f"{name.lower()}@example.org", created_at=NOW) for name in ("Anne", "Bjorn", "Inga")
    ]
    session.add_all([school, *people])
    session.flush()
    run = CourseRun(course_id="lk20", organisation_id=school.id, schedule="standard", opened_at=NOW)
    team = Team(school_id=school.id, kind="team", name="Blue")
    session.add_all([run, team])
    session.flush()
    for person, ends_on in zip(people, (None, None, date(2026, 10, 1)), strict=True):
        session.add(
            Membership(
                person_id=person.id,
                organisation_id=school.id,
                team_id=team.id,
                role="teacher",
                starts_on=date(2026, 8, 1),
                ends_on=ends_on,
            )
        )
    session.flush()
    return Writing(session, team, run, *(person.id for person in people))

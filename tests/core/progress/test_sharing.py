"""An own answer is read by the team while its writer wants it, and is there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Invalid
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.progress import sharing
from courseengine.core.progress.models import Answer
from courseengine.core.progress.operations import deliver_answer, save_answer
from courseengine.core.runs.models import CourseRun

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TODAY = NOW.date()
TASK = ("m1-i1", "old-i1")


class Writer:
    """Anne in the blue team, with something written under the id that the task once had."""

    def __init__(self, session):
        self.session = session
        school = Organisation(kind="school", name="Furulia")
        person = Person(name="Anne", email="anne@example.org", created_at=NOW)
        session.add_all([school, person])
        session.flush()
        self.school, self.anne = school.id, person.id
        run = CourseRun(course_id="lk20", organisation_id=school.id, schedule="standard", opened_at=NOW)
        self.teams = [Team(school_id=school.id, kind="team", name=name) for name in ("Blue", "Green")]
        session.add_all([run, *self.teams])
        session.flush()
        self.run, (self.blue, self.green) = run.id, (team.id for team in self.teams)

    def joins(self, starts_on, ends_on=None, team=None):
        row = {"person_id": self.anne, "organisation_id": self.school, "team_id": team or self.blue, "role": "teacher"}
        self.session.add(Membership(**row, starts_on=starts_on, ends_on=ends_on))
        self.session.flush()

    def writes(self, body="Mine"):
        save_answer(self.session, self.anne, self.run, "old-i1", body, seen=0, at=NOW)

    def shares(self, *, at=NOW):
        sharing.share(self.session, self.anne, self.run, TASK, team_id=self.blue, at=at)

    def read(self, *, team=None, on=TODAY, run=None):
        found = sharing.shared_with(self.session, team or self.blue, run or self.run, TASK, on=on)
        return [(one.name, one.body, one.is_delivered) for one in found]


@pytest.fixture
def anne(session):
    writer = Writer(session)
    writer.joins(date(2026, 8, 1))
    return writer


def test_the_team_reads_it_and_no_other_team_and_in_no_other_run(anne):
    anne.writes()
    assert anne.read() == []

    anne.shares()

    assert anne.read() == [("Anne", "Mine", False)]
    assert anne.read(team=anne.green) == anne.read(run=anne.run + 1) == []


def test_it_is_what_stands_there_now(anne, session):
    anne.writes()
    anne.shares()

    save_answer(session, anne.anne, anne.run, "old-i1", "More", seen=1, at=NOW)
    deliver_answer(session, anne.anne, anne.run, "old-i1", at=NOW)

    assert anne.read() == [("Anne", "More", True)]


def test_taken_back_nobody_reads_it_and_twice_is_once(anne, session):
    anne.writes()
    anne.shares()

    for _ in range(2):
        sharing.take_back(session, anne.anne, anne.run, TASK)

    assert anne.read() == []
    assert sharing.own_sharing(session, anne.anne, anne.run, TASK, on=TODAY) == sharing.OwnSharing(True, None, "")


def test_nothing_is_not_shared(anne):
    with pytest.raises(Invalid):
        anne.shares()
    anne.writes(" \n")
    with pytest.raises(Invalid):
        anne.shares()


def test_sharing_again_does_not_begin_anew(anne, session):
    anne.writes()
    anne.shares()

    anne.shares(at=NOW + timedelta(days=3))

    assert session.scalars(select(Answer.shared_at)).one() == NOW


@pytest.mark.parametrize(
    ("spans", "days", "is_read"),
    [
        ([(-100, None)], 30, True),
        ([(-100, 3)], 3, True),
        ([(-100, 3)], 4, False),
        ([(-100, 3), (4, None)], 30, True),
        ([(-100, 3), (5, None)], 30, False),
        ([(-100, 3), (1, 9), (10, None)], 30, True),
        ([(0, None)], 0, True),
        ([(1, None)], 30, False),
        ([(-100, -1), (20, None)], 30, False),
        ([], 0, False),
    ],
)
def test_it_ends_when_its_writer_leaves_and_does_not_come_back_with_them(session, spans, days, is_read):
    anne = Writer(session)
    for first, last in spans:
        anne.joins(TODAY + timedelta(days=first), None if last is None else TODAY + timedelta(days=last))
    anne.writes()
    anne.shares()

    on = TODAY + timedelta(days=days)

    assert bool(anne.read(on=on)) == is_read
    own = sharing.own_sharing(session, anne.anne, anne.run, TASK, on=on)
    assert own.team == ("Blue" if is_read else "")
    assert sharing.shared_by(session, anne.anne, anne.run, on=on) == ({"old-i1": "Blue"} if is_read else {})


def test_it_costs_the_same_for_one_and_for_many(anne, session, statements):
    anne.writes()
    anne.shares()
    with statements() as one:
        anne.read()
    for number in range(3):
        other = Person(name=f"P{number}", email=f"p{number}@example.org", created_at=NOW)
        session.add(other)
        session.flush()
        anne.anne = other.id
        anne.joins(date(2026, 8, 1))
        anne.writes()
        anne.shares()

    with statements() as many:
        assert len(anne.read()) == 4

    assert len(one) == len(many) == 2

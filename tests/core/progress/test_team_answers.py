"""A team writes one answer together; nobody overwrites a colleague unseen."""

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.progress.models import Completion, TeamAnswer
from courseengine.core.progress.operations import complete, revoke
from courseengine.core.progress.team_answers import (
    answers_of_team,
    deliver_team_answer,
    reopen_team_answer,
    restore_version,
    save_team_answer,
    team_answer,
    versions_of,
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

    def save(self, body, *, seen, by=None, at=NOW):
        return save_team_answer(self.session, **self.task, body=body, seen=seen, by=by or self.anne, at=at)

    def deliver(self, *, by=None, at=NOW):
        deliver_team_answer(self.session, **self.task, by=by or self.anne, at=at)

    def reopen(self, *, at=NOW):
        reopen_team_answer(self.session, self.answer, at=at)

    @property
    def task(self):
        return {"team_id": self.team.id, "run_id": self.run.id, "activity_id": "m1-g1"}

    @property
    def answer(self):
        return self.session.scalars(select(TeamAnswer)).one()

    @property
    def text(self):
        return team_answer(self.session, self.team.id, self.run.id, ["m1-g1"])

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


@pytest.fixture
def writing(session):
    return begin(session)


def test_every_save_gives_the_next_version(writing):
    assert writing.save("One", seen=0) == 1
    assert writing.save("Two", seen=1, by=writing.bjorn) == 2

    assert (writing.text.body, writing.text.version, writing.text.saved_by) == ("Two", 2, "Bjorn")


def test_nothing_written_is_no_answer(writing):
    assert writing.save(" \r\n", seen=0) == 0
    assert writing.text is None


def test_the_same_text_twice_is_one_version(writing):
    writing.save("One", seen=0)

    assert writing.save("One\r\n", seen=0) == 1


def test_a_late_save_overwrites_nothing(writing):
    writing.save("One", seen=0)
    writing.save("Anne's", seen=1)

    with pytest.raises(Conflict):
        writing.save("Bjørn's", seen=1, by=writing.bjorn)

    assert writing.text.body == "Anne's"


def test_whoever_types_on_while_the_draft_saves_itself_clashes_with_nobody(writing):
    writing.save("One", seen=0)

    assert writing.save("One two", seen=0) == 2
    with pytest.raises(Conflict):
        writing.save("One two three", seen=0, by=writing.bjorn)


def test_the_first_text_by_two_is_a_conflict_too(writing):
    writing.save("Anne's", seen=0)

    with pytest.raises(Conflict):
        writing.save("Bjørn's", seen=0, by=writing.bjorn)


@pytest.mark.parametrize("seen", [0, 1])
def test_of_two_who_save_in_the_same_moment_one_is_told(database, seen):
    with database.writing() as session:
        team = begin(session)
        if seen:
            team.save("Before", seen=0)
    task, ready, outcomes = team.task, threading.Barrier(2), []

    def save(who, body):
        ready.wait()
        try:
            with database.writing() as session:
                save_team_answer(session, **task, body=body, seen=seen, by=who, at=NOW)
            outcomes.append(body)
        except Conflict:
            outcomes.append("conflict")

    writers = [
        threading.Thread(target=save, args=(who, body))
        for who, body in ((team.anne, "Anne's"), (team.bjorn, "Bjørn's"))
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with database.reading() as session:
        kept = team_answer(session, task["team_id"], task["run_id"], ["m1-g1"])
    assert sorted(outcomes) == sorted(["conflict", kept.body])
    assert kept.version == seen + 1


def test_an_answer_has_a_length(writing):
    with pytest.raises(Invalid):
        writing.save("x" * (ANSWER_LENGTH + 1), seen=0)

    assert writing.save("x" * ANSWER_LENGTH, seen=0) == 1


def test_earlier_texts_are_kept_unless_they_were_only_added_to(writing):
    for seen, (text, by) in enumerate(
        [("One", writing.anne), ("One two", writing.anne), ("Two", writing.anne), ("Two three", writing.bjorn)]
    ):
        writing.save(text, seen=seen, by=by)

    def kept(**how):
        return [(v.version, v.body, v.writer.name) for v in versions_of(writing.session, writing.answer, **how)]

    everything = [(4, "Two three", "Bjorn"), (3, "Two", "Anne"), (2, "One two", "Anne")]
    assert kept(limit=10) == everything
    assert kept(limit=2) == everything[:2]
    assert kept(limit=10, before=3) == everything[2:]


def test_an_earlier_text_comes_back_as_the_newest(writing):
    writing.save("One", seen=0)
    writing.save("Two", seen=1)

    assert restore_version(writing.session, writing.answer, 1, by=writing.bjorn, at=NOW) == 3

    assert (writing.text.body, writing.text.saved_by) == ("One", "Bjorn")
    assert [version.body for version in versions_of(writing.session, writing.answer, limit=10)] == ["One", "Two", "One"]
    with pytest.raises(NotFound):
        restore_version(writing.session, writing.answer, 9, by=writing.bjorn, at=NOW)


def test_delivering_is_done_for_those_in_the_team_today(writing):
    writing.save("One", seen=0)

    writing.deliver()

    assert writing.done() == {(who, "delivered", writing.team.id) for who in (writing.anne, writing.bjorn)}
    assert (writing.text.delivered_at, writing.text.delivered_by) == (NOW, "Anne")


def test_delivering_twice_is_delivering_once(writing):
    writing.save("One", seen=0)
    writing.deliver()
    version = writing.text.version

    writing.deliver(by=writing.bjorn, at=NOW + timedelta(hours=1))

    assert (writing.text.version, writing.text.delivered_by) == (version, "Anne")


@pytest.mark.parametrize("body", ["", "   "])
def test_an_empty_answer_is_not_delivered(writing, body):
    writing.save(body, seen=0)

    with pytest.raises(Invalid):
        writing.deliver()

    assert writing.done() == set()


def test_whoever_still_wrote_for_the_team_alone_is_told_that_leaders_now_read(writing):
    writing.save("One", seen=0)
    writing.deliver()

    with pytest.raises(Conflict):
        writing.save("Two", seen=1, by=writing.bjorn)


def test_opening_again_takes_back_what_the_delivery_gave(writing):
    writing.save("One", seen=0)
    writing.deliver()

    writing.reopen(at=NOW + timedelta(minutes=5))

    assert writing.done() == set()
    assert (writing.text.delivered_at, writing.text.delivered_by) == (None, None)


def test_delivered_reopened_and_delivered_again_can_be_reopened(writing):
    writing.save("One", seen=0)
    for minutes in (0, 10):
        writing.deliver(at=NOW + timedelta(minutes=minutes))
        writing.reopen(at=NOW + timedelta(minutes=minutes + 5))

    assert writing.done() == set()


def test_opening_again_leaves_what_was_done_otherwise(writing):
    session, run = writing.session, writing.run.id
    complete(session, writing.bjorn, run, "m1-g1", how="by_hand", at=NOW)
    complete(session, writing.inga, run, "m1-g1", how="delivered", at=NOW, team_id=writing.team.id)
    writing.save("One", seen=0)
    writing.deliver()

    writing.reopen()

    assert writing.done() == {(writing.bjorn, "by_hand", None), (writing.inga, "delivered", writing.team.id)}


def test_a_member_who_took_it_back_has_taken_it_back(writing):
    writing.save("One", seen=0)
    writing.deliver()

    revoke(writing.session, writing.bjorn, writing.run.id, "m1-g1", at=NOW)

    assert writing.done() == {(writing.anne, "delivered", writing.team.id)}


def test_a_teams_answers_are_its_own(writing):
    writing.save("One", seen=0)
    other = Team(school_id=writing.team.school_id, kind="team", name="Green")
    writing.session.add(other)
    writing.session.flush()

    assert list(answers_of_team(writing.session, writing.team.id, writing.run.id)) == ["m1-g1"]
    assert answers_of_team(writing.session, other.id, writing.run.id) == {}

"""A held meeting is done for those who were there, with the team of that day.

What meetings do to progress is offered by ``core/progress/meetings_held.py``; it is tried here,
beside the school that meets.
"""

import threading
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.meetings.models import Meeting
from courseengine.core.meetings.operations import delete_meeting
from courseengine.core.meetings.recording import Minutes, save_minutes
from courseengine.core.progress.meetings_held import done_by_each, hold, note
from courseengine.core.progress.models import Completion
from courseengine.core.progress.operations import complete, revoke
from tests.core.meetings.conftest import NOW, make_school


def hold_with(school, meeting, *names, at=NOW):
    anne = school.people["anne"]
    for name in names:
        note(school.session, meeting, school.people[name], present=True, by=anne, at=NOW)
    hold(school.session, meeting, anne, decision="We try it", at=at)


def done(school):
    names = {id_: name for name, id_ in school.people.items()}
    rows = school.session.scalars(select(Completion).where(Completion.revoked_at.is_(None)))
    return {(names[row.person_id], row.activity_id, row.how, row.team_id) for row in rows}


def test_it_is_done_for_those_present_and_for_nobody_else(school):
    hold_with(school, school.plan(), "anne", "bjorn")

    blue = school.blue.id
    assert done(school) == {("anne", "m1-m1", "together", blue), ("bjorn", "m1-m1", "together", blue)}


def test_a_joint_meeting_counts_with_each_ones_own_team(school):
    meeting = school.plan(teams=[school.blue.id, school.green.id], joint=True)

    hold_with(school, meeting, "anne", "inga", "cecilie")

    assert {(name, team) for name, _, _, team in done(school)} == {
        ("anne", school.blue.id),
        ("inga", school.green.id),
        ("cecilie", None),
    }


def test_noting_before_it_is_held_completes_nothing(school):
    note(school.session, school.plan(), school.people["anne"], present=True, by=school.people["anne"], at=NOW)

    assert done(school) == set()


def test_somebody_added_afterwards_has_done_it_too_and_whoever_takes_themselves_off_has_not(school):
    meeting = school.plan()
    hold_with(school, meeting, "anne")
    anne, bjorn = school.people["anne"], school.people["bjorn"]

    note(school.session, meeting, bjorn, present=True, by=anne, at=NOW)
    assert {name for name, *_ in done(school)} == {"anne", "bjorn"}

    note(school.session, meeting, bjorn, present=False, by=bjorn, at=NOW + timedelta(minutes=1))
    assert {name for name, *_ in done(school)} == {"anne"}


def test_prework_is_counted_under_every_id_it_had(school):
    session, run, (anne, bjorn) = school.session, school.run.id, (school.people["anne"], school.people["bjorn"])
    complete(session, anne, run, "old-id", how="read", at=NOW)
    complete(session, bjorn, run, "m1-v1", how="watched", at=NOW)
    revoke(session, bjorn, run, "m1-v1", at=NOW)

    found = done_by_each(session, [anne, bjorn], run, {"old-id": "m1-t1", "m1-t1": "m1-t1", "m1-v1": "m1-v1"})

    assert found == {anne: {"m1-t1"}, bjorn: set()}


def test_of_two_who_save_minutes_in_the_same_moment_neither_loses_a_word(database):
    with database.writing() as session:
        school = make_school(session)
        meeting_id = school.plan().id
    ready = threading.Barrier(2)

    def save(name):
        ready.wait()
        with database.writing() as session:
            meeting = session.get_one(Meeting, meeting_id)
            save_minutes(session, meeting, school.people[name], Minutes(name), base=Minutes(), at=NOW)

    writers = [threading.Thread(target=save, args=(name,)) for name in ("anne", "bjorn")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with database.reading() as session:
        kept = session.get_one(Meeting, meeting_id)
        assert (sorted(kept.minutes.split("\n\n")), kept.version) == (["anne", "bjorn"], 3)


def test_the_same_form_sent_by_two_tabs_in_the_same_moment_makes_one_meeting(database):
    with database.writing() as session:
        school = make_school(session)
    ready, made = threading.Barrier(2), []

    def plan():
        ready.wait()
        with database.writing() as session:
            made.append(replace(school, session=session).plan(submit_id="the-same-form").id)

    tabs = [threading.Thread(target=plan) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    with database.reading() as session:
        assert made == [session.scalars(select(Meeting.id)).one()] * 2


def test_a_meeting_held_in_the_same_moment_is_not_deleted(database):
    """Whoever comes second finds it held, or gone; nobody deletes what was held."""
    with database.writing() as session:
        school = make_school(session)
        meeting = school.plan()
        meeting_id = meeting.id
        note(session, meeting, school.people["anne"], present=True, by=school.people["anne"], at=NOW)
    ready, outcomes = threading.Barrier(2), []

    def do(what):
        ready.wait()
        try:
            with database.writing() as session:
                what(replace(school, session=session), session.get(Meeting, meeting_id))
            outcomes.append("done")
        except (Invalid, NotFound, AttributeError):  # held, gone, or gone before it was looked for
            outcomes.append("refused")

    acts = (
        lambda school, meeting: hold_with(school, meeting, "anne"),
        lambda school, meeting: delete_meeting(school.session, meeting),
    )
    people = [threading.Thread(target=do, args=(act,)) for act in acts]
    for one in people:
        one.start()
    for one in people:
        one.join()

    with database.reading() as session:
        kept = session.get(Meeting, meeting_id)
        assert (sorted(outcomes), kept.state if kept else "deleted") in (
            (["done", "refused"], "held"),
            (["done", "refused"], "deleted"),
        )

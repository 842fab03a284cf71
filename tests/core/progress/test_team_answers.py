"""A team writes one answer together; nobody overwrites a colleague unseen."""

from datetime import timedelta

import pytest

from courseengine.base.errors import Invalid
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.people.models import Team
from courseengine.core.progress.operations import complete, revoke
from courseengine.core.progress.team_answers import (
    answers_of_team,
)
from tests.core.progress.team_writing import NOW, begin


@pytest.fixture
def writing(session):
    return begin(session)


def test_every_save_gives_the_next_version(writing):
    assert writing.save("One", seen=0).version == 1
    assert writing.save("Two", seen=1, by=writing.bjorn).version == 2

    assert (writing.text.body, writing.text.version, writing.text.saved_by) == ("Two", 2, "Bjorn")


def test_nothing_written_is_no_answer(writing):
    assert writing.save(" \r\n", seen=0).version == 0
    assert writing.text is None


def test_the_same_text_twice_is_one_version(writing):
    writing.save("One", seen=0)

    assert writing.save("One\r\n", seen=0).version == 1


def test_an_answer_has_a_length(writing):
    with pytest.raises(Invalid):
        writing.save("x" * (ANSWER_LENGTH + 1), seen=0)

    assert writing.save("x" * ANSWER_LENGTH, seen=0).version == 1


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

    saved = writing.save("One and two", seen=1, by=writing.bjorn)

    assert (saved.waits, saved.version, writing.text.body) == (True, 1, "One")
    assert writing.waiting() == [("Bjorn", "One and two")]


def test_what_was_written_before_the_delivery_and_goes_on_waits_as_one_text(writing):
    writing.save("One", seen=0)
    writing.deliver()
    for base, text in [("One", "One two"), ("One two", "One two\n\nthree"), ("One two\n\nthree", "One\n\nthree")]:
        writing.save(text, base=base, seen=1, by=writing.bjorn)

    assert writing.waiting() == [("Bjorn", "One\n\nthree")]


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

"""Two members write at once, and nothing that either typed is lost."""

import threading

import pytest

from courseengine.base.errors import Invalid, NotFound
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.progress.answer_versions import restore_version, settle, versions_of, waiting_of
from courseengine.core.progress.team_answers import save_team_answer, team_answer
from tests.core.progress.team_writing import NOW, begin


@pytest.fixture
def writing(session):
    return begin(session)


def test_a_late_save_that_clashes_waits_beside_what_stands(writing):
    writing.save("One", seen=0)
    writing.save("Anne's", seen=1)

    assert writing.save("Bjørn's", seen=1, by=writing.bjorn).waits

    assert writing.text.body == "Anne's"
    assert writing.waiting() == [("Bjorn", "Bjørn's")]


def test_what_two_change_in_different_places_is_one_text(writing):
    base = "One\n\ntwo"
    writing.save(base, seen=0)
    writing.save("One!\n\ntwo", seen=1)

    assert not writing.save("One\n\ntwo!", base=base, seen=1, by=writing.bjorn).waits

    assert (writing.text.body, writing.text.saved_by) == ("One!\n\ntwo!", "Bjorn")


def test_of_what_merges_in_part_the_rest_waits(writing):
    base = "One\n\ntwo"
    writing.save(base, seen=0)
    writing.save("Anne's\n\ntwo", seen=1)

    writing.save("Bjørn's\n\ntwo!", base=base, seen=1, by=writing.bjorn)

    assert writing.text.body == "Anne's\n\ntwo!"
    assert writing.waiting() == [("Bjorn", "Bjørn's\n\ntwo!")]


def test_whoever_types_on_while_the_draft_saves_itself_clashes_with_nobody(writing):
    writing.save("One", seen=0)

    assert writing.save("One two", seen=0).version == 2
    assert writing.text.body == "One two"


def test_whoever_types_on_in_a_text_that_waits_has_one_text_waiting(writing):
    writing.save("One", seen=0)
    writing.save("Anne's", seen=1)
    for base, text in [("One", "Bjørn's"), ("Bjørn's", "Bjørn's own"), ("Bjørn's own", "Bjørn's text")]:
        writing.save(text, base=base, seen=1, by=writing.bjorn)

    assert writing.waiting() == [("Bjorn", "Bjørn's text")]


def test_the_first_text_by_two_is_both(writing):
    writing.save("Anne's", seen=0)

    writing.save("Bjørn's", seen=0, by=writing.bjorn)

    assert writing.text.body == "Anne's\n\nBjørn's"


@pytest.mark.parametrize("seen", [0, 1])
def test_of_two_who_save_in_the_same_moment_nothing_is_lost(database, seen):
    with database.writing() as session:
        team = begin(session)
        if seen:
            team.save("Before", seen=0)
    task, ready = team.task, threading.Barrier(2)

    def save(who, body):
        ready.wait()
        with database.writing() as session:
            save_team_answer(session, **task, body=body, seen=seen, by=who, at=NOW)

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
        texts = [kept.body, *(one.body for one in waiting_of(session, kept.id))]
    assert sorted("\n\n".join(texts).split("\n\n")) == ["Anne's", "Bjørn's"]
    assert len(texts) == seen + 1


@pytest.mark.parametrize(
    ("keep", "stands"),
    [("written", "Bjørn's\n\ntwo!"), ("stored", "Anne's\n\ntwo!"), ("both", "Anne's\n\nBjørn's\n\ntwo!")],
)
def test_whichever_is_kept_stands_and_the_rest_of_the_text_is_as_it_has_become(writing, keep, stands):
    clash(writing)
    (waiting,) = waiting_of(writing.session, writing.answer.id)
    writing.save("Anne's\n\ntwo!", base="Anne's\n\ntwo", seen=0)

    for _ in range(10):
        settle(writing.session, writing.answer, waiting.version, keep=keep, shown=None, by=writing.anne, at=NOW)

    assert (writing.text.body, writing.waiting()) == (stands, [])
    assert "Bjørn's\n\ntwo" in [one.body for one in versions_of(writing.session, writing.answer, limit=20)]


def clash(writing):
    """Anne's text stands, and Bjørn's waits beside it."""
    writing.save("One\n\ntwo", seen=0)
    writing.save("Anne's\n\ntwo", seen=1)
    writing.save("Bjørn's\n\ntwo", base="One\n\ntwo", seen=1, by=writing.bjorn)


def test_a_choice_between_texts_that_have_changed_since_is_not_made_for_the_other(writing):
    clash(writing)
    (waiting,) = waiting_of(writing.session, writing.answer.id)
    writing.save("Anne's newest\n\ntwo", base="Anne's\n\ntwo", seen=0)

    shown = "Anne's\n\ntwo"
    settle(writing.session, writing.answer, waiting.version, keep="written", shown=shown, by=writing.bjorn, at=NOW)

    assert writing.text.body == "Anne's newest\n\ntwo"
    assert writing.waiting() == [("Bjorn", "Bjørn's\n\ntwo")]


def test_a_text_that_everybody_has_come_to_agree_with_waits_no_more(writing):
    clash(writing)

    writing.save("Bjørn's\n\ntwo", base="Anne's\n\ntwo", seen=0, by=writing.bjorn)

    assert (writing.text.body, writing.waiting()) == ("Bjørn's\n\ntwo", [])


def test_ten_equal_posts_have_one_effect(writing):
    clash(writing)
    texts, version = writing.waiting(), writing.text.version

    for _ in range(10):
        writing.save("Bjørn's\n\ntwo", base="One\n\ntwo", seen=1, by=writing.bjorn)

    assert (writing.waiting(), writing.text.version) == (texts, version)


def test_what_waits_names_whose_text_it_clashed_with(writing):
    clash(writing)
    writing.save("Anne's\n\ntwo\n\nthree", base="Anne's\n\ntwo", seen=0, by=writing.bjorn)

    (waiting,) = waiting_of(writing.session, writing.answer.id)

    assert (waiting.writer.name, waiting.other.name) == ("Bjorn", "Anne")


def test_two_texts_that_are_too_long_together_wait_beside_each_other(writing):
    writing.save("a" * ANSWER_LENGTH, seen=0)

    writing.save("b" * ANSWER_LENGTH, seen=0, by=writing.bjorn)

    (waiting,) = waiting_of(writing.session, writing.answer.id)
    assert (writing.text.body[0], waiting.body) == ("a", "b" * ANSWER_LENGTH)
    with pytest.raises(Invalid):
        settle(writing.session, writing.answer, waiting.version, keep="both", shown=None, by=writing.anne, at=NOW)


def test_two_texts_are_looked_at_before_one_is_delivered(writing):
    clash(writing)

    with pytest.raises(Invalid):
        writing.deliver()

    assert writing.done() == set()


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

    restore_version(writing.session, writing.answer, 1, by=writing.bjorn, at=NOW)

    assert (writing.text.body, writing.text.version, writing.text.saved_by) == ("One", 3, "Bjorn")
    assert [version.body for version in versions_of(writing.session, writing.answer, limit=10)] == ["One", "Two", "One"]
    with pytest.raises(NotFound):
        restore_version(writing.session, writing.answer, 9, by=writing.bjorn, at=NOW)

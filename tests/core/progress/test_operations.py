"""What a person does: once, for oneself, taken back by oneself, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from courseengine.base.errors import Conflict, Invalid
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.course.activities.task import IndividualTask
from courseengine.core.course.activities.text import Text
from courseengine.core.course.activities.video import Video
from courseengine.core.people.operations import add_organisation, add_person
from courseengine.core.progress import operations
from courseengine.core.progress.models import Completion
from courseengine.core.progress.queries import has_worked_on, marks_of, own_work
from courseengine.core.runs.models import CourseRun
from tests.instants import oslo

NOON = oslo(2026, 11, 22, 12, 0)
TASK = IndividualTask(kind="individual_task", id="i1", title="Task")
TEXT = Text(kind="text", id="t1", title="Text")
VIDEO = Video(kind="video", id="v1", title="Film")


@pytest.fixture
def ids(session):
    school = add_organisation(session, kind="school", name="Furulia")
    person = add_person(session, name="Anne", email="anne@demo.example", at=NOON)
    run = CourseRun(course_id="c", organisation_id=school.id, schedule="s", opened_at=NOON)
    session.add(run)
    session.flush()
    return person.id, run.id


def completion(session, ids, activity_id="t1"):
    session.expire_all()
    return session.get(Completion, (*ids, activity_id))


def test_doing_it_twice_is_doing_it_once(session, ids):
    operations.complete(session, *ids, "t1", how="read", at=NOON)
    operations.complete(session, *ids, "t1", how="read", at=NOON + timedelta(hours=1))
    session.flush()

    assert completion(session, ids).done_at == NOON


def test_what_is_taken_back_is_not_done(session, ids):
    operations.complete(session, *ids, "t1", how="read", at=NOON)
    session.flush()

    operations.revoke(session, *ids, "t1", at=NOON)

    assert own_work(session, *ids, TEXT).done_how is None


def test_done_again_on_the_same_day_was_never_taken_back(session, ids):
    operations.complete(session, *ids, "t1", how="read", at=NOON - timedelta(days=3))
    session.flush()
    operations.revoke(session, *ids, "t1", at=NOON)
    operations.complete(session, *ids, "t1", how="read", at=NOON + timedelta(hours=1))
    session.flush()

    assert completion(session, ids).done_at == NOON - timedelta(days=3)
    assert completion(session, ids).revoked_at is None


def test_done_again_on_a_later_day_is_done_then(session, ids):
    operations.complete(session, *ids, "t1", how="read", at=NOON - timedelta(days=3))
    session.flush()
    operations.revoke(session, *ids, "t1", at=NOON - timedelta(days=1))
    operations.complete(session, *ids, "t1", how="read", at=NOON)
    session.flush()

    assert completion(session, ids).done_at == NOON


def test_a_draft_is_kept_and_does_not_complete(session, ids):
    version = operations.save_answer(session, *ids, "i1", "Begun", seen=0, at=NOON)

    work = own_work(session, *ids, TASK)

    assert (version, work.answer, work.version, work.is_delivered, work.done_how) == (1, "Begun", 1, False, None)


def test_the_same_text_again_is_no_new_version(session, ids):
    operations.save_answer(session, *ids, "i1", "Begun", seen=0, at=NOON)

    assert operations.save_answer(session, *ids, "i1", "Begun", seen=0, at=NOON) == 1


def test_a_late_save_from_another_window_is_a_conflict_and_changes_nothing(session, ids):
    operations.save_answer(session, *ids, "i1", "First", seen=0, at=NOON)
    operations.save_answer(session, *ids, "i1", "Second", seen=1, at=NOON)

    with pytest.raises(Conflict):
        operations.save_answer(session, *ids, "i1", "Late", seen=1, at=NOON)

    assert own_work(session, *ids, TASK).answer == "Second"


def test_delivering_completes_and_taking_back_does_not_lose_the_text(session, ids):
    operations.save_answer(session, *ids, "i1", "Ready", seen=0, at=NOON)
    operations.deliver_answer(session, *ids, "i1", at=NOON)
    session.flush()
    delivered = own_work(session, *ids, TASK)
    operations.take_answer_back(session, *ids, "i1", at=NOON)
    session.flush()
    taken_back = own_work(session, *ids, TASK)

    assert (delivered.is_delivered, delivered.done_how) == (True, "delivered")
    assert (taken_back.is_delivered, taken_back.done_how, taken_back.answer) == (False, None, "Ready")


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_cannot_be_delivered(session, ids, text):
    operations.save_answer(session, *ids, "i1", text, seen=0, at=NOON)

    with pytest.raises(Invalid, match="Write something"):
        operations.deliver_answer(session, *ids, "i1", at=NOON)


def test_an_answer_has_a_limit(session, ids):
    longest = "x" * ANSWER_LENGTH

    assert operations.save_answer(session, *ids, "i1", longest, seen=0, at=NOON) == 1
    with pytest.raises(Invalid, match="at most"):
        operations.save_answer(session, *ids, "i1", longest + "x", seen=1, at=NOON)


def test_a_list_is_done_when_all_is_ticked_and_not_when_one_is_taken_off(session, ids):
    items = {"a", "b"}
    operations.set_ticks(session, *ids, "s1", {"a", "b", "unknown"}, items=items, at=NOON)
    session.flush()
    done = completion(session, ids, "s1").revoked_at is None
    operations.set_ticks(session, *ids, "s1", {"a"}, items=items, at=NOON)
    session.flush()

    assert done
    assert completion(session, ids, "s1").revoked_at == NOON


def test_the_place_in_a_film_is_remembered(session, ids):
    operations.keep_position(session, *ids, "v1", 40)
    operations.keep_position(session, *ids, "v1", 75)
    session.flush()

    assert own_work(session, *ids, VIDEO).position == 75


def test_marks_say_what_is_done_and_what_is_begun(session, ids):
    operations.complete(session, *ids, "t1", how="read", at=NOON)
    operations.save_answer(session, *ids, "i1", "Begun", seen=0, at=NOON)
    session.flush()

    assert marks_of(session, *ids, team_id=None) == {"t1": "done", "i1": "started"}


def test_what_was_done_under_an_earlier_id_is_done(session, ids):
    operations.complete(session, *ids, "old", how="read", at=NOON)
    session.flush()
    renamed = Text(kind="text", id="t1", title="Text", formerly=("old",))

    assert own_work(session, *ids, renamed).done_how == "read"


def test_having_worked_on_it_is_remembered_for_every_kind_of_trace(session, ids):
    operations.complete(session, *ids, "t1", how="read", at=NOON)
    operations.save_answer(session, *ids, "i1", "Begun", seen=0, at=NOON)
    operations.set_ticks(session, *ids, "old", {"a"}, items={"a", "b"}, at=NOON)
    session.flush()
    renamed = Text(kind="text", id="new", title="Text", formerly=("old",))

    assert [has_worked_on(session, *ids, one) for one in (TEXT, TASK, renamed, VIDEO)] == [True, True, True, False]


class TestTwoTabs:
    """The same person twice in the same moment, each in a transaction of its own."""

    @pytest.fixture
    def person_in_a_run(self, database):
        with database.writing() as session:
            school = add_organisation(session, kind="school", name="Furulia")
            person = add_person(session, name="Anne", email="anne@demo.example", at=NOON)
            run = CourseRun(course_id="c", organisation_id=school.id, schedule="s", opened_at=NOON)
            session.add(run)
            session.flush()
            return person.id, run.id

    def at_once(self, database, act, times=4):
        """Let that many threads do the same, and gather what went wrong."""
        refused = []
        ready = Barrier(times)

        def one(number):
            ready.wait()
            try:
                with database.writing() as session:
                    act(session, number)
            except Conflict as conflict:
                refused.append(conflict)

        with ThreadPoolExecutor(times) as pool:
            list(pool.map(one, range(times)))
        return refused

    def test_marking_done_has_one_effect(self, database, person_in_a_run):
        refused = self.at_once(
            database, lambda session, _: operations.complete(session, *person_in_a_run, "t1", how="read", at=NOON)
        )

        with database.reading() as session:
            assert marks_of(session, *person_in_a_run, team_id=None) == {"t1": "done"}
        assert refused == []

    def test_of_several_first_texts_one_is_kept_and_the_others_are_told(self, database, person_in_a_run):
        refused = self.at_once(
            database,
            lambda session, number: operations.save_answer(
                session, *person_in_a_run, "i1", f"Text {number}", seen=0, at=NOON
            ),
        )

        assert len(refused) == 3

    def test_of_several_later_texts_one_is_kept_and_the_others_are_told(self, database, person_in_a_run):
        with database.writing() as session:
            operations.save_answer(session, *person_in_a_run, "i1", "First", seen=0, at=NOON)

        refused = self.at_once(
            database,
            lambda session, number: operations.save_answer(
                session, *person_in_a_run, "i1", f"Text {number}", seen=1, at=NOON
            ),
        )

        with database.reading() as session:
            assert own_work(session, *person_in_a_run, TASK).version == 2
        assert len(refused) == 3

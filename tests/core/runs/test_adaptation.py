"""What a run does otherwise than the course: nothing is lost, nothing leads to what is hidden."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from courseengine.core.course.activities.meeting import AgendaItem, Meeting
from courseengine.core.course.activities.text import Text
from courseengine.core.course.compiling.own_activity import OwnText
from courseengine.core.course.model import Course, Module, Section
from courseengine.core.meetings.timing import Standing
from courseengine.core.progress.outline import outline_of
from courseengine.core.reports.team_facts import Delivery, State, facts_by_team
from courseengine.core.runs.adaptation import Override, adapt, arranged, stepped
from courseengine.core.runs.plan import PlannedModule, make_plan
from tests.core.reports.courses import M2, course, module, own, plan, together
from tests.instants import oslo

NOW = oslo(2026, 12, 24, 12, 0)
LINKED = Markup('<p>Se <a href="../activities/t1#t-t1-x">den <em>ene</em></a> og <a href="../activities/t2">x</a></p>')


def text(id_: str, **fields) -> Text:
    return Text(kind="text", id=id_, title=id_, minutes=5, language="en", **fields)


def meeting(id_: str, **fields) -> Meeting:
    agenda = (AgendaItem(minutes=20, text="Talk", activity="t1", decision=True), AgendaItem(minutes=5, text="End"))
    return Meeting(kind="meeting", id=id_, title=id_, meets="team", agenda=agenda, language="en", **fields)


def sections(*named: tuple[str, tuple]) -> Module:
    parts = tuple(Section(id=id_, title=id_, activities=activities) for id_, activities in named)
    return module("m1", meetings=2).model_copy(update={"sections": parts, "body": LINKED})


M1 = sections(
    ("A", (text("t1", prework_for=("k1",), formerly=("t0",)), text("t2", body=LINKED), own("i1"), together("g1"))),
    (
        "B",
        (meeting("k1", prework=("t1", ("t1", "t2")), uses=("g1",), hands_out=("g2",)), together("g2"), meeting("k2")),
    ),
)
COURSE = course(M1, M2, dates={})
IDS = tuple(activity.id for activity in M1.activities)
SOURCE = OwnText("text", "Own", 5, False, "en", "Read this.").source


def says(kind: str, id_: str, section: str = "A", place: int = 0, *, owner: bool = False) -> Override:
    source = SOURCE if kind == "add" else ""
    return Override(id_, kind, "m1", section, place, source, owner, f"{kind}{id_}{owner}")


def hide(id_: str, *, owner: bool = False) -> Override:
    return says("hide", id_, owner=owner)


def ids(changed: Course) -> list[str]:
    return [activity.id for activity in changed.modules[0].activities]


def test_a_run_without_changes_has_the_course_itself():
    assert adapt(COURSE, ()).course is COURSE


def test_what_is_hidden_is_not_in_the_course_and_is_known_apart():
    adapted = adapt(COURSE, [hide("t1")])

    assert ids(adapted.course) == [id_ for id_ in IDS if id_ != "t1"]
    assert adapted.course.activity("t1") is None
    assert adapted.course.activity("t0") is None
    assert adapted.taken_out["t1"].title == adapted.taken_out["t0"].title == "t1"
    assert COURSE.activity("t1") is not None


def test_an_id_it_had_before_hides_it_too():
    assert "t1" not in ids(adapt(COURSE, [hide("t0")]).course)


def test_nothing_names_what_is_hidden():
    adapted = adapt(COURSE, [hide("t1"), hide("g1"), hide("g2")])

    k1 = adapted.course.activity("k1")
    assert (k1.prework, k1.uses, k1.hands_out, k1.agenda[0].activity) == ((("t2",),), (), (), None)
    assert adapted.course.activity("t2").body == '<p>Se den <em>ene</em> og <a href="../activities/t2">x</a></p>'
    assert adapted.course.modules[0].body == adapted.course.activity("t2").body
    assert adapted.without_prework == {"k1"}


def test_one_of_several_that_is_hidden_is_no_loss():
    assert adapt(COURSE, [hide("t2")]).without_prework == frozenset()


def test_a_school_shows_what_its_owner_hides_and_hides_what_its_owner_shows():
    assert "t1" not in ids(adapt(COURSE, [hide("t1", owner=True)]).course)
    assert "t1" in ids(adapt(COURSE, [says("show", "t1"), hide("t1", owner=True)]).course)
    assert "t2" not in ids(adapt(COURSE, [hide("t1", owner=True), hide("t2")]).course)


def test_what_a_module_asks_for_becomes_less_by_what_is_hidden():
    numbered = course(M1.model_copy(update={"tasks_required": 2}), dates={})

    assert adapt(COURSE, [hide("k1")]).course.modules[0].meetings_required == 1
    assert adapt(COURSE, [hide("t1")]).course.modules[0].meetings_required == 2
    assert adapt(numbered, [hide("g1")]).course.modules[0].tasks_required == 1
    assert adapt(numbered, [hide("i1")]).course.modules[0].tasks_required == 2


def test_what_moves_stands_where_it_was_put_and_the_others_keep_to_those_before_them():
    moved = [says("move", id_, "B", place) for place, id_ in enumerate(["t2", "k1"])]

    assert ids(adapt(COURSE, moved).course) == ["t1", "i1", "g1", "t2", "k1", "g2", "k2"]


def test_what_the_course_adds_later_finds_its_place_after_what_it_follows():
    moved = [says("move", id_, "A", place) for place, id_ in enumerate(["g1", "t2", "t1", "i1"])]
    first, *rest = M1.sections
    newer = course(
        M1.model_copy(
            update={
                "sections": (
                    first.model_copy(
                        update={"activities": (*first.activities[:2], text("new"), *first.activities[2:])}
                    ),
                    *rest,
                )
            }
        ),
        dates={},
    )

    assert ids(adapt(newer, moved).course)[:5] == ["g1", "t2", "new", "t1", "i1"]


def test_a_move_to_a_section_that_is_no_more_is_passed_over():
    assert ids(adapt(COURSE, [says("move", "t1", "gone")]).course) == list(IDS)


def test_ones_own_stands_last_in_its_section_and_in_the_last_one_where_that_is_no_more():
    assert ids(adapt(COURSE, [says("add", "own-a", "A")]).course)[4] == "own-a"
    assert ids(adapt(COURSE, [says("add", "own-a", "gone")]).course)[-1] == "own-a"


def test_ones_own_that_is_not_right_any_more_is_left_out():
    broken = Override("own-a", "add", "m1", "A", 0, "Nothing", False, "a")

    assert ids(adapt(COURSE, [broken]).course) == list(IDS)


@pytest.mark.parametrize("other", [[hide("t2")], [hide("t1"), hide("t2")], [hide("t1", owner=True)]])
def test_every_change_has_a_version_of_its_own(other):
    first = adapt(COURSE, [hide("t1")], number=1).course.version

    assert len({COURSE.version, first, adapt(COURSE, other, number=1).course.version}) == 3
    assert adapt(COURSE, [hide("t1")], number=2).course.version != first


def test_ones_own_counts_where_it_says_so():
    def total(required):
        source = OwnText("individual_task", "Own", 5, required, "en", "Do this.").source
        added = Override("own-a", "add", "m1", "A", 0, source, False, "a")
        planned = PlannedModule(made := make_plan(COURSE, plan(M1).run, [added]), made.course.modules[0])
        shown = tuple((section, section.activities) for section in planned.module.sections)
        return outline_of(planned, shown, {}, at=NOW).total

    assert total(required=True) == total(required=False) + 1


overrides = st.lists(
    st.builds(
        says,
        st.sampled_from(["hide", "show", "move"]),
        st.sampled_from([*IDS, "t0", "own-a", "nowhere"]),
        st.sampled_from(["A", "B", "gone"]),
        st.integers(0, 9),
        owner=st.booleans(),
    )
    | st.just(says("add", "own-a", "B")),
    max_size=12,
    unique_by=lambda one: (one.kind in ("hide", "show"), one.kind, one.activity_id, one.of_owner),
)


@given(overrides)
def test_nothing_is_lost_or_doubled_whatever_is_changed(changes):
    everything = [placed.activity.id for _section, there in arranged(COURSE, changes, M1) for placed in there]
    wanted = [*IDS, *(["own-a"] if any(one.kind == "add" for one in changes) else [])]
    adapted = adapt(COURSE, changes)

    assert sorted(everything) == sorted(wanted)
    assert sorted([*ids(adapted.course), *(id_ for id_ in adapted.taken_out if id_ != "t0")]) == sorted(wanted)
    for activity in adapted.course.modules[0].activities:
        named = (*getattr(activity, "all_prework", ()), *getattr(activity, "uses", ()), *activity.prework_for)
        assert all(adapted.course.activity(id_) for id_ in named)


@given(overrides, st.sets(st.sampled_from(IDS)))
def test_no_change_takes_a_finished_module_from_anybody(changes, done):
    """Whoever was done is done, also where the school has added something that does not count."""
    marks = dict.fromkeys(done, "done")

    def is_done(planned):
        shown = tuple((section, section.activities) for section in planned.module.sections if section.activities)
        outline = outline_of(planned, shown, marks, at=NOW)
        return outline.done == outline.total

    before, run = plan(M1), plan(M1).run
    after = make_plan(COURSE, run, changes)

    if is_done(PlannedModule(before, before.course.modules[0])):
        assert is_done(PlannedModule(after, after.course.modules[0]))


@given(overrides, st.sampled_from(IDS), st.booleans())
def test_a_step_and_a_step_back_change_nothing(changes, id_, up):
    there = arranged(COURSE, [one for one in changes if one.kind != "add"], M1)
    order = [placed.activity.id for _section, all_ in there for placed in all_]
    step = stepped(there, id_, up=up, seen=frozenset(IDS))

    if step is None:
        assert id_ == (order[0] if up else order[-1]) or len(order) == 1
    else:
        section, new = step
        moved = [says("move", one, section, place) for place, one in enumerate(new)]
        kept = [one for one in changes if one.kind == "move" and one.activity_id not in new]
        after = arranged(COURSE, [*kept, *moved], M1)
        assert sorted(placed.activity.id for _s, all_ in after for placed in all_) == sorted(order)
        assert next(sec.id for sec, all_ in after if any(one.activity.id == id_ for one in all_)) == section


@given(
    st.sets(st.sampled_from(["g1", "g2", "g3"])),
    st.sets(st.sampled_from(["g1", "g2", "g3", "k1", "k2"])),
    st.sampled_from([None, 0, 1, 2, 3]),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_no_team_that_is_done_is_undone_by_hiding(delivered, hidden, tasks, required, held):
    third = M1.sections[1].model_copy(update={"activities": (*M1.sections[1].activities, together("g3"))})
    told = {"sections": (M1.sections[0], third), "tasks_required": tasks, "meetings_required": required}
    whole, run = course(M1.model_copy(update=told), dates={}), plan(M1).run
    deliveries = [Delivery(1, id_) for id_ in delivered]
    standings = {(1, "m1"): Counter({Standing.HELD: held})}

    def state(changes):
        made = make_plan(whole, run, changes)
        return facts_by_team(made, made.course.modules[0], {1: made}, standings, deliveries, at=NOW)[1].state

    if state([]) is State.DONE:
        assert state([hide(id_) for id_ in sorted(hidden)]) is State.DONE

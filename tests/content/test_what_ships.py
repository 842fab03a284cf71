"""The courses that ship: as much in each module as is promised, and marked for those with little time."""

from collections import Counter
from itertools import pairwise

import pytest

from courseengine.cli.demo.command import content_folders
from courseengine.core.course.activities.meeting import Meeting, MeetingRole
from courseengine.core.course.activities.podcast import Podcast
from courseengine.core.course.activities.task import TeamTask
from courseengine.core.course.activities.video import Video
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.compiling.prose import spoken
from courseengine.core.course.methods import timed

KINDS = ("video", "podcast", "text", "individual_task", "team_task", "meeting", "leader_note", "checklist", "survey")
EXTENT = {
    "m0": (4, 1, 2, 2, 3, 4, 0, 3, 0),
    "m1": (4, 2, 2, 2, 3, 3, 1, 0, 1),
    "m2": (4, 2, 2, 2, 3, 3, 1, 0, 0),
    "m3": (4, 2, 2, 2, 3, 3, 1, 0, 0),
    "m4": (4, 2, 2, 2, 3, 3, 1, 0, 0),
    "m5": (4, 1, 2, 2, 3, 4, 1, 0, 0),
    "dd1": (1, 0, 2, 1, 0, 1, 0, 0, 1),
    "dd2": (2, 0, 1, 2, 1, 1, 0, 0, 0),
    "dd3": (1, 0, 1, 1, 1, 1, 0, 0, 0),
}
MINUTES = {"m1": 578, "m2": 575, "m3": 602, "m4": 550, "m5": 605}
"""of a teacher, meetings and the survey included"""
SHORT_PATH = range(40, 80)
"""minutes that what is marked as the essence of a module takes"""


@pytest.fixture(scope="module")
def compiled():
    return [compile_course(folder) for folder in content_folders()]


@pytest.fixture(scope="module")
def modules(compiled):
    return {module.id: module for one in compiled for module in one.course.modules}


def test_the_check_has_nothing_to_say(compiled):
    assert [str(problem) for one in compiled for problem in one.problems if problem.level != "information"] == []


def test_every_module_holds_what_is_promised(modules):
    held = {}
    for id_, module in modules.items():
        kinds = Counter(activity.kind for activity in module.activities)
        held[id_] = tuple(kinds[kind] for kind in KINDS)

    assert held == EXTENT


def test_a_module_takes_a_teacher_about_ten_hours(compiled):
    taken = {
        module.id: sum(one.minutes for one in module.activities if one.counts and module.audience_of(one) == "everyone")
        for module in compiled[0].course.modules
        if module.id in MINUTES
    }

    assert taken == MINUTES


def test_every_module_of_the_first_course_has_a_short_path(compiled):
    for module in compiled[0].course.modules:
        essence = [activity for activity in module.activities if activity.essence]
        assert sum(activity.minutes for activity in essence) in SHORT_PATH, module.id


def test_every_meeting_ends_in_a_decision_that_somebody_writes_down(modules):
    for meeting in (one for module in modules.values() for one in module.activities if isinstance(one, Meeting)):
        assert meeting.decision, meeting.id
        assert meeting.agenda[-1].decision, meeting.id
        assert meeting.agenda[-1].role is MeetingRole.RECORDER, meeting.id
        assert not meeting.agenda[-1].cuttable, meeting.id


def test_every_team_task_is_taken_up_in_a_meeting(modules):
    tasks = [one for module in modules.values() for one in module.activities if isinstance(one, TeamTask)]

    assert [task.id for task in tasks if not task.used_in or not task.product] == []


def test_every_module_with_podcasts_has_one_as_prework(modules):
    podcasts = {id_: [one for one in module.activities if isinstance(one, Podcast)] for id_, module in modules.items()}

    assert [id_ for id_, found in podcasts.items() if found and not any(one.prework_for for one in found)] == []


def test_two_talk_in_turns_in_a_podcast():
    for folder in content_folders():
        for path in folder.glob("modules/*/*-p?.md"):
            speakers = [said.speaker for said in spoken(path.read_text("utf-8").split("---\n", 2)[2]) if said.speaker]
            assert len(set(speakers)) == 2, path.name
            assert [one for one, other in pairwise(speakers) if one == other] == [], path.name


def test_methods_fit_into_the_agendas_that_name_them(compiled):
    for course in (one.course for one in compiled):
        for meeting in (one for module in course.modules for one in module.activities if isinstance(one, Meeting)):
            for item in (item for item in meeting.agenda if item.method):
                steps = timed(course.methods[item.method].steps, item.minutes)
                assert sum(step.minutes or 0 for step in steps) == item.minutes, (meeting.id, item.text)


def test_all_recordings_are_samples_and_say_so(modules):
    played = [one for module in modules.values() for one in module.activities if isinstance(one, Video | Podcast)]

    assert len(played) == 38
    assert [one.id for one in played if one.media is None or not one.media.sample] == []
    assert [one.id for one in played if not one.media.captions or not one.media.chapter_list] == []


def test_what_is_translated_is_what_was_promised(compiled):
    bokmal, nynorsk, english = compiled[0].editions.values()

    assert {module.language for module in nynorsk.modules} == {"nn"}
    assert {module.language for module in english.modules} == {"en"}
    done_together = ("individual_task", "team_task", "meeting", "survey")
    assert {one.language for one in nynorsk.module("m1").activities if one.kind in done_together} == {"nn"}
    assert sorted(one.id for module in english.modules for one in module.activities if one.language == "en") == [
        "m1-m1",
        "m1-v1",
    ]
    written_in_nynorsk = [one.id for module in bokmal.modules for one in module.activities if one.language == "nn"]
    assert written_in_nynorsk == ["m0-t2", "m2-t2", "m4-p2", "m5-t2"]


def test_the_tracks_of_the_second_course_have_as_much_each(compiled):
    course = compiled[1].course
    tracks = Counter(one.track for module in course.modules for one in module.activities if one.track)

    assert tracks == {"bhg": 2, "skole": 3}
    assert (course.track_at("kindergarten"), course.track_at("school")) == ("bhg", "skole")
    assert course.certificate.everything
    assert (course.release, course.schedules) == (None, {})

"""For whom a course is: kinds of place, the tracks they follow, and what is to be known about it."""

from datetime import date

import pytest

from courseengine.core.course.compiler import compile_course
from courseengine.core.course.model import Banner

TEXT = "modules/1-start/m1-t1.md"
TRACKS = """\
places: [school, kindergarten]
tracks:
  bhg: {title: Barnehage, places: [kindergarten]}
  skole: {title: Skole, places: [school]}
licence:"""


@pytest.fixture
def course(folder):
    return lambda code="nb": compile_course(folder).editions[code]


def test_a_course_that_says_nothing_is_for_schools_and_has_no_tracks(course):
    assert (course().places, course().tracks, course().track_at("school")) == (("school",), {}, None)
    assert {activity.track for module in course().modules for activity in module.activities} == {None}


def test_a_place_follows_the_track_for_its_kind(edit, course):
    edit("course.yml", "licence:", TRACKS)
    edit(TEXT, "minutes: 10", "minutes: 10\ntrack: bhg")

    assert course().places == ("school", "kindergarten")
    assert [course().track_at(place) for place in ("kindergarten", "school", "university")] == ["bhg", "skole", None]
    assert course().activity("m1-t1").track == "bhg"
    assert course("nn").activity("m1-t1").track == "bhg"


def test_a_track_for_both_kinds_of_place(edit, course):
    edit("course.yml", "licence:", TRACKS.replace("[kindergarten]}\n", "[kindergarten, school]}\n").replace(
        "  skole: {title: Skole, places: [school]}\n", ""
    ))  # fmt: skip

    assert [course().track_at(place) for place in ("kindergarten", "school")] == ["bhg", "bhg"]


def test_a_misspelt_track_is_an_error_that_knows_which_one_was_meant(edit, problems):
    edit("course.yml", "licence:", TRACKS)
    edit(TEXT, "minutes: 10", "minutes: 10\ntrack: skola")

    assert problems("error") == [f'{TEXT}:6: track: there is no track "skola" in course.yml; did you mean "skole"?']


def test_a_track_is_called_what_its_translation_says(edit, course):
    edit("course.yml", "licence:", TRACKS)
    edit("course.nn.yml", "title: Eit lite kurs", "title: Eit lite kurs\ntracks:\n  bhg: {title: Barnehagen}")

    assert course("nn").tracks["bhg"].title == "Barnehagen"
    assert course("nn").tracks["skole"].title == "Skole"
    assert course("nn").tracks["bhg"].places == course("nb").tracks["bhg"].places


def test_a_course_promises_of_itself_what_its_modules_hold(edit, problems):
    def promised() -> list[str]:
        return [one for one in problems("warning") if "the module has" in one]

    assert len(promised()) == 2

    edit("course.yml", "licence:", "extent:\n  video: {at_most: 1}\n  survey: {at_least: 1, at_most: 1}\nlicence:")

    assert promised() == [
        "modules/0-lede/module.md:12: sections: the module has 0 surveys (expected 1)",
    ]


def test_a_course_may_promise_nothing(edit, problems):
    edit("course.yml", "licence:", "extent: {}\nlicence:")

    assert [one for one in problems("warning") if "the module has" in one] == []


FIRST, LAST = date(2027, 1, 10), date(2027, 1, 20)


@pytest.mark.parametrize(
    ("since", "until", "day", "shown"),
    [
        (FIRST, LAST, date(2027, 1, 9), False),
        (FIRST, LAST, FIRST, True),
        (FIRST, LAST, LAST, True),
        (FIRST, LAST, date(2027, 1, 21), False),
        (FIRST, None, date(2027, 1, 9), False),
        (FIRST, None, FIRST, True),
        (FIRST, None, date(2099, 1, 1), True),
        (None, LAST, date(1999, 1, 1), True),
        (None, LAST, LAST, True),
        (None, LAST, date(2027, 1, 21), False),
        (None, None, FIRST, True),
        (FIRST, FIRST, FIRST, True),
    ],
)
def test_a_banner_is_shown_from_its_first_day_to_its_last(since, until, day, shown):
    assert Banner(kind="notice", text="Hei", since=since, until=until).is_shown(day) is shown


def test_a_course_has_the_banners_of_the_day_in_the_order_they_are_written(edit, course):
    edit("course.yml", "licence:", """\
banners:
  - {kind: unmaintained, text: Den er gammel., since: 2027-01-10}
  - {kind: feedback, text: Si fra.}
  - {kind: notice, text: Feil i uke to., until: 2027-01-09}
licence:""")  # fmt: skip
    edit("course.nn.yml", "title: Eit lite kurs", """\
title: Eit lite kurs
banners: [Han er gammal., Sei frå., Feil i veke to.]""")  # fmt: skip

    def texts(code: str, day: date) -> list[str]:
        return [banner.text for banner in course(code).banners_on(day)]

    assert texts("nb", date(2027, 1, 9)) == ["Si fra.", "Feil i uke to."]
    assert texts("nb", date(2027, 1, 10)) == ["Den er gammel.", "Si fra."]
    assert texts("nn", date(2027, 1, 10)) == ["Han er gammal.", "Sei frå."]
    assert [banner.kind for banner in course("nn").banners] == ["unmaintained", "feedback", "notice"]


def test_an_edition_says_which_language_its_own_words_are_in(folder, course):
    (folder / "course.en.yml").unlink()

    assert {code: course(code).words_in for code in ("nb", "nn", "en")} == {"nb": "nb", "nn": "nn", "en": "nb"}


def test_steps_of_a_method_are_translated_in_their_order(edit, course):
    edit("course.yml", "    title: Individuelt, gruppe, plenum", """\
    title: Individuelt, gruppe, plenum
    steps:
      - {minutes: 4, alone: true, role: timekeeper, text: Skriv.}
      - {text: Snakk., repeated: true}""")  # fmt: skip
    edit("course.nn.yml", "    title: Individuelt, gruppe, plenum", """\
    title: Individuelt, gruppe, plenum
    steps: [Skriv åleine., Snakk i lag.]""")  # fmt: skip

    nb, nn = (course(code).methods["IGP"].steps for code in ("nb", "nn"))

    assert [(step.text, step.minutes, step.alone, step.role, step.repeated) for step in nb] == [
        ("Skriv.", 4, True, "timekeeper", False),
        ("Snakk.", None, False, None, True),
    ]
    assert [step.text for step in nn] == ["Skriv åleine.", "Snakk i lag."]
    assert [step.model_copy(update={"text": ""}) for step in nn] == [
        step.model_copy(update={"text": ""}) for step in nb
    ]

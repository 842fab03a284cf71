"""What a plan says in words, in every language, also of what the course or the school has lost."""

from datetime import date, time

import pytest

from courseengine.base.i18n import LANGUAGES, language
from courseengine.core.planner.differences import MeetingChange, ModuleChange
from courseengine.core.planner.document import Document, PlannedDates, PlannedMeeting, Wishes
from courseengine.core.planner.finding import Finding, FindingKind
from courseengine.core.planner.school import PlanTeam, School
from courseengine.core.planner.times import When
from courseengine.core.school_days.days import SchoolDays
from courseengine.web.plan_words import PlanWords

TODAY = date(2026, 11, 26)
MEETING = PlannedMeeting("k", "m1", "m1-m1", ("a", "b"), False, date(2027, 1, 12), time(14, 15), 60)
DATES = PlannedDates("m1", date(2027, 1, 4), date(2027, 2, 5))
VALUES = {
    "ends_on": TODAY, "weeks": 3, "start_by": TODAY, "before": "m0", "done_by": TODAY, "team": "a", "missing": 2,
    "required": 3, "templates": 2, "people": 2, "fits_from": TODAY, "weekday": 5,
}  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def words(request, compiled):
    """One speaks of a plan at a school with two teams."""
    teams = tuple(PlanTeam(id_, name, "team", frozenset({1}), frozenset({1})) for id_, name in (("a", "A"), ("b", "B")))
    school = School(teams, SchoolDays(), frozenset({9}), "school")
    document = Document(Wishes(("m1",), {"m1": 5}), (DATES,), (MEETING,))
    return PlanWords(document, compiled[0].editions["nb"], school, language(request.param), TODAY)


@pytest.mark.parametrize("kind", FindingKind)
def test_everything_that_does_not_fit_is_a_sentence(words, kind):
    said = words.findings([Finding(kind, "m1", ("k", "k"), date(2027, 1, 12), VALUES)])

    assert len(said) == 1
    assert said[0].text.endswith((".", ")."))
    assert "%" not in said[0].text
    assert said[0].kind in ("warning", "info")


@pytest.mark.parametrize("kind", FindingKind)
@pytest.mark.parametrize("without", ["start_by", "fits"])
def test_no_sentence_has_a_hole_where_nothing_would_fit(words, kind, without):
    module_id = None if kind is FindingKind.WITHOUT_TEAM else "m1"
    told = words.findings([Finding(kind, module_id, ("k", "k"), date(2027, 1, 12), {**VALUES, without: None})])[0].text

    assert "None" not in told
    assert " ." not in told


def test_a_time_that_would_fit_is_named(words):
    found = Finding(
        FindingKind.DAY_OFF, "m1", ("k",), date(2027, 1, 12), {"fits": When(date(2027, 1, 19), time(14, 15))}
    )

    assert words.finding(found).text.split("14:15")[0].endswith(("kl. ", "at "))
    assert "19" in words.finding(found).text


def test_of_two_at_once_the_sentence_leads_to_the_one_to_move(words):
    found = Finding(FindingKind.DOUBLE_BOOKED, "m1", ("k", "l"), date(2027, 1, 12), {"people": 2, "moves": "l"})

    assert words.finding(found).meeting == "l"


def test_meetings_that_lack_in_a_module_are_one_sentence(words):
    found = [Finding(FindingKind.NOT_PLANNED, "m1", values={"team": team, "missing": 2}) for team in ("a", "b")]

    assert ["4" in one.text for one in words.findings(found)] == [True]


def test_what_many_modules_lack_is_one_sentence_too(words):
    found = [Finding(FindingKind.NOT_PLANNED, f"m{number}", values={"team": "", "missing": 3}) for number in range(4)]

    assert [("12" in one.text, one.is_lacking) for one in words.findings(found)] == [(True, True)]


def test_what_is_lost_is_still_spoken_of(words):
    gone = PlannedMeeting("g", "m9", "m9-m1", ("zzz",), False, TODAY, time(9, 0), 60)

    assert words.module("m9") == "m9"
    assert words.meeting(gone)
    assert words.teams(gone.teams)
    assert words.teams(())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, DATES),
        (DATES, None),
        (DATES, PlannedDates("m1", date(2027, 1, 11), date(2027, 2, 5))),
        (DATES, PlannedDates("m1", date(2027, 1, 4), date(2027, 2, 12))),
        (DATES, PlannedDates("m1", date(2027, 1, 4), None)),
    ],
)
def test_every_change_of_a_module_is_told(words, before, after):
    assert "1 Overordnet del" in words.module_change(ModuleChange("m1", before, after))


def test_every_change_of_a_meeting_is_told_in_its_own_words(words):
    moved = PlannedMeeting("k", "m1", "m1-m1", ("a",), False, date(2027, 1, 14), time(14, 15), 60)
    longer = PlannedMeeting("k", "m1", "m1-m1", ("a",), False, date(2027, 1, 12), time(14, 15), 90)
    changes = [(None, MEETING), (MEETING, None), (MEETING, moved), (MEETING, longer)]

    told = {words.meeting_change(MeetingChange("k", before, after)) for before, after in changes}

    assert len(told) == 4

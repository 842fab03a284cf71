"""Minutes that several write: merged, kept beside each other where they clash, and never lost; held and corrected."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Invalid, NotFound
from courseengine.base.text import ANSWER_LENGTH
from courseengine.core.meetings.models import Attendance, Decision
from courseengine.core.meetings.outcomes import Wanted, put
from courseengine.core.meetings.recording import (
    LONGEST_DECISION,
    Minutes,
    Saved,
    hold_meeting,
    minutes_versions,
    note_all_present,
    save_minutes,
    settle,
    unsettled,
)
from tests.core.meetings.conftest import NOW
from tests.core.meetings.test_operations import come

TWO = "The first.\n\nThe second."


def save(school, meeting, who, text, base=None, *, because="", at=NOW):
    before = None if base is None else Minutes(base)
    return save_minutes(school.session, meeting, school.people[who], Minutes(text, because), base=before, at=at)


def hold(school, meeting, *, by="anne", text="We talked.", because="", base=None):
    before = None if base is None else Minutes(base)
    return hold_meeting(school.session, meeting, school.people[by], Minutes(text, because), base=before, at=NOW)


def decide(school, meeting, text="We try it on Monday", by="anne", **more):
    return put(school.session, meeting, Decision, Wanted(text), by=school.people[by], at=NOW, **more)


@pytest.fixture
def meeting(school):
    """One that goes on, with Anne there."""
    made = school.plan()
    come(school, made, "anne")
    return made


def test_a_held_meeting_says_who_held_it_and_what_was_decided(school, meeting):
    decide(school, meeting)

    assert hold(school, meeting).newly
    assert (meeting.state, meeting.held_by, meeting.held_at) == ("held", school.people["anne"], NOW)
    assert ([one.text for one in meeting.decisions], meeting.minutes) == (["We try it on Monday"], "We talked.")


def test_nobody_present_is_not_a_meeting(school):
    empty = school.plan()

    with pytest.raises(Invalid) as refused:
        hold(school, empty, because="No time")
    assert (refused.value.field, empty.state) == ("present", "planned")


def test_a_meeting_ends_in_a_decision_or_a_reason_for_none(school, meeting):
    with pytest.raises(Invalid) as refused:
        hold(school, meeting, because="  ")
    assert refused.value.field == "decision"

    hold(school, meeting, because="We ran out of time.")
    assert Minutes.of(meeting) == Minutes("We talked.", "We ran out of time.")


def test_whoever_holds_it_second_corrects_it_and_loses_nothing(school, meeting):
    decide(school, meeting)
    first = hold(school, meeting, text="One.", base="")

    second = hold(school, meeting, by="bjorn", text="Two.", base="")

    assert (first.newly, second.newly, meeting.held_by) == (True, False, school.people["anne"])
    assert meeting.minutes == "One.\n\nTwo."


def test_saving_gives_the_next_version_and_the_same_text_none(school, meeting):
    assert save(school, meeting, "anne", "We begin") == Saved(2)
    assert save(school, meeting, "anne", "We begin\r\n", base="") == Saved(2)


def test_what_two_change_in_different_places_is_merged(school, meeting):
    save(school, meeting, "anne", TWO)

    save(school, meeting, "anne", "The first, changed.\n\nThe second.", base=TWO)
    saved = save(school, meeting, "bjorn", "The first.\n\nThe second, too.", base=TWO)

    assert (saved.clash, meeting.minutes) == (None, "The first, changed.\n\nThe second, too.")


def test_where_two_clash_both_texts_are_kept_until_somebody_has_looked(school, meeting):
    save(school, meeting, "anne", TWO)
    save(school, meeting, "anne", "Anne's.\n\nThe second.", base=TWO)

    saved = save(school, meeting, "bjorn", "Bjørn's.\n\nThe second.\n\nA third.", base=TWO)

    assert meeting.minutes == "Anne's.\n\nThe second.\n\nA third."
    (beside,) = unsettled(school.session, meeting.id)
    assert (beside.version, beside.minutes, beside.writer.name) == (
        saved.clash, "Bjørn's.\n\nThe second.\n\nA third.", "Bjorn",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keep", "stands"),
    [
        ("stored", "Anne's.\n\nThe second."),
        ("written", "Bjørn's.\n\nThe second."),
        ("both", "Anne's.\n\nThe second.\n\nBjørn's."),
    ],
)
def test_one_of_two_texts_stands_or_both(school, meeting, keep, stands):
    save(school, meeting, "anne", TWO)
    save(school, meeting, "anne", "Anne's.\n\nThe second.", base=TWO)
    clash = save(school, meeting, "bjorn", "Bjørn's.\n\nThe second.", base=TWO).clash

    for _ in range(2):
        settle(school.session, meeting, clash, school.people["anne"], keep=keep, base=meeting.minutes, at=NOW)
        assert (meeting.minutes, unsettled(school.session, meeting.id)) == (stands, [])
    assert "Bjørn's.\n\nThe second." in [one.minutes for one in minutes_versions(school.session, meeting.id)]
    with pytest.raises(NotFound):
        settle(school.session, meeting, 2, school.people["bjorn"], keep="stored", base=None, at=NOW)


def test_a_text_that_is_typed_on_clashes_once(school, meeting):
    save(school, meeting, "anne", TWO)
    save(school, meeting, "anne", "Anne's.\n\nThe second.", base=TWO)

    first = save(school, meeting, "bjorn", "Bjørn's.\n\nThe second.", base=TWO)
    again = save(school, meeting, "bjorn", "Bjørn's.\n\nThe second.", base=TWO)
    more = save(school, meeting, "bjorn", "Bjørn's own.\n\nThe second.", base="Bjørn's.\n\nThe second.")

    assert first.clash == again.clash == more.clash
    assert [one.minutes for one in unsettled(school.session, meeting.id)] == ["Bjørn's own.\n\nThe second."]


def test_two_reasons_given_at_once_stand_below_each_other(school, meeting):
    save(school, meeting, "anne", "", base="", because="No time.")
    save(school, meeting, "bjorn", "", base="", because="Snow.")

    assert meeting.no_decision_because.split() == ["No", "time.", "Snow."]


def test_what_was_written_earlier_is_kept_and_what_is_added_to_is_not_kept_twice(school, meeting):
    for who, text in (("anne", "One"), ("anne", "One two"), ("anne", "Two"), ("bjorn", "Two three")):
        save(school, meeting, who, text)

    assert [(v.version, v.minutes, v.writer.name) for v in minutes_versions(school.session, meeting.id)] == [
        (5, "Two three", "Bjorn"),
        (4, "Two", "Anne"),
        (3, "One two", "Anne"),
    ]


def test_a_later_sitting_keeps_the_earlier_ones_text(school, meeting):
    save(school, meeting, "anne", "One")

    save(school, meeting, "anne", "One two", at=NOW + timedelta(minutes=10))

    assert [version.minutes for version in minutes_versions(school.session, meeting.id)] == ["One two", "One"]


def test_a_held_meeting_is_corrected_but_keeps_a_decision_or_a_reason(school, meeting):
    hold(school, meeting, because="No time.")

    with pytest.raises(Invalid):
        save(school, meeting, "anne", "Corrected")
    save(school, meeting, "anne", "Corrected", because="No time at all.")

    assert (meeting.state, Minutes.of(meeting)) == ("held", Minutes("Corrected", "No time at all."))


def test_a_decision_takes_the_reason_for_none_away(school, meeting):
    save(school, meeting, "anne", "We talked.", because="No time.")

    decide(school, meeting)
    save(school, meeting, "anne", "We talked.", because="No time.")

    assert meeting.no_decision_because == ""
    assert "No time." in [one.decision for one in minutes_versions(school.session, meeting.id)]


@pytest.mark.parametrize(("field", "limit"), [("minutes", ANSWER_LENGTH), ("no_decision_because", LONGEST_DECISION)])
def test_texts_have_a_length(school, meeting, field, limit):
    texts = {"minutes": {"text": "x" * limit, "because": "y"}, "no_decision_because": {"because": "x" * limit}}[field]

    with pytest.raises(Invalid) as refused:
        hold(school, meeting, **{name: text + "x" if len(text) == limit else text for name, text in texts.items()})
    assert refused.value.field == field
    hold(school, meeting, **texts)
    assert meeting.state == "held"


def test_everybody_of_a_team_is_noted_at_once(school):
    joint = school.plan(teams=[school.blue.id, school.green.id], joint=True)
    come(school, joint, "anne")

    new = note_all_present(school.session, joint, team_id=school.blue.id, at=NOW)
    again = note_all_present(school.session, joint, team_id=school.blue.id, at=NOW)

    assert ([one.name for one in new], again) == (["Bjorn", "Rut"], [])
    there = school.session.scalars(select(Attendance.team_id).where(Attendance.meeting_id == joint.id)).all()
    assert there == [school.blue.id] * 3
    with pytest.raises(Invalid, match="has not begun"):
        note_all_present(
            school.session, school.plan(starts_at=NOW + timedelta(hours=1)), team_id=school.blue.id, at=NOW
        )

"""A module in one sentence, whatever the teams have done."""

import re

import pytest
from flask import Flask

from courseengine.base.i18n import language
from courseengine.core.course.activities.base import Audience
from courseengine.core.course.model import Module
from courseengine.core.reports.belonging import TeamName
from courseengine.core.reports.disclosure import Band, Shown
from courseengine.core.reports.school import ModuleReport, SchoolReport
from courseengine.core.reports.team_facts import State, TeamFacts
from courseengine.web import leader_words as words

ENGLISH = language("en")
NAMES = ("Grade 3", "Grade 5", "Science")
TEAMS = tuple(TeamName(number, f"id{number}", name, "team") for number, name in enumerate(NAMES))


def facts(state: State, *, held: int = 0, planned: int = 0, not_recorded: int = 0) -> TeamFacts:
    return TeamFacts(state, 1, 2, held, 3, planned, not_recorded)


def module(number: int | None = 1) -> Module:
    return Module(
        id="m1",
        number=number,
        slug="m1",
        title="Judgement",
        purpose="Why",
        goals=(),
        audience=Audience.EVERYONE,
        team_kind=None,
        meetings_required=3,
        tasks_required=None,
        sections=(),
        body="",
        language="en",
    )


def report(*states: State, number: int | None = 1, own_work: Shown[int] | None = None) -> ModuleReport:
    return ModuleReport(module(number), None, {id_: facts(state) for id_, state in enumerate(states)}, own_work)


@pytest.mark.parametrize(
    ("states", "kind", "text"),
    [
        ((), "info", "Module 1: no team works in it."),
        ((State.DONE,), "success", "Module 1: the team is done."),
        ((State.DONE, State.DONE), "success", "Module 1: all 2 teams are done."),
        ((State.ON_PLAN,), "info", "Module 1: 0 of 1 team is done. Not done: Grade 3."),
        (
            (State.ON_PLAN, State.DONE, State.ON_PLAN),
            "info",
            "Module 1: 1 of 3 teams are done. Not done: Grade 3 and Science.",
        ),
        ((State.BEHIND, State.DONE), "warning", "Module 1: 1 of 2 teams are done. Not done: Grade 3."),
    ],
)
def test_a_sentence_says_which_teams_are_not_done(states, kind, text):
    assert words.sentence(report(*states), TEAMS, ENGLISH) == {"kind": kind, "text": text}


def test_a_module_without_a_number_goes_by_its_title():
    assert words.sentence(report(State.DONE, number=None), TEAMS, ENGLISH)["text"] == "Judgement: the team is done."


def test_a_cell_says_everything_it_draws():
    cell = words.facts_cell(facts(State.BEHIND, held=2, planned=1, not_recorded=1), ENGLISH)

    text = [part for part in re.split(r"<[^>]*>", cell) if part]
    assert text == ["Behind", "2 of 3 meetings", "1 of 2 tasks", "1 meeting planned", "1 not recorded"]
    assert cell.count('<i class="on">') == 3
    assert cell.count("<i></i>") == 2


def test_more_meetings_than_asked_for_are_told_and_not_drawn():
    cell = words.facts_cell(facts(State.DONE, held=5), ENGLISH)

    assert "of 3 meetings" not in cell
    assert cell.split("5 meetings")[0].count('<i class="on">') == 3


def test_following_up_takes_a_line_a_reason(app: Flask):
    late, fine = report(State.BEHIND, State.DONE), report(State.BEHIND, State.ON_PLAN)
    unrecorded = ModuleReport(module(2), None, {1: facts(State.ON_PLAN, not_recorded=2)}, None)

    with app.test_request_context():
        found = words.follow_ups(SchoolReport(TEAMS, (late, fine, unrecorded), ()), ENGLISH)

    assert found == [
        words.FollowUp("Grade 3", "/leader/teams/id0", ["Behind: Module 1 and Module 1."]),
        words.FollowUp("Grade 5", "/leader/teams/id1", ["2 meetings are not recorded."]),
    ]


def test_a_table_of_people_holds_only_modules_that_ask_something_of_them():
    shown = Shown(whole=Band.MOST, groups={0: Band.FEW, 1: Band.HIDDEN}, leaves_out=True)
    school = SchoolReport(TEAMS, (report(State.DONE), report(State.DONE, own_work=shown)), ())

    rows = words.band_rows(school, ENGLISH, place_kind="school")

    assert [row.title for row in rows] == ["The whole school", *NAMES]
    assert [len(row.cells) for row in rows] == [1, 1, 1, 1]
    assert rows[3].cells == [None]
    assert "Most" in rows[0].cells[0]
    assert "Fewer than five" in rows[2].cells[0]

"""A run is paused and goes on, ends, and is followed by next year's."""

import re
from datetime import timedelta

import pytest

from tests.web.mail import letters as read_letters
from tests.web.pages import page_of
from tests.web.plan_pages import main_of, opening_on, seen_on, send


@pytest.fixture
def plan(world):
    """The address of Furulia's plan."""
    return f"/plans/{world.runs['furulia'].public_id}"


def test_a_pause_is_seen_by_teachers_and_the_dates_move_when_it_ends(as_person, plan, world):
    cecilie, anne = as_person("cecilie"), as_person("anne")
    was = opening_on(cecilie, plan)
    module = f"/courses/{world.runs['furulia'].public_id}/modules/3-dybdelaring"

    assert send(cecilie, f"{plan}/pause", on="2026-11-20").status_code == 302
    assert "Kurset er på pause hos dere" in main_of(anne.get(module))
    assert "På pause" in main_of(anne.get("/"))

    assert send(cecilie, f"{plan}/pause", on="2026-12-04").status_code == 302
    assert opening_on(cecilie, plan) == was + timedelta(days=14)


@pytest.mark.parametrize("on", ["", "2026-11-01", "i morgen"])
def test_a_pause_from_no_day_or_a_day_gone_by_is_told(as_person, plan, on):
    response = send(as_person("cecilie"), f"{plan}/pause", on=on)

    assert response.status_code == 422
    assert f'name="on" value="{on}"' in response.text


@pytest.mark.usefixtures("mailing")
def test_everybody_hears_of_a_pause_and_an_undoing_gives_no_old_reason(app, as_person, database, plan):
    cecilie = as_person("cecilie")

    send(cecilie, f"{plan}/pause", on="2026-11-20", why="Streik.")
    paused = read_letters(app, database, "anne@demo.example")[-1].text
    version = re.search(r'name="version" value="([^"]+)"', cecilie.get(f"{plan}/undo").text)[1]
    cecilie.post(f"{plan}/undo", data={"version": version})
    undone = read_letters(app, database, "anne@demo.example")[-1].text

    assert "På pause fra 20." in paused
    assert "Streik." in paused
    assert "Fortsetter etter pausen" in undone
    assert "Streik." not in undone


def test_a_pause_sent_twice_is_one_pause(as_person, plan):
    cecilie = as_person("cecilie")
    pausing = {"seen": seen_on(cecilie, f"{plan}/pause"), "on": "2026-11-20"}

    assert [cecilie.post(f"{plan}/pause", data=pausing).status_code for _ in range(2)] == [302, 409]

    assert "På pause fra 20." in main_of(cecilie.get(plan))


@pytest.mark.parametrize("on", ["9999-12-31", "2031-01-01"])
@pytest.mark.parametrize("page", ["pause", "next"])
def test_a_day_in_another_age_is_told(as_person, plan, on, page):
    cecilie = as_person("cecilie")
    sent = {"on": on, "seen": seen_on(cecilie, f"{plan}/pause")}
    if page == "next":
        cecilie.post(f"{plan}/end")

    response = cecilie.post(f"{plan}/{page}", data=sent)

    assert response.status_code == 422
    assert "Se på årstallet" in main_of(response)


def test_what_was_open_before_a_pause_is_shown_as_open(as_person, plan):
    cecilie = as_person("cecilie")
    send(cecilie, f"{plan}/pause", on="2026-11-20")

    page = main_of(cecilie.get(plan))

    assert "3 moduler er åpne" in page
    assert "På pause fra 20." in page


def test_an_ended_plan_can_be_read_and_not_changed(as_person, plan):
    cecilie = as_person("cecilie")
    assert "Avslutte kurset ved Furulia skole?" in main_of(cecilie.get(f"{plan}/end"))

    cecilie.post(f"{plan}/end")

    page = cecilie.get(plan)
    assert "Dette kurset er avsluttet" in main_of(page)
    assert 'type="date"' not in page.text
    assert "ikke planlagt" not in main_of(page)
    courses = next(link for link in page_of(page).links if link.endswith("/courses"))
    assert "september 2026–mars 2027" in main_of(cecilie.get(courses))  # not since the release of module 0, in 2019
    for path in ("", "/modules/m3", "/wishes", "/pause", "/undo", "/changes"):
        assert cecilie.post(f"{plan}{path}").status_code in (404, 405)


def test_next_years_course_has_what_this_one_did_otherwise(as_person, plan):
    cecilie = as_person("cecilie")
    cecilie.post(f"{plan}/course", data={"act": "hide:m1-v2"})
    cecilie.post(f"{plan}/end")

    following = cecilie.post(f"{plan}/next", data={"on": "2027-08-16"}).location

    assert 'value="show:m1-v2"' in cecilie.get(f"{following}/course?module=m1").text


def test_next_years_course_is_started_from_the_one_that_ended(as_person, plan):
    cecilie, jonas = as_person("cecilie"), as_person("jonas")
    assert cecilie.post(f"{plan}/next", data={"on": "2027-08-16"}).status_code == 422  # this one is not over
    cecilie.post(f"{plan}/end")

    response = cecilie.post(f"{plan}/next", data={"on": "2027-08-16"})

    assert jonas.get(f"{plan}/next").status_code == 404
    assert response.status_code == 302
    assert response.location != plan
    assert "Dette er en kladd" in main_of(cecilie.get(response.location))

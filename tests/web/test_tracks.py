"""What a course has for one kind of place is not there at another; who reads it without a run sees it all."""

import dataclasses
import re
import secrets
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from courseengine.core.course.model import Course
from courseengine.core.course.publishing import publish
from courseengine.core.progress.models import Completion
from tests.web.pages import crawl, page_of

MODULE = "modules/1-se-barnets-digitale-hverdag"
FOR_KINDERGARTENS, FOR_SCHOOLS = "dd1-t1", "dd1-t2"
PLACES = [
    ("furulia-dd", "anne", FOR_SCHOOLS, FOR_KINDERGARTENS),
    ("furulia-dd", "cecilie", FOR_SCHOOLS, FOR_KINDERGARTENS),
    ("furulia-dd", "eva", FOR_SCHOOLS, FOR_KINDERGARTENS),
    ("maurtua", "berit", FOR_KINDERGARTENS, FOR_SCHOOLS),
    ("maurtua", "liv", FOR_KINDERGARTENS, FOR_SCHOOLS),
    ("maurtua", "eva", FOR_KINDERGARTENS, FOR_SCHOOLS),
]
"""a run, somebody who reads it, what is on its track and what is not"""


@pytest.fixture
def address(world):
    """The address of a run's course."""
    return lambda run: f"/courses/{world.runs[run].public_id}"


@pytest.fixture
def picture(world, compiled, config, database):
    """A picture in both texts, in the package that is in use."""
    file = world.course.activity("m1-v1").media.file("m1-v1.jpg")
    package, version = compiled[1], secrets.token_hex(16)

    def pictured(edition: Course) -> Course:
        written = edition.model_dump(mode="json", round_trip=True)
        for section in written["modules"][0]["sections"]:
            for activity in section["activities"]:
                if activity["id"] in (FOR_KINDERGARTENS, FOR_SCHOOLS):
                    activity["pictures"] = [file.model_dump(mode="json")]
        return Course.model_validate(written | {"version": version})

    with database.writing() as session:
        editions = {code: pictured(edition) for code, edition in package.editions.items()}
        again = dataclasses.replace(package, editions=editions)
        publish(session, again, media_dir=config.media_dir, at=world.at + timedelta(minutes=1))
    return file.name


def done(database, world, person):
    """What somebody has done in whichever run."""
    with database.reading() as session:
        done = session.scalars(select(Completion).where(Completion.person_id == world.people[person].id))
        return {row.activity_id for row in done}


@pytest.mark.parametrize(("run", "who", "there", "elsewhere"), PLACES)
class TestAtAPlace:
    def test_the_page_of_another_track_is_not_there(self, as_person, address, run, who, there, elsewhere):
        person = as_person(who)
        assert person.get(f"{address(run)}/activities/{there}").status_code == 200

        assert person.get(f"{address(run)}/activities/{elsewhere}").status_code == 404

    def test_neither_are_its_files(self, as_person, address, picture, run, who, there, elsewhere):
        person = as_person(who)
        assert person.get(f"{address(run)}/activities/{there}/media/{picture}").status_code == 200

        assert person.get(f"{address(run)}/activities/{elsewhere}/media/{picture}").status_code == 404

    def test_nothing_can_be_done_in_it(self, as_person, address, database, world, run, who, there, elsewhere):
        person, sent = as_person(who), {"done": "1"}

        statuses = [
            person.post(f"{address(run)}/activities/{id_}/done", data=sent).status_code for id_ in (there, elsewhere)
        ]

        takes_part = who != "eva"
        assert statuses == [302 if takes_part else 404, 404]
        assert done(database, world, who) & {there, elsewhere} == ({there} if takes_part else set())

    def test_the_module_does_not_name_it(self, as_person, address, world, run, who, there, elsewhere):
        page = as_person(who).get(f"{address(run)}/{MODULE}")

        titles = [world.package.activity(id_).title for id_ in (there, elsewhere)]
        links = page_of(page).links
        assert [title in unescape(page.text) for title in titles] == [True, False]
        assert [f"{address(run)}/activities/{id_}" in links for id_ in (there, elsewhere)] == [True, False]

    def test_no_page_says_which_track_it_is(self, as_person, address, run, who, there, elsewhere):
        pages = [as_person(who).get(f"{address(run)}/{path}") for path in (MODULE, f"activities/{there}")]

        assert [re.findall(r'class="ds-tag"[^>]*>(?:Skole|Barnehage)<', page.text) for page in pages] == [[], []]

    def test_one_is_led_past_it(self, as_person, address, run, who, there, elsewhere):
        film = page_of(as_person(who).get(f"{address(run)}/activities/dd1-v1")).links
        task = page_of(as_person(who).get(f"{address(run)}/activities/dd1-i1")).links

        assert [f"{address(run)}/activities/{there}" in links for links in (film, task)] == [True, True]
        assert [f"{address(run)}/activities/{elsewhere}" in links for links in (film, task)] == [False, False]

    def test_no_address_makes_a_page_tell_its_title(self, as_person, address, world, run, who, there, elsewhere):
        title = world.package.activity(elsewhere).title

        assert title not in unescape(as_person(who).get(f"{address(run)}/{MODULE}?done={elsewhere}").text)


@pytest.mark.parametrize("order", [("berit", "anne"), ("anne", "berit")])
def test_what_one_place_is_shown_is_not_kept_for_the_other(as_person, address, world, order):
    runs = {"anne": ("furulia-dd", FOR_SCHOOLS), "berit": ("maurtua", FOR_KINDERGARTENS)}

    for who in (*order, *order):
        run, there = runs[who]
        page = unescape(as_person(who).get(f"{address(run)}/{MODULE}").text)
        shown = {id_ for id_ in (FOR_SCHOOLS, FOR_KINDERGARTENS) if world.package.activity(id_).title in page}
        assert shown == {there}


@pytest.mark.parametrize(("run", "who"), [("furulia-dd", "anne"), ("maurtua", "berit")])
def test_it_does_not_count_in_anybodys_figures(as_person, address, world, run, who):
    module, track = world.package.module("dd1"), {"furulia-dd": "skole", "maurtua": "bhg"}[run]

    page = as_person(who).get(f"{address(run)}/{MODULE}").text

    assert f'max="{sum(one.track in (None, track) for one in module.activities)}"' in page
    assert {one.track for one in module.activities} == {None, "skole", "bhg"}


@pytest.mark.parametrize("who", ["eva", "farid"])
class TestWithoutARun:
    def test_one_sees_all_of_them_with_the_name_of_the_track(self, as_person, world, who):
        page = as_person(who).get(f"/courses/dd/{MODULE}").text

        for id_, track in ((FOR_KINDERGARTENS, "bhg"), (FOR_SCHOOLS, "skole")):
            row = next(row for row in page.split('<li class="activity"') if f"/activities/{id_}" in row)
            assert world.package.activity(id_).title in unescape(row)
            assert f">{world.package.tracks[track].title}</span>" in row
        film = next(row for row in page.split('<li class="activity"') if "/activities/dd1-v1" in row)
        assert not re.search(r">(Barnehage|Skole)<", film)

    @pytest.mark.parametrize(("id_", "track"), [(FOR_KINDERGARTENS, "bhg"), (FOR_SCHOOLS, "skole")])
    def test_each_page_says_whom_it_is_for(self, as_person, world, who, id_, track):
        page = as_person(who).get(f"/courses/dd/activities/{id_}")

        assert page.status_code == 200
        assert f">{world.package.tracks[track].title}</span>" in page.text

    def test_each_has_its_files(self, as_person, picture, who):
        for id_ in (FOR_KINDERGARTENS, FOR_SCHOOLS):
            assert as_person(who).get(f"/courses/dd/activities/{id_}/media/{picture}").status_code == 200

    def test_one_gets_from_one_to_the_other(self, as_person, who):
        links = page_of(as_person(who).get(f"/courses/dd/activities/{FOR_KINDERGARTENS}")).links

        assert f"/courses/dd/activities/{FOR_SCHOOLS}" in links

    @pytest.mark.parametrize("code", ["nn", "en"])
    def test_the_track_is_named_in_the_readers_language(self, as_person, compiled, who, code):
        reader = as_person(who)
        reader.post("/language", data={"language": code})

        page = reader.get(f"/courses/dd/{MODULE}").text

        for track in compiled[1].editions[code].tracks.values():
            assert f">{track.title}</span>" in page


def test_nobody_else_reads_the_course_without_a_run(as_person):
    for who in ("anne", "cecilie", "berit", "liv", "gro", "hanna"):
        assert as_person(who).get(f"/courses/dd/activities/{FOR_SCHOOLS}").status_code == 404
        assert as_person(who).get(f"/courses/dd/{MODULE}").status_code == 404


@pytest.mark.parametrize(
    ("who", "track"), [("anne", "bhg"), ("cecilie", "bhg"), ("jonas", "bhg"), ("berit", "skole"), ("liv", "skole")]
)
def test_no_link_of_anybodys_leads_to_another_track(as_person, world, who, track):
    other = {one.id for module in world.package.modules for one in module.activities if one.track == track}
    titles = [world.package.activity(id_).title for id_ in other]

    told = [
        path
        for path, page in crawl(as_person(who))
        if page.mimetype == "text/html" and any(title in unescape(page.text) for title in titles)
    ]

    assert len(titles) >= 2
    assert told == []

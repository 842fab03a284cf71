"""A box for leaders is sent to leaders and owners, and not one word of it to anybody else."""

import dataclasses
import re
import secrets
from datetime import timedelta
from html import unescape
from itertools import product

import pytest

from courseengine.base import clock
from courseengine.core.course.activities.base import Audience
from courseengine.core.course.model import Course
from courseengine.core.course.publishing import publish
from courseengine.core.runs.plan import make_plan
from courseengine.core.runs.queries import run_by_public_id
from tests.web.pages import crawl, said

MEETING = "m1-m3"
"""a meeting of a module that is open at Furulia, with a box for leaders in it"""
FOR_THE_GROUP = "m0-m3"
"""one of the module for leaders, which the resource teacher and the university read too"""
BOX = '<div class="block block-leaders"><p class="block-title">Til leiinga</p><p>Ingen andre les dette her.</p></div>'


def words_for_leaders(course: Course, id_: str) -> list[str]:
    """What stands in the boxes of an activity, paragraph by paragraph."""
    boxes = re.findall(r'<div class="block block-leaders">(.*?)</div>', course.activity(id_).leader_body, re.S)
    paragraphs = [text for box in boxes for text in re.findall(r"<p[^>]*>(.*?)</p>", box, re.S)]
    found = [unescape(re.sub(r"<[^>]+>", "", paragraph)).strip() for paragraph in paragraphs]
    assert len(found) > len(boxes) > 0, "a title, and at least one paragraph a box"
    return found


def text_of(page) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page.text))


@pytest.fixture
def furulia(world):
    """The address of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}"


@pytest.fixture
def editions(compiled):
    """The course by language."""
    return compiled[0].editions


@pytest.fixture
def box_in_a_text(compiled, config, database, world):
    """Publishes the course with a box for leaders in a text that is rendered once for everybody."""
    version = secrets.token_hex(16)

    def boxed(edition: Course) -> Course:
        written = edition.model_dump(mode="json")
        for module in written["modules"]:
            for section in module["sections"]:
                for activity in section["activities"]:
                    if activity["id"] == "m1-t1":
                        activity["leader_body"] = activity["body"] + BOX
        return Course.model_validate(written | {"version": version})

    with database.writing() as session:
        changed = {code: boxed(edition) for code, edition in compiled[0].editions.items()}
        again = dataclasses.replace(compiled[0], editions=changed)
        publish(session, again, media_dir=config.media_dir, at=world.at + timedelta(minutes=1))
    return "Ingen andre les dette her."


LEADERS = [("run", "cecilie", MEETING), ("run", "eva", MEETING), ("course", "eva", MEETING),
           ("run", "cecilie", FOR_THE_GROUP), ("run", "eva", FOR_THE_GROUP)]  # fmt: skip
READERS = [("run", "anne", MEETING), ("run", "bjorn", MEETING), ("run", "jonas", MEETING), ("course", "farid", MEETING),
           ("run", "jonas", FOR_THE_GROUP), ("course", "farid", FOR_THE_GROUP)]  # fmt: skip
NOBODY = ["david", "liv", "berit", "wilma", "ylva", "farid", "gro", "hanna"]


@pytest.mark.parametrize("code", ["nb", "nn"])
class TestOnThePage:
    @pytest.fixture
    def read(self, as_person, furulia, code):
        """The page of an activity, at Furulia or without a run, in the language of the test."""

        def read(way, who, id_):
            reader = as_person(who)
            reader.post("/language", data={"language": code})
            return reader.get(f"{furulia if way == 'run' else '/courses/lk20'}/activities/{id_}")

        return read

    @pytest.mark.parametrize(("way", "who", "id_"), LEADERS)
    def test_leaders_and_owners_read_it(self, read, editions, code, way, who, id_):
        page = read(way, who, id_)

        assert page.status_code == 200
        assert page.text.count("block-leaders") == 1
        assert [words for words in words_for_leaders(editions[code], id_) if words not in text_of(page)] == []

    @pytest.mark.parametrize(("way", "who", "id_"), READERS)
    def test_others_read_the_text_without_it(self, read, editions, code, way, who, id_):
        page = read(way, who, id_)

        around = re.findall(r"<p>([^<>]{40,})</p>", editions[code].activity(id_).body)
        assert page.status_code == 200
        assert around
        assert [text for text in around if text not in page.text] == []
        assert "block-leaders" not in page.text
        assert [words for words in words_for_leaders(editions[code], id_) if words in text_of(page)] == []

    @pytest.mark.parametrize("who", NOBODY)
    def test_there_is_no_page_for_anybody_else(self, read, editions, code, who):
        page = read("run", who, MEETING)

        assert page.status_code == 404
        assert [words for words in words_for_leaders(editions[code], MEETING) if words in text_of(page)] == []

    def test_a_stranger_is_asked_to_sign_in(self, stranger, editions, furulia, code):
        stranger.post("/language", data={"language": code})

        page = stranger.get(f"{furulia}/activities/{MEETING}", follow_redirects=True)

        assert page.request.path == "/sign-in"
        assert [words for words in words_for_leaders(editions[code], MEETING) if words in text_of(page)] == []


def test_the_box_is_written_in_bokmal_and_in_nynorsk(editions):
    bokmal, nynorsk = (words_for_leaders(editions[code], MEETING) for code in ("nb", "nn"))

    assert set(bokmal) & set(nynorsk) == set()


@pytest.mark.parametrize("order", [("cecilie", "anne", "jonas"), ("anne", "jonas", "cecilie"), ("eva", "anne", "eva")])
def test_no_part_that_is_kept_holds_it_for_others(as_person, furulia, box_in_a_text, order):
    """A text is rendered once for everybody who sees the same; leaders see another."""
    for who in (*order, *order):
        page = as_person(who).get(f"{furulia}/activities/m1-t1")
        assert page.status_code == 200
        assert (box_in_a_text in page.text) == ("block-leaders" in page.text) == (who in ("cecilie", "eva")), who


@pytest.mark.parametrize("order", [("eva", "farid"), ("farid", "eva")])
def test_nor_for_those_who_read_the_course_without_a_run(as_person, box_in_a_text, order):
    for who in (*order, *order):
        page = as_person(who).get("/courses/lk20/activities/m1-t1")
        assert page.status_code == 200
        assert (box_in_a_text in page.text) == (who == "eva"), who


def test_what_a_leader_marks_done_brings_it_to_nobody(as_person, furulia, box_in_a_text):
    path, sent = f"{furulia}/activities/m1-t1", {"done": "1"}

    led = as_person("cecilie").post(f"{path}/done", data=sent, follow_redirects=True)
    done = as_person("cecilie").get(path)
    anne = as_person("anne").get(path)

    assert led.status_code == 200
    assert said("Not done after all") in done.text
    assert (box_in_a_text in done.text, box_in_a_text in anne.text) == (True, False)


@pytest.mark.parametrize("code", ["nb", "nn"])
@pytest.mark.parametrize("who", [None, "anne", "bjorn", "jonas", "farid", "david", "berit", "gro", "hanna"])
def test_nobodys_links_lead_to_a_word_of_it(app, world, as_person, compiled, who, code):
    """Whatever one may get to; for David, who leads another school, what is still shut there."""
    client = as_person(who) if who else app.test_client()
    client.post("/language", data={"language": code})
    words = [
        found
        for one in compiled
        for module in one.course.modules
        if who != "david" or module.id != "m0"
        for activity in module.activities
        if activity.leader_body
        for found in words_for_leaders(one.editions[code], activity.id)
        if len(found) > 40  # a title may stand over something else
    ]

    told = []
    for path, page in crawl(client):
        if page.mimetype == "text/html":
            told += [(path, found) for found in words if found in text_of(page)]

    assert len(words) >= 6
    assert told == []


def test_a_leader_and_an_owner_find_every_box_that_is_open(as_person, compiled, world):
    open_now = {"m0-m3", "m1-m3", "m2-m1", "m2-m2"}
    words = [found for id_ in open_now for found in words_for_leaders(compiled[0].editions["nb"], id_)]

    for who in ("cecilie", "eva"):
        read = "".join(text_of(page) for _, page in crawl(as_person(who)) if page.mimetype == "text/html")
        assert [found for found in words if found not in read] == []


def test_the_teams_own_page_of_a_meeting_has_nothing_of_it(as_person, compiled, world):
    words = words_for_leaders(compiled[0].editions["nb"], MEETING)

    for who, key in (("anne", "pupils"), ("jonas", "pupils"), ("ingrid", "second"), ("anne", "next")):
        page = as_person(who).get(f"/meetings/{world.meetings[key].public_id}")
        assert page.status_code == 200
        assert "block-leaders" not in page.text
        assert [found for found in words if found in text_of(page)] == []


def test_the_note_to_leaders_at_a_kindergarten_is_its_leaders(as_person, compiled, world, database):
    """The kindergarten's second module opens in some days; its box is for its leader."""
    with database.reading() as session:
        _, run = run_by_public_id(session, world.runs["maurtua"].public_id)
    clock.start_at(clock.begins(make_plan(world.package, run).openings["dd2"].opens_on))
    page = f"/courses/{run.public_id}/activities/dd2-m1"
    words = words_for_leaders(compiled[1].editions["nb"], "dd2-m1")

    pages = {who: as_person(who).get(page) for who in ("liv", "berit")}

    assert [answer.status_code for answer in pages.values()] == [200, 200]
    assert [found for found in words if found not in text_of(pages["liv"])] == []
    assert [found for found in words if found in text_of(pages["berit"])] == []


class TestByDirectRequest:
    """Everything that belongs to leaders, by its own address: page, file, script and form. No link is needed to try."""

    WAYS = (
        "", "/done", "/answer", "/position", "/ticks", "/team-answer", "/meetings/new", "/media/film.mp4",
    )  # fmt: skip

    @pytest.fixture
    def theirs(self, compiled):
        """The ids of what is not for everybody, by whom it is for."""
        found = {}
        for module in compiled[0].course.modules:
            for activity in module.activities:
                audiences = {module.audience, activity.for_whom} - {Audience.EVERYONE}
                if audiences:
                    found[activity.id] = audiences
        assert len(found) > 10
        return found

    @pytest.fixture
    def knock(self, furulia):
        """All answers for an activity: by every way, as a page and as a script does."""

        def tried(client, id_):
            for way, json in product(self.WAYS, (False, True)):
                headers = {"Accept": "application/json"} if json else {}
                for method in ("GET", "HEAD", "POST"):
                    yield way, client.open(f"{furulia}/activities/{id_}{way}", method=method, headers=headers)

        return tried

    def test_leaders_get_in(self, as_person, furulia, theirs):
        cecilie = as_person("cecilie")

        assert {cecilie.get(f"{furulia}/activities/{id_}").status_code for id_ in theirs} <= {200, 302}
        assert cecilie.get(f"{furulia}/modules/0-lederstotte").status_code == 200
        assert cecilie.post(f"{furulia}/activities/m0-s1/ticks", data={"done": "1"}).status_code == 302

    @pytest.mark.parametrize("who", ["anne", "bjorn", "ingrid", "david", "farid", "gro", "hanna", "ylva"])
    def test_nobody_else_by_any_way(self, as_person, knock, furulia, theirs, who):
        client = as_person(who)

        told = [
            (id_, way, answer.status_code)
            for id_ in theirs
            for way, answer in knock(client, id_)
            # a form has no page and a page takes no form: that is said of every address alike
            if answer.status_code not in (404, 405)
        ]

        assert told == []
        assert client.get(f"{furulia}/modules/0-lederstotte").status_code == 404

    def test_the_resource_teacher_what_is_the_groups_and_not_what_is_the_leaders(
        self, as_person, knock, furulia, theirs
    ):
        jonas = as_person("jonas")
        for_leaders = [id_ for id_, audiences in theirs.items() if Audience.LEADERS in audiences]

        assert jonas.get(f"{furulia}/modules/0-lederstotte").status_code == 200
        assert for_leaders
        statuses = {answer.status_code for id_ in for_leaders for _, answer in knock(jonas, id_)}
        assert statuses <= {404, 405}

    def test_what_is_said_of_them_is_what_is_said_of_nothing(self, as_person, knock, theirs):
        anne = as_person("anne")
        id_ = next(iter(theirs))

        answers = [
            [(answer.status_code, answer.mimetype, len(answer.data)) for _, answer in knock(anne, asked)]
            for asked in (id_, "zzz"[: len(id_)].ljust(len(id_), "z"))
        ]

        assert answers[0] == answers[1]

    @pytest.mark.parametrize("who", ["anne", "ingrid", "jonas", "david", "eva", "farid", "gro", "hanna"])
    def test_what_teams_did_is_for_their_schools_leaders(self, as_person, world, who):
        """Cecilie's own pages: figures, a team, minutes and an answer."""
        team = world.teams["5.–7. trinn"].public_id
        pages = [
            f"/leader/{world.places['furulia'].public_id}",
            f"/leader/teams/{team}",
            f"/leader/meetings/{world.meetings['second'].public_id}",
        ]

        assert {as_person("cecilie").get(page).status_code for page in pages} <= {200, 302}
        assert {as_person(who).get(page).status_code for page in pages} == {404}

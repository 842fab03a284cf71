"""What a teacher meets: modules that open on their date, activities, and work that is their own."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.base.i18n import language
from courseengine.base.text import ANSWER_LENGTH
from courseengine.cli.demo.adaptation import HIDDEN
from courseengine.core.course.activities.base import Audience
from courseengine.core.progress.models import Answer, ChecklistTick, Completion, PlaybackPosition
from courseengine.core.runs.plan import make_plan
from courseengine.core.runs.queries import run_by_public_id
from tests.web.pages import crawl, page_of, said

SECRET = "Jeg torde ikke å si det til noen, men timen gikk i vasken."


@pytest.fixture
def furulia(world):
    """The address of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}"


@pytest.fixture
def bjorkelia(world):
    """The address of Bjørkelia's course, of which nothing has opened."""
    return f"/courses/{world.runs['bjorkelia'].public_id}"


@pytest.fixture
def opens(database, world):
    """The instant at which a module opens at a school."""

    def instant(school, module):
        with database.reading() as session:
            _, run = run_by_public_id(session, world.runs[school].public_id)
        return clock.begins(make_plan(world.course, run).openings[module].opens_on)

    return instant


def own(database, world, table, person, activity):
    """What somebody has in a table for an activity."""
    with database.reading() as session:
        return session.scalars(
            select(table).where(table.person_id == world.people[person].id, table.activity_id == activity)
        ).all()


class TestLockedModules:
    def test_show_title_purpose_and_date(self, as_person, furulia, world, opens):
        page = unescape(as_person("anne").get(f"{furulia}/modules/3-dybdelaring").text)

        module = world.course.module("m3")
        day = clock.day_in_oslo(opens("furulia", "m3"))
        assert module.title in page
        assert module.purpose in page
        assert language("nb").day(day, year=True) in page
        assert said("That is the date in your own plan.") in page

    def test_show_nothing_else(self, as_person, bjorkelia, furulia, world):
        opened = as_person("anne").get(f"{furulia}/modules/1-overordnet-del").text
        locked = as_person("kjersti").get(f"{bjorkelia}/modules/1-overordnet-del").text

        module = world.course.module("m1")
        inside = [section.title for section in module.sections if section.id != "leder"]
        shown = [one for one in module.activities if one.for_whom is Audience.EVERYONE and one.id != HIDDEN]
        inside += [activity.title for activity in shown]
        inside += [str(goal) for goal in module.goals]
        assert [text for text in inside if text not in opened] == []
        assert [text for text in inside if text in locked] == []

    def test_an_activity_in_one_leads_back_to_it(self, as_person, bjorkelia, furulia):
        assert as_person("anne").get(f"{furulia}/activities/m1-v1").status_code == 200

        response = as_person("kjersti").get(f"{bjorkelia}/activities/m1-v1")

        assert response.status_code == 302
        assert response.headers["Location"] == f"{bjorkelia}/modules/1-overordnet-del"

    @pytest.mark.parametrize("file", ["m1-v1.mp4", "m1-v1.nb.vtt", "m1-v1.jpg"])
    def test_keep_their_media(self, as_person, bjorkelia, furulia, file):
        assert as_person("anne").get(f"{furulia}/activities/m1-v1/media/{file}").status_code == 200

        assert as_person("kjersti").get(f"{bjorkelia}/activities/m1-v1/media/{file}").status_code == 404

    @pytest.mark.parametrize(
        ("activity", "act", "sent"),
        [
            ("m1-v1", "done", {"done": "1"}),
            ("m2-i1", "answer", {"body": "x"}),
            ("m1-v1", "position", {"position": "3"}),
        ],
    )
    def test_take_nothing(self, as_person, bjorkelia, furulia, activity, act, sent):
        assert as_person("ola").post(f"{furulia}/activities/{activity}/{act}", data=sent).status_code < 400

        assert as_person("kjersti").post(f"{bjorkelia}/activities/{activity}/{act}", data=sent).status_code == 404

    @pytest.mark.parametrize("school", ["furulia", "bjorkelia"])
    def test_open_at_midnight_in_oslo(self, as_person, request, opens, world, school):
        course, person = request.getfixturevalue(school), {"furulia": "anne", "bjorkelia": "kjersti"}[school]
        module = {"furulia": "m3", "bjorkelia": "m1"}[school]
        page = f"{course}/modules/{world.course.module(module).slug}"
        midnight = opens(school, module)
        goal = world.course.module(module).goals[0]

        clock.start_at(midnight - timedelta(seconds=30))
        before = as_person(person).get(page).text
        clock.start_at(midnight)
        after = as_person(person).get(page).text

        assert (goal in before, goal in after) == (False, True)

    def test_what_is_in_them_opens_with_them(self, as_person, bjorkelia, opens):
        paths = [f"{bjorkelia}/activities/m1-v1", f"{bjorkelia}/activities/m1-v1/media/m1-v1.mp4"]

        clock.start_at(opens("bjorkelia", "m1") - timedelta(seconds=30))
        before = [as_person("kjersti").get(path).status_code for path in paths]
        clock.start_at(opens("bjorkelia", "m1"))
        after = [as_person("kjersti").get(path).status_code for path in paths]

        assert (before, after) == ([302, 404], [200, 200])


class TestAudiences:
    def test_a_note_to_leaders_is_not_there_for_a_teacher(self, as_person, furulia):
        cecilie, anne = as_person("cecilie"), as_person("anne")
        assert cecilie.get(f"{furulia}/activities/m1-l1").status_code == 200

        assert anne.get(f"{furulia}/activities/m1-l1").status_code == 404
        assert anne.get(f"{furulia}/activities/m1-l1/media/m1-v1.mp4").status_code == 404
        assert anne.post(f"{furulia}/activities/m1-l1/done", data={"done": "1"}).status_code == 404

    @pytest.mark.parametrize(("who", "status"), [("cecilie", 200), ("jonas", 200), ("eva", 200), ("anne", 404)])
    def test_the_module_for_leaders_is_theirs(self, as_person, furulia, who, status):
        assert as_person(who).get(f"{furulia}/modules/0-lederstotte").status_code == status
        assert as_person(who).get(f"{furulia}/activities/m0-v1").status_code == status

    @pytest.mark.parametrize("shown", ["modules/1-overordnet-del", "activities/m1-t1"])
    @pytest.mark.parametrize("hidden", ["m1-l1", "m0-v1", "m0-s1"])
    def test_no_address_makes_a_page_tell_its_title(self, as_person, furulia, world, shown, hidden):
        title = world.course.activity(hidden).title

        assert title not in as_person("anne").get(f"{furulia}/{shown}?done={hidden}").text

    @pytest.mark.parametrize("who", ["david", "farid", "wilma", "gro", "hanna"])
    def test_another_schools_run_is_not_there(self, as_person, furulia, who):
        assert as_person("anne").get(f"{furulia}/modules/1-overordnet-del").status_code == 200

        assert as_person(who).get(f"{furulia}/modules/1-overordnet-del").status_code == 404

    def test_nothing_of_it_counts_in_a_teachers_figures(self, as_person, furulia, world):
        page = as_person("anne").get(f"{furulia}/modules/1-overordnet-del").text

        activities = [one for one in world.course.module("m1").activities if one.id != HIDDEN]
        total = sum(activity.for_whom is Audience.EVERYONE for activity in activities)
        assert f'max="{total}"' in page


class TestMarkingDone:
    def test_leads_to_the_next_and_offers_to_undo(self, as_person, furulia, database, world):
        ola = as_person("ola")
        ola.post(f"{furulia}/activities/m1-v1/done", data={"done": "0"})

        response = ola.post(f"{furulia}/activities/m1-v1/done", data={"done": "1"}, follow_redirects=True)
        undo = page_of(response).form("/m1-v1/done")
        done = [row.revoked_at for row in own(database, world, Completion, "ola", "m1-v1")]
        back = ola.post(undo.action, data=undo.fields)

        assert response.request.path == f"{furulia}/activities/m1-i1"
        assert done == [None]
        assert back.headers["Location"] == f"{furulia}/activities/m1-v1"
        assert own(database, world, Completion, "ola", "m1-v1")[0].revoked_at is not None

    def test_twice_is_once(self, as_person, furulia, database, world):
        guro = as_person("guro")
        path = f"{furulia}/activities/m1-t2/done"

        statuses = [guro.post(path, data={"done": "1"}).status_code for _ in range(2)]

        assert statuses == [302, 302]
        assert len(own(database, world, Completion, "guro", "m1-t2")) == 1

    def test_is_undone_by_nobody_else(self, as_person, furulia, database, world):
        as_person("anne").post(f"{furulia}/activities/m1-v1/done", data={"done": "1"})
        person = str(world.people["anne"].id)

        for who in ("bjorn", "cecilie", "gro"):
            as_person(who).post(f"{furulia}/activities/m1-v1/done", data={"done": "0", "person_id": person})

        assert own(database, world, Completion, "anne", "m1-v1")[0].revoked_at is None

    @pytest.mark.parametrize("activity", ["m1-i1", "m1-g1", "m1-m1", "m0-s1"])
    def test_is_not_for_what_is_done_otherwise(self, as_person, furulia, activity):
        cecilie = as_person("cecilie")
        assert cecilie.get(f"{furulia}/activities/{activity}").status_code == 200

        assert cecilie.post(f"{furulia}/activities/{activity}/done", data={"done": "1"}).status_code == 404

    @pytest.mark.parametrize("who", ["eva", "farid"])
    def test_is_not_for_those_who_read_along(self, as_person, world, furulia, who):
        course = furulia if who == "eva" else f"/courses/{world.course.id}"
        reader = as_person(who)
        page = reader.get(f"{course}/activities/m1-t1")
        assert page.status_code == 200

        assert [form.action for form in page_of(page).forms if form.action.endswith("/done")] == []
        assert reader.post(f"{course}/activities/m1-t1/done", data={"done": "1"}).status_code == 404


class TestAnswers:
    @pytest.fixture
    def task(self, furulia):
        return f"{furulia}/activities/m2-i2"

    def test_are_drafts_until_delivered_and_can_be_taken_back(self, as_person, task, database, world):
        pia = as_person("pia")

        pia.post(f"{task}/answer", data={"body": "Utkast", "version": "0", "act": "save"})
        draft = own(database, world, Answer, "pia", "m2-i2")[0].delivered_at
        form = page_of(pia.get(task)).form("/answer")
        pia.post(form.action, data=form.fields | {"body": "Ferdig", "act": "deliver"})
        page = pia.get(task)
        delivered = own(database, world, Answer, "pia", "m2-i2")[0]
        back = page_of(page).form("/answer")
        pia.post(back.action, data=back.fields)
        taken_back = own(database, world, Answer, "pia", "m2-i2")[0]

        assert draft is None
        assert (delivered.body, delivered.delivered_at is not None) == ("Ferdig", True)
        assert "<p>Ferdig</p>" in page.text
        assert (taken_back.body, taken_back.delivered_at) == ("Ferdig", None)
        assert own(database, world, Completion, "pia", "m2-i2")[0].revoked_at is not None

    def test_delivering_twice_is_delivering_once(self, as_person, task, database, world):
        pia = as_person("pia")
        sent = {"body": "Ferdig", "version": "0", "act": "deliver"}

        statuses = [pia.post(f"{task}/answer", data=sent).status_code for _ in range(2)]

        assert statuses == [302, 302]
        assert [row.body for row in own(database, world, Answer, "pia", "m2-i2")] == ["Ferdig"]
        assert len(own(database, world, Completion, "pia", "m2-i2")) == 1

    def test_an_empty_one_cannot_be_delivered(self, as_person, task, database, world):
        pia = as_person("pia")

        response = pia.post(f"{task}/answer", data={"body": " \n ", "version": "0", "act": "deliver"})

        assert response.status_code == 422
        assert said("Write something before you deliver.") in response.text
        assert own(database, world, Completion, "pia", "m2-i2") == []

    def test_one_too_long_is_refused_with_the_text_kept(self, as_person, task):
        text = "å" * (ANSWER_LENGTH + 1)

        response = as_person("pia").post(f"{task}/answer", data={"body": text, "version": "0", "act": "save"})

        assert response.status_code == 422
        assert said("The answer can have at most %(limit)d characters.", limit=ANSWER_LENGTH) in response.text
        assert text in response.text

    def test_two_windows_that_disagree_get_both_texts(self, as_person, task, database, world):
        pia = as_person("pia")
        pia.post(f"{task}/answer", data={"body": "Først", "version": "0", "act": "save"})
        pia.post(f"{task}/answer", data={"body": "Fra det ene vinduet", "version": "1", "act": "save"})

        late = pia.post(f"{task}/answer", data={"body": "Fra det andre vinduet", "version": "1", "act": "save"})
        form = page_of(late).form("/answer")
        merged = pia.post(form.action, data=form.fields | {"body": "Fra begge", "act": "save"})

        assert late.status_code == 409
        assert "Fra det ene vinduet" in late.text
        assert "Fra det andre vinduet" in late.text
        assert merged.status_code == 302
        assert own(database, world, Answer, "pia", "m2-i2")[0].body == "Fra begge"

    def test_a_draft_saves_itself(self, as_person, task):
        pia, script = as_person("pia"), {"Accept": "application/json"}

        saved = pia.post(f"{task}/answer", data={"body": "Utkast", "version": "0"}, headers=script)
        clash = pia.post(f"{task}/answer", data={"body": "Annet", "version": "0"}, headers=script)

        assert (saved.status_code, saved.json) == (200, {"version": 1, "saved": "10:00"})
        assert clash.status_code == 409

    @pytest.mark.both_databases
    @pytest.mark.parametrize("who", ["bjorn", "cecilie", "david", "eva", "farid", "gro", "jonas", "hanna"])
    def test_are_read_by_nobody_else_anywhere(self, as_person, task, who):
        anne = as_person("anne")
        for act in ("save", "deliver"):
            form = page_of(anne.get(task)).form("/answer")
            anne.post(form.action, data=form.fields | {"body": SECRET, "act": act})
        assert SECRET in anne.get(task).text

        told = [path for path, response in crawl(as_person(who)) if SECRET.encode() in response.data]

        assert told == []


class TestFilmsAndLists:
    def test_go_on_where_one_stopped(self, as_person, furulia, database, world):
        anne, film = as_person("anne"), f"{furulia}/activities/m1-v2"

        kept = anne.post(f"{film}/position", data={"position": "31.7"})

        assert kept.status_code == 204
        assert 'data-position="31"' in anne.get(film).text
        assert own(database, world, PlaybackPosition, "anne", "m1-v2")[0].seconds == 31

    @pytest.mark.parametrize("nonsense", ["", "-1", "abc", "9" * 20, "²"])
    def test_remember_no_nonsense(self, as_person, furulia, nonsense):
        anne = as_person("anne")

        assert anne.post(f"{furulia}/activities/m1-v2/position", data={"position": nonsense}).status_code in (404, 422)

    def test_played_to_the_end_they_are_done(self, as_person, furulia, database, world):
        guro = as_person("guro")

        response = guro.post(
            f"{furulia}/activities/m1-v4/done", data={"done": "1"}, headers={"Accept": "application/json"}
        )

        assert response.status_code == 204
        assert own(database, world, Completion, "guro", "m1-v4")[0].how == "watched"

    def test_files_come_in_parts_and_only_once(self, as_person, furulia):
        anne, file = as_person("anne"), f"{furulia}/activities/m1-v1/media/m1-v1.mp4"

        whole = anne.get(file)
        part = anne.get(file, headers={"Range": "bytes=100-199"})
        again = anne.get(file, headers={"If-None-Match": whole.headers["ETag"]})
        beyond = anne.get(file, headers={"Range": "bytes=99999999-"})

        assert (whole.status_code, whole.mimetype) == (200, "video/mp4")
        assert (part.status_code, part.data) == (206, whole.data[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.data)}"
        assert (again.status_code, again.data) == (304, b"")
        assert beyond.status_code == 416

    @pytest.mark.parametrize("name", ["m1-v2.mp4", "..%2f..%2fcourse.yml", "module.md", "%00"])
    def test_only_their_own_files_are_served(self, as_person, furulia, name):
        assert as_person("anne").get(f"{furulia}/activities/m1-v1/media/{name}").status_code == 404

    def test_a_list_is_done_when_all_is_ticked(self, as_person, furulia, database, world):
        cecilie, page = as_person("cecilie"), f"{furulia}/activities/m0-s1"
        items = [item.id for item in world.course.activity("m0-s1").items]

        def done():
            return [row.revoked_at is None for row in own(database, world, Completion, "cecilie", "m0-s1")]

        cecilie.post(f"{page}/ticks", data={"ticked": items})
        complete = done()
        cecilie.post(f"{page}/ticks", data={"ticked": [*items[1:], "not-on-the-list"]})

        assert complete == [True]
        assert done() == [False]
        assert {row.item_id for row in own(database, world, ChecklistTick, "cecilie", "m0-s1")} == set(items[1:])


class TestEditions:
    def test_are_read_in_the_persons_language(self, as_person, furulia):
        anne = as_person("anne")
        anne.post("/language", data={"language": "nn"})

        page = anne.get(f"{furulia}/activities/m1-i1")

        assert "Ein time med verdibriller" in page.text
        assert said("Your answer", "nn") in page.text

    @pytest.mark.parametrize("code", ["nn", "en"])
    def test_say_so_where_a_text_is_not_translated(self, as_person, furulia, code):
        anne = as_person("anne")
        anne.post("/language", data={"language": code})

        page = anne.get(f"{furulia}/activities/m1-t1").text

        assert f'<html lang="{code}"' in page
        assert 'lang="nb"><h1' in page.replace("\n", "") or '<div lang="nb">' in page
        assert said("Not translated yet: this is shown in %(language)s.", code, language="bokmål") in page

    def test_have_the_same_progress(self, as_person, furulia, database, world):
        pia = as_person("pia")
        pia.post(f"{furulia}/activities/m1-t1/done", data={"done": "1"})
        pia.post("/language", data={"language": "en"})

        assert said("Not done after all", "en") in pia.get(f"{furulia}/activities/m1-t1").text


def test_a_course_that_nobody_published_is_not_there(as_person):
    assert as_person("eva").get("/courses/lk20/modules/1-overordnet-del").status_code == 200

    assert as_person("eva").get("/courses/lk06/modules/1-overordnet-del").status_code == 404

"""What a school does otherwise than the course: on the pages of those who plan, and of everybody else."""

import re

import pytest
from sqlalchemy import select

from courseengine.core import audit
from courseengine.core.audit import AuditLine
from courseengine.core.course.compiling.own_activity import OwnText
from courseengine.core.progress.models import Answer, Completion
from courseengine.core.progress.operations import complete, save_answer
from courseengine.core.runs import adapting
from courseengine.core.runs.adapting import Whose
from courseengine.core.runs.models import CourseRun, LocalOverride
from courseengine.core.runs.operations import open_run

M1, M2 = "1-overordnet-del", "2-lareplaner-for-fag"
OWN = {"title": "Vår egen økt", "kind": "text", "minutes": "10", "section": "A", "body": "Les dette.\n\nOg dette."}


@pytest.fixture
def furulia(world):
    """The address of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}"


@pytest.fixture
def desk(world):
    """Where Furulia's leaders change it."""
    return f"/plans/{world.runs['furulia'].public_id}/course"


@pytest.fixture
def owners_desk(world):
    """Where Furulia's owner changes it for all schools."""
    return f"/places/{world.places['skogvik'].public_id}/course/{world.course.id}"


def act(client, desk, what):
    answer = client.post(desk, data={"act": what})
    assert answer.status_code == 302
    return answer


def own_id(database):
    with database.reading() as session:
        found = select(LocalOverride.activity_id).where(LocalOverride.kind == "add").order_by(LocalOverride.id.desc())
        return session.scalars(found).first()


def titles(page):
    """The activities of a module's page, in order."""
    return re.findall(r'/activities/([\w.-]+)"', page.text)


@pytest.mark.both_databases
class TestHiding:
    def test_what_is_hidden_is_nowhere_for_those_who_follow_the_course(self, as_person, desk, furulia):
        anne, cecilie = as_person("anne"), as_person("cecilie")
        assert "m1-t2" in titles(anne.get(f"{furulia}/modules/{M1}"))

        act(cecilie, desk, "hide:m1-t2")

        assert "m1-t2" not in titles(anne.get(f"{furulia}/modules/{M1}"))
        assert anne.get(f"{furulia}/activities/m1-t2").status_code == 404
        assert anne.post(f"{furulia}/activities/m1-t2/done", data={"done": "1"}).status_code == 404

    def test_it_is_one_click_away_for_those_who_plan(self, as_person, desk, world):
        cecilie = as_person("cecilie")
        act(cecilie, desk, "hide:m1-t2")

        page = cecilie.get(f"{desk}?module=m1")
        assert f'href="{desk}/m1-t2"' in page.text
        hidden = cecilie.get(f"{desk}/m1-t2")
        assert world.course.activity("m1-t2").title in hidden.text
        assert str(world.course.activity("m1-t2").body) in hidden.text
        assert as_person("jonas").get(f"{desk}/m1-t2").status_code == 200
        assert as_person("anne").get(f"{desk}/m1-t2").status_code == 404

    def test_shown_again_it_is_as_it_was(self, as_person, desk, furulia):
        anne, cecilie = as_person("anne"), as_person("cecilie")
        before = titles(anne.get(f"{furulia}/modules/{M1}"))
        act(cecilie, desk, "hide:m1-t2")

        act(cecilie, desk, "show:m1-t2")

        assert titles(anne.get(f"{furulia}/modules/{M1}")) == before

    def test_what_somebody_did_and_wrote_in_it_stays_theirs(self, as_person, desk, furulia, database, world):
        anne, run = as_person("anne"), world.runs["furulia"].id
        person = world.people["anne"].id
        with database.writing() as session:
            session.query(Answer).filter_by(person_id=person, run_id=run).delete()
            save_answer(session, person, run, "m1-i1", "Mitt eget", seen=0, at=world.at)
            complete(session, person, run, "m1-i1", how="delivered", at=world.at)

        act(as_person("cecilie"), desk, "hide:m1-i1")

        written = anne.get(f"{furulia}/written").text
        assert "Mitt eget" in written
        assert world.course.activity("m1-i1").title in written
        with database.reading() as session:
            assert session.get(Completion, (person, run, "m1-i1")).revoked_at is None

    def test_hidden_prework_is_said_and_leads_nowhere(self, as_person, desk, furulia, world):
        anne, meeting = as_person("anne"), world.course.activity("m2-m1")
        wanted = list(meeting.all_prework)
        assert wanted

        for id_ in wanted:
            act(as_person("cecilie"), desk, f"hide:{id_}")

        next_ = f"/meetings/{world.meetings['next'].public_id}"
        for path in (f"{furulia}/activities/m2-m1", next_, f"/teams/{world.teams['5.–7. trinn'].public_id}", "/"):
            page = anne.get(path)
            assert page.status_code == 200
            assert "Skolen har tatt ut forarbeidet." in page.text, path
            assert not any(f"/activities/{id_}" in page.text for id_ in wanted), path

    def test_a_planned_meeting_keeps_its_agenda_when_its_template_is_hidden(self, as_person, desk, world):
        act(as_person("cecilie"), desk, "hide:m2-m1")

        page = as_person("anne").get(f"/meetings/{world.meetings['next'].public_id}")

        assert page.status_code == 200
        assert world.course.activity("m2-m1").agenda[0].text in page.text

    def test_no_text_leads_to_what_is_hidden(self, as_person, desk, furulia, world):
        linked = {
            (activity.id, id_)
            for module in world.course.modules
            for activity in module.activities
            for id_ in re.findall(r"\.\./activities/([\w.-]+)", str(activity.body))
            if module.id in ("m1", "m2") and world.course.module_of(id_).id in ("m1", "m2") and id_ != activity.id
        }
        assert linked, "no text of the course leads to another activity: this test would not notice"
        source, target = sorted(linked)[0]
        act(as_person("cecilie"), desk, f"hide:{target}")

        page = as_person("anne").get(f"{furulia}/activities/{source}")

        assert page.status_code == 200
        assert f"activities/{target}" not in page.text

    def test_it_is_noted(self, as_person, desk, database, world):
        act(as_person("cecilie"), desk, "hide:m1-t2")

        with database.reading() as session:
            line = session.scalars(select(AuditLine).where(AuditLine.event == audit.Event.RUN_ADAPTED)).all()[-1]
            assert (line.actor_id, line.organisation_id) == (world.people["cecilie"].id, world.places["furulia"].id)

    def test_hiding_twice_changes_nothing(self, as_person, desk, database, world):
        act(as_person("cecilie"), desk, "hide:m1-t2")
        with database.reading() as session:
            before = session.get(CourseRun, world.runs["furulia"].id).adapted

        act(as_person("cecilie"), desk, "hide:m1-t2")

        with database.reading() as session:
            assert session.get(CourseRun, world.runs["furulia"].id).adapted == before


@pytest.mark.both_databases
class TestOwner:
    def test_what_an_owner_hides_is_hidden_at_its_schools_and_nowhere_else(self, as_person, owners_desk, world):
        paths = {
            who: f"/courses/{world.runs[key].public_id}/modules/{M1}"
            for who, key in (("anne", "furulia"), ("wilma", "granli"))
        }
        for who, path in paths.items():
            assert "m1-t2" in titles(as_person(who).get(path))

        act(as_person("eva"), owners_desk, "hide:m1-t2")

        assert "m1-t2" not in titles(as_person("anne").get(paths["anne"]))
        assert "m1-t2" in titles(as_person("wilma").get(paths["wilma"]))

    def test_a_school_shows_what_its_owner_hides(self, as_person, owners_desk, desk, furulia):
        act(as_person("eva"), owners_desk, "hide:m1-t2")
        assert "Skjult av eieren" in as_person("cecilie").get(f"{desk}?module=m1").text

        act(as_person("cecilie"), desk, "show:m1-t2")

        assert "m1-t2" in titles(as_person("anne").get(f"{furulia}/modules/{M1}"))

    def test_a_run_that_begins_later_has_it_too(self, as_person, owners_desk, database, world):
        act(as_person("eva"), owners_desk, "hide:m1-t2")
        with database.writing() as session:
            school = session.merge(world.places["maurtua"])
            run = open_run(session, course=world.course, school=school, schedule="standard", at=world.at)
            address = f"/courses/{run.public_id}/modules/{M1}"

        assert "m1-t2" not in titles(as_person("liv").get(address))

    def test_a_university_reads_the_course_as_it_is(self, as_person, owners_desk, world):
        act(as_person("eva"), owners_desk, "hide:m1-t2")

        assert "m1-t2" in titles(as_person("farid").get(f"/courses/{world.course.id}/modules/{M1}"))

    def test_an_owners_own_activity_is_the_owners_to_change(self, as_person, owners_desk, desk, furulia, database):
        assert as_person("eva").post(f"{owners_desk}/new", data=OWN | {"module": "m1"}).status_code == 302
        id_ = own_id(database)

        assert as_person("anne").get(f"{furulia}/activities/{id_}").status_code == 200
        assert as_person("cecilie").get(f"{desk}/{id_}/edit").status_code == 404
        assert as_person("eva").get(f"{owners_desk}/{id_}/edit").status_code == 200
        act(as_person("cecilie"), desk, f"hide:{id_}")
        assert as_person("anne").get(f"{furulia}/activities/{id_}").status_code == 404

    def test_another_owners_place_or_a_school_has_no_such_page(self, as_person, world):
        eva = as_person("eva")
        for place in ("fjellvik", "furulia"):
            assert eva.get(f"/places/{world.places[place].public_id}/course/{world.course.id}").status_code == 404
        assert eva.get(f"/places/{world.places['skogvik'].public_id}/course/nowhere").status_code == 404


@pytest.mark.both_databases
class TestMoving:
    def test_up_and_down_among_what_one_sees(self, as_person, desk, furulia):
        anne, cecilie = as_person("anne"), as_person("cecilie")
        before = titles(anne.get(f"{furulia}/modules/{M1}"))
        here = before.index("m1-t1")

        act(cecilie, desk, "up:m1-t1")

        after = titles(anne.get(f"{furulia}/modules/{M1}"))
        assert sorted(after) == sorted(before)
        assert after.index("m1-t1") == here - 1
        act(cecilie, desk, "down:m1-t1")
        assert titles(anne.get(f"{furulia}/modules/{M1}")) == before

    def test_the_order_of_the_course_comes_back(self, as_person, desk, furulia):
        anne, cecilie = as_person("anne"), as_person("cecilie")
        before = titles(anne.get(f"{furulia}/modules/{M1}"))
        for _ in range(4):
            act(cecilie, desk, "down:m1-t1")
        assert titles(anne.get(f"{furulia}/modules/{M1}")) != before

        act(cecilie, desk, "put_back:m1")

        assert titles(anne.get(f"{furulia}/modules/{M1}")) == before

    def test_past_the_ends_of_the_module_nothing_happens(self, as_person, desk):
        first = re.findall(r'value="down:([\w.-]+)"', as_person("cecilie").get(f"{desk}?module=m1").text)[0]

        act(as_person("cecilie"), desk, f"up:{first}")

        assert re.findall(r'value="down:([\w.-]+)"', as_person("cecilie").get(f"{desk}?module=m1").text)[0] == first


@pytest.mark.both_databases
class TestOnesOwn:
    def add(self, client, desk, **other):
        return client.post(f"{desk}/new", data=OWN | {"module": "m1"} | other)

    def test_it_is_read_and_ticked_like_any_other(self, as_person, desk, furulia, database):
        assert self.add(as_person("cecilie"), desk).status_code == 302
        id_, anne = own_id(database), as_person("anne")

        assert id_ in titles(anne.get(f"{furulia}/modules/{M1}"))
        assert "<p>Les dette.</p>" in anne.get(f"{furulia}/activities/{id_}").text
        assert anne.post(f"{furulia}/activities/{id_}/done", data={"done": "1"}).status_code == 302
        assert "Likevel ikke ferdig" in anne.get(f"{furulia}/activities/{id_}").text

    def test_a_task_is_answered_alone_or_by_the_team(self, as_person, desk, furulia, database):
        cecilie, anne = as_person("cecilie"), as_person("anne")
        self.add(cecilie, desk, kind="individual_task")
        alone = own_id(database)
        sent = {"body": "Svar", "version": "0", "act": "deliver"}
        assert anne.post(f"{furulia}/activities/{alone}/answer", data=sent).status_code == 302
        cecilie.post(f"{desk}/{alone}/edit", data={"act": "remove"})
        assert "Svar" in anne.get(f"{furulia}/written").text
        self.add(cecilie, desk, kind="team_task")
        together = own_id(database)
        assert anne.post(f"{furulia}/activities/{together}/team-answer", data=sent).status_code == 302
        assert "Svar" in as_person("bjorn").get(f"{furulia}/activities/{together}").text

    def test_it_is_changed_and_keeps_its_place(self, as_person, desk, furulia, database):
        cecilie = as_person("cecilie")
        self.add(cecilie, desk)
        id_ = own_id(database)
        assert 'value="Vår egen økt"' in cecilie.get(f"{desk}/{id_}/edit").text

        answer = cecilie.post(f"{desk}/{id_}/edit", data=OWN | {"title": "Nytt navn", "body": "Ny tekst"})

        assert answer.status_code == 302
        page = as_person("anne").get(f"{furulia}/activities/{id_}").text
        assert "Nytt navn" in page
        assert "Ny tekst" in page

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("title", " ", "Skriv en tittel."),
            ("title", "x" * 201, "Skriv en kortere tittel"),
            ("kind", "video", "Velg hva slags aktivitet det er."),
            ("minutes", "ti", "hele minutter"),
            ("minutes", "0", "hele minutter"),
            ("minutes", "²", "hele minutter"),
            ("section", "nowhere", "Velg hvor i modulen den står."),
            ("body", " \n", "Skriv teksten."),
            ("body", "Hei\n\n<b>hei</b>", "Linje 3: "),
            ("body", "Hei\n\n/// tip\nhei", "Linje 3: "),
            ("body", "Hei\n[dit](m9-v1)", "Linje 2: "),
            ("body", "![x](bilde.png)", "Linje 1: "),
            ("body", "a\n\n\x07", "Linje 3: "),
            ("body", "x" * 60_001, "Teksten er for lang."),
        ],
    )
    def test_what_is_wrong_is_said_where_it_stands_and_what_was_typed_is_kept(
        self, as_person, desk, database, field, value, said
    ):
        answer = self.add(as_person("cecilie"), desk, **{field: value})

        assert answer.status_code == 422
        assert said in answer.text
        assert field == "title" or 'value="Vår egen økt"' in answer.text
        with database.reading() as session:
            titles = session.scalars(select(LocalOverride.source).where(LocalOverride.kind == "add")).all()
            assert not any(OWN["title"] in source for source in titles)

    def test_there_is_a_limit(self, as_person, desk, database, world, monkeypatch):
        monkeypatch.setattr(adapting, "MOST_OWN", 2)
        assert self.add(as_person("cecilie"), desk).status_code == 302

        assert "plass til 2" in self.add(as_person("cecilie"), desk, title="Enda en").text

    def test_front_matter_in_the_fields_stays_words(self, as_person, desk, furulia, database):
        self.add(as_person("cecilie"), desk, title='x"\nkind: video --- # & *a !b', body="---\nkind: video\n---\nHei")

        page = as_person("anne").get(f"{furulia}/activities/{own_id(database)}")

        assert page.status_code == 200
        assert "x&#34; kind: video --- # &amp; *a !b" in page.text


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"])
def test_a_hostile_text_is_refused_and_shown_as_text(as_person, desk, attack):
    answer = as_person("cecilie").post(f"{desk}/new", data=OWN | {"module": "m1", "body": f"Hei\n\n{attack}\n"})

    assert answer.status_code == 422
    assert "Linje 3: " in answer.text
    assert attack not in answer.text or "<" not in attack


def test_pages_ask_as_often_in_a_changed_course_as_in_an_unchanged_one(
    as_person, count_queries, desk, furulia, database, world
):
    anne = as_person("anne")

    def asked():
        counts = []
        for path in ("/", f"{furulia}/modules/{M2}", f"{furulia}/activities/m2-t1"):
            assert anne.get(path).status_code == 200
            with count_queries() as statements:
                anne.get(path)
            counts.append(len(statements))
        return counts

    with database.writing() as session:
        run = session.get(CourseRun, world.runs["furulia"].id)
        session.query(LocalOverride).delete()
        run.adapted = 0
    before = asked()
    with database.writing() as session:
        run = session.get(CourseRun, world.runs["furulia"].id)
        whose, by = Whose(world.course, run=run), world.people["cecilie"].id
        adapting.hide(session, whose, "m1-t2", by=by, at=world.at)
        text = OwnText("text", "Egen", 5, False, "nb", "Hei")
        adapting.write_own(session, whose, world.course.module("m1"), "A", text, by=by, at=world.at)

    assert asked() == before


@pytest.mark.parametrize(
    ("who", "sees", "changes"),
    [("cecilie", 200, 302), ("eva", 200, 302), ("jonas", 200, 404), ("anne", 404, 404), ("david", 404, 404)],
)
def test_who_looks_and_who_changes(as_person, desk, who, sees, changes):
    assert as_person(who).get(desk).status_code == sees
    assert as_person(who).post(desk, data={"act": "hide:m1-t2"}).status_code == changes


def test_a_resource_teacher_is_not_told_of_what_is_for_leaders_alone(as_person, desk, world):
    notes = [one for one in world.course.module("m1").activities if one.for_whom == "leaders"]
    assert notes

    assert notes[0].title in as_person("cecilie").get(f"{desk}?module=m1").text
    assert notes[0].title not in as_person("jonas").get(f"{desk}?module=m1").text


def test_a_locked_modules_texts_are_not_read_here(as_person, desk, world):
    act(as_person("cecilie"), desk, "hide:m4-t1")

    assert as_person("cecilie").get(f"{desk}/m4-t1").status_code == 404

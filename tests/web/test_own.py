"""One's own account: what it shows, what one changes oneself, and what concerns one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core import audit
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import UserSession
from courseengine.core.people.models import Membership, Person
from courseengine.core.progress.models import TeamAnswer
from courseengine.web.browser_words import browser_words
from tests.web.conftest import AT
from tests.web.pages import page_of, said
from tests.web.test_account import PASSWORD, enter, is_in, later

NEW = "solskinn over fjorden"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


@pytest.fixture
def registered(database, world):
    """Anne has a password."""
    with database.writing() as session:
        set_password(session, world.people["anne"].id, PASSWORD)


class TestTheAccount:
    def test_is_one_link_away_and_says_who_one_is(self, as_person):
        anne = as_person("anne")
        assert "/account" in page_of(anne.get("/")).links

        page = anne.get("/account").text

        for told in ("Anne", "anne@demo.example", "Bokmål", "Furulia skole", "5.–7. trinn", said("Team leader")):
            assert told in page

    def test_says_where_one_was_before(self, as_person, database, world):
        with database.writing() as session:
            held = session.scalars(select(Membership).where(Membership.person_id == world.people["anne"].id)).first()
            held.starts_on, held.ends_on = world.day(-400), world.day(-300)

        page = as_person("anne").get("/account").text

        assert said("Earlier") in page

    def test_belonging_nowhere_is_said(self, as_person):
        assert said("Nowhere yet.") in as_person("hanna").get("/account").text

    def test_name_and_language_are_changed(self, as_person, database, world):
        anne = as_person("anne")

        changed = anne.post("/account/details", data={"name": "  Anne   Lie ", "language": "nn"})

        assert changed.status_code == 302
        with database.reading() as session:
            me = session.get_one(Person, world.people["anne"].id)
            assert (me.name, me.language) == ("Anne Lie", "nn")
        assert "Du endra namnet eller språket." in anne.get("/account/concerns").text

    @pytest.mark.parametrize(
        "sent",
        [{"name": "", "language": "nb"}, {"name": "x" * 201, "language": "nb"}, {"name": "Anne", "language": "sv"}],
    )
    def test_not_to_anything(self, as_person, database, world, sent):
        assert as_person("anne").post("/account/details", data=sent).status_code == 422
        with database.reading() as session:
            assert session.get_one(Person, world.people["anne"].id).name == "Anne"

    def test_nothing_but_the_listed_fields_is_taken(self, as_person, database, world):
        sent = {"name": "Anne", "language": "nb", "email": "x@demo.example", "role": "admin", "id": "1"}
        as_person("anne").post("/account/details", data=sent)

        with database.reading() as session:
            assert session.get_one(Person, world.people["anne"].id).email == "anne@demo.example"


@pytest.mark.usefixtures("registered")
class TestThePassword:
    def change(self, client, password=PASSWORD, new=NEW, again=NEW):
        return client.post("/account/password", data={"password": password, "new_password": new, "again": again})

    def test_is_changed_and_every_other_session_ends(self, app, as_person):
        here, there = as_person("anne"), as_person("anne")
        with here.session_transaction() as cookie:
            before = cookie["_user_id"]

        assert self.change(here).status_code == 302

        with here.session_transaction() as cookie:
            assert cookie["_user_id"] != before
        assert is_in(here)
        assert not is_in(there)
        assert enter(app.test_client(), password=NEW).status_code == 302
        assert enter(app.test_client()).status_code == 422

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"password": "feil passord"}, "password"),
            ({"password": ""}, "password"),
            ({"new": "kort", "again": "kort"}, "new_password"),
            ({"again": "noe annet"}, "again"),
        ],
    )
    def test_needs_the_one_there_is_and_a_good_one(self, app, as_person, sent, field):
        anne = as_person("anne")

        refused = self.change(anne, **sent)

        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
        assert enter(app.test_client()).status_code == 302

    def test_guessing_it_in_somebody_elses_browser_is_slowed(self, as_person):
        anne = as_person("anne")

        assert [self.change(anne, "feil passord").status_code for _ in range(6)] == [422] * 5 + [429]


class TestSessions:
    def test_are_listed_by_browser_with_this_one_marked(self, app, registered):
        phone, office = app.test_client(), app.test_client()
        for client, browser in ((phone, FIREFOX), (office, EDGE)):
            client.post(
                "/sign-in", data={"email": "anne@demo.example", "password": PASSWORD}, headers={"User-Agent": browser}
            )

        page = phone.get("/account/sessions").text

        assert [page.count(words) for words in ("<strong>Firefox, Android", "<strong>Edge, Windows")] == [1, 1]
        assert page.count(said("This one")) == 1

    def test_one_of_them_is_ended(self, as_person, database):
        here, there = as_person("anne"), as_person("anne")
        form = page_of(here.get("/account/sessions")).form("/end")
        assert is_in(there)

        here.post(form.action)

        assert is_in(here)
        assert not is_in(there)
        assert here.post(form.action).status_code == 404

    def test_nobody_elses_can_be(self, as_person, database, world):
        anne, bjorn = as_person("anne"), as_person("bjorn")
        with database.reading() as session:
            mine = select(UserSession.public_id).where(UserSession.person_id == world.people["anne"].id)
            public_id = session.scalar(mine)

        assert bjorn.post(f"/account/sessions/{public_id}/end").status_code == 404
        assert is_in(anne)

    def test_all_others_are_ended(self, as_person):
        here, *others = (as_person("anne") for _ in range(3))

        here.post("/account/sessions/end")

        assert [is_in(one) for one in (here, *others)] == [True, False, False]

    def test_many_cost_no_more_questions(self, as_person, count_queries):
        anne = as_person("anne")
        counts = []
        for number in (0, 30):
            for _ in range(number):
                as_person("anne")
            with count_queries() as statements:
                anne.get("/account/sessions")
            counts.append(len(statements))

        assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (FIREFOX, "Firefox, Android"),
        (EDGE, "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0.0.0 Safari/537.36", "Chrome, Mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64 1) Chrome/140.0.0.0 Safari/537.36", "Chrome, Chromebook"),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Firefox", "Firefox"),
    ],
)
def test_a_browser_is_two_words(sent, words):
    assert browser_words(sent) == words


class TestWhatConcernsOne:
    def test_ones_own_page_that_somebody_looked_at_and_nobody_elses(self, as_person, world):
        bjorn = f"/places/{world.places['furulia'].public_id}/people/{world.people['bjorn'].public_id}"
        as_person("cecilie").get(bjorn)
        as_person("gro").get(f"/admin/people/{world.people['bjorn'].public_id}")

        told = {who: as_person(who).get("/account/concerns").text for who in ("bjorn", "anne")}

        looked = said("%(who)s looked at the page about %(person)s.", who="Cecilie (leder)", person=said("you"))
        assert looked in told["bjorn"]
        assert [name for name in ("Cecilie", "Gro") if name in told["anne"]] == []

    def page(self, client, **query):
        return client.get("/account/concerns", query_string=query).text

    def test_a_leader_who_reads_the_teams_answer_is_named_to_the_team_alone(self, as_person, database, world):
        team = world.teams["8.–10. trinn"].id
        with database.reading() as session:
            delivered = select(TeamAnswer.public_id).where(
                TeamAnswer.team_id == team, TeamAnswer.delivered_at.is_not(None)
            )
            answer = session.scalars(delivered).first()

        assert as_person("cecilie").get(f"/leader/answers/{answer}").status_code == 200

        read = "Cecilie (leder) leste et svar fra teamet 8.–10. trinn."
        assert [read in self.page(as_person(key)) for key in ("unni", "anne")] == [True, False]
        assert "Du leste et svar fra teamet 8.–10. trinn." in self.page(as_person("cecilie"))

    @pytest.mark.parametrize("code", ["nb", "nn", "en"])
    @pytest.mark.parametrize("event", list(audit.Event))
    def test_every_event_is_a_sentence_in_every_language(self, as_person, database, world, event, code):
        people, place = world.people, world.places["furulia"]
        anne = as_person("anne")
        anne.post("/language", data={"language": code})
        with database.writing() as session:
            for actor in (people["anne"].id, people["cecilie"].id, None):
                for team in (world.teams["5.–7. trinn"].id, None):
                    audit.record(
                        session, event, at=clock.now(), actor_id=actor, person_id=people["anne"].id, team_id=team,
                        organisation_id=place.id if team else None, subject=f"{place.public_id}:teacher",
                    )  # fmt: skip

        page = self.page(anne)

        assert "%(" not in page
        assert "demo.example" not in page

    def record(self, database, event, **line):
        with database.writing() as session:
            audit.record(session, event, **({"at": clock.now()} | line))

    def test_a_role_that_was_given_says_who_gave_it_and_as_what(self, as_person, database, world):
        place = world.places["furulia"]
        self.record(
            database, audit.Event.ROLE_GRANTED, actor_id=world.people["eva"].id, person_id=world.people["anne"].id,
            subject=f"{place.public_id}:resource_teacher",
        )  # fmt: skip

        told = self.page(as_person("anne"))

        assert "Eva (skoleeier) ga deg rollen «ressurslærer» ved Furulia skole." in told

    def test_somebody_who_looks_after_nothing_is_not_named(self, as_person, database, world):
        for actor in ("cecilie", "david", "bjorn"):
            self.record(
                database, audit.Event.PERSON_CHANGED, actor_id=world.people[actor].id,
                person_id=world.people["anne"].id, organisation_id=world.places["furulia"].id,
            )  # fmt: skip

        told = self.page(as_person("anne"))

        assert "Cecilie (leder) endret det som er registrert om deg." in told
        assert "David" not in told
        assert "Bjørn" not in told
        assert told.count("Noen endret det som er registrert om deg.") == 2

    def test_readings_concern_the_team_while_one_is_in_it(self, as_person, database, world):
        anne, team = world.people["anne"].id, world.teams["5.–7. trinn"].id
        with database.writing() as session:
            for held in session.scalars(select(Membership).where(Membership.person_id == anne)):
                held.starts_on, held.ends_on = world.day(-20), world.day(-10)
        for days in (-21, -20, -10, -9):
            self.record(
                database, audit.Event.TEAM_ANSWER_READ, at=clock.begins(world.day(days)) + timedelta(hours=9),
                actor_id=world.people["cecilie"].id, team_id=team,
            )  # fmt: skip

        assert self.page(as_person("anne")).count("leste et svar fra teamet 5.–7. trinn") == 2
        assert self.page(as_person("unni")).count("leste et svar fra teamet 5.–7. trinn") == 0

    def test_a_list_concerns_those_who_stand_in_it(self, as_person, database, world):
        self.record(
            database, audit.Event.PEOPLE_LISTED, actor_id=world.people["gro"].id,
            organisation_id=world.places["furulia"].id,
        )  # fmt: skip
        self.record(database, audit.Event.PEOPLE_LISTED, actor_id=world.people["gro"].id)

        here = "Gro (administrator) så på listen over folk: Furulia skole."
        all_ = "Gro (administrator) så på listen over folk: hele installasjonen."
        assert [here in self.page(as_person(key)) for key in ("anne", "david", "hanna")] == [True, False, False]
        assert [all_ in self.page(as_person(key)) for key in ("anne", "david", "hanna")] == [True, True, False]

    def test_what_others_did_among_themselves_is_not_there(self, as_person, database, world):
        self.record(
            database,
            audit.Event.PASSWORD_CHANGED,
            actor_id=world.people["bjorn"].id,
            person_id=world.people["bjorn"].id,
        )

        assert "endret passordet" in self.page(as_person("bjorn"))
        assert "endret passordet" not in self.page(as_person("anne"))

    def test_the_newest_come_first_a_page_at_a_time(self, as_person, database, world):
        anne = as_person("anne")
        for minutes in range(35):
            self.record(
                database, audit.Event.PASSWORD_CHANGED, at=AT + timedelta(minutes=minutes),
                actor_id=world.people["anne"].id, person_id=world.people["anne"].id,
            )  # fmt: skip
        later(hours=1)

        first, second = self.page(anne), self.page(anne, page=2)

        assert first.index("10:34") < first.index("10:33")
        assert (first.count("Du endret passordet."), second.count("Du endret passordet.")) == (30, 5)
        assert [anne.get(f"/account/concerns?page={odd}").status_code for odd in ("0", "x", "-1", "99999", "²")] == [
            200
        ] * 5

    def test_many_lines_cost_no_more_questions(self, as_person, database, world, count_queries):
        anne, counts = as_person("anne"), []
        for number in (1, 30):
            for index in range(number):
                self.record(
                    database, audit.Event.ROLE_GRANTED, person_id=world.people["anne"].id,
                    actor_id=[person.id for person in world.people.values()][index],
                    subject=f"{world.places['furulia'].public_id}:teacher",
                )  # fmt: skip
            with count_queries() as statements:
                anne.get("/account/concerns")
            counts.append(len(statements))

        assert counts[0] == counts[1]

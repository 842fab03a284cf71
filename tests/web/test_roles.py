"""The pages about who leads a place, what one person is there, and what one is oneself."""

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from courseengine.base.i18n import language
from courseengine.core.audit import AuditLine
from courseengine.core.people.models import Membership, RoleRequest
from courseengine.core.people.operations import add_membership, add_person
from courseengine.core.people.roles import Role
from tests.web.hostile import FORMULA, MARKUP, TEMPLATE
from tests.web.pages import page_of, said

pytestmark = pytest.mark.usefixtures("mailing")


@pytest.fixture
def furulia(world):
    """The address of Furulia's pages."""
    return f"/places/{world.places['furulia'].public_id}"


@pytest.fixture
def of(world, furulia):
    """The address of what somebody is at Furulia."""
    return lambda key: f"{furulia}/people/{world.people[key].public_id}"


def text_of(response):
    return unescape(re.sub(r"<[^>]+>", "", response.text))


PAGES = ["/roles", "/people/{anne}", "/people/{cecilie}/leading", "/people/{anne}/leave"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("cecilie", 200), ("eva", 200), ("gro", 200), ("david", 404), ("jonas", 404), ("farid", 404), ("hanna", 404)],
)
@pytest.mark.parametrize("page", PAGES)
def test_they_are_for_those_who_manage_the_place(as_person, world, furulia, page, who, status):
    ids = {key: world.people[key].public_id for key in ("anne", "cecilie")}

    assert as_person(who).get(furulia + page.format(**ids)).status_code == status


@pytest.mark.parametrize("key", ["petter", "hanna", "farid"])
def test_a_person_who_was_never_there_is_not_there(as_person, world, furulia, of, key):
    assert as_person("cecilie").get(of("anne")).status_code == 200
    assert as_person("cecilie").get(of(key)).status_code == 404


class TestAskingAndDeciding:
    def test_a_leader_confirms_and_the_deputy_leads_at_once(self, as_person, world, furulia, letters):
        jonas, cecilie = as_person("jonas"), as_person("cecilie")
        assert jonas.get(f"{furulia}/roles").status_code == 404
        assert "Jonas" in text_of(cecilie.get(f"{furulia}/roles"))

        answer = cecilie.post(f"/roles/{world.asked['jonas'].public_id}/confirm")

        assert answer.status_code == 302
        assert jonas.get(f"{furulia}/roles").status_code == 200
        assert letters() == [("role_granted", "jonas"), ("leader_new", "eva")]  # nobody else leads with her
        assert cecilie.post(f"/roles/{world.asked['jonas'].public_id}/confirm").status_code == 404

    def test_the_other_leaders_are_told(self, as_person, world, letters, lead_too):
        lead_too("ingrid")

        as_person("cecilie").post(f"/roles/{world.asked['jonas'].public_id}/confirm")

        assert letters() == [("role_granted", "jonas"), ("leader_new", "ingrid")]

    def test_a_refusal_is_told_to_the_person_alone(self, as_person, world, furulia, letters, lead_too):
        lead_too("ingrid")

        as_person("eva").post(f"/roles/{world.asked['jonas'].public_id}/refuse")

        assert letters() == [("role_refused", "jonas")]
        assert as_person("jonas").get(f"{furulia}/roles").status_code == 404

    @pytest.mark.parametrize("who", ["jonas", "david", "anne", "hanna"])
    def test_nobody_else_decides(self, as_person, world, who):
        for act in ("confirm", "refuse"):
            assert as_person(who).post(f"/roles/{world.asked['jonas'].public_id}/{act}").status_code == 404
        assert as_person("gro").post(f"/roles/{world.asked['jonas'].public_id}/refuse").status_code == 302

    def test_who_is_put_forward_is_confirmed_by_somebody_else(self, as_person, world, furulia, letters, database):
        cecilie = as_person("cecilie")
        sent = {"person": world.people["anne"].public_id, "ends_on": ""}

        assert cecilie.post(f"{furulia}/roles", data=sent).status_code == 302
        with database.reading() as session:
            asked = session.scalar(select(RoleRequest).where(RoleRequest.person_id == world.people["anne"].id))
        page = cecilie.get(f"{furulia}/roles")

        assert letters() == [("role_asked", "eva")]
        assert said("Somebody else has to decide this.") in page.text
        assert cecilie.post(f"/roles/{asked.public_id}/confirm").status_code == 404
        assert as_person("eva").post(f"/roles/{asked.public_id}/confirm").status_code == 302
        assert as_person("anne").get(f"{furulia}/roles").status_code == 200

    @pytest.mark.parametrize(
        ("key", "day", "field"),
        [("petter", "", "person"), ("anne", "soon", "ends_on"), ("anne", "1.1.2020", "ends_on")],
    )
    def test_what_is_wrong_comes_back_with_what_was_written(self, as_person, world, furulia, key, day, field, letters):
        sent = {"person": world.people[key].public_id, "ends_on": day}

        page = as_person("cecilie").post(f"{furulia}/roles", data=sent)

        assert (page.status_code, letters()) == (422, [])
        assert f'href="#{field}"' in page.text
        assert f'value="{day}"' in page.text

    def test_at_an_owner_one_is_put_forward_by_address(self, as_person, world, letters):
        owner = f"/places/{world.places['skogvik'].public_id}"

        for email, status in (("ylva@demo.example", 422), ("x", 422), ("Anne@demo.example", 302)):
            assert as_person("eva").post(f"{owner}/roles", data={"person": email}).status_code == status
        assert letters() == [("role_asked", "gro")]

    def test_an_owner_sees_which_schools_nobody_leads(self, as_person, world, database):
        owner, granli = f"/places/{world.places['skogvik'].public_id}/roles", world.places["bjorkelia"]
        assert said("Without a leader") not in as_person("eva").get(owner).text

        with database.writing() as session:
            role = Membership.role == Role.SCHOOL_LEADER, Membership.organisation_id == granli.id
            session.execute(update(Membership).where(*role).values(ends_on=world.day(-1)))

        page = as_person("eva").get(owner)
        assert said("Without a leader") in page.text
        assert f"/places/{granli.public_id}/roles" in page_of(page).links


class TestOnesOwnRoles:
    def test_say_what_one_is_and_what_waits(self, as_person, world):
        page = text_of(as_person("jonas").get("/account/roles"))

        assert "Furulia skole: " + said("Resource teacher") in page
        assert said("You have asked to lead %(place)s.", place="Furulia skole") in page

    def test_one_asks_where_one_belongs_and_above(self, as_person, world, letters):
        anne = as_person("anne")
        for key, status in (("bjorkelia", 422), ("fjellvik", 422), ("furulia", 302), ("skogvik", 302)):
            sent = {"place": world.places[key].public_id}
            assert anne.post("/account/roles", data=sent).status_code == status

        assert letters() == [("role_asked", "cecilie"), ("role_asked", "eva")]

    def test_one_takes_back_ones_own_and_nobody_elses(self, as_person, world, furulia):
        sent = {"asked": world.asked["jonas"].public_id}

        assert as_person("anne").post("/account/roles/withdraw", data=sent).status_code == 404
        assert as_person("jonas").post("/account/roles/withdraw", data=sent).status_code == 302
        page = text_of(as_person("cecilie").get(f"{furulia}/roles"))
        assert said("%(name)s wants to lead", name="Jonas") not in page
        assert as_person("cecilie").post(f"/roles/{world.asked['jonas'].public_id}/confirm").status_code == 404

    def test_somebody_who_belongs_nowhere_asks_for_nothing(self, as_person, world):
        hanna = as_person("hanna")

        assert said("Ask to lead") not in hanna.get("/account/roles").text
        assert hanna.post("/account/roles", data={"place": world.places["furulia"].public_id}).status_code == 422


class TestWhatOnePersonIs:
    def test_is_shown_with_what_it_was_and_never_with_what_they_do(self, as_person, world, of, database):
        with database.writing() as session:
            anne, furulia = session.merge(world.people["anne"]), session.merge(world.places["furulia"])
            add_membership(
                session, person=anne, organisation=furulia, role=Role.TEACHER, at=world.at,
                starts_on=world.day(-900), ends_on=world.day(-500),
            )  # fmt: skip
        page = text_of(as_person("cecilie").get(of("anne")))
        nb = language("nb")

        assert said("Team leader") + " · 5.–7. trinn" in page
        assert f"{nb.day(world.day(-900), year=True)} – {nb.day(world.day(-500), year=True)}" in page
        assert "modul" not in page.lower()

    @pytest.mark.parametrize(("ends", "status", "address"), [(None, 200, True), (-1, 200, False), (-9, 404, False)])
    def test_of_somebody_who_left_it_tells_the_name_and_the_days(
        self, as_person, world, of, database, ends, status, address
    ):
        """One that ended before it began never was, and opens no page."""
        with database.writing() as session:
            person = add_person(session, name="Borte", email="borte@demo.example", at=world.at)
            membership = add_membership(
                session, person=person, organisation=session.merge(world.places["furulia"]), role=Role.TEACHER,
                at=world.at, starts_on=world.day(-8),
            )  # fmt: skip
            membership.ends_on = world.day(ends) if ends else None
            public_id = person.public_id

        page = as_person("cecilie").get(of("anne").rpartition("/")[0] + f"/{public_id}")

        assert page.status_code == status
        assert ("Borte" in page.text, "borte@demo.example" in page.text) == (status == 200, address)

    def test_what_never_was_is_not_told(self, as_person, world, of, database):
        with database.writing() as session:
            membership = add_membership(
                session, person=session.merge(world.people["anne"]), role=Role.RESOURCE_TEACHER, at=world.at,
                organisation=session.merge(world.places["furulia"]), starts_on=world.day(0),
            )  # fmt: skip
            membership.ends_on = world.day(-1)

        for who, path in (
            ("cecilie", of("anne")),
            ("anne", "/account/roles"),
            ("gro", f"/admin/people/{of('anne').rpartition('/')[2]}"),
        ):
            page = text_of(as_person(who).get(path))
            assert "Anne" in page
            assert said("Resource teacher") not in page

    def test_looking_somebody_up_leaves_a_line_that_they_can_read(self, as_person, world, of, database):
        for who in ("cecilie", "eva"):
            as_person(who).get(of("anne"))
        as_person("cecilie").get(of("cecilie"))

        with database.reading() as session:
            read = session.scalars(select(AuditLine).where(AuditLine.event == "people_listed").order_by(AuditLine.id))
            lines = [(line.actor_id, line.person_id) for line in read]
        anne = world.people["anne"].id
        assert lines == [(world.people["cecilie"].id, anne), (world.people["eva"].id, anne)]

    def test_an_owner_sees_the_schools_one_works_at(self, as_person, world):
        owner = f"/places/{world.places['skogvik'].public_id}/people/{world.people['anne'].public_id}"

        page = as_person("eva").get(owner)

        assert "Furulia skole" in page.text
        assert 'name="end"' not in page.text
        assert (
            as_person("eva")
            .get(owner.replace(world.people["anne"].public_id, world.people["ylva"].public_id))
            .status_code
            == 404
        )

    def test_a_team_is_added_made_the_main_one_and_ended(self, as_person, world, of, database):
        cecilie, team = as_person("cecilie"), world.teams["1.–4. trinn"]

        def held():
            with database.reading() as session:
                rows = session.execute(
                    select(Membership.id, Membership.team_id, Membership.role, Membership.main).where(
                        Membership.person_id == world.people["bjorn"].id, Membership.ends_on.is_(None)
                    )
                )
                return {row.team_id: (row.id, row.role, row.main) for row in rows}

        assert cecilie.post(of("bjorn"), data={"team": team.public_id, "leads": "1"}).status_code == 302
        id_, role, main = held()[team.id]
        assert (role, main) == ("team_leader", False)
        assert cecilie.post(of("bjorn"), data={"main": str(id_)}).status_code == 302
        id_, role, main = held()[team.id]
        assert (role, main) == ("team_leader", True)
        assert cecilie.post(of("bjorn"), data={"end": str(id_)}).status_code == 302

        assert set(held()) == {world.teams["5.–7. trinn"].id}

    def test_only_teams_of_the_school_and_rows_of_the_person(self, as_person, world, of, database):
        cecilie = as_person("cecilie")
        with database.reading() as session:
            davids = session.scalar(select(Membership.id).where(Membership.person_id == world.people["david"].id))
            annes = session.scalar(select(Membership.id).where(Membership.person_id == world.people["anne"].id))

        assert cecilie.post(of("bjorn"), data={"team": world.teams["Barnetrinnet"].public_id}).status_code == 422
        for id_ in (davids, annes, 0, "x", 10**12):
            assert cecilie.post(of("bjorn"), data={"end": str(id_)}).status_code == 404
        assert cecilie.post(of("anne"), data={"end": str(annes)}).status_code == 302

    def test_a_leading_role_ends_on_a_page_of_its_own(self, as_person, world, of, database):
        with database.reading() as session:
            id_ = session.scalar(select(Membership.id).where(Membership.person_id == world.people["cecilie"].id))

        answer = as_person("eva").post(of("cecilie"), data={"end": str(id_)})

        assert answer.headers["Location"] == of("cecilie") + "/leading"
        assert as_person("cecilie").get(of("cecilie")).status_code == 200


@pytest.mark.both_databases
@pytest.mark.parametrize("page", ["/roles", "/people/{anne}"])
def test_they_cost_the_same_for_many_as_for_few(as_person, world, furulia, page, database, count_queries, lead_too):
    path, cecilie, counts = furulia + page.format(anne=world.people["anne"].public_id), as_person("cecilie"), []
    for number in (0, 30):
        with database.writing() as session:
            place = session.merge(world.places["furulia"])
            for each in range(number):
                person = add_person(session, name=f"Ny {each}", email=f"ny{each}@demo.example", at=world.at)
                add_membership(session, person=person, organisation=place, role=Role.SCHOOL_LEADER, at=world.at)
                asker = add_person(session, name=f"Vil {each}", email=f"vil{each}@demo.example", at=world.at)
                session.add(
                    RoleRequest(
                        person=asker, organisation=place, role=Role.SCHOOL_LEADER, asked_at=world.at, asker=asker
                    )
                )
                add_membership(
                    session, person=session.merge(world.people["anne"]), organisation=place, role=Role.TEACHER,
                    at=world.at, starts_on=world.day(-300 + each),
                )  # fmt: skip
        assert cecilie.get(path).status_code == 200
        with count_queries() as statements:
            cecilie.get(path)
        counts.append(len(statements))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["markup", "formula", "template", "long", "right_to_left"])
def test_hostile_names_stay_text(hostile_world, as_person, key):
    place, person = hostile_world.places["furulia"].public_id, hostile_world.people[key]
    cecilie = as_person("cecilie")
    cecilie.post(f"/places/{place}/roles", data={"person": person.public_id})

    pages = [cecilie.get(f"/places/{place}/roles").text, as_person("gro").get(f"/admin/people/{person.public_id}").text]
    pages += [cecilie.get(f"/places/{place}/people/{person.public_id}{more}").text for more in ("", "/leave")]

    assert all(MARKUP not in page for page in pages)
    for text in (FORMULA, TEMPLATE):
        assert all(text in unescape(page) for page in pages) or person.name != text
    assert all(person.name in unescape(page) for page in pages)

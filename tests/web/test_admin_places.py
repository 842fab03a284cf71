"""The places of an installation: found among thousands, made, changed, closed, merged."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.people.models import Organisation
from courseengine.core.people.operations import add_organisation, add_team
from courseengine.core.reports.installation import PAGE
from courseengine.core.runs.models import CourseRun
from tests.web.hostile import MARKUP
from tests.web.pages import page_of, said


@pytest.fixture
def gro(as_person):
    return as_person("gro")


@pytest.fixture
def of(world):
    """The address of a place in the administration."""
    return lambda key: f"/admin/places/{world.places[key].public_id}"


def listed(page):
    """The names in the list, in order."""
    return [unescape(name) for name in re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a>', page.text)]


PAGES = ["/admin/places", "/admin/places/new", "{furulia}", "{furulia}/close", "{furulia}/merge"]


@pytest.mark.parametrize("who", ["anne", "cecilie", "david", "eva", "farid", "hanna"])
@pytest.mark.parametrize("page", PAGES)
def test_they_are_for_administrators(as_person, gro, of, page, who):
    path = page.format(furulia=of("furulia"))

    assert gro.get(path).status_code == 200
    assert as_person(who).get(path).status_code == 404


class TestTheList:
    def test_is_in_norwegian_order_without_whoever_runs_it(self, gro, database):
        with database.writing() as session:
            for name in ("Ås skole", "Aasen skole", "Østby skole", "Ærfugl skole"):
                add_organisation(session, kind="school", name=name)

        names = listed(gro.get("/admin/places"))

        assert names[:2] == ["Bjørkelia skole", "Demouniversitetet"]
        assert names[-4:] == ["Ærfugl skole", "Østby skole", "Ås skole", "Aasen skole"]

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ("q=bjorkelia", []),
            ("q=BJØRK", ["Bjørkelia skole"]),
            ("q=123 456", ["Granli skole"]),
            ("q=%25", []),
            ("q=_", []),
            ("kind=kindergarten", ["Maurtua barnehage"]),
            ("kind=castle", []),
            ("which=unled", ["Fjellvik kommune"]),
            ("which=closed", []),
            ("q=skole&page=2", []),
            ("q=solli&page=0", ["Solli skole"]),
            ("q=solli&page=x", ["Solli skole"]),
        ],
    )
    def test_is_searched_by_name_number_kind_and_need(self, gro, database, world, asked, names):
        with database.writing() as session:
            session.merge(world.places["granli"]).number = "123456785"

        assert listed(gro.get(f"/admin/places?{asked}")) == names

    def test_a_place_that_has_closed_is_among_the_closed(self, gro, of):
        gro.post(of("solli") + "/close", data={"last_day": "2026-10-01"})

        assert "Solli skole" not in listed(gro.get("/admin/places"))
        assert listed(gro.get("/admin/places?which=closed")) == ["Solli skole"]

    @pytest.mark.both_databases
    def test_costs_the_same_for_many_places_and_has_pages(self, gro, database, world, count_queries):
        counts = []
        for number in (0, 2 * PAGE):
            with database.writing() as session:
                for each in range(number):
                    place = add_organisation(
                        session, kind="school", name=f"Skole {each}", parent=session.merge(world.places["skogvik"])
                    )
                    add_team(session, school=place, name="Team")
            with count_queries() as statements:
                page = gro.get("/admin/places?q=skole")
            counts.append(len(statements))

        assert counts[0] == counts[1]
        assert len(listed(page)) == PAGE
        after = next(link for link in page_of(page).links if "page=2" in link)
        assert len(listed(gro.get(after))) == PAGE
        assert set(listed(page)) & set(listed(gro.get(after))) == set()

    def test_the_overview_counts_and_leads_there(self, gro, as_person, world, database):
        page = gro.get("/admin")

        assert "/admin/places?kind=school" in page_of(page).links
        assert "/admin/places?which=unled" in page_of(page).links
        assert "Granli" not in page.text.partition('id="places"')[2]


class TestOnePlace:
    def test_is_made_and_leads_to_its_people(self, gro, world):
        sent = {"kind": "school", "name": "Nyskolen", "number": "974760673", "owner": world.places["skogvik"].public_id}

        page = gro.post("/admin/places/new", data=sent, follow_redirects=True)

        assert "Nyskolen" in page.text
        assert any(link.endswith(("/roles", "/people")) for link in page_of(page).links)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": ""}, "name"),
            ({"number": "123"}, "number"),
            ({"kind": "operator"}, "kind"),
            ({"kind": "owner"}, "owner"),
        ],
    )
    def test_what_is_wrong_comes_back_filled_in(self, gro, world, wrong, field):
        sent = {"kind": "school", "name": "Ny", "number": "", "owner": world.places["skogvik"].public_id} | wrong

        page = gro.post("/admin/places/new", data=sent)

        assert page.status_code == 422
        assert f'href="#{field}"' in page.text
        assert f'value="{sent["name"]}"' in page.text

    def test_gets_another_name_and_owner(self, gro, of, world, database, as_person):
        eva, roles = as_person("eva"), f"/places/{world.places['furulia'].public_id}/roles"
        assert eva.get(roles).status_code == 200
        sent = {"kind": "school", "name": "Furu", "number": "", "owner": world.places["fjellvik"].public_id}

        assert gro.post(of("furulia"), data=sent).status_code == 302

        assert "Furu" in listed(gro.get("/admin/places"))
        assert eva.get(roles).status_code == 404

    def test_whoever_runs_the_installation_is_no_place_here(self, gro, database):
        with database.reading() as session:
            operator = session.scalar(select(Organisation.public_id).where(Organisation.kind == "operator"))

        for page in ("", "/close", "/merge"):
            assert gro.get(f"/admin/places/{operator}{page}").status_code == 404
            assert gro.post(f"/admin/places/{operator}{page}").status_code == 404

    def test_hostile_names_stay_text(self, gro, database, world):
        with database.writing() as session:
            place = add_organisation(session, kind="school", name=MARKUP)
            public_id = place.public_id

        pages = [gro.get(path) for path in ("/admin/places", f"/admin/places/{public_id}")]
        pages += [gro.get(f"/admin/places/{public_id}/{end}") for end in ("close", "merge")]

        assert all(MARKUP not in page.text and MARKUP in unescape(page.text) for page in pages)


class TestClosing:
    def test_lets_people_in_to_the_last_day(self, gro, of, world, as_person):
        anne = as_person("anne")
        page = f"/teams/{world.teams['5.–7. trinn'].public_id}"

        assert gro.post(of("furulia") + "/close", data={"last_day": f"{world.day(0)}"}).status_code == 302

        assert anne.get(page).status_code == 200
        clock.start_at(world.at + timedelta(days=1))
        assert as_person("anne").get(page).status_code == 404
        assert as_person("anne").get(f"/courses/{world.runs['furulia'].public_id}/written").status_code == 200

    @pytest.mark.parametrize("day", ["", "soon", "31.2.2026"])
    def test_needs_a_day(self, gro, of, day):
        page = gro.post(of("furulia") + "/close", data={"last_day": day})

        assert (page.status_code, 'href="#last_day"' in page.text) == (422, True)


class TestMerging:
    def test_people_and_teams_go_over_and_the_run_is_history(self, gro, of, world, as_person, database):
        anne, david = as_person("anne"), as_person("david")
        team = f"/teams/{world.teams['5.–7. trinn'].public_id}"
        written = f"/courses/{world.runs['furulia'].public_id}/written"
        met = f"/meetings/{world.meetings['first'].public_id}"
        roles = "/places/{}/roles"
        sent = {"successor": world.places["bjorkelia"].public_id}

        assert gro.post(of("furulia") + "/merge", data=sent).status_code == 302

        assert [anne.get(page).status_code for page in (team, written, met)] == [200, 200, 200]
        assert as_person("cecilie").get(roles.format(sent["successor"])).status_code == 404
        assert david.get(roles.format(sent["successor"])).status_code == 200
        with database.reading() as session:
            ended = session.scalars(
                select(CourseRun.ended_at).where(CourseRun.organisation_id == world.places["furulia"].id)
            ).all()
        assert None not in ended
        assert said("Taken over by:") in gro.get(of("furulia")).text
        assert "Ledernettverket" in anne.get("/networks").text

    def test_its_leaders_lead_the_other_place_when_that_is_said(self, gro, of, world, as_person):
        successor = world.places["bjorkelia"].public_id

        gro.post(of("furulia") + "/merge", data={"successor": successor, "leaders": "1"})

        assert as_person("cecilie").get(f"/places/{successor}/roles").status_code == 200

    def test_needs_a_place_of_its_sort(self, gro, of, world):
        for key in ("furulia", "skogvik", "university"):
            page = gro.post(of("furulia") + "/merge", data={"successor": world.places[key].public_id})
            assert page.status_code == 422
        assert gro.post(of("furulia") + "/merge").status_code == 422
        assert said("Merge it into another …") in gro.get(of("furulia")).text

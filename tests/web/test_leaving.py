"""Whoever stops leading or leaves feels it at once, keeps what is theirs, and changes no past fact."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.base.i18n import language
from courseengine.core.meetings.models import Attendance
from courseengine.core.meetings.queries import invited_to, standings_in
from courseengine.core.progress.models import Completion
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


class TestGoing:
    def test_what_ends_is_felt_in_an_open_session_at_once(self, as_person, world, of):
        anne, cecilie = as_person("anne"), as_person("cecilie")
        pages = [
            f"/teams/{world.teams['5.–7. trinn'].public_id}",
            f"/meetings/{world.meetings['next'].public_id}",
            f"/courses/{world.runs['furulia'].public_id}/activities/m1-t1",
        ]
        assert [anne.get(page).status_code for page in pages] == [200, 200, 200]

        assert cecilie.post(of("anne") + "/leave").status_code == 302

        assert [anne.get(page).status_code for page in pages] == [404, 404, 404]
        assert anne.get("/").status_code == 200

    def test_a_leader_who_is_ended_leads_nothing_at_the_next_click(self, as_person, world, furulia, of, lead_too):
        lead_too("ingrid")
        cecilie, eva = as_person("cecilie"), as_person("eva")
        leader = f"/leader/{world.places['furulia'].public_id}"
        assert (cecilie.get(f"{furulia}/roles").status_code, cecilie.get(leader).status_code) == (200, 200)

        assert eva.post(of("cecilie") + "/leading").status_code == 302

        assert (cecilie.get(f"{furulia}/roles").status_code, cecilie.get(leader).status_code) == (404, 404)

    @pytest.mark.parametrize("way", ["leading", "leave"])
    def test_the_last_leader_goes_when_it_is_said_and_those_above_are_told(self, as_person, of, way, letters):
        eva, path = as_person("eva"), of("cecilie") + f"/{way}"
        warned = said("Nobody else leads %(place)s", place="Furulia skole")
        assert warned in eva.get(path).text

        refused = eva.post(path)
        assert (refused.status_code, warned in refused.text, letters()) == (422, True, [])
        assert eva.post(path, data={"last": "1"}).status_code == 302

        assert letters() == [("without_leader", "eva")]

    def test_a_leader_who_goes_herself_lands_on_her_own_page(self, as_person, of, furulia):
        cecilie = as_person("cecilie")

        answer = cecilie.post(of("cecilie") + "/leading", data={"last": "1"}, follow_redirects=True)

        assert (answer.status_code, answer.request.path) == (200, "/account/roles")
        assert cecilie.get(f"{furulia}/roles").status_code == 404

    def test_a_last_day_lets_her_lead_until_then(self, as_person, of, furulia, world, lead_too):
        lead_too("ingrid")
        cecilie = as_person("cecilie")
        day = world.day(10)

        assert as_person("eva").post(of("cecilie") + "/leading", data={"ends_on": "1.1.2020"}).status_code == 422
        assert as_person("eva").post(of("cecilie") + "/leading", data={"ends_on": f"{day}"}).status_code == 302

        assert language("nb").day(day, year=True) in cecilie.get(f"{furulia}/roles").text
        clock.start_at(world.at + timedelta(days=11))
        assert as_person("cecilie").get(f"{furulia}/roles").status_code == 404

    def test_whoever_left_still_reads_what_they_wrote_there_and_nothing_else(self, as_person, world, of):
        as_person("cecilie").post(of("anne") + "/leave")
        anne = as_person("anne")

        links = page_of(anne.get("/account/roles")).links
        written = f"/courses/{world.runs['furulia'].public_id}/written"
        assert written in links
        page = anne.get(written)

        assert page.status_code == 200
        assert "Mattetimen på tirsdag" in page.text
        assert world.course.activity("m1-i1").title in unescape(page.text)
        assert [link for link in page_of(page).links if "/activities/" in link] == []
        assert as_person("hanna").get(written).status_code == 404


class TestThePair:
    def test_is_chosen_among_the_schools_own(self, as_person, world, furulia):
        cecilie, people = as_person("cecilie"), world.people
        leaders_module = f"/courses/{world.runs['furulia'].public_id}/activities/m0-s1"
        sent = {"leader": people["cecilie"].public_id, "teacher": people["anne"].public_id}
        anne, jonas = as_person("anne"), as_person("jonas")
        assert (anne.get(leaders_module).status_code, jonas.get(leaders_module).status_code) == (404, 200)

        assert cecilie.post(f"{furulia}/roles/pair", data=sent).status_code == 302

        assert (anne.get(leaders_module).status_code, jonas.get(leaders_module).status_code) == (200, 404)

    def test_a_teacher_does_not_lead_it(self, as_person, world, furulia):
        people = world.people
        for leader, teacher, field in (
            ("anne", "bjorn", "leader"), ("cecilie", "david", "teacher"), ("cecilie", "cecilie", "teacher"),
        ):  # fmt: skip
            sent = {"leader": people[leader].public_id, "teacher": people[teacher].public_id}
            page = as_person("cecilie").post(f"{furulia}/roles/pair", data=sent)
            assert (page.status_code, f'href="#{field}"' in page.text) == (422, True)


def test_history_keeps_the_team_of_its_day(as_person, world, of, database):
    """Moving somebody changes no fact: who was at a meeting, with which team, and who did what."""

    def facts():
        with database.reading() as session:
            run = world.runs["furulia"].id
            anne = world.people["anne"].id
            meeting = session.merge(world.meetings["first"], load=True)
            return (
                session.execute(select(Attendance.meeting_id, Attendance.person_id, Attendance.team_id)).all(),
                session.execute(
                    select(Completion.activity_id, Completion.team_id).where(Completion.person_id == anne)
                ).all(),
                standings_in(session, run, at=world.at),
                [(one.person_id, one.team_id, one.present) for one in invited_to(session, meeting)],
            )

    before = facts()
    cecilie = as_person("cecilie")
    cecilie.post(of("anne"), data={"team": world.teams["1.–4. trinn"].public_id})
    cecilie.post(of("bjorn") + "/leave")

    assert facts() == before
    assert any(team == world.teams["5.–7. trinn"].id for _, _, team in before[0])

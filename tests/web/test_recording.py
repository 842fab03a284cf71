"""A meeting is recorded by several at once: texts that merge or clash, decisions, follow-ups, letters, lists."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.core.accounts.models import Account
from courseengine.core.audit import AuditLine
from courseengine.core.meetings.models import Attendance, Decision, FollowUp, Meeting
from courseengine.core.people.models import Membership
from tests.web.mail import letters as letters_to
from tests.web.pages import said
from tests.web.team_world import JSON, at_the_meeting, hidden

TWO = "Det første.\n\nDet andre."
FORM = "a-form-of-its-own"


@pytest.fixture
def url(world):
    """The meeting of Anne's team, which goes on now."""
    return at_the_meeting(world)


def come(client, url, world, *names):
    for name in names:
        client.post(f"{url}/attendance", data={"present": world.people[name].public_id}, headers=JSON)


def save(client, url, text, base="", **more):
    return client.post(f"{url}/record", data={"minutes": text, "minutes_base": base} | more)


def stored(database, world, key="next"):
    with database.reading() as session:
        return session.get_one(Meeting, world.meetings[key].id)


class TestWritingTogether:
    def test_two_who_save_in_different_places_both_have_their_say(self, as_person, url, database, world):
        save(as_person("anne"), url, TWO)

        save(as_person("anne"), url, "Det første, nytt.\n\nDet andre.", TWO)
        late = save(as_person("bjorn"), url, "Det første.\n\nDet andre, nytt.", TWO)

        assert late.status_code == 302
        assert stored(database, world).minutes == "Det første, nytt.\n\nDet andre, nytt."

    def test_a_clash_shows_both_until_somebody_has_chosen(self, as_person, url, database, world):
        anne, bjorn = as_person("anne"), as_person("bjorn")
        save(anne, url, TWO)
        save(anne, url, "Annes.\n\nDet andre.", TWO)

        page = bjorn.get(save(bjorn, url, "Bjørns.\n\nDet andre.", TWO).location).text
        assert "Annes" in page
        assert "Bjørns" in page
        assert said("Keep this one") in page
        version = re.search(r'two-texts"[^>]*>.*?name="version" value="(\d+)"', page, re.S)[1]
        kept = {"version": version, "keep": "both", "minutes_base": "Annes.\n\nDet andre."}
        settled = bjorn.post(f"{url}/two-texts", data=kept)

        assert settled.status_code == 302
        assert stored(database, world).minutes == "Annes.\n\nDet andre.\n\nBjørns."
        assert said("Keep this one") not in anne.get(url).text
        assert "Bjørns." in anne.get(f"{url}/history").text

    @pytest.mark.parametrize(
        "sent", [{}, {"version": "2"}, {"version": "2", "keep": "x"}, {"version": "77", "keep": "both"}]
    )
    def test_what_did_not_clash_is_not_settled(self, as_person, url, sent):
        assert as_person("anne").post(f"{url}/two-texts", data=sent).status_code == 404

    def test_a_draft_that_clashes_is_told_quietly(self, as_person, url):
        save(as_person("anne"), url, TWO)
        save(as_person("anne"), url, "Annes.\n\nDet andre.", TWO)

        late = {"minutes": "Bjørns.\n\nDet andre.", "minutes_base": TWO}
        answer = as_person("bjorn").post(f"{url}/record", data=late, headers=JSON)

        assert answer.status_code == 200
        assert answer.json["texts"]["minutes"] == "Annes.\n\nDet andre."
        assert "Anne" in answer.json["clash"]

    def test_ten_equal_drafts_have_one_effect(self, as_person, url, database, world):
        draft = {"minutes": "Vi", "minutes_base": "", "decision": "Vi prøver", "decision_id": FORM}
        for _ in range(10):
            assert as_person("bjorn").post(f"{url}/record", data=draft, headers=JSON).status_code == 200

        with database.reading() as session:
            assert session.scalars(select(Decision.text)).all().count("Vi prøver") == 1
        assert stored(database, world).minutes == "Vi"

    def test_a_refused_form_remembers_what_its_writer_started_from(self, as_person, url):
        save(as_person("anne"), url, TWO)

        refused = save(as_person("bjorn"), url, "Mitt", TWO, act="hold", decision="Ja", decision_id=FORM)

        assert refused.status_code == 422
        assert 'href="#present"' in refused.text
        assert re.search(r'name="minutes_base"[^>]*>\s*Det første', refused.text)
        assert hidden(refused, "decision_id") == FORM
        assert "decisions/" not in refused.text


class TestDeciding:
    def test_a_decision_has_somebody_and_a_day_and_is_changed_and_taken_away(self, as_person, url, world, database):
        client, bjorn = as_person("anne"), world.people["bjorn"].public_id
        sent = {"decision": "Vi prøver", "decision_owner": bjorn, "decision_due": "2026-12-01", "decision_id": FORM}
        client.post(f"{url}/decisions", data=sent)
        page = client.get(url).text
        one = re.search(r'value="(decisions/[\w-]+)"', page)[1]
        assert re.search(r"Vi prøver<br>.*Bjørn · .*1\.\xa0desember", page)

        form = client.get(f"{url}/{one}")
        assert 'value="2026-12-01"' in form.text
        changed = sent | {"decision": "Vi gjør det", "decision_review": "1.2.2027", "act": "save"}
        assert client.post(f"{url}/{one}", data=changed).status_code == 302
        page = client.get(url).text
        assert "Vi gjør det" in page
        assert "Vi prøver" not in page

        client.post(f"{url}/{one}", data={"act": "remove"})
        assert "Vi gjør det" not in client.get(url).text
        history = client.get(f"{url}/history").text
        assert "Vi prøver" in history
        assert re.search(r"Vi gjør det<br>.*Bjørn", history)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"decision": " "}, "decision"),
            ({"decision_due": "snart"}, "decision_due"),
            ({"decision_due": "2031-01-01"}, "decision_due"),
            ({"decision_owner": "ingrid"}, "decision_owner"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, as_person, url, world, database, changes, field):
        changes = {key: world.people[value].public_id if value == "ingrid" else value for key, value in changes.items()}

        refused = as_person("anne").post(
            f"{url}/decisions", data={"decision": "Vi prøver", "decision_id": FORM} | changes
        )

        assert refused.status_code == 422
        assert f'href="#{field}"' in refused.text
        with database.reading() as session:
            assert "Vi prøver" not in session.scalars(select(Decision.text)).all()

    def test_whoever_goes_on_to_change_one_keeps_what_is_typed(self, as_person, url, world, database):
        client = as_person("anne")
        client.post(f"{url}/follow-ups", data={"follow_up": "Spør", "follow_up_id": FORM})
        one = re.search(r'value="(follow-ups/[\w-]+)"', client.get(url).text)[1]

        on = save(client, url, "Skrevet på veien", then=one)

        assert one in on.location
        assert stored(database, world).minutes == "Skrevet på veien"

    def test_what_is_not_there_is_not_found(self, as_person, url, world):
        client = as_person("anne")
        for path in ("decisions/nothing", "follow-ups/nothing", "others/nothing"):
            assert client.get(f"{url}/{path}").status_code == 404


class TestHolding:
    def test_everybody_is_noted_with_one_press_and_somebody_taken_off(self, as_person, url, world, database):
        client = as_person("anne")
        client.post(f"{url}/attendance", data={"everybody": "0", "version": "1", "minutes": "Vi", "minutes_base": ""})

        tap = client.post(f"{url}/attendance", data={"absent": world.people["ola"].public_id}, headers=JSON)

        assert tap.json == {"present": False, "there": said("%(present)s of %(invited)s", present=6, invited=7)}
        with database.reading() as session:
            there = select(func.count()).where(Attendance.meeting_id == world.meetings["next"].id)
            assert session.scalar(there) == 6
        assert stored(database, world).minutes == "Vi"

    def test_a_group_that_is_not_there_is_not_found(self, as_person, url):
        assert as_person("anne").post(f"{url}/attendance", data={"everybody": "5"}).status_code == 404

    def test_the_minutes_go_to_those_invited_once_and_in_their_language(
        self, app, as_person, url, world, database, mailing, letters
    ):
        with database.writing() as session:
            session.merge(world.people["tor"]).language = "en"
        client = as_person("bjorn")
        come(client, url, world, "bjorn", "anne")
        before = len(letters())
        hold = {
            "minutes": "Vi snakket.",
            "minutes_base": "",
            "act": "hold",
            "decision": "Vi prøver",
            "decision_id": FORM,
        }
        for _ in range(2):
            client.post(f"{url}/record", data=hold)
        client.post(f"{url}/record", data={"minutes": "Vi snakket lenge.", "minutes_base": "Vi snakket."})

        sent = letters()[before:]
        assert {message for message, _ in sent} == {"minutes"}
        assert len(sent) == len({who for _, who in sent}) == 7
        (letter,) = letters_to(app, database, "tor@demo.example")
        assert "Minutes of a meeting" in letter.subject
        assert "- Vi prøver" in letter.text
        assert "Vi snakket." in letter.html

    def test_nobody_without_an_account_gets_the_minutes(self, as_person, url, world, database, mailing, letters):
        with database.writing() as session:
            session.delete(session.scalars(select(Account).where(Account.person_id == world.people["ola"].id)).one())
        client = as_person("bjorn")
        come(client, url, world, "bjorn")
        save(client, url, "Vi", act="hold", no_decision_because="Tida gikk.")

        assert "ola" not in [who for message, who in letters() if message == "minutes"]
        assert "anne" in [who for message, who in letters() if message == "minutes"]

    def test_whoever_has_left_the_team_since_gets_no_minutes(self, as_person, url, world, database, mailing, letters):
        client = as_person("anne")
        come(client, url, world, "anne", "bjorn")
        today = day_in_oslo(clock.now())
        with database.writing() as session:
            for one in session.scalars(select(Membership).where(Membership.person_id == world.people["bjorn"].id)):
                one.ends_on = today - timedelta(days=1)
        clock.start_at(clock.now() + timedelta(days=1))
        assert as_person("bjorn").get(url).status_code == 404

        save(as_person("anne"), url, "Vi snakket.", act="hold", decision="Ja", decision_id=FORM)

        sent = [who for message, who in letters() if message == "minutes"]
        assert "anne" in sent
        assert "bjorn" not in sent

    def test_whoever_holds_it_second_is_told_and_loses_nothing(self, as_person, url, world, database):
        come(as_person("bjorn"), url, world, "bjorn")
        save(as_person("bjorn"), url, "Bjørns.", act="hold", decision="Ja")

        second = as_person("anne")
        page = second.get(save(second, url, "Annes.", act="hold", decision="Ja", decision_id=FORM).location).text

        assert said("The meeting had been recorded as held already. What you wrote is saved.") in page
        assert stored(database, world).minutes == "Bjørns.\n\nAnnes."


class TestFollowingUp:
    @pytest.fixture
    def one(self, as_person, url, world, database):
        """Something that Anne's team has to do, from a held meeting."""
        client = as_person("anne")
        come(client, url, world, "anne")
        sent = {"follow_up": "Spør elevene", "follow_up_due": "2026-11-18", "follow_up_id": FORM, "decision": "Ja"}
        sent["follow_up_owner"] = world.people["bjorn"].public_id
        save(client, url, "Vi", act="hold", **sent)
        with database.reading() as session:
            return session.scalars(select(FollowUp.public_id).where(FollowUp.submit_id == FORM)).one()

    def test_it_stays_on_the_teams_pages_until_it_is_done(self, as_person, url, one, world):
        team = f"/teams/{world.teams['5.–7. trinn'].public_id}"
        client = as_person("bjorn")
        for page in (team, f"{team}/follow-ups", url):
            assert f"follow-ups/{one}/done" in client.get(page).text

        done = client.post(f"{url}/follow-ups/{one}/done", data={"done": "1", "next": f"{team}/follow-ups"})
        assert done.location == f"{team}/follow-ups"
        assert f"follow-ups/{one}/done" not in client.get(team).text
        assert said("Not done after all") in client.get(f"{team}/follow-ups").text

        client.post(f"{url}/follow-ups/{one}/done", data={"done": "0"})
        assert f"follow-ups/{one}/done" in client.get(team).text

    def test_what_is_late_is_said_to_be(self, as_person, one, world):
        team = f"/teams/{world.teams['5.–7. trinn'].public_id}/follow-ups"
        assert said("Past its day") in as_person("anne").get(team).text.split('id="decisions"')[0]

    def test_the_schools_leader_sees_it_without_a_name_and_that_is_logged(self, as_person, one, world, database):
        page = as_person("cecilie").get(f"/leader/{world.places['furulia'].public_id}/follow-ups").text

        assert "Spør elevene" in page
        assert "Bjørn" not in page
        with database.reading() as session:
            team = world.teams["5.–7. trinn"].id
            read = select(func.count()).where(AuditLine.event == "minutes_read", AuditLine.team_id == team)
            assert session.scalar(read) == 1
        david = as_person("david").get(f"/leader/{world.places['furulia'].public_id}/follow-ups")
        assert david.status_code == 404

    def test_a_meeting_that_is_not_held_is_not_the_leaders_to_see(self, as_person, url, world):
        as_person("anne").post(f"{url}/follow-ups", data={"follow_up": "Ikke ferdig", "follow_up_id": FORM})

        page = as_person("cecilie").get(f"/leader/{world.places['furulia'].public_id}/follow-ups").text
        assert "Ikke ferdig" not in page

    def test_the_lists_cost_the_same_with_one_and_with_three(self, as_person, one, url, world, count_queries):
        team = f"/teams/{world.teams['5.–7. trinn'].public_id}/follow-ups"
        school = f"/leader/{world.places['furulia'].public_id}/follow-ups"
        costs = []
        for more in (0, 2):
            for number in range(more):
                sent = {"follow_up": f"Mer {number}", "follow_up_id": f"{FORM}-{number}"}
                as_person("anne").post(f"{url}/follow-ups", data=sent)
            anne, cecilie = as_person("anne"), as_person("cecilie")
            for client, page in ((anne, team), (cecilie, school)):
                client.get(page)
                with count_queries() as asked:
                    client.get(page)
                costs.append(len(asked))

        assert costs[:2] == costs[2:]


class TestTheTeamsPage:
    def test_says_what_was_decided_last_and_who_is_what(self, as_person, world):
        page = as_person("ingrid").get(f"/teams/{world.teams['1.–4. trinn'].public_id}").text

        assert said("Decided last") in page
        assert f"({said('Team leader').lower()})" in page.lower()


@pytest.mark.parametrize("key", ["markup", "long"])
def test_what_people_decide_shows_as_text(hostile_world, as_person, key):
    client, world = as_person(key), hostile_world
    url, team = f"/meetings/{world.meetings['hostile'].public_id}", world.teams["hostile"].public_id
    form = {"follow_up": "<script>window.bad()</script>", "follow_up_id": FORM}
    client.post(f"{url}/follow-ups", data=form)
    one = re.search(r"follow-ups/([\w-]+)/done", client.get(url).text)[1]

    for page in (url, f"/teams/{team}", f"/teams/{team}/follow-ups", f"{url}/follow-ups/{one}", f"{url}/history"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "&lt;script&gt;" in answer.text, page
        assert "<script>window" not in answer.text, page

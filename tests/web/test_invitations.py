"""Inviting people to a place, and its join codes, as those who look after it do."""

import re
from datetime import timedelta

import pytest
import segno
from sqlalchemy import func, select

from courseengine.core.accounts.invitations import invite as invite_core
from courseengine.core.accounts.models import Invitation, JoinCode
from courseengine.core.outbox import OutgoingMail
from courseengine.web.qr import QUIET, qr_of
from tests.web.conftest import AT
from tests.web.hostile import MARKUP
from tests.web.mail import letters, link_in
from tests.web.pages import page_of, said

NO_MAIL = "No mail is sent from here, so nobody can be invited. Whoever runs the installation can set up mail."


@pytest.fixture(autouse=True)
def _mail(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "sends_mail", True)


@pytest.fixture
def furulia(world):
    """The address of Furulia's page."""
    return f"/places/{world.places['furulia'].public_id}/invitations"


def send(client, path, people="ny@demo.example", role="teacher", **more):
    return client.post(path, data={"people": people, "role": role, **more})


def invited(database, **where):
    with database.reading() as session:
        found = session.scalars(select(Invitation).filter_by(**where).order_by(Invitation.id)).all()
        return [one for one in found if one.email not in ("selma@demo.example", "trygve@demo.example")]


def mails(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(OutgoingMail))


class TestWho:
    @pytest.mark.parametrize(
        ("who", "may"),
        [
            ("cecilie", True), ("eva", True), ("gro", True),
            ("anne", False), ("david", False), ("farid", False), ("hanna", False), ("liv", False),
        ],
    )  # fmt: skip
    def test_looks_after_the_place_invites(self, as_person, database, world, furulia, who, may):
        client = as_person(who)
        waiting = f"/invitations/{world.invitations['selma'].public_id}"

        statuses = [client.get(furulia).status_code, send(client, furulia).status_code]
        statuses += [client.post(f"{waiting}/{act}").status_code for act in ("resend", "withdraw")]

        assert statuses == ([200, 302, 302, 302] if may else [404] * 4)
        assert len(invited(database)) == may

    @pytest.mark.parametrize(
        ("who", "place", "roles"),
        [
            ("cecilie", "furulia", ["teacher", "team_leader", "resource_teacher", "school_leader"]),
            ("eva", "skogvik", ["school_owner"]),
            ("gro", "university", ["university_staff"]),
        ],
    )
    def test_invites_to_what_one_can_be_there(self, as_person, database, world, who, place, roles):
        path = f"/places/{world.places[place].public_id}/invitations"
        client = as_person(who)
        page = client.get(path).text
        offered = re.findall(r'<option value="([a-z_]+)"', page) or re.findall(r'name="role" value="([a-z_]+)"', page)
        team = world.teams["5.–7. trinn"].public_id

        for role in (
            "teacher",
            "team_leader",
            "resource_teacher",
            "school_leader",
            "school_owner",
            "university_staff",
            "admin",
        ):
            more = {"team": team} if role == "team_leader" else {}
            assert send(client, path, f"{role}@demo.example", role, **more).status_code == (
                302 if role in roles else 422
            )

        assert offered == roles
        assert [one.role for one in invited(database)] == roles

    def test_runs_the_installation_is_made_on_the_command_line(self, as_person, database, world):
        from courseengine.core.people.models import Organisation

        with database.reading() as session:
            operator = session.scalar(select(Organisation.public_id).where(Organisation.kind == "operator"))

        assert as_person("gro").get(f"/places/{operator}/invitations").status_code == 404


class TestInviting:
    @pytest.mark.both_databases
    def test_writes_to_everybody_in_the_list(self, app, as_person, database, furulia, world):
        team = world.teams["5.–7. trinn"]
        pasted = 'Kari Nes <KARI@skolen.example>; "Nordmann, Ola" <ola@skolen.example>\n\nper@skolen.example\tkari@skolen.example'

        cecilie = as_person("cecilie")
        response = send(cecilie, furulia, pasted.replace("\t", ", "), team=team.public_id)

        assert response.status_code == 302
        assert "3 invitasjoner" in cecilie.get(furulia).text
        assert [(one.name, one.email, one.team_id) for one in invited(database)] == [
            ("Kari Nes", "kari@skolen.example", team.id),
            ("Nordmann, Ola", "ola@skolen.example", team.id),
            ("", "per@skolen.example", team.id),
        ]
        assert [letter.to for letter in letters(app, database)] == [one.email for one in invited(database)]

    @pytest.mark.both_databases
    def test_is_all_or_nothing_and_says_every_reason_with_its_line(self, as_person, database, furulia):
        pasted = "ny@demo.example\nola@\n\nanne@demo.example\n<script>alert(1)</script>"
        before = mails(database)

        response = send(as_person("cecilie"), furulia, pasted)

        page = response.text
        assert response.status_code == 422
        assert [
            line for line in (1, 2, 3, 4, 5) if said("Line %(line)d: %(problem)s", line=line, problem="") in page
        ] == [2, 5]
        assert "ny@demo.example" in page_of(response).form(furulia).fields["people"]
        assert "<script>alert" not in page
        assert (invited(database), mails(database)) == ([], before)

    def test_of_somebody_who_is_there_already_sends_nothing(self, as_person, database, furulia, world):
        cecilie, team = as_person("cecilie"), world.teams["5.–7. trinn"].public_id

        response = send(cecilie, furulia, "ny@demo.example\nBJORN@demo.example", team=team)

        told = said("%(email)s is in the team already.", email="bjorn@demo.example")
        assert response.status_code == 422
        assert said("Line %(line)d: %(problem)s", line=2, problem=told) in response.text
        assert (invited(database), mails(database)) == ([], 0)
        assert cecilie.get(furulia).text.count("ny@demo.example") == 0

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"people": "  \n "}, "Write at least one e-mail address."),
            ({"people": "\n".join(f"a{number}@x.no" for number in range(201))}, "Invite at most 200 at a time."),
            ({"people": "a@x.no\n" * 6000}, "Invite at most 200 at a time."),
            ({"role": ""}, "Choose a role."),
            ({"role": "admin"}, "Choose a role."),
            ({"team": "nothing"}, "Choose one of the teams."),
            ({"role": "team_leader"}, "A team leader leads a team: say which."),
            ({"role": "school_leader", "until": "i morgen"}, "Write a date, such as 1.12.2026."),
            ({"role": "school_leader", "until": "2026-11-16"}, "The last day has passed already."),
        ],
    )
    def test_says_what_is_missing(self, as_person, database, furulia, sent, sentence):
        response = as_person("cecilie").post(furulia, data={"people": "ny@demo.example", "role": "teacher"} | sent)

        assert response.status_code == 422
        assert said(sentence) in response.text
        assert (invited(database), mails(database)) == ([], 0)

    def test_of_exactly_two_hundred_is_fine(self, as_person, database, furulia):
        assert send(as_person("cecilie"), furulia, "\n".join(f"a{n}@x.no" for n in range(200))).status_code == 302
        assert len(invited(database)) == 200

    def test_to_a_team_of_another_school_is_refused(self, as_person, database, furulia, world):
        assert send(as_person("cecilie"), furulia, team=world.teams["Barnetrinnet"].public_id).status_code == 422
        assert send(as_person("cecilie"), furulia, team=world.teams["5.–7. trinn"].public_id).status_code == 302

    @pytest.mark.parametrize("until", ["2026-12-24", "24.12.2026"])
    def test_a_deputy_has_a_last_day_and_a_teacher_none(self, as_person, database, furulia, until):
        send(as_person("cecilie"), furulia, "vikar@demo.example", "school_leader", until=until)
        send(as_person("cecilie"), furulia, "ny@demo.example", "teacher", until=until)

        assert [str(one.ends_on) for one in invited(database)] == ["2026-12-24", "None"]

    def test_the_same_twice_is_one_invitation_with_a_new_link(self, app, as_person, stranger, database, furulia):
        for address in ("ny@demo.example", "NY@Demo.Example"):
            send(as_person("cecilie"), furulia, address)

        old, new = (link_in(letter, "/invitations/") for letter in letters(app, database))
        assert len(invited(database)) == 1
        assert (stranger.get(old).status_code, stranger.get(new).status_code) == (404, 200)

    def test_is_in_the_language_of_whoever_is_known_here(self, app, as_person, database, furulia, world):
        as_person("hanna").post("/language", data={"language": "nn"})

        send(as_person("cecilie"), furulia, "hanna@demo.example\nny@demo.example")

        assert [one.language for one in invited(database)] == ["nn", "nb"]

    def test_says_so_when_no_mail_is_sent(self, app, as_person, database, furulia, monkeypatch):
        monkeypatch.setitem(app.extensions, "sends_mail", False)
        cecilie = as_person("cecilie")

        page, answer = cecilie.get(furulia), send(cecilie, furulia)

        assert said(NO_MAIL) in page.text
        assert not [form for form in page_of(page).forms if "people" in form.fields]
        assert answer.status_code == 422
        assert invited(database) == []


class TestWaiting:
    def test_shows_who_has_not_answered_and_what_is_too_old(self, as_person, furulia):
        page = as_person("cecilie").get(furulia).text

        for told in (
            "Selma",
            "selma@demo.example",
            "8.–10. trinn",
            "Trygve",
            said("Resource teacher"),
            said("Too old"),
        ):
            assert told in page

    def test_sends_again_with_a_new_link(self, app, as_person, stranger, database, furulia, world):
        send(as_person("cecilie"), furulia)
        (invitation,) = invited(database)

        response = as_person("eva").post(f"/invitations/{invitation.public_id}/resend")

        old, new = (link_in(letter, "/invitations/") for letter in letters(app, database))
        assert response.headers["Location"] == furulia
        assert (stranger.get(old).status_code, stranger.get(new).status_code) == (404, 200)

    def test_withdraws(self, app, as_person, stranger, database, furulia):
        cecilie = as_person("cecilie")
        send(cecilie, furulia)
        (invitation,) = invited(database)

        cecilie.post(f"/invitations/{invitation.public_id}/withdraw")
        again = cecilie.post(f"/invitations/{invitation.public_id}/resend")

        assert stranger.get(link_in(letters(app, database)[0], "/invitations/")).status_code == 410
        assert said("The invitation has been used or withdrawn.") in cecilie.get(again.headers["Location"]).text
        assert mails(database) == 1
        assert "ny@demo.example" not in cecilie.get(furulia).text

    def test_runs_nothing_that_somebody_was_called(self, as_person, database, furulia, world):
        with database.writing() as session:
            invite_core(
                session, session.merge(world.places["furulia"]), "x@demo.example", "teacher", name=MARKUP,
                by=session.merge(world.people["cecilie"]), at=AT, language="nb",
            )  # fmt: skip

        page = as_person("cecilie").get(furulia).text

        assert "window.hacked" in page
        assert MARKUP not in page

    def fill(self, database, world, number):
        with database.writing() as session:
            for index in range(number):
                invite_core(
                    session, session.merge(world.places["furulia"]), f"a{number}-{index}@x.no", "teacher",
                    by=session.merge(world.people["cecilie"]), at=AT - timedelta(minutes=index),
                    team=session.merge(world.teams["5.–7. trinn"]) if index % 2 else None, language="nb",
                )  # fmt: skip

    @pytest.mark.both_databases
    def test_asks_the_database_as_often_for_many_as_for_few(self, as_person, database, world, furulia, count_queries):
        cecilie, counts = as_person("cecilie"), []
        for number in (1, 40):
            self.fill(database, world, number)
            cecilie.get(furulia)
            with count_queries() as statements:
                cecilie.get(furulia)
            counts.append(len(statements))

        assert counts[0] == counts[1] <= 7

    def test_comes_twenty_at_a_time(self, as_person, database, world, furulia):
        self.fill(database, world, 60)
        cecilie = as_person("cecilie")

        pages = [cecilie.get(f"{furulia}{query}").text for query in ("", "?page=2", "?page=99", "?page=x", "?page=-1")]

        rows = [page.count("/withdraw") for page in pages]
        assert rows == [20, 20, 2, 20, 20]
        assert "62" in pages[0]
        assert f"{furulia}?page=2" in page_of(cecilie.get(furulia)).links


class TestCodes:
    def in_use(self, database, world, place="furulia"):
        with database.reading() as session:
            found = select(JoinCode).where(
                JoinCode.organisation_id == world.places[place].id, JoinCode.ended_at.is_(None)
            )
            return list(session.scalars(found.order_by(JoinCode.id)))

    def test_are_shown_with_a_page_to_hang_up(self, as_person, world, furulia):
        cecilie, code = as_person("cecilie"), world.codes["furulia"]
        text = f"{code.code[:4]}-{code.code[4:]}"
        assert text in cecilie.get(furulia).text

        poster = cecilie.get(f"/join-codes/{code.public_id}")

        for told in ("Furulia skole", text, f"http://127.0.0.1:8000/join/{text}"):
            assert told in poster.text
        assert qr_of(f"http://127.0.0.1:8000/join/{text}").path in poster.text

    def test_are_renewed_and_ended(self, as_person, stranger, database, world, furulia):
        cecilie, old = as_person("cecilie"), world.codes["furulia"]

        for _ in range(2):  # a second press makes no further one
            assert cecilie.post(f"/join-codes/{old.public_id}/renew").status_code == 302
        (new,) = self.in_use(database, world)
        assert stranger.get(f"/join/{old.code}").status_code == 404
        assert stranger.get(f"/join/{new.code}").status_code == 200

        cecilie.post(f"/join-codes/{new.public_id}/end")
        assert self.in_use(database, world) == []
        assert stranger.get(f"/join/{new.code}").status_code == 404
        assert cecilie.get(f"/join-codes/{new.public_id}").headers["Location"] == f"{furulia}#codes"

    def test_are_made_for_the_school_and_its_teams(self, as_person, database, world):
        david, path = as_person("david"), f"/places/{world.places['bjorkelia'].public_id}/join-codes"
        team, theirs = world.teams["Barnetrinnet"], world.teams["5.–7. trinn"]

        statuses = [david.post(path, data=sent).status_code for sent in ({}, {"team": team.public_id})]

        assert statuses == [302, 302]
        assert [code.team_id for code in self.in_use(database, world, "bjorkelia")] == [None, team.id]
        assert david.post(path, data={"team": theirs.public_id}).status_code == 404
        poster = david.get(f"/join-codes/{self.in_use(database, world, 'bjorkelia')[1].public_id}").text
        assert "Barnetrinnet" in poster

    def test_are_for_schools(self, as_person, world, database):
        eva, owner = as_person("eva"), world.places["skogvik"]
        page = eva.get(f"/places/{owner.public_id}/invitations")
        assert page.status_code == 200

        assert said("Join codes") not in page.text
        assert eva.post(f"/places/{owner.public_id}/join-codes").status_code == 404

    @pytest.mark.parametrize(("who", "may"), [("cecilie", True), ("eva", True), ("david", False), ("anne", False)])
    def test_belong_to_those_who_look_after_the_place(self, as_person, database, world, who, may):
        client, code = as_person(who), f"/join-codes/{world.codes['furulia'].public_id}"
        make = f"/places/{world.places['furulia'].public_id}/join-codes"

        statuses = [
            client.get(code).status_code,
            client.post(f"{code}/renew").status_code,
            client.post(f"{code}/end").status_code,
            client.post(make).status_code,
        ]

        assert statuses == ([200, 302, 302, 302] if may else [404] * 4)


@pytest.mark.parametrize("text", ["a", "http://127.0.0.1:8000/join/abcd-efgh", "https://kurs.example.no/" + "x" * 200])
def test_a_square_holds_the_modules_of_the_standard(text):
    qr = qr_of(text)
    dark = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", qr.path)
        for step in range(int(run))
    }

    matrix = segno.make_qr(text, error="m").matrix
    assert qr.size == len(matrix) + 2 * QUIET
    assert dark == {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}

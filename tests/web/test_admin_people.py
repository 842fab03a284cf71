"""One person's account, for administrators."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.accounts.entry import set_password
from courseengine.core.accounts.models import Account
from courseengine.core.audit import AuditLine
from courseengine.core.outbox import OutgoingMail
from tests.web.conftest import AT
from tests.web.mail import letters, link_in
from tests.web.pages import page_of, said

pytestmark = pytest.mark.usefixtures("mailing")


@pytest.fixture
def of(world):
    return lambda key: f"/admin/people/{world.people[key].public_id}"


@pytest.mark.parametrize("who", ["anne", "cecilie", "eva", "farid", "hanna"])
@pytest.mark.parametrize("page", ["", "/end"])
def test_it_is_for_administrators(as_person, of, who, page):
    assert as_person("gro").get(of("anne") + page).status_code == 200
    assert as_person(who).get(of("anne") + page).status_code == 404


def test_it_says_where_one_belongs_and_nothing_of_what_one_does(as_person, of, world, database):
    page = as_person("gro").get(of("anne"))

    assert f"/places/{world.places['furulia'].public_id}/people/{world.people['anne'].public_id}" in page_of(page).links
    assert "modul" not in re.sub(r"<[^>]+>", "", page.text).lower()
    with database.reading() as session:
        line = session.scalar(select(AuditLine).where(AuditLine.event == "people_listed"))
    assert (line.actor_id, line.person_id) == (world.people["gro"].id, world.people["anne"].id)


def test_a_new_address_is_told_to_the_old_one(as_person, of, world, database):
    with database.writing() as session:  # she has never been here
        account = session.get_one(Account, world.people["anne"].id)
        account.password_hash = account.first_signed_in_at = None
    sent = {"name": "Anne Å", "email": "anne.aa@demo.example"}

    assert as_person("gro").post(of("anne"), data=sent).status_code == 302

    assert "Anne Å" in as_person("anne").get("/account/roles").text
    with database.reading() as session:
        mail = session.execute(select(OutgoingMail.message, OutgoingMail.email)).all()
    assert [tuple(row) for row in mail] == [("address_corrected", "anne@demo.example")]


def test_an_account_in_use_is_moved_by_who_reads_the_new_address_and_opened_by_no_reset(
    app, as_person, of, world, database
):
    assert as_person("anne").get("/account").status_code == 200
    with database.writing() as session:
        set_password(session, world.people["anne"].id, "sol over Skogvik i mai")

    as_person("gro").post(of("anne"), data={"name": "Anne", "email": "Gro.Privat@demo.example"})

    old, new = letters(app, database)
    assert (old.to, new.to) == ("anne@demo.example", "gro.privat@demo.example")
    assert "Gro.Privat@demo.example" in old.text
    stranger = app.test_client()
    assert stranger.post(link_in(new, "/address/")).status_code == 302
    told = len(letters(app, database))
    assert stranger.post("/forgotten-password", data={"email": new.to}).status_code == 302
    assert len(letters(app, database)) == told
    clock.start_at(AT + timedelta(hours=73))
    stranger.post("/forgotten-password", data={"email": new.to})
    assert len(letters(app, database)) == told + 1


def test_administrators_correct_themselves_where_everybody_does(as_person, of):
    gro = as_person("gro")

    assert 'name="email"' not in gro.get(of("gro")).text
    assert gro.post(of("gro"), data={"name": "Gro", "email": "gro.privat@demo.example"}).status_code == 422


@pytest.mark.parametrize(("name", "email"), [("", "a@b.no"), ("Anne", "nope"), ("Anne", "bjorn@demo.example")])
def test_what_is_wrong_comes_back_filled_in(as_person, of, name, email):
    page = as_person("gro").post(of("anne"), data={"name": name, "email": email})

    assert page.status_code == 422
    assert f'value="{email}"' in page.text
    assert 'href="#email"' in page.text or 'href="#name"' in page.text


def test_an_account_that_ends_is_signed_out_at_once_and_can_be_opened(as_person, of):
    anne, gro = as_person("anne"), as_person("gro")
    assert anne.get("/account/roles").status_code == 200

    gro.post(of("anne") + "/end")
    assert anne.get("/account/roles").status_code == 302
    assert said("The account has ended") in gro.get(of("anne")).text
    gro.post(of("anne") + "/reopen")

    assert anne.get("/account/roles").status_code == 302
    assert as_person("anne").get("/account/roles").status_code == 200


def test_whoever_leads_alone_goes_when_it_is_said_and_those_above_are_told(as_person, of, world, database):
    gro = as_person("gro")
    page = gro.get(of("cecilie") + "/end")
    assert "Furulia skole" in page.text

    assert gro.post(of("cecilie") + "/end").status_code == 422
    sent = {"alone": world.places["furulia"].public_id}
    assert gro.post(of("cecilie") + "/end", data=sent).status_code == 302

    with database.reading() as session:
        mail = session.execute(select(OutgoingMail.message, OutgoingMail.email)).all()
    assert [tuple(row) for row in mail] == [("without_leader", "eva@demo.example")]


def test_nobody_ends_their_own(as_person, of):
    gro = as_person("gro")

    assert of("gro") + "/end" not in page_of(gro.get(of("gro"))).links
    assert gro.post(of("gro") + "/end").status_code == 422
    assert gro.get(of("gro")).status_code == 200

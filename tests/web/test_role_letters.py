"""What the letters about roles say, in every language, and what they never say."""

from datetime import date

import pytest
from sqlalchemy import select

from courseengine.core.outbox import OutgoingMail
from courseengine.web import role_letters
from courseengine.web.letters import letter_of
from tests.web.hostile import MARKUP

pytestmark = pytest.mark.usefixtures("mailing")
DAY = date(2027, 3, 1)


@pytest.fixture
def written(app, database, world):
    """Writes every letter about Jonas's request, and gives each as its reader gets it."""

    def write(code="nb", name="Jonas"):
        with app.test_request_context(), database.writing() as session:
            asked = session.merge(world.asked["jonas"])
            for key in ("jonas", "cecilie", "eva"):
                session.merge(world.people[key]).language = code
            asked.person.name = name
            role_letters.tell_deciders(session, asked, at=world.at)
            for granted in (True, False):
                asked.granted = granted
                role_letters.tell_decided(session, asked, by=world.people["eva"].id, at=world.at)
            role_letters.tell_without_leader(session, asked.organisation, after=DAY, at=world.at)
            role_letters.tell_without_leader(session, asked.organisation, after=None, at=world.at)
            session.flush()
            rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
            return [(row.message, letter_of(app, row)) for row in rows]

    return write


def test_each_goes_to_those_it_concerns(written):
    assert [(message, letter.to.partition("@")[0]) for message, letter in written()] == [
        ("role_asked", "cecilie"),
        ("role_granted", "jonas"),
        ("leader_new", "cecilie"),
        ("role_refused", "jonas"),
        ("without_leader", "eva"),
        ("without_leader", "eva"),
    ]


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
def test_each_is_whole_and_its_subject_names_nobody(written, world, code):
    for _, letter in written(code):
        assert letter.subject
        assert "Jonas" not in letter.subject
        assert "Furulia skole" in letter.text
        assert "/places/" in letter.text or "/account/roles" in letter.text
        assert "Furulia skole" in letter.html


def test_a_hostile_name_stays_text(written):
    letters = dict(written(name=MARKUP))

    assert MARKUP not in letters["role_asked"].html
    assert MARKUP in letters["role_asked"].text


def test_where_no_mail_is_sent_nothing_waits_to_go(app, written, monkeypatch):
    assert written()
    monkeypatch.setitem(app.extensions, "sends_mail", False)

    before = len(written())

    assert len(written()) == before

"""Whoever a file made is written to once."""

import threading

from courseengine.core.accounts.welcome import expecting, make_links, number_expecting
from courseengine.core.people.imports import staging
from courseengine.core.people.models import PeopleImport
from tests.core.people.imports.bringing import FURULIA, NOW, bring, carry_out


def test_pressed_twice_at_once_everybody_gets_one_link(database):
    with database.writing() as session:
        id_ = carry_out(session, FURULIA).id
    ready, made = threading.Barrier(2), []

    def press():
        ready.wait()
        with database.writing() as session:
            file = session.get_one(PeopleImport, id_)
            staging.hold(session, file)
            made.append(len(make_links(session, expecting(session, file), at=NOW)))

    hands = [threading.Thread(target=press) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(made) == [0, 5]


def test_they_are_counted_when_the_file_is_done(session):
    file = bring(session, FURULIA)
    assert number_expecting(session, file) == 0

    assert number_expecting(session, carry_out(session, FURULIA)) == 5

"""Every door has a lock, and the lock works: the map of addresses, walked from end to end.

Who gets in where is asked in ``test_doors.py``; what the doors are tried with stands in ``doors.py``.
"""

import pytest

from courseengine.core.policy.actions import Action
from tests.web.doors import EVERYBODY, PUBLIC, Doors
from tests.web.pages import crawl

OWN = {Action.SEE_OWN_ACCOUNT, Action.SEE_CALENDAR}
"""What somebody who belongs nowhere still does."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def doors(app, world, database, monkeypatch):
    """The doors of the demo world."""
    monkeypatch.setitem(app.extensions, "sends_mail", True)
    return Doors(app, world, database)


def test_every_route_says_who_may(app, doors):
    unsaid = [
        door.rule.endpoint
        for door in doors.every(*METHODS)
        if not hasattr(app.view_functions[door.rule.endpoint], "guarded_by")
    ]

    assert unsaid == [], "every view carries @guard or @public: see courseengine/web/guard.py"


def test_public_routes_are_those_we_know(doors):
    public = {door.rule.endpoint for door in doors.every(*METHODS) if door.action is None}

    assert public == PUBLIC, (
        "a page that everybody may open stands in PUBLIC in tests/web/doors.py, and why in the commit"
    )


def test_guarded_routes_are_not_there_for_those_who_belong_nowhere(doors):
    hanna = doors.sign_in("hanna")
    doors_of_her_own = {door.rule.endpoint for door in doors.guarded(*METHODS) if hanna.may(door)}

    for door in doors.guarded(*METHODS):
        if door.rule.endpoint not in doors_of_her_own:
            assert hanna.try_door(door).status_code == 404, str(door)
    assert {door.action for door in doors.guarded(*METHODS) if door.rule.endpoint in doors_of_her_own} <= OWN


def test_strangers_are_asked_to_sign_in_and_brought_back(doors):
    stranger = doors.sign_in(None)
    for door in doors.guarded("GET"):
        response = stranger.try_door(door)

        assert (response.status_code, response.headers["Location"]) == (302, f"/sign-in?next={doors.path(door)}")


def test_strangers_change_nothing_and_lose_nothing(doors):
    stranger = doors.sign_in(None)
    for door in doors.guarded(*METHODS[1:]):
        response = stranger.client.open(doors.path(door), method=door.method, data={"body": "halvskrevet"})

        assert response.status_code == 401
        assert "halvskrevet" in response.text


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_link_of_everybody_leads_to_a_page(as_person, who, code):
    client = as_person(who)
    client.post("/language", data={"language": code})

    wrong = [(path, answer.status_code) for path, answer in crawl(client) if answer.status_code not in (200, 302)]

    assert wrong == []

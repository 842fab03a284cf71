"""Every door, by whoever tries it: it lets in whom the policy says, and to everybody else it is not there.

The policy is asked beside the application, about the row itself and never through a scope; then
the door is tried as a page, as a script does, and with its form. What the doors are tried with
stands in ``doors.py``, which also says what to do when a new route fails here.
"""

import re

import pytest
from werkzeug.routing import Map, Rule

from courseengine.core.policy.actions import Action
from tests.web.doors import ELSEWHERE, EVERYBODY, MORE, Door, Doors, Hands
from tests.web.pages import without_tokens

PEOPLE = [*EVERYBODY, *MORE]
MASKED = {"Date", "Set-Cookie"}
KEPT = re.compile(r'(name="kept" value=")[^"]+')


def missing_instead_of(value: object) -> object:
    """Something of the same length that is not there."""
    return "zzz" + str(value)[3:] if isinstance(value, str) else 999_999


@pytest.fixture
def doors(app, world, database, monkeypatch):
    """The doors of the demo world, with a few more people and things in it."""
    monkeypatch.setitem(app.extensions, "sends_mail", True)
    return Doors(app, world, database)


def outcome(response) -> str:
    """What became of a try."""
    if response.status_code == 401 or response.headers.get("Location", "").startswith("/sign-in"):
        return "sign in first"
    if response.status_code >= 500:
        return "broken"
    return "not found" if response.status_code == 404 else "let in"


def expected(hands: Hands, door: Door) -> str:
    """What should: those whose account has ended are strangers."""
    if hands.may(door):
        return "let in"
    return "sign in first" if hands.is_stranger else "not found"


@pytest.mark.both_databases
@pytest.mark.parametrize("who", PEOPLE)
def test_a_door_lets_in_whom_the_policy_says(doors, who):
    hands = doors.sign_in(who)

    wrong = []
    for door in doors.guarded("GET"):
        right = expected(hands, door)
        for method, json in (("GET", False), ("HEAD", False), ("GET", True)):
            found = outcome(hands.try_door(door, method=method, json=json))
            if found != right:
                wrong.append(
                    f"{door} as {method}{' of a script' if json else ''}: {found}, and the policy says {right}"
                )

    assert wrong == []


@pytest.mark.both_databases
@pytest.mark.parametrize("who", PEOPLE)
def test_a_form_is_taken_from_whom_the_policy_says(doors, who):
    wrong = []
    for door in doors.guarded("POST", "PUT", "PATCH", "DELETE"):
        hands = doors.sign_in(who)  # anew: a form may sign one out
        right = expected(hands, door)
        # What is taken may be gone afterwards, so it is sent once; what is refused changes nothing.
        for json in (False,) if right == "let in" else (False, True):
            found = outcome(hands.try_door(door, json=json))
            if found != right:
                wrong.append(f"{door}{' by a script' if json else ''}: {found}, and the policy says {right}")

    assert wrong == []


def test_there_is_somebody_for_every_door(doors):
    """Otherwise an example is of something that is not there, and every refusal above is empty."""
    everybody = [doors.sign_in(who) for who in PEOPLE]

    shut = [
        str(door)
        for door in doors.guarded("GET", "POST", "PUT", "PATCH", "DELETE")
        if not any(hands.may(door) for hands in everybody)
    ]

    assert shut == [], "nobody gets in: the examples in tests/web/doors.py name nothing that is there for somebody"


def test_a_new_kind_of_address_says_what_it_needs(doors):
    (rule,) = Map([Rule("/new/<unheard>", endpoint="new.page")]).iter_rules()
    door = Door(rule, "GET", Action.SEE_OWN_ACCOUNT, None, None)

    with pytest.raises(AssertionError, match=r"/new/<unheard> .*EXAMPLES.* tests/web/doors.py"):
        doors.values(door)


class TestRefusedLooksLikeMissing:
    @pytest.mark.parametrize("who", [*PEOPLE, None])
    def test_at_every_door(self, doors, who):
        hands = doors.sign_in(who)
        hands.client.get("/")  # so that none is the first response, which may give a cookie
        different = []
        for door in doors.guarded("GET", "POST", "PUT", "PATCH", "DELETE"):
            if hands.may(door):
                continue
            for method, json in self.ways(door):
                refused = self.seen(doors, door, hands.try_door(door, method=method, json=json))
                for missing in self.missing(doors, door, hands, method=method, json=json):
                    if missing != refused:
                        different.append((str(door), method, json, refused, missing))

        assert different == []

    @pytest.mark.parametrize("who", ["cecilie", "eva", "gro"])
    def test_beside_what_one_may_see(self, doors, who):
        """Where an address names two things, the second is looked for at the first: Ylva is nobody at Furulia."""
        different = []
        for door in doors.guarded("GET", "POST", "PUT", "PATCH", "DELETE"):
            for part in (door.rule.arguments - door.of_the_thing) & ELSEWHERE.keys():
                hands = doors.sign_in(who)
                hands.client.get("/")
                if not hands.may(door):
                    continue
                theirs = ELSEWHERE[part](doors)
                elsewhere = self.seen(doors, door, hands.try_door(door, **{part: theirs}))
                missing = self.seen(doors, door, hands.try_door(door, **{part: missing_instead_of(theirs)}))
                if elsewhere != missing or elsewhere[0] != 404:
                    different.append((str(door), part, elsewhere, missing))

        assert different == []

    def ways(self, door):
        """As a page, as a script does, and only asking for the headers."""
        return [(door.method, False), (door.method, True), *([("HEAD", False)] if door.method == "GET" else [])]

    def missing(self, doors, door, hands, **way):
        """The answers for things that are not there: each part of what the guard loads, changed by itself.

        A stranger is asked to sign in at every address that a route has; that there is an /admin is no secret.
        """
        if not door.of_the_thing and not hands.is_stranger:
            yield self.seen(doors, door, hands.try_unknown(door, **way))
        for part in door.of_the_thing:
            other = missing_instead_of(doors.values(door)[part])
            yield self.seen(doors, door, hands.try_door(door, **way, **{part: other}))

    def seen(self, doors, door, response):
        """All that whoever asked can tell two answers by."""
        body = self.masked(response, without_tokens(response.text))
        # What a stranger sent is sealed and packed: its length is its own.
        masked = {*MASKED, "Content-Length"} if KEPT.search(response.text) else MASKED
        headers = [(name, "…" if name in masked else self.masked(response, value)) for name, value in response.headers]
        return response.status_code, headers, body

    def masked(self, response, text):
        """A text without the address that was asked for, which they know, and without what they sent themselves."""
        return KEPT.sub(r"\1", text.replace(response.request.path, "/…"))

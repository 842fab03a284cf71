"""Who is listed at a place: found by a part of a word, sorted in Norwegian, a page at a time."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from courseengine.core.accounts.listing import A_PAGE, Asked, Show, Within, people_listed, without_a_way_in
from courseengine.core.accounts.models import Account, Invitation
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team
from courseengine.core.people.roles import Role

AT = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TODAY = AT.date()
SINCE = date(2026, 8, 1)
YESTERDAY = TODAY - timedelta(days=1)
MARKUP = "<script>window.hacked=1</script>"


class Municipality:
    """Two schools below an owner, one school elsewhere, and those who are there."""

    def __init__(self, session):
        self.session, self._numbers = session, count()
        self.owner = add_organisation(session, kind="owner", name="Storvik")
        self.furulia = add_organisation(session, kind="school", name="Furulia", parent=self.owner)
        self.solli = add_organisation(session, kind="school", name="Solli", parent=self.owner)
        self.elsewhere = add_organisation(session, kind="school", name="Granli")
        self.team = add_team(session, school=self.furulia, name="5. trinn")

    def person(self, name, place=None, *, role="teacher", team=None, ends_on=None, email=None, **account):
        """Somebody, with an account if anything is said of it."""
        email = email or f"p{next(self._numbers)}@skolen.no"
        person = add_person(self.session, name=name, email=email, at=AT)
        if account:
            self.session.add(Account(person_id=person.id, password_hash=None, **account))
        if place is not None:
            self.join(person, place, role=role, team=team, ends_on=ends_on)
        self.session.flush()
        return person

    def join(self, person, place, *, role="teacher", team=None, ends_on=None):
        """Let somebody be something more."""
        row = add_membership(
            self.session, person=person, organisation=place, role=role, team=team, main=team is not None,
            starts_on=SINCE, at=AT,
        )  # fmt: skip
        row.ends_on = ends_on
        self.session.flush()


@pytest.fixture
def place(session):
    return Municipality(session)


@pytest.fixture
def names(session, place):
    """The names of a list; of Furulia unless told otherwise."""

    def listed(within=Within.PLACE, of=None, **asked):
        found = people_listed(session, Asked(within, (of or place.furulia).id, **asked), at=AT)
        assert found.total in (None, len(found.people)) or found.total > A_PAGE
        return [one.name for one in found.people]

    return listed


def test_a_place_lists_those_who_are_something_there_today(place, names):
    place.person("Kari", place.furulia, team=place.team)
    place.person("Sist I Dag", place.furulia, ends_on=TODAY)
    place.person("Sluttet", place.furulia, ends_on=YESTERDAY)
    place.person("Solli", place.solli)
    place.person("Eier", place.owner, role="school_owner")
    place.person("Granli", place.elsewhere)
    place.person("Ingen Steder")

    assert names() == ["Kari", "Sist I Dag"]
    assert names(Within.OWNER, place.owner) == ["Eier", "Kari", "Sist I Dag", "Solli"]
    assert names(Within.OWNER, place.owner, school=place.solli.id) == ["Solli"]
    assert names(Within.EVERYWHERE) == ["Eier", "Granli", "Ingen Steder", "Kari", "Sist I Dag", "Sluttet", "Solli"]


def test_names_are_sorted_as_the_norwegian_alphabet_has_them(place, names):
    given = ["Åse", "aase b", "Ørjan", "Ærlend", "Zofia", "André", "Andrea", "ås", "Özil", "Ätna", "יעל", "Aamodt"]
    for name in given:
        place.person(name, place.furulia)

    assert names() == [
        "André", "Andrea", "Zofia", "Ærlend", "Ätna", "Ørjan", "Özil", "Aamodt", "ås", "Åse", "aase b", "יעל"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kår", ["Kåre Ødegård"]),
        ("KÅRE", ["Kåre Ødegård"]),
        ("kaare", ["Kåre Ødegård"]),
        ("degå", ["Kåre Ødegård"]),
        ("ødeg kåre", ["Kåre Ødegård"]),
        ("ødeg kari", []),
        ("ha", ["Haakon Åmås", MARKUP]),
        ("hå", ["Haakon Åmås"]),
        ("andre", ["André Næss"]),
        ("ANDRÉ", ["André Næss"]),
        ("næss", ["André Næss"]),
        ("andre.ness@", ["André Næss"]),
        ("ANDRE.NESS", ["André Næss"]),
        ("שרה", ["יעל שרה"]),
        ("<script>", [MARKUP]),
        ("window.hacked", [MARKUP]),
        ("%", ["100 % sikker_het"]),
        ("_", ["100 % sikker_het"]),
        ("r_h", ["100 % sikker_het"]),
        ("\\", []),
        ("'; drop table person", []),
        ("  ", ["100 % sikker_het", "André Næss", "Haakon Åmås", "Kåre Ødegård", MARKUP, "יעל שרה"]),
        ("x" * 500, []),
    ],
)
def test_a_part_of_a_name_or_address_finds_somebody(place, names, text, found):
    place.person("Kåre Ødegård", place.furulia)
    place.person("Haakon Åmås", place.furulia)
    place.person("André Næss", place.furulia, email="andre.ness@kommune.no")
    place.person("יעל שרה", place.furulia)
    place.person(MARKUP, place.furulia)
    place.person("100 % sikker_het", place.furulia)
    place.person("Kåre Elsewhere", place.elsewhere)

    assert names(text=text) == found


def test_a_list_is_narrowed_to_a_team_or_a_role(place, names):
    place.person("Kari", place.furulia, team=place.team)
    place.person("Liv", place.furulia, role="school_leader")
    both = place.person("Mina", place.furulia, role="resource_teacher")
    place.join(both, place.furulia, team=place.team)

    assert names(team=place.team.id) == ["Kari", "Mina"]
    assert names(role=Role.SCHOOL_LEADER) == ["Liv"]
    assert names(team=place.team.id, role=Role.RESOURCE_TEACHER) == []
    assert names(team=0) == []
    assert names(Within.EVERYWHERE, role=Role.RESOURCE_TEACHER) == ["Mina"]


def test_those_who_have_never_signed_in(session, place, names):
    place.person("Har Vært Her", place.furulia, first_signed_in_at=AT)
    place.person("Aldri", place.furulia, first_signed_in_at=None)
    place.person("Uten Konto", place.furulia)
    place.person("Aldri Ett Annet Sted", place.elsewhere)

    assert names(show=Show.NEVER) == ["Aldri", "Uten Konto"]
    listed = people_listed(session, Asked(Within.PLACE, place.furulia.id), at=AT)
    assert {one.name: one.never_here for one in listed.people} == {
        "Har Vært Her": False, "Aldri": True, "Uten Konto": True
    }  # fmt: skip


def test_those_who_should_be_in_a_team_and_are_in_none(place, names):
    place.person("I Team", place.furulia, team=place.team)
    place.person("Uten Team", place.furulia)
    place.person("Leder", place.furulia, role="school_leader")
    both = place.person("Ressurs", place.furulia, role="resource_teacher")
    place.join(both, place.furulia, team=place.team)
    here = place.person("I Team Her Og Uten Der", place.furulia, team=place.team)
    place.join(here, place.solli)
    was = place.person("Var I Team", place.furulia)
    place.join(was, place.furulia, team=place.team, ends_on=YESTERDAY)

    assert names(show=Show.NO_TEAM) == ["Uten Team", "Var I Team"]
    assert names(Within.OWNER, place.owner, show=Show.NO_TEAM) == ["I Team Her Og Uten Der", "Uten Team", "Var I Team"]


def test_those_who_have_left_with_what_they_were_last(session, place, names):
    gone = place.person("Borte", place.furulia, ends_on=TODAY - timedelta(days=90))
    place.join(gone, place.furulia, team=place.team, ends_on=YESTERDAY)
    moved = place.person("Flyttet", place.furulia, ends_on=YESTERDAY)
    place.join(moved, place.solli)
    place.person("Her", place.furulia)
    place.person("Utestengt", place.furulia, ended_at=AT)

    assert names(show=Show.LEFT) == ["Borte", "Flyttet"]
    assert names(Within.OWNER, place.owner, show=Show.LEFT) == ["Borte"]
    assert names(Within.EVERYWHERE, show=Show.LEFT) == ["Borte", "Utestengt"]
    last = people_listed(session, Asked(Within.PLACE, place.furulia.id, show=Show.LEFT), at=AT).people[0].holds
    assert [(one.team, one.ends_on) for one in last] == [("5. trinn", YESTERDAY)]


def test_who_has_left_is_a_name_and_a_day_and_no_address_or_account(place, session, names):
    place.person("Borte", place.furulia, ends_on=YESTERDAY, email="borte@skolen.no")
    place.person("Stengt", place.furulia, ends_on=YESTERDAY, email="stengt@skolen.no", ended_at=AT)

    def told(within, of):
        found = people_listed(session, Asked(within, of.id, show=Show.LEFT), at=AT).people
        return [(one.email, one.never_here, one.is_shut_out) for one in found]

    assert told(Within.PLACE, place.furulia) == told(Within.OWNER, place.owner) == [("", False, False)] * 2
    assert told(Within.EVERYWHERE, place.furulia) == [
        ("borte@skolen.no", True, False),
        ("stengt@skolen.no", True, True),
    ]
    assert names(show=Show.LEFT, text="skolen.no") == names(Within.OWNER, place.owner, show=Show.LEFT, text="@") == []
    assert names(Within.EVERYWHERE, show=Show.LEFT, text="skolen.no") == ["Borte", "Stengt"]


@pytest.mark.parametrize("within", list(Within))
def test_who_was_never_there_has_not_left(place, names, within):
    """Somebody ended what had not begun, or had begun that day."""
    before = SINCE - timedelta(days=1)
    place.person("Aldri", place.furulia, ends_on=before)
    both = place.person("Byttet", place.furulia, ends_on=before)
    place.join(both, place.furulia, ends_on=YESTERDAY)

    assert names(within, place.owner if within is Within.OWNER else None, show=Show.LEFT) == ["Byttet"]


def test_a_list_says_what_people_are_within_its_reach(session, place):
    kari = place.person("Kari", place.furulia, team=place.team)
    place.join(kari, place.solli, role="school_leader")
    place.join(kari, place.elsewhere)

    def holds(within, of):
        (listed,) = people_listed(session, Asked(within, of.id), at=AT).people
        return [(one.role, one.team, one.place) for one in listed.holds]

    at_furulia = ("teacher", "5. trinn", "Furulia")
    assert holds(Within.PLACE, place.furulia) == [at_furulia]
    assert holds(Within.OWNER, place.owner) == [at_furulia, ("school_leader", None, "Solli")]
    assert len(holds(Within.EVERYWHERE, place.owner)) == 3


@pytest.mark.parametrize(
    ("within", "counted"), [(Within.PLACE, True), (Within.OWNER, False), (Within.EVERYWHERE, True)]
)
def test_a_list_comes_in_pages(session, place, within, counted):
    for number in range(2 * A_PAGE + 3):
        place.person(f"Person {number:02}", place.furulia)
    of = place.owner if within is Within.OWNER else place.furulia

    def page(number):
        return people_listed(session, Asked(within, of.id, page=number), at=AT)

    pages = [page(number) for number in (1, 2, 3)]

    assert [one.name for page in pages for one in page.people] == [
        f"Person {number:02}" for number in range(2 * A_PAGE + 3)
    ]
    assert [page.goes_on for page in pages] == [True, True, False]
    assert [page.total for page in pages] == [2 * A_PAGE + 3 if counted else None] * 3
    beyond = page(99)
    assert (beyond.page, len(beyond.people)) == ((3, 3) if counted else (99, 0))


@pytest.mark.parametrize("within", list(Within))
@pytest.mark.parametrize("show", list(Show))
def test_every_list_asks_as_often_for_thirty_as_for_one(session, place, statements, within, show):
    asked = Asked(within, (place.owner if within is Within.OWNER else place.furulia).id, show=show, text="p")
    counts = []
    for number in (1, 30):
        for _ in range(number):
            place.person("Per", place.furulia, ends_on=YESTERDAY if show is Show.LEFT else None)
        with statements() as found:
            people_listed(session, asked, at=AT)
        counts.append(len(found))

    assert counts == [3, 3]


def test_who_has_no_way_in_yet(session, place):
    people = {
        "nothing": place.person("Ingenting", place.furulia),
        "account": place.person("Konto", place.furulia, first_signed_in_at=None),
        "been": place.person("Vært her", place.furulia, first_signed_in_at=AT),
        "password": place.person("Passord", place.furulia),
        "invited": place.person("Invitert", place.furulia),
        "late": place.person("For sent", place.furulia),
    }
    session.add(Account(person_id=people["password"].id, password_hash="x"))
    for key, hours in (("invited", 1), ("late", -1)):
        session.add(
            Invitation(
                token_hash=key, email=people[key].email, organisation_id=place.furulia.id, role="teacher",
                made_at=AT, expires_at=AT + timedelta(hours=hours),
            )
        )  # fmt: skip
    session.flush()

    found = without_a_way_in(session, [person.id for person in people.values()], at=AT)

    assert found == {people[key].id for key in ("nothing", "account", "late")}

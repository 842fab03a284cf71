"""A municipality with two schools, a university beside it, and somebody who does things."""

from types import SimpleNamespace

import pytest

from courseengine.core.networks.operations import NetworkDraft, make_network
from courseengine.core.people.operations import add_organisation
from tests.core.town import NOW


@pytest.fixture
def places(session, town):
    """The places by name, with a second owner and a university."""
    other = add_organisation(session, kind="owner", name="Fjellvik")
    return SimpleNamespace(
        owner=town.owner,
        furulia=town.furulia,
        bjorkelia=town.bjorkelia,
        other=other,
        solli=add_organisation(session, kind="school", name="Solli", parent=other),
        university=add_organisation(session, kind="university", name="Universitetet"),
    )


@pytest.fixture
def by(town):
    """Who does it."""
    return town.person("Cecilie").id


@pytest.fixture
def made(session, places, by):
    """Makes a network that Furulia looks after, or another place."""

    def make(kind="subject", name="Norsk", place=None, **more):
        draft = NetworkDraft(kind=kind, name=name, **more)
        return make_network(session, place or places.furulia, draft, by=by, at=NOW)

    return make

"""Two who look after the same network write at once: nobody saves over what they have not seen."""

import re

import pytest
from sqlalchemy import select

from courseengine.core.networks.models import Gathering, Network

pytestmark = pytest.mark.both_databases

SENT = {"when": "3.12.2026", "organiser": "Furulia"}


@pytest.fixture
def stored(database):
    """A network or gathering as it is now, by what it is called."""

    def row(column, said):
        with database.reading() as session:
            return session.scalars(select(column.class_).where(column == said)).one()

    return row


@pytest.fixture
def address(stored):
    """Its address."""

    def of(column, said):
        kind = "networks" if column.class_ is Network else "gatherings"
        return f"/{kind}/{stored(column, said).public_id}"

    return of


def test_whoever_saves_over_a_colleagues_change_is_told_first_and_loses_nothing(as_person, address, stored):
    path = address(Gathering.theme, "Vi viser fram modul 2")
    cecilie = as_person("cecilie")
    seen = re.search(r'name="seen" value="(\w+)"', cecilie.get(f"{path}/change").text)[1]
    cecilie.post(f"{path}/change", data=SENT | {"theme": "Kollegaens tema", "seen": seen})

    late = cecilie.post(f"{path}/change", data=SENT | {"theme": "Mitt tema", "seen": seen})

    assert (late.status_code, "Mitt tema" in late.text) == (409, True)
    assert stored(Gathering.theme, "Kollegaens tema")
    now = re.search(r'name="seen" value="(\w+)"', late.text)[1]
    assert cecilie.post(f"{path}/change", data=SENT | {"theme": "Mitt tema", "seen": now}).status_code == 302


def test_whoever_changes_a_network_over_a_colleagues_change_is_told_first(as_person, address, stored):
    path = address(Network.name, "Naboskolene") + "/change"
    cecilie, same = as_person("cecilie"), {"kind": "cooperating", "name": "Naboskolene"}
    seen = re.search(r'name="seen" value="(\w+)"', cecilie.get(path).text)[1]
    cecilie.post(path, data=same | {"about": "Kollegaens ord", "seen": seen})

    late = cecilie.post(path, data=same | {"about": "Mine ord", "seen": seen})

    assert (late.status_code, "Mine ord" in late.text) == (409, True)
    assert stored(Network.name, "Naboskolene").about == "Kollegaens ord"

"""One of everything one may ask about plans, calendars, measures and networks."""

from datetime import UTC, date, datetime
from typing import Any

from courseengine.core.measures.models import Measure
from courseengine.core.networks.models import Gathering, HelpRequest, Network, NetworkMember, SupportNote
from courseengine.core.runs.models import PilotApplication

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def planning_subjects(world: Any) -> dict[str, Any]:
    """By the words of the page; ``world`` is that of ``world.py``."""
    region = _network(world, "the region", "the municipality", "Furulia", "the school of another owner")
    network = _network(world, "the network of the region", "the university", "Tor", parent=region)
    left = _network(world, "a network that Furulia has left", "another municipality", "Furulia*", "Aud*")
    agreed = _gathering(world, None)
    return {
        "the course at Furulia": world.plan("the run at Furulia"),
        "the course without a run": world.plan(None),
        "the region": region,
        "the network of the region": network,
        "a network that Furulia has left": left,
        "a gathering of the region": _gathering(world, region),
        "a gathering of its network": _gathering(world, network),
        "a gathering of a network that Furulia has left": _gathering(world, left),
        "a gathering that the university and Furulia agreed on": agreed,
        "what Furulia asked the university, which said yes": _help(
            world, "Furulia", "the university", answered=True, gathering=agreed
        ),
        "what the kindergarten asks the university": _help(world, "the kindergarten", "the university"),
        "what Furulia asks Tor": _help(world, "Furulia", "Tor"),
        "a note of the university": _note(world, "the university", "Farid"),
        "a note of another university": _note(world, "another university", "Sigrid"),
        "a measure of Furulia": _measure(world, "Furulia", "Randi"),
        "a measure of the municipality": _measure(world, "the municipality", "Cecilie"),
        "Furulia's wish to pilot": _pilot(world, "Furulia"),
        "a wish to pilot that was answered": _pilot(world, "Bjørkelia", decided=True),
    }


def _network(world: Any, name: str, place: str, *members: str, parent: Network | None = None) -> Network:
    """A network that a place looks after, with places or people in it; one with a star has left it."""
    made: Network = world.add(Network(kind="teacher", name=name, organisation=world.places[place], parent=parent))
    for member in members:
        known, left = member.rstrip("*"), member.endswith("*")
        row = NetworkMember(network=made, since=NOW, ended_at=NOW if left else None)
        row.organisation, row.person = world.places.get(known), world.people.get(known)
        world.add(row)
    return made


def _gathering(world: Any, network: Network | None) -> Gathering:
    """A network meets."""
    return world.add(Gathering(network=network, theme="T", starts_on=TODAY, ends_on=TODAY, changed_at=NOW))


def _help(
    world: Any, school: str, of: str, *, answered: bool = False, gathering: Gathering | None = None
) -> HelpRequest:
    """A school asks a university or a person for help."""
    request = HelpRequest(kind="course", theme="T", first_date=TODAY, asked_by=world.people["Cecilie"].id, asked_at=NOW)
    request.school, request.gathering = world.places[school], gathering
    request.university, request.person = world.places.get(of), world.people.get(of)
    if answered:
        request.answered_at, request.accepted = NOW, True
    return world.add(request)


def _note(world: Any, university: str, by: str) -> SupportNote:
    """A university says something about a module."""
    note = SupportNote(course_id="lk20", module_id="m1", text="T", written_by=world.people[by].id, written_at=NOW)
    note.university = world.places[university]
    return world.add(note)


def _measure(world: Any, place: str, by: str) -> Measure:
    """Somebody proposes a measure."""
    proposer = world.people[by].id
    made = Measure(year=2026, theme="T", status="proposed", proposed_by=proposer, proposed_at=NOW, changed_at=NOW)
    made.organisation = world.places[place]
    return world.add(made)


def _pilot(world: Any, place: str, *, decided: bool = False) -> PilotApplication:
    """A school wishes to pilot."""
    made = PilotApplication(course_id="lk20", asked_by=world.people["Cecilie"].id, asked_at=NOW)
    made.organisation, made.decided_at = world.places[place], NOW if decided else None
    return world.add(made)

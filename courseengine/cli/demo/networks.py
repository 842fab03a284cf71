"""The demo's networks: a region of two owners with its year, schools that cooperate, requests and a note.

The region's year is laid out as the one in ``nettressurs-moduler``: four gatherings of leaders, the
course by the region's own dates, three gatherings for a subject. All of it is in the school year of
the day on which the world is made.
"""

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from courseengine.core.networks import gatherings, help, notes, operations, spans
from courseengine.core.networks.gatherings import GatheringDraft
from courseengine.core.networks.models import Gathering, Network
from courseengine.core.networks.operations import NetworkDraft
from courseengine.core.networks.region import school_year_of

if TYPE_CHECKING:  # the world calls this
    from courseengine.cli.demo.world import World

REGION = "Skogvik- og Fjellvikregionen"
LEADERS = ((9, 3, "Å lede profesjonsfellesskapet"), (11, 12, "Overordnet del og verdier"),
           (2, 6, "Læreplaner i fag"), (4, 17, "Tverrfaglige temaer"))  # fmt: skip
NORWEGIAN = ((10, "1. samling: Kjerneelementer"), (1, "2. samling: Kompetansemål"), (3, "3. samling: Tverrfaglighet"))
NOTE = """La lærerne **velge ett kjerneelement** før det første møtet, og bruk tid på hvorfor de valgte det.

- Ta med elevarbeid fra to trinn, så blir progresjonen synlig.
- Spør hva som må ut, ikke bare hva som skal inn.

Vi blir gjerne med på det andre møtet. Send oss en forespørsel.
"""


def build_networks(session: Session, world: "World") -> None:
    """Add it all, through the operations of a real school."""
    region = _region(session, world)
    _leaders(session, world, region)
    _norwegian(session, world, region)
    _neighbours(session, world)
    _help(session, world)
    notes.write_note(
        session, world.places["university"], course_id=world.course.id, module_id="m2", text=NOTE,
        by=world.people["farid"].id, at=world.at,
    )  # fmt: skip
    session.flush()


def _network(session: Session, world: "World", place: str, by: str, draft: NetworkDraft, *members: str) -> Network:
    network = operations.make_network(session, world.places[place], draft, by=world.people[by].id, at=world.at)
    for member in members:
        operations.add_place(session, network, world.places[member], by=world.people[by].id, at=world.at)
    return network


def _meets(
    session: Session, world: "World", network: Network, by: str, theme: str, span: spans.Span, **more: str | date
) -> Gathering:
    draft = GatheringDraft(theme=theme, span=span, **more)  # type: ignore[arg-type]  # a date to sign up, else texts
    return gatherings.make_gathering(session, network, draft, by=world.people[by].id, at=world.at)


def _region(session: Session, world: "World") -> Network:
    draft = NetworkDraft(
        kind="region",
        name=REGION,
        about="To kommuner går gjennom kompetansepakken sammen og møtes underveis.",
        course_id=world.course.id,
        schedule="regional",
        school_year=school_year_of(world.day(0)),
    )
    return _network(session, world, "skogvik", "eva", draft, "fjellvik", "furulia", "bjorkelia", "solli")


def _leaders(session: Session, world: "World", region: Network) -> None:
    about = "Rektorer og avdelingsledere deler hvordan de leder arbeidet med læreplanen."
    draft = NetworkDraft(kind="leader", name="Ledernettverket", about=about, parent=region)
    network = _network(session, world, "skogvik", "eva", draft, "fjellvik")
    for month, day, theme in LEADERS:
        span = spans.Span(spans.Precision.DAY, *[_weekday(world, month, day)] * 2, time(9), time(15))
        where = {"place": "Rådhuset i Skogvik", "target_group": "Skoleledere", "organiser": "Skogvik kommune"}
        _meets(session, world, network, "eva", theme, span, **where)


def _norwegian(session: Session, world: "World", region: Network) -> None:
    about = "Norsklærere fra begge kommunene planlegger sammen."
    draft = NetworkDraft(kind="subject", name="Fagnettverk i norsk", about=about, parent=region)
    network = _network(session, world, "fjellvik", "ylva", draft, "solli")
    operations.add_person(session, network, world.people["anne"], by=world.people["ylva"].id, at=world.at)
    for month, theme in NORWEGIAN:
        span = spans.month(_year(world, month), month)
        _meets(session, world, network, "ylva", theme, span, target_group="Norsklærere", organiser="Solli skole")


def _neighbours(session: Session, world: "World") -> None:
    about = "Furulia og Bjørkelia besøker hverandre og låner hverandres gode ideer."
    draft = NetworkDraft(kind="cooperating", name="Naboskolene", about=about)
    network = _network(session, world, "furulia", "cecilie", draft, "bjorkelia")
    day = world.workday(9)
    gathering = _meets(
        session, world, network, "cecilie", "Vi viser fram modul 2",
        spans.Span(spans.Precision.DAY, day, day, time(14, 15), time(16)), place="Biblioteket på Furulia",
        content="Hvert team tar med **ett** eksempel på noe de har prøvd, og én ting de lurer på.",
        target_group="Alle lærere", organiser="Furulia skole", sign_up_by=world.workday(6),
        course_id=world.course.id, module_id="m2",
    )  # fmt: skip
    for name in ("anne", "ingrid", "unni"):
        gatherings.sign_up(session, gathering, world.people[name].id, at=world.at)


def _help(session: Session, world: "World") -> None:
    people, places = world.people, world.places
    asked = help.Asked(
        kind="guidance",
        theme="Hvordan lese elevenes svar sammen",
        wish="Vi vil gjerne ha en veileder med på ett teammøte.",
        first_date=world.workday(20),
        second_date=world.workday(27),
        university=places["university"],
    )
    help.ask_for_help(session, places["furulia"], asked, by=people["cecilie"].id, at=world.at - timedelta(days=2))
    course = help.Asked(
        kind="course",
        theme="Programmering for nybegynnere",
        wish="To timer for hele personalet, helst med utstyr vi kan prøve.",
        first_date=world.workday(14),
        second_date=None,
        person=people["jonas"],
    )
    request = help.ask_for_help(session, places["bjorkelia"], course, by=people["david"].id, at=world.at)
    day = course.first_date
    span = spans.Span(spans.Precision.DAY, day, day, time(14), time(16))
    word = "Det gjør jeg gjerne. Jeg tar med utstyret."
    help.accept_help(
        session, request, word=word, span=span, place="Bjørkelia skole", by=people["jonas"].id, at=world.at
    )


def _year(world: "World", month: int) -> int:
    year = school_year_of(world.day(0))
    return year if month >= 8 else year + 1


def _weekday(world: "World", month: int, day: int) -> date:
    """That day of the school year, or the Monday after when it is a weekend."""
    found = date(_year(world, month), month, day)
    return found + timedelta(days=7 - found.weekday()) if found.weekday() > 4 else found

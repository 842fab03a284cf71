"""What the demo's places mean to do: Skogvik's and Furulia's plans of measures, and Furulia's yearly round."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.orm import Session

from courseengine.base.clock import in_oslo
from courseengine.core.measures import operations, wheel
from courseengine.core.measures.models import Measure
from courseengine.core.measures.operations import Fate, Written
from courseengine.core.measures.round import Phase
from courseengine.core.measures.status import Status
from courseengine.core.school_days.days import school_year

if TYPE_CHECKING:
    from courseengine.cli.demo.world import World

A_YEAR = timedelta(days=365)


class Told(NamedTuple):
    """A measure of the demo: whose, who put it forward for which group, and how far it is."""

    key: str
    place: str
    by: str
    group: str
    status: Status
    written: Written


def _plans(autumn: int) -> tuple[Told, ...]:
    spring = autumn + 1
    lk20 = {"course_id": "lk20"}
    return (
        Told("network", "skogvik", "eva", "Oppvekst skole", Status.UNDER_WAY, Written(
            "Nettverk for skoleledere",
            "Lederne deler erfaringer fra arbeidet med læreplanen, og tar én ting med tilbake til egen skole.",
            "Skoleledere og ressurslærere", f"Høsten {autumn} og våren {spring}, seks møter", None, "Oppvekst skole",
            **lk20, module_id="m0",
        )),
        Told("newcomers", "skogvik", "eva", "Oppvekst skole", Status.DONE, Written(
            "Oppstartskurs for nyansatte", "En ettermiddag om læreplanverket og om hvordan teamene arbeider.",
            "Nyansatte lærere og assistenter", f"August {autumn}", date(autumn, 8, 20), "Oppvekst skole",
        )),
        Told("lighthouse", "skogvik", "eva", "Oppvekst skole", Status.PLANNED, Written(
            "Fyrtårnlærere på besøk", "Skolene bestiller veiledning fra en fyrtårnlærer i det faget de arbeider med.",
            "Lærere", f"Våren {spring}", None, "Fyrtårnlærerne og Oppvekst skole", **lk20, module_id="m2",
        )),
        Told("pupils", "skogvik", "cecilie", "Rektorgruppa", Status.PROPOSED, Written(
            "Elevrådene møter skoleeier", "To møter i året der elevrådene forteller hva de merker av det nye.",
            "Elevråd", "To ganger i året", None, "Oppvekst skole og elevrådskontaktene",
        )),
        Told("parents", "skogvik", "eva", "Oppvekst skole", Status.DROPPED, Written(
            "Felles foreldremøte om læreplanen", "Skolene tar det heller på egne foreldremøter.",
            "Foreldre", f"Høsten {autumn}", None, "Oppvekst skole og foreldreutvalgene",
        )),
        Told("furulia", "furulia", "cecilie", "Ledergruppa", Status.UNDER_WAY, Written(
            "Én felles økt i uka til teamene",
            "Teamene får en time hver tirsdag til modulene. Informasjon sendes skriftlig i stedet.",
            "Alle lærere", f"Skoleåret {autumn}/{spring % 100:02d}", None, "Cecilie", **lk20, module_id="m1",
        )),
        Told("observation", "furulia", "cecilie", "Ledergruppa", Status.PLANNED, Written(
            "Kollegaobservasjon i alle fag", "To og to ser en time hos hverandre og snakker sammen samme dag.",
            "Alle lærere", f"Våren {spring}", date(spring, 4, 30), "Teamlederne", **lk20, module_id="m3",
        )),
        Told("proposed", "furulia", "jonas", "Ressursgruppa", Status.PROPOSED, Written(
            "Felles perm med kjernekart",
            "Hvert team legger kjernekartet sitt i en felles perm, så fagene kan se hverandre.",
            "Alle team", "Når modul 2 er ferdig", None, "Ressurslæreren", **lk20, module_id="m2",
        )),
        Told("refused", "furulia", "jonas", "Ressursgruppa", Status.REFUSED, Written(
            "Egen temauke i november", "Planleggingen tar for mye av tida teamene har sammen.",
            "Alle trinn", f"November {autumn}", None, "Ressursgruppa",
        )),
    )  # fmt: skip


def make_measures(session: Session, world: "World") -> None:
    """The plans of this school year, what is left of last year's, and Furulia's round."""
    autumn = school_year(world.day(0))
    for told in _plans(autumn):
        world.measures[told.key] = _measure(session, world, told, autumn)
    session.flush()
    _last_year(session, world, autumn)
    _round(session, world, autumn)


def _measure(session: Session, world: "World", told: Told, year: int) -> Measure:
    place, by = world.places[told.place], world.people[told.by].id
    asked = {"by": by, "group": told.group, "at": world.at - timedelta(days=60)}
    measure = operations.propose(session, place, year, told.written, **asked)
    decides = world.people["eva" if told.place == "skogvik" else "cecilie"].id
    if told.status is not Status.PROPOSED:
        group = "Oppvekst skole" if told.place == "skogvik" else "Ledergruppa"
        accepted, at = told.status is not Status.REFUSED, world.at - timedelta(days=50)
        operations.decide(session, measure, accepted=accepted, group=group, by=decides, at=at)
    if told.status in (Status.UNDER_WAY, Status.DONE, Status.DROPPED):
        seen = operations.seen_of(measure)
        operations.change(session, measure, told.written, status=told.status, seen=seen, at=world.at)
    return measure


def _last_year(session: Session, world: "World", autumn: int) -> None:
    """Two that were not done; one of them goes on, the other still waits to be gone through."""
    furulia, cecilie = world.places["furulia"], world.people["cecilie"].id
    then = {"by": cecilie, "group": "Ledergruppa", "at": world.at - A_YEAR}
    goes_on = operations.add_decided(session, furulia, autumn - 1, Written(
        "Elevstyrt oppstart av uka", "Elevene leder den første timen mandag, etter en plan de lager selv.",
        "5.–10. trinn", "Hele skoleåret", None, "Anne og Unni",
    ), **then)  # fmt: skip
    operations.add_decided(session, furulia, autumn - 1, Written(
        "Ny plan for foreldresamtaler", "Foreldre og elever får spørsmålene på forhånd.",
        "Foreldre", "Våren", None, "Ledergruppa",
    ), **then)  # fmt: skip
    september = in_oslo(date(autumn, 9, 3), time(14))
    at: datetime = min(world.at, september)
    operations.go_through(session, furulia, autumn - 1, {goes_on.public_id}, Fate.CARRY_OVER, at=at)


def _round(session: Session, world: "World", autumn: int) -> None:
    furulia, by = world.places["furulia"], world.people["cecilie"].id
    for key, phase, title, week, weeks, weekday, responsible in (
        ("pupils", Phase.MAP, "Elevstemmer: ti minutter i alle klasser", 37, 0, 1, "Elevrådskontakten"),
        ("results", Phase.MAP, "Nasjonale prøver: vi leser resultatene sammen", 45, 0, 2, "Teamlederne"),
        ("meeting plan", Phase.PLAN, "Møteplan og fagdager for året", 34, 1, 1, "Ledergruppa"),
        ("spring plan", Phase.PLAN, "Planlegging av vårens forløp", 1, 1, 3, "Teamene"),
        ("observation", Phase.CARRY_OUT, "Kollegaobservasjon, to og to", 42, 2, 1, "Parene selv"),
        ("research", Phase.CARRY_OUT, "Forskningstime i hvert team", 6, 1, 1, "Ressurslæreren"),
        ("theme", Phase.CARRY_OUT, "Tverrfaglig forløp i alle trinn", 11, 3, 1, "Teamene"),
        ("halfway", Phase.EVALUATE, "Hva merker elevene? Fellesmøte", 48, 0, 2, "Cecilie"),
        ("year", Phase.EVALUATE, "Året som gikk: behold, stopp, start", 22, 0, 3, "Teamlederne"),
        ("plans", Phase.REVISE, "Periodeplanene skrives om", 23, 1, 1, "Teamene"),
        ("next wheel", Phase.REVISE, "Neste års årshjul vedtas", 24, 0, 4, "Ledergruppa"),
    ):
        year = autumn if week >= 32 else autumn + 1
        starts_on = date.fromisocalendar(year, week, weekday)
        ends_on = date.fromisocalendar(year, week + weeks - 1, 5) if weeks else starts_on
        entry = wheel.Entry(phase, title, starts_on, ends_on, responsible)
        world.wheel[key] = wheel.add_item(session, furulia, entry, by=by, at=world.at)
    first_day = date.fromisocalendar(autumn, 34, 1)
    entry = wheel.Entry(Phase.PLAN, "Møteplan for året", first_day, first_day, "Ylva")
    ylva, solli = world.people["ylva"].id, world.places["solli"]
    world.wheel["elsewhere"] = wheel.add_item(session, solli, entry, by=ylva, at=world.at)

"""The school calendar of the demo's municipality, as it would publish it, and a day of Furulia's own."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from courseengine.base.i18n import language
from courseengine.core.school_days.days import A_DAY, DayKind, public_holiday, school_year
from courseengine.core.school_days.operations import change_days
from courseengine.core.school_days.written import days_in, read

if TYPE_CHECKING:
    from courseengine.cli.demo.world import World

FRIDAY = 5


def write_calendars(session: Session, world: "World") -> None:
    """Skogvik's calendar for this school year and the next, and one planning day at Furulia."""
    this_year, by, at = school_year(world.day(0)), world.people["eva"].id, world.at
    for year in (this_year, this_year + 1):
        days = days_in(read(_published(year), year))
        change_days(session, world.places["skogvik"], days, by=by, at=at)
    own = {date.fromisocalendar(this_year + 1, 10, FRIDAY): (DayKind.PLANNING, "Felles planleggingsdag")}
    change_days(session, world.places["furulia"], own, by=world.people["cecilie"].id, at=at)


def _published(year: int) -> str:
    """As it stands on the municipality's page."""
    told = language("nb").day
    start = date.fromisocalendar(year, 34, 1)
    christmas, new_year = date(year, 12, 25), date(year + 1, 1, 1)
    back = new_year + A_DAY * (8 - new_year.isoweekday())
    spring = [date(year + 1, 3, 1) + A_DAY * number for number in range(100)]
    easter = next(day for day in spring if "Maundy Thursday" in public_holiday(day))
    ascension = next(day for day in spring if "Ascension Day" in public_holiday(day))
    return "\n".join(
        (
            f"Skoleruta {year}–{year + 1}",
            f"Planleggingsdager {told(start - timedelta(days=4))} og {told(start - timedelta(days=3))}",
            f"Første skoledag {told(start, weekday=True)}",
            "Høstferie uke 40",
            f"Planleggingsdag {told(date.fromisocalendar(year, 46, FRIDAY), weekday=True)}",
            f"Juleferie fra og med {told(christmas - A_DAY * (christmas.isoweekday() - 1))} "
            f"til og med {told(back - A_DAY)}",
            f"Planleggingsdag {told(back, weekday=True)}",
            "Vinterferie uke 8",
            f"Påskeferie {told(easter - timedelta(days=3))} – {told(easter - A_DAY)}",
            f"Inneklemt dag: {told(ascension + A_DAY, weekday=True)}",
            f"Siste skoledag {told(date.fromisocalendar(year + 1, 24, FRIDAY), weekday=True)}",
        )
    )

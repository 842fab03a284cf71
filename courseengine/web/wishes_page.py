"""What the form of wishes offers: a course's paces and modules, the days of the week."""

from dataclasses import dataclass
from datetime import date

from babel.dates import get_day_names
from flask import g

from courseengine.core.course.model import Course, Module
from courseengine.core.planner.document import Slot
from courseengine.core.school_days.days import DayKind, SchoolDays
from courseengine.web.forms.planner import EVERY


@dataclass(frozen=True)
class WishesPage:
    """What one chooses from."""

    course: Course
    schools: tuple[tuple[str, str], ...] = ()
    """public id and name, where an owner lets several begin"""
    slots: tuple[Slot, ...] = ()
    """the fixed times there are beside the one that is asked for"""
    days: SchoolDays | None = None
    """what is known of the place's days, where the course begins"""
    today: date = date.min

    @property
    def days_known(self) -> str:
        """How many days off and planning days are entered from today on, in a sentence."""
        ahead = [kind for day, kind in self.days.own.items() if day >= self.today] if self.days else []
        off, planning = ahead.count(DayKind.OFF), ahead.count(DayKind.PLANNING)
        if not off:
            return g.language.gettext("No days off are entered yet, so the usual breaks and public holidays count.")
        days_off = g.language.ngettext("%(num)d day off", "%(num)d days off", off)
        planning_days = g.language.ngettext("%(num)d planning day", "%(num)d planning days", planning)
        return g.language.gettext(
            "%(off)s and %(planning)s are entered. Whole-staff meetings are put on planning days first.",
            off=days_off,
            planning=planning_days,
        )

    @property
    def paces(self) -> list[tuple[str, str]]:
        """The course's own paces, with their weeks."""
        return [
            (name, f"{pace.title} – " + g.language.ngettext("%(num)d school week", "%(num)d school weeks", weeks))
            for name, pace in self.course.paces.items()
            if (weeks := sum(pace.weeks.values()))
        ]

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Monday to Friday, or none."""
        names = get_day_names(locale="en_GB" if g.language.code == "en" else g.language.code)
        none = ("", g.language.gettext("No fixed day"))
        return [*((str(day), names[day].capitalize()) for day in range(5)), none]

    @property
    def other_times(self) -> str:
        """Those others, in words; empty where there are none."""
        days = get_day_names(locale="en_GB" if g.language.code == "en" else g.language.code)
        times = (
            g.language.gettext("%(day)s at %(time)s", day=days[one.weekday], time=f"{one.at:%H:%M}")
            for one in self.slots
        )
        return g.language.listed(list(times)) if self.slots else ""

    @property
    def everies(self) -> list[tuple[str, str]]:
        """How often."""
        _ = g.language.gettext
        words = {1: _("Every week"), 2: _("Every other week"), 3: _("Every third week"), 4: _("Every fourth week")}
        return [(str(number), words[number]) for number in EVERY]

    @property
    def modules(self) -> tuple[Module, ...]:
        """All there are."""
        return self.course.modules

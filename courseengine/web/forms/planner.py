"""What planners send: wishes for a plan, and what they move in one. Each keeps what was typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from werkzeug.datastructures import MultiDict

from courseengine.base.errors import Invalid
from courseengine.base.i18n import N_
from courseengine.core.course.model import Course
from courseengine.core.planner.document import MeetingDate, Slot, Wishes
from courseengine.core.planner.publishing import LONGEST_REASON
from courseengine.web.forms.dates import day_in, time_in
from courseengine.web.forms.meeting_dates import dates_in
from courseengine.web.forms.team import WhenForm

MOST_WEEKS = 60
EVERY = (1, 2, 3, 4)
WRITE_A_DATE = N_("Write a date, such as 1.12.2026.")
WRITE_A_TIME = N_("Write a time, such as 14:15.")
WRITE_WEEKS = N_("Write a whole number of weeks from 1 to 60.")

SLOTS = ("", "_2")
"""what the fields of each fixed time end in"""
SLOT_FIELDS = tuple(name + suffix for suffix in SLOTS for name in ("weekday", "time", "every", "counted_from"))

Errors = dict[str, Invalid]


@dataclass(frozen=True)
class WishesForm:
    """What somebody wishes of a plan, as typed."""

    course: str = ""
    starts_on: str = ""
    ends_on: str = ""
    pace: str = ""
    """the name of one of the course's; none for a pace of one's own"""
    weeks: str = ""
    """for each module, instead of the pace's"""
    weekday: str = ""
    """0 is Monday; nothing for no fixed time"""
    time: str = "14:15"
    every: str = "2"
    counted_from: str = ""
    """a day on which they meet, so that every other week is the right one"""
    weekday_2: str = ""
    """a second fixed time, as the first"""
    time_2: str = "14:15"
    every_2: str = "2"
    counted_from_2: str = ""
    dates: str = ""
    """a day a line"""
    place: str = ""
    modules: tuple[str, ...] = ()
    """ids of those that are taken"""
    order: Mapping[str, str] = field(default_factory=dict)
    own_weeks: Mapping[str, str] = field(default_factory=dict)
    """module id → weeks, where it is to be another number than the pace's"""
    schools: tuple[str, ...] = ()
    """public ids, where an owner lets several begin"""
    name: str = ""
    seen: str = ""
    """which state of the plan the form was made from"""

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "WishesForm":
        """Read what was sent."""
        texts = ("course", "starts_on", "ends_on", "pace", "weeks", "place", "name", *SLOT_FIELDS)
        return cls(
            **{name: form.get(name, "").strip() for name in texts},
            dates=form.get("dates", "").replace("\r\n", "\n"),
            modules=tuple(form.getlist("modules")),
            order=_each(form, "order_"),
            own_weeks=_each(form, "weeks_"),
            schools=tuple(form.getlist("schools")),
            seen=form.get("seen", ""),
        )

    @classmethod
    def of(cls, wishes: Wishes, course: Course, *, seen: str = "") -> "WishesForm":
        """What is wished for already, to be changed."""
        pace = next((name for name, one in course.paces.items() if _same(one.weeks, wishes)), "")
        slots = {
            name: text for slot, suffix in zip(wishes.slots, SLOTS, strict=False) for name, text in _slot(slot, suffix)
        }
        each = {id_: str(weeks) for id_, weeks in wishes.weeks.items()}
        return cls(
            course=course.id,
            starts_on=wishes.starts_on.isoformat() if wishes.starts_on else "",
            ends_on=wishes.ends_on.isoformat() if wishes.ends_on else "",
            pace=pace,
            **slots,
            dates="\n".join(f"{one.day.day}.{one.day.month}.{one.day.year} {one.at:%H:%M}" for one in wishes.dates),
            place=wishes.place,
            modules=wishes.modules,
            order={id_: str(number) for number, id_ in enumerate(wishes.modules, start=1)},
            own_weeks=each if not pace else {},
            seen=seen,
        )

    def wishes(
        self, course: Course, *, today: date, earliest: date | None = None, slots: tuple[Slot, ...] = ()
    ) -> tuple[Wishes | None, Errors]:
        """What was wished for, or what is wrong with it; nothing may start before ``earliest``.

        ``slots`` are the fixed times there are: the form shows two, and the others stay while there is one.
        """
        errors: Errors = {}
        starts_on, ends_on = (_day(self, name, errors) for name in ("starts_on", "ends_on"))
        modules, weeks = self._modules(course, errors), self._weeks(course, errors)
        slots, dates = _with_others(self._slots(errors), slots), self._dates(today, errors)
        if not errors and starts_on is None and ends_on is None:
            errors["starts_on"] = Invalid(N_("Write when you start, or when you want to be done."))
        if starts_on and ends_on and ends_on < starts_on:
            errors["ends_on"] = Invalid(N_("The last day is before the first. Change one of the two."))
        if earliest and starts_on and starts_on < earliest:
            errors["starts_on"] = Invalid(N_("That day has passed. Start today or later."))
        if errors:
            return None, errors
        taken = {id_: number for id_, number in weeks.items() if id_ in modules}
        return Wishes(modules, taken, starts_on, ends_on, slots, dates, self.place), {}

    def _modules(self, course: Course, errors: Errors) -> tuple[str, ...]:
        """Those that are taken, in the order of their numbers."""
        ids = [module.id for module in course.modules if module.id in self.modules]
        if not ids:
            errors["modules"] = Invalid(N_("Choose at least one module."))
        places = {id_: _whole(self.order.get(id_, ""), 99) for id_ in ids}
        if any(self.order.get(id_) and number is None for id_, number in places.items()):
            errors["modules"] = Invalid(N_("Write the order as whole numbers: 1, 2, 3."))
        natural = {module.id: number for number, module in enumerate(course.modules, start=1)}
        return tuple(sorted(ids, key=lambda id_: (places[id_] or natural[id_], natural[id_])))

    def _weeks(self, course: Course, errors: Errors) -> dict[str, int]:
        """School weeks for each module: as the pace has it, and where it is said otherwise."""
        known = course.paces.get(self.pace)
        if known and not self.weeks:
            weeks = dict(known.weeks)
        else:
            number = _whole(self.weeks, MOST_WEEKS)
            if number is None and (self.weeks or not any(self.own_weeks.values())):
                errors["weeks"] = Invalid(WRITE_WEEKS)
            paced = {id_ for pace in course.paces.values() for id_ in pace.weeks}
            weeks = {id_: number for id_ in paced if number}
        for id_, text in self.own_weeks.items():
            own = _whole(text, MOST_WEEKS)
            if text and own is None:
                errors["modules"] = Invalid(WRITE_WEEKS)
            elif own:
                weeks[id_] = own
        return weeks

    def _slots(self, errors: Errors) -> tuple[Slot, ...]:
        return tuple(slot for suffix in SLOTS if (slot := self._one_slot(suffix, errors)))

    def _one_slot(self, suffix: str, errors: Errors) -> Slot | None:
        """One fixed time; nothing for no fixed day."""
        typed = {name: getattr(self, name + suffix) for name in ("weekday", "time", "every", "counted_from")}
        weekday, at, every = (
            _whole(typed["weekday"], 4, least=0),
            time_in(typed["time"]),
            _whole(typed["every"], max(EVERY)),
        )
        if weekday is None:
            return None
        if at is None:
            errors[f"time{suffix}"] = Invalid(WRITE_A_TIME)
            return None
        counted_from = _day(self, f"counted_from{suffix}", errors)
        if counted_from is not None and counted_from.weekday() != weekday:
            errors[f"counted_from{suffix}"] = Invalid(
                N_("That day is another day of the week. Write one on which you meet.")
            )
        return Slot(weekday, at, every or 1, counted_from)

    def _dates(self, today: date, errors: Errors) -> tuple[MeetingDate, ...]:
        try:
            return dates_in(self.dates, usual=time_in(self.time) or time(14, 15), today=today)
        except Invalid as error:
            errors["dates"] = error
            return ()


@dataclass(frozen=True)
class OpeningsForm:
    """The dates of a plan's modules, as they stand on its page."""

    typed: Mapping[str, str]
    """module id → when it opens, as typed"""
    why: str
    seen: str
    act: str
    """``publish`` or ``save``"""
    errors: Errors

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "OpeningsForm":
        """Read what was sent; which modules there are, the plan knows."""
        typed = _each(form, "opens_")
        errors = {f"opens_{id_}": Invalid(WRITE_A_DATE) for id_, text in typed.items() if day_in(text) is None}
        why = form.get("why", "").strip()
        if len(why) > LONGEST_REASON:
            errors["why"] = Invalid(N_("There is room for %(limit)d characters here."), limit=LONGEST_REASON)
        return cls(typed, why, form.get("seen", ""), form.get("act", ""), errors)

    @property
    def days(self) -> dict[str, date]:
        """What could be read."""
        return {id_: day for id_, text in self.typed.items() if (day := day_in(text))}


@dataclass(frozen=True)
class ModuleForm:
    """One module's dates, and what else is to happen to it."""

    opens_on: str
    done_by: str
    number: str
    """of weeks to stretch it by, or to move everything by"""
    seen: str
    act: str
    """``dates``, ``stretch``, ``shift`` or ``loosen``"""
    errors: Errors

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "ModuleForm":
        """Read what was sent: the fields of one of the page's forms."""
        act = form.get("act", "dates")
        texts = {name: form.get(name, "").strip() for name in ("opens_on", "done_by", "number")}
        errors: Errors = {}
        if act == "dates":
            wrong = [name for name in ("opens_on", "done_by") if texts[name] and day_in(texts[name]) is None]
            errors = {name: Invalid(WRITE_A_DATE) for name in wrong}
            if not texts["opens_on"]:
                errors["opens_on"] = Invalid(WRITE_A_DATE)
        elif act in ("stretch", "shift") and _signed(texts["number"]) is None:
            message = N_("Write a whole number of weeks, such as 2; with a minus in front to make it earlier.")
            errors[act] = Invalid(message)
        return cls(**texts, seen=form.get("seen", ""), act=act, errors=errors)

    @property
    def weeks(self) -> int:
        """How many; 0 where it could not be read."""
        return _signed(self.number) or 0


@dataclass(frozen=True)
class MeetingForm:
    """One meeting of a plan: when and where, and for which of the teams."""

    when: WhenForm
    keys: tuple[str, ...]
    """what is ticked"""
    seen: str
    act: str
    """``move``, ``add``, ``drop``, ``back`` or ``loosen``"""
    errors: Errors

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> "MeetingForm":
        """Read what was sent; what is taken out needs no time."""
        when, act = WhenForm.read(form), form.get("act", "move")
        wrong = when.errors if act in ("move", "add") else {}
        errors = {name: Invalid(message) for name, message in wrong.items()}
        return cls(when, tuple(form.getlist("keys")), form.get("seen", ""), act, errors)


@dataclass(frozen=True)
class DayForm:
    """From which day something is to happen, and why."""

    on: str
    why: str
    day: date | None
    errors: Errors

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "DayForm":
        """Read what was sent."""
        on = form.get("on", "").strip()
        day = day_in(on)
        return cls(on, form.get("why", "").strip(), day, {} if day else {"on": Invalid(WRITE_A_DATE)})


def _with_others(chosen: tuple[Slot, ...], before: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The times that are chosen, and those there are beyond what the form shows; no fixed day drops them all."""
    others = (one for one in before[len(SLOTS) :] if chosen and one not in chosen)
    return (*chosen, *others)


def _slot(slot: Slot, suffix: str) -> Iterator[tuple[str, str]]:
    """What the fields of a fixed time say."""
    yield f"weekday{suffix}", str(slot.weekday)
    yield f"time{suffix}", f"{slot.at:%H:%M}"
    yield f"every{suffix}", str(slot.every)
    yield f"counted_from{suffix}", slot.counted_from.isoformat() if slot.counted_from else ""


def _each(form: MultiDict[str, str], start: str) -> dict[str, str]:
    """The fields whose names begin so, by what follows."""
    return {name.removeprefix(start): form[name].strip() for name in form if name.startswith(start)}


def _same(weeks: Mapping[str, int], wishes: Wishes) -> bool:
    """Whether the wishes follow a pace, as far as they take its modules."""
    return {id_: number for id_, number in weeks.items() if id_ in wishes.modules} == wishes.weeks


def _day(form: WishesForm, name: str, errors: Errors) -> date | None:
    text = getattr(form, name)
    day = day_in(text)
    if text and day is None:
        errors[name] = Invalid(WRITE_A_DATE)
    return day


def _whole(text: str, most: int, *, least: int = 1) -> int | None:
    number = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None
    return number if number is not None and least <= number <= most else None


def _signed(text: str) -> int | None:
    found = re.fullmatch(r"([-\N{MINUS SIGN}])?\s?([0-9]{1,2})", text)
    number = int(found[2]) if found else 0
    return None if not found or number == 0 else -number if found[1] else number

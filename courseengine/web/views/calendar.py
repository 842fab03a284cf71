"""One's own calendar: a month, a school year for the wall, and the address at which programs read it.

The address is made when its owner first looks at the page, so that it is one press away; ending it
is for good until they ask for a new one.
"""

from contextlib import suppress

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.core.calendar import addresses
from courseengine.core.calendar.beside import Beside, beside
from courseengine.core.calendar.items import Item
from courseengine.core.calendar.models import CalendarFeed
from courseengine.core.calendar.queries import calendar_of
from courseengine.core.policy.actions import Action
from courseengine.core.school_days.days import school_year
from courseengine.integrations.pdf import MEDIA_TYPE, pdf_of
from courseengine.web.assets import icon
from courseengine.web.calendar_lines import Lines
from courseengine.web.calendar_links import FeedShown, month_links, year_links
from courseengine.web.calendar_page import (
    Wanted,
    days_shown,
    fill_month,
    month_page,
    school_year_days,
    year_in,
    year_page,
)
from courseengine.web.calendar_sheet import sheet_of
from courseengine.web.calendar_words import addresses_below, calendar_plans, shown, words_of
from courseengine.web.guard import database, guard
from courseengine.web.pages import prepared

bp = Blueprint("calendar", __name__)


@bp.get("/calendar")
@guard(Action.SEE_CALENDAR)
def calendar() -> ResponseReturnValue:
    """A month of all one's dates."""
    at = clock.now()
    today = day_in_oslo(at)
    wanted, words = Wanted.read(request.args, today=today), words_of(g.language)
    everything = calendar_of(g.db, g.actor, calendar_plans(), *days_shown(wanted.month), at=at)
    filled = fill_month(
        wanted.month, wanted.chosen(everything), Lines(words, addresses_below(request.root_path), icon), today=today
    )
    has_others = not all(item.mine for item in everything)
    around = beside(g.db, g.actor)
    feed, elsewhere = FeedShown.of(around.feed or _new_feed()), tuple(_elsewhere(around))

    def more() -> dict[str, object]:
        page = month_page(wanted.month, words, today=today)
        return {"page": page, "links": month_links(wanted, has_others=has_others)}

    return prepared(
        "calendar/calendar.html",
        wanted,
        has_others,
        filled.has_long,
        filled.is_empty,
        feed.has_address,
        feed.was_read,
        elsewhere,
        values={**filled.values, **feed.values},
        wanted=wanted,
        has_long=filled.has_long,
        is_empty=filled.is_empty,
        feed=feed,
        elsewhere=elsewhere,
        more=more,
    )


@bp.get("/calendar/year")
@guard(Action.SEE_CALENDAR)
def year() -> ResponseReturnValue:
    """A school year, month by month."""
    number, wanted, everything = _year()
    items, words = wanted.chosen(everything), words_of(g.language)
    found = year_page(number, items, shown(items, words, icon), words)
    title = g.language.gettext("School year %(first)d–%(last)d", first=number, last=number + 1)
    links = year_links(
        number, this=school_year(wanted.today), mine=wanted.mine, has_others=not all(item.mine for item in everything)
    )
    return render_template("calendar/year.html", title=title, found=found, links=links)


@bp.get("/calendar/year.pdf")
@guard(Action.SEE_CALENDAR)
def year_pdf() -> ResponseReturnValue:
    """The same as a sheet for the wall."""
    number, wanted, everything = _year()
    # The same sheet is the same file, whenever it is asked for.
    at = clock.begins(school_year_days(number)[0])
    pdf = pdf_of("year", sheet_of(number, wanted.chosen(everything), words_of(g.language)), at=at)
    response = Response(pdf, mimetype=MEDIA_TYPE)
    response.headers.set("Content-Disposition", "inline", filename=f"{number}-{number + 1}.pdf")
    return response


@bp.post("/calendar/address")
@guard(Action.SEE_CALENDAR)
def renew() -> ResponseReturnValue:
    """Make a new address; the one before leads nowhere."""
    addresses.make_address(g.db, g.actor.person_id, at=clock.now())
    flash(g.language.gettext("Your calendar has a new address. Programs that read the old one need it."), "success")
    return redirect(url_for("calendar.calendar", _anchor="feed"))


@bp.post("/calendar/address/end")
@guard(Action.SEE_CALENDAR)
def end() -> ResponseReturnValue:
    """Let the address lead nowhere."""
    addresses.end_address(g.db, g.actor.person_id, at=clock.now())
    flash(g.language.gettext("No calendar program can read your calendar any more."), "success")
    return redirect(url_for("calendar.calendar", _anchor="feed"))


def _year() -> tuple[int, Wanted, list[Item]]:
    at = clock.now()
    today = day_in_oslo(at)
    wanted, number = Wanted.read(request.args, today=today), year_in(request.args.get("year", ""), today=today)
    return number, wanted, calendar_of(g.db, g.actor, calendar_plans(), *school_year_days(number), at=at)


def _elsewhere(around: Beside) -> list[tuple[str, str]]:
    """Where gatherings come from, for those who have any: their networks, and what they are asked."""
    _ = g.language.gettext
    found = [(url_for("networks.mine"), _("Networks"))] if around.has_networks else []
    return found + ([(url_for("help_requests.received"), _("Requests received"))] if around.was_asked else [])


def _new_feed() -> CalendarFeed | None:
    """One's feed, made at the first look in a transaction of its own, since nothing else is changed."""
    # The page is not refused because somebody else is writing; the next look makes it.
    with suppress(OperationalError), database.writing() as session:
        made = session.get(CalendarFeed, g.actor.person_id)
        return made or addresses.make_address(session, g.actor.person_id, at=clock.now())
    return None

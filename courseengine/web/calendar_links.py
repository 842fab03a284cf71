"""Where one goes from a calendar's pages: other months, other kinds, other looks, and the feed's address."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, g, url_for
from markupsafe import escape

from courseengine.core.calendar import addresses
from courseengine.core.calendar.beside import Feed
from courseengine.core.calendar.items import Group
from courseengine.core.calendar.models import CalendarFeed
from courseengine.core.school_days.days import school_year
from courseengine.web.calendar_page import Wanted, month_after, month_title
from courseengine.web.calendar_words import GROUP_NAMES
from courseengine.web.letters import address_of
from courseengine.web.pages import MenuItem


@dataclass(frozen=True)
class MonthLinks:
    """The links of a month's page."""

    before: str
    before_label: str
    after: str
    after_label: str
    today: str
    """the month of today; empty when it is this one"""
    year: str
    groups: list[MenuItem]
    looks: list[tuple[str, str]]
    """as a list or a grid, and whose dates"""


@dataclass(frozen=True)
class FeedShown:
    """What a month's page says of the feed: whether there is one, and markup for the places of the page."""

    has_address: bool
    was_read: bool
    values: dict[str, str]

    @classmethod
    def of(cls, feed: Feed | CalendarFeed | None) -> "FeedShown":
        """Prepare it."""
        address, webcal = feed_address(feed)
        values = {"address": escape(address), "webcal": escape(webcal)}
        read_at = feed.read_at if feed else None
        if read_at:
            values |= {"read_day": escape(g.language.day(read_at)), "read_clock": escape(g.language.clock(read_at))}
        return cls(bool(address), read_at is not None, values)


def month_links(wanted: Wanted, *, has_others: bool) -> MonthLinks:
    """Prepare them; whose dates one wants is asked only where there are others'."""
    _ = g.language.gettext
    before, after = month_after(wanted.month, -1), month_after(wanted.month)
    this = wanted.today.replace(day=1)
    groups = [MenuItem(_to(wanted, group=None), _("All"), wanted.group is None)]
    groups += [MenuItem(_to(wanted, group=group), _(GROUP_NAMES[group]), wanted.group is group) for group in Group]
    looks = [(_to(wanted, as_list=not wanted.as_list), _("As a month") if wanted.as_list else _("As a list"))]
    if has_others or not wanted.mine:
        looks.append((_to(wanted, mine=not wanted.mine), _("All I may see") if wanted.mine else _("Only mine")))
    return MonthLinks(
        _to(wanted, month=before),
        month_title(before, g.language),
        _to(wanted, month=after),
        month_title(after, g.language),
        "" if wanted.month == this else _to(wanted, month=this),
        _year(school_year(wanted.month), this=school_year(this), mine=wanted.mine),
        groups,
        looks,
    )


@dataclass(frozen=True)
class YearLinks:
    """The links of a year sheet."""

    before: str
    before_label: str
    after: str
    after_label: str
    pdf: str
    other: tuple[str, str] | None
    """whose dates; None where there are only the reader's own"""


def year_links(year: int, *, this: int, mine: bool, has_others: bool) -> YearLinks:
    """Prepare them."""
    _ = g.language.gettext
    other = (_year(year, this=this, mine=not mine), _("All I may see") if mine else _("Only mine"))
    return YearLinks(
        _year(year - 1, this=this, mine=mine),
        f"{year - 1}–{year}",
        _year(year + 1, this=this, mine=mine),
        f"{year + 1}–{year + 2}",
        _year(year, this=this, mine=mine, page="calendar.year_pdf"),
        other if has_others or not mine else None,
    )


def feed_address(feed: Feed | CalendarFeed | None) -> tuple[str, str]:
    """The feed's address, and the one that opens in a calendar program; empty without one."""
    if feed is None or not feed.nonce:
        return "", ""
    token = addresses.token_of(feed, str(current_app.secret_key).encode())
    address = address_of("feeds.calendar", token=token)
    return address, urlsplit(address)._replace(scheme="webcal").geturl()


def _to(wanted: Wanted, **other: object) -> str:
    return url_for("calendar.calendar", **wanted.query(**other))


def _year(year: int, *, this: int, mine: bool, page: str = "calendar.year") -> str:
    """The sheet of a school year; what goes without saying is left out."""
    return url_for(page, year=None if year == this else year, show=None if mine else "all")

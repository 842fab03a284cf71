"""What every template may use: languages, dates, addresses, the menu and the policy's answer."""

from datetime import date, datetime
from typing import NamedTuple

from flask import Flask, g, get_flashed_messages, request, url_for
from flask_wtf.csrf import generate_csrf

from markupsafe import Markup

from courseengine.base.text import render_answer
from courseengine.core.people.roles import Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.web.assets import asset, icon
from courseengine.web.guard import may


class MenuItem(NamedTuple):
    """One line of the menu."""

    url: str
    label: str
    is_current: bool


def prepare(app: Flask, *, product_name: str, demo: bool) -> None:
    """Give the templates what they use.

    ``safe_html`` is for the bodies of a compiled course: they were sanitised when it was compiled,
    by the same ``base/text.py`` as everything else.
    """
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda message: g.language.translations.gettext(message),
        lambda one, many, number: g.language.translations.ngettext(one, many, number),
        newstyle=True,
    )
    env.globals.update(
        asset=asset, icon=icon, csrf_token=generate_csrf, may=may, Action=Action, product_name=product_name, demo=demo
    )
    env.filters.update(day=_day, weekday=_weekday, clock=_clock, answer_html=render_answer, safe_html=Markup)
    app.context_processor(_context)


def _context() -> dict[str, object]:
    actor: Actor = g.actor
    return {
        "language": g.language,
        "person": actor if actor.is_signed_in else None,
        "nav": menu_of(actor),
        "notices": get_flashed_messages(with_categories=True),
    }


def menu_of(actor: Actor) -> list[MenuItem]:
    """The menu: what this person comes for, and nothing they may not see."""
    if not actor.is_signed_in:
        return []
    _ = g.language.gettext
    items = [(url_for("front.front"), _("Overview"))]
    teams = [holding for holding in actor.memberships if holding.team_public_id]
    main = next((holding for holding in teams if holding.main), teams[0] if teams else None)
    if main:
        items.append((url_for("team.team", team=main.team_public_id), _("My team")))
    items += [
        (url_for("leader.school", school=holding.place_public_id), _("How the teams are doing"))
        for holding in actor.memberships
        if holding.role is Role.SCHOOL_LEADER
    ]
    if actor.is_admin:
        items.append((url_for("admin.overview"), _("Administration")))
    return [MenuItem(url, label, url == request.path) for url, label in items]


def _day(value: date | datetime) -> str:
    return str(g.language.day(value))


def _weekday(value: date | datetime) -> str:
    return str(g.language.day(value, weekday=True))


def _clock(value: datetime) -> str:
    return str(g.language.clock(value))

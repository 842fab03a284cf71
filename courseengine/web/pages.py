"""What every template may use: languages, dates, addresses, the menu and the policy's answer."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, current_app, g, get_flashed_messages, request, session, url_for
from markupsafe import Markup, escape

from courseengine.base.i18n import Language
from courseengine.base.text import render_answer
from courseengine.core.people.roles import Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor, Holding
from courseengine.web.assets import asset, icon
from courseengine.web.guard import may
from courseengine.web.letters import sends_mail
from courseengine.web.skeleton import csrf_token, part, slot
from courseengine.web.tables import matrix_rows, options
from courseengine.web.words import language_name, sentence, title_of

SOMEBODY = object()
"""Stands for the reader in a part that is rendered once: a template can see that there is one, and nothing of whom."""


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
        asset=asset,
        icon=icon,
        csrf_token=csrf_token,
        slot=slot,
        matrix_rows=matrix_rows,
        select_options=options,
        may=may,
        sends_mail=sends_mail,
        Action=Action,
        product_name=product_name,
        demo=demo,
        self_sign_up=lambda: current_app.extensions["self_sign_up"],
    )
    env.filters.update(
        day=_day, weekday=_weekday, clock=_clock, sentence=sentence, answer_html=render_answer, safe_html=Markup
    )
    env.filters["title_of"] = lambda thing: title_of(thing, g.language)
    env.filters["language_name"] = lambda code: language_name(code, g.language)
    app.context_processor(_context)


class Frame(NamedTuple):
    """What stands above and below every page."""

    top: Markup
    bottom: Markup


def _context() -> dict[str, object]:
    actor: Actor = g.actor
    return {
        "language": g.language,
        "person": actor if actor.is_signed_in else None,
        "person_id": actor.person_id,
        "frame": _frame(actor),
        "notices": _notices(),
    }


def prepared(template: str, *key: Hashable, values: Mapping[str, str], **context: Any) -> str:
    """A page whose template is rendered once a ``key`` and a language; ``values`` fill its own slots."""
    actor: Actor = g.actor
    frame = _frame(actor)
    page = part(
        template,
        g.language.code,
        *key,
        language=g.language,
        person=SOMEBODY,
        person_id=slot("person_id"),
        frame=Frame(slot("top"), slot("bottom")),
        notices=slot("notices"),
        **context,
    )
    own = {
        "top": frame.top,
        "bottom": frame.bottom,
        "notices": _notices(),
        "csrf": escape(csrf_token()),
        "person_id": escape(actor.person_id),
    }
    return page.fill({**own, **values})


def _notices() -> str:
    if "_flashes" not in session:
        return ""
    template = current_app.jinja_env.get_template("frame/notices.html")
    return Markup(template.render(notices=get_flashed_messages(with_categories=True)))


def _frame(actor: Actor) -> Frame:
    nav = menu_of(actor) if actor.is_signed_in else ()
    own = {
        "name": escape(actor.name),
        "initial": escape(actor.name[:1]),
        "path": escape(request.path if request.method == "GET" else "/"),
        "csrf": escape(csrf_token()),
    }
    key = (g.language.code, nav, actor.is_signed_in)
    context = {"language": g.language, "nav": nav, "person": SOMEBODY if actor.is_signed_in else None}
    return Frame(*(part(f"frame/{side}.html", *key, **context).fill(own) for side in ("top", "bottom")))


def menu_of(actor: Actor) -> tuple[MenuItem, ...]:
    """The menu: what this person comes for, and nothing they may not see."""
    here = request.path
    items = _menu(actor.memberships, _planned(actor), g.language)
    return tuple(MenuItem(url, label, url == here) for url, label in items)


def _planned(actor: Actor) -> tuple[tuple[str, str | None], ...]:
    """The schools whose plan they look after or propose for, each with its newest run that goes on."""
    arranges = (one for one in actor.memberships if one.role in (Role.SCHOOL_LEADER, Role.RESOURCE_TEACHER))
    schools = {one.organisation_id: one.place_public_id for one in arranges}
    found = []
    for school_id, place in schools.items():
        here = [one.run for one in actor.runs if one.version and one.run.school_id == school_id and not one.run.ended]
        run = next((one.public_id for one in sorted(here, key=lambda one: one.paused_on is not None)), None)
        if run or school_id in actor.schools_led:
            found.append((place, run))
    return tuple(found)


@lru_cache(maxsize=4096)
def _menu(
    memberships: tuple[Holding, ...], planned: tuple[tuple[str, str | None], ...], language: Language
) -> tuple[tuple[str, str], ...]:
    _ = language.gettext
    items = [(url_for("front.front"), _("Overview")), (url_for("calendar.calendar"), _("Calendar"))]
    teams = [holding for holding in memberships if holding.team_public_id]
    main = next((holding for holding in teams if holding.main), teams[0] if teams else None)
    if main:
        items.append((url_for("team.team", team=main.team_public_id), _("My team")))
    led = dict.fromkeys(holding.place_public_id for holding in memberships if holding.role is Role.SCHOOL_LEADER)
    items += [(url_for("leader.school", school=place), _("How the teams are doing")) for place in led]
    items += [
        (url_for("planner.plan", run=run) if run else url_for("starts.courses", place=place), _("The plan"))
        for place, run in planned
    ]
    items += [(url_for("people.people", place=place), _("People and teams")) for place in led]
    sees = (holding for holding in memberships if holding.role in (Role.SCHOOL_OWNER, Role.UNIVERSITY_STAFF))
    outlines = dict.fromkeys(holding.place_public_id for holding in sees)
    items += [(url_for("outline.schools", place=place), _("How the schools are doing")) for place in outlines]
    owned = dict.fromkeys(holding.place_public_id for holding in memberships if holding.role is Role.SCHOOL_OWNER)
    items += [(url_for("starts.courses", place=place), _("Plans")) for place in owned]
    items += [(url_for("people.people", place=place), _("Schools and people")) for place in owned]
    staff = dict.fromkeys(one.place_public_id for one in memberships if one.role is Role.UNIVERSITY_STAFF)
    items += [(url_for("networks.at_place", place=place), _("Networks and support")) for place in staff]
    if any(holding.role is Role.ADMIN for holding in memberships):
        items.append((url_for("admin.overview"), _("Administration")))
    return tuple(items)


def _day(value: date | datetime) -> str:
    return str(g.language.day(value))


def _weekday(value: date | datetime) -> str:
    return str(g.language.day(value, weekday=True))


def _clock(value: datetime) -> str:
    return str(g.language.clock(value))

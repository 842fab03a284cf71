"""The leader's picture in words and cells, ready to be joined.

A school may have many teams and modules, so what repeats (bands, pips, labels) is made once a
language, addresses are put together from one, and only names are escaped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import url_for
from markupsafe import Markup, escape

from courseengine.base.i18n import Language
from courseengine.core.course.model import Module
from courseengine.core.reports.belonging import TeamName
from courseengine.core.reports.disclosure import Band
from courseengine.core.reports.school import ModuleReport, SchoolReport
from courseengine.core.reports.team_facts import State, TeamFacts
from courseengine.web.assets import icon
from courseengine.web.tables import Column, Row


@dataclass(frozen=True)
class FollowUp:
    """A team that somebody should talk to, and why."""

    team: str
    href: str
    reasons: list[str]


def name_of(module: Module, language: Language) -> str:
    """How one speaks of a module: "Module 1", or its title where modules have no numbers."""
    return module.title if module.number is None else language.gettext("Module %(number)s", number=module.number)


def sentence(report: ModuleReport, teams: tuple[TeamName, ...], language: Language) -> dict[str, str]:
    """How the teams are doing in one module, in a sentence, with how good that is."""
    _, module = language.gettext, name_of(report.module, language)
    left = report.teams_in(State.ON_PLAN, State.BEHIND)
    missing = [team.name for team in teams if team.id in left]
    total = len(report.facts)
    done = total - len(missing)
    if total == 0:
        return {"kind": "info", "text": _("%(module)s: no team works in it.", module=module)}
    if not missing:
        text = language.ngettext(
            "%(module)s: the team is done.", "%(module)s: all %(num)d teams are done.", total, module=module
        )
        return {"kind": "success", "text": text}
    values = {"module": module, "done": done, "names": language.listed(missing)}
    text = language.ngettext(
        "%(module)s: %(done)d of %(num)d team is done. Not done: %(names)s.",
        "%(module)s: %(done)d of %(num)d teams are done. Not done: %(names)s.",
        total,
        **values,
    )
    return {"kind": "warning" if report.teams_in(State.BEHIND) else "info", "text": text}


def columns(modules: Iterable[ModuleReport], language: Language) -> list[Column]:
    """The modules at the head of a table, each with the day by which it should be done."""
    return [
        Column(name_of(one.module, language), _by(one.last_day, language) if one.last_day else "") for one in modules
    ]


@lru_cache(maxsize=1024)
def _by(day: date, language: Language) -> str:
    return language.gettext("by %(day)s", day=language.day(day))


def team_rows(report: SchoolReport, language: Language) -> list[Row]:
    """What each team has done together, module by module."""
    address = team_addresses()
    return [
        Row(
            team.name,
            address + team.public_id,
            [facts_cell(facts, language) if (facts := one.facts.get(team.id)) else None for one in report.modules],
        )
        for team in report.teams
    ]


def band_rows(report: SchoolReport, language: Language, *, place_kind: str) -> list[Row]:
    """How far people have come alone: all together, then team by team. A cell a module that asks for it."""
    cells = _bands(language)
    shown = [one.own_work for one in report.modules if one.own_work]
    _ = language.gettext
    whole = _("The whole kindergarten") if place_kind == "kindergarten" else _("The whole school")
    everyone = Row(whole, None, [cells[one.whole] for one in shown])
    return [everyone] + [
        Row(team.name, None, [cells.get(one.groups.get(team.id)) for one in shown]) for team in report.teams
    ]


def follow_ups(report: SchoolReport, language: Language) -> list[FollowUp]:
    """The teams that are behind or have a meeting nobody has recorded."""
    address, found = team_addresses(), []
    names = [name_of(one.module, language) for one in report.modules]
    for team in report.teams:
        own = [
            (name, facts) for name, one in zip(names, report.modules, strict=True) if (facts := one.facts.get(team.id))
        ]
        behind = [name for name, facts in own if facts.state is State.BEHIND]
        missing = sum(facts.meetings_not_recorded for _name, facts in own)
        reasons = []
        if behind:
            reasons.append(language.gettext("Behind: %(modules)s.", modules=language.listed(behind)))
        if missing:
            text = language.ngettext("%(num)d meeting is not recorded.", "%(num)d meetings are not recorded.", missing)
            reasons.append(text)
        if reasons:
            found.append(FollowUp(team.name, address + team.public_id, reasons))
    return found


def team_addresses() -> str:
    """What a team's public id is put after to make the address of its page for leaders."""
    return url_for("leader.team", team="-")[:-1]


@lru_cache(maxsize=4096)
def facts_cell(facts: TeamFacts, language: Language) -> Markup:
    """A cell of the table: a picture and its words. It holds no name, so it may be kept."""
    _ = language.gettext
    lines = []
    if facts.state is State.DONE:
        lines.append(f'<span class="ds-tag" data-color="success">{icon("done")}{escape(_("Done"))}</span>')
    elif facts.state is State.BEHIND:
        lines.append(f'<span class="ds-tag" data-color="warning">{escape(_("Behind"))}</span>')
    held, asked = facts.meetings_held, facts.meetings_required
    if asked:
        more = language.ngettext("%(num)d meeting", "%(num)d meetings", held)
        text = more if held > asked else _("%(done)d of %(total)d meetings", done=held, total=asked)
        lines.append(_pips(held, asked, text))
    delivered, tasks = min(facts.tasks_delivered, facts.tasks_required), facts.tasks_required
    if tasks:
        lines.append(_pips(delivered, tasks, _("%(done)d of %(total)d tasks", done=delivered, total=tasks)))
    if facts.meetings_waived:
        text = language.ngettext("%(num)d waived", "%(num)d waived", facts.meetings_waived)
        lines.append(f"<small>{escape(text)}</small>")
    if facts.meetings_planned:
        text = language.ngettext("%(num)d meeting planned", "%(num)d meetings planned", facts.meetings_planned)
        lines.append(f"<small>{escape(text)}</small>")
    if facts.meetings_not_recorded:
        text = language.ngettext("%(num)d not recorded", "%(num)d not recorded", facts.meetings_not_recorded)
        lines.append(f"<small>{escape(text)}</small>")
    return Markup("<br>".join(lines))


def _pips(value: int, total: int, text: str) -> str:
    on = min(value, total)
    drawn = '<i class="on"></i>' * on + "<i></i>" * (total - on)
    return f'<span class="pips"><span aria-hidden="true">{drawn}</span>{escape(text)}</span>'


def band_cell(band: Band | None, language: Language) -> Markup | None:
    """How many of a group, as a picture and a word."""
    return _bands(language).get(band)


@lru_cache(maxsize=8)
def _bands(language: Language) -> dict[Band | None, Markup]:
    _ = language.gettext
    words = ((1, Band.FEW, _("Few")), (2, Band.HALF, _("About half")), (3, Band.MOST, _("Most")))
    bands: dict[Band | None, Markup] = {
        band: Markup('<span class="band" data-band="{}"><i aria-hidden="true"></i>{}</span>').format(number, word)
        for number, band, word in words
    }
    bands[Band.HIDDEN] = Markup('<span class="band" data-band="hidden">{}{}</span>').format(
        icon("hidden"), _("Fewer than five")
    )
    return bands

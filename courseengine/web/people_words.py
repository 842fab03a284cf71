"""What people are, in words and table rows: the same on every page that lists them."""

from collections.abc import Iterable

from flask import url_for
from markupsafe import Markup, escape

from courseengine.base.i18n import N_, Language
from courseengine.core.accounts.listing import Holds, Listed
from courseengine.core.people.overview import PlaceRow, Staff, TeamRow
from courseengine.core.people.pasting import Problem
from courseengine.core.people.roles import PlaceKind, TeamKind
from courseengine.web.role_words import ROLE_NAMES
from courseengine.web.tables import Row

TEAM_KIND_NAMES = {
    TeamKind.TEAM: N_("Team"),
    TeamKind.SUBJECT_TEAM: N_("Subject team"),
    TeamKind.GRADE_TEAM: N_("Grade team"),
    TeamKind.LEADER_GROUP: N_("Leader group"),
    TeamKind.RESOURCE_GROUP: N_("Resource group"),
}

_TEMPLATE = "place-goes-here"


def team_kinds(language: Language) -> list[tuple[str, str]]:
    """The kinds of teams, for a form."""
    return [(kind.value, language.gettext(name)) for kind, name in TEAM_KIND_NAMES.items()]


def team_rows(teams: Iterable[TeamRow], language: Language) -> list[Row]:
    """A school's teams: what they are and how many are in them."""
    _ = language.gettext
    # A team that is nothing else says so by its heading.
    names = {kind.value: _(name) for kind, name in TEAM_KIND_NAMES.items() if kind is not TeamKind.TEAM}
    href = url_for("people.team", team=_TEMPLATE)
    return [
        Row(team.name, href.replace(_TEMPLATE, team.public_id), [str(team.people)], names.get(team.kind, ""))
        for team in teams
    ]


def place_rows(places: Iterable[PlaceRow], staff: dict[int, Staff], language: Language) -> list[Row]:
    """An owner's places: their teams and people, and whether somebody leads them."""
    _ = language.gettext
    href = url_for("people.people", place=_TEMPLATE)
    rows = []
    for place in places:
        has = staff.get(place.id, Staff(0, 0, has_leader=False))
        leader = _("Yes") if has.has_leader else _warning(_("No leader"))
        if place.kind == PlaceKind.OTHER:  # people go through the course alone there
            leader = None
        address = href.replace(_TEMPLATE, place.public_id)
        rows.append(Row(place.name, address, [str(has.teams), str(has.people), leader]))
    return rows


def people_rows(people: Iterable[Listed], language: Language, *, with_places: bool, address: str) -> list[Row]:
    """People, each with what they are; with the places where a list goes across several.

    ``address`` is of one person's page, with ``-person-`` and perhaps ``-place-`` to fill in.
    """
    _ = language.gettext
    roles = {role.value: escape(_(name)) for role, name in ROLE_NAMES.items()}
    never, shut_out = _tag(_("Never signed in")), _warning(_("Account ended"))
    rows = []
    for person in people:
        lines = [_what(holds, roles, language, with_place=with_places) for holds in person.holds]
        if person.is_shut_out:
            lines.append(shut_out)
        elif person.never_here:
            lines.append(never)
        where = person.holds[0].place_public_id if person.holds else None
        href = address.replace("-person-", person.public_id).replace("-place-", where or "-place-")
        rows.append(Row(person.name, None if "-place-" in href else href, [Markup("<br>").join(lines)], person.email))
    return rows


def problem_words(problems: Iterable[Problem], language: Language) -> list[str]:
    """What is wrong with a list, a sentence a line."""
    _ = language.gettext
    return [
        _("Line %(line)d: %(problem)s", line=problem.line, problem=_(problem.message, **problem.values))
        for problem in problems
    ]


def _what(holds: Holds, roles: dict[str, Markup], language: Language, *, with_place: bool) -> Markup:
    text = roles[holds.role] + (f", {escape(holds.team)}" if holds.team else "")
    if with_place:
        text += f" · {escape(holds.place)}"
    if holds.ends_on:
        day = language.day(holds.ends_on, year=True)
        text += f" ({escape(language.gettext('until %(day)s', day=day))})"
    return Markup(text)


def _tag(text: str) -> Markup:
    return Markup('<span class="ds-tag" data-size="sm" data-color="neutral">{}</span>').format(text)


def _warning(text: str) -> Markup:
    return Markup('<span class="ds-tag" data-size="sm" data-color="warning">{}</span>').format(text)

"""What a plan says in words: its modules and meetings, what does not fit, and what changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from courseengine.base.i18n import N_, Language
from courseengine.core.course.model import Course
from courseengine.core.planner.differences import Differences, MeetingChange, ModuleChange
from courseengine.core.planner.document import Document, PlannedMeeting
from courseengine.core.planner.finding import Finding, FindingKind
from courseengine.core.planner.school import School
from courseengine.core.planner.times import When
from courseengine.web.words import sentence

LATER = timedelta(days=300)
"""from here on a day is said with its year"""

_SENTENCES = {
    FindingKind.ENDS_LATE: N_("The plan ends after %(day)s. Start by %(start_by)s, or take fewer weeks or modules."),
    FindingKind.ORDER: N_("%(module)s opens before %(before)s. Change one of the dates, or the order."),
    FindingKind.OVERLAP: N_(
        "%(module)s opens before %(before)s is to be done, %(done_by)s. "
        "Let it open later, or give the other fewer weeks."
    ),
    FindingKind.BEFORE_RELEASE: N_(
        "%(module)s opens for all %(day)s, and stays shut until then. Choose that day or a later one."
    ),
    FindingKind.OPENS_ON_DAY_OFF: N_("Nobody is at work in the week %(module)s opens. Let it open %(fits_from)s."),
    FindingKind.FEWER_TEMPLATES: N_(
        "%(module)s asks for %(required)s meetings and has an agenda for %(templates)s. The last one is used again."
    ),
    FindingKind.NO_TEAMS: N_("There is no team to plan meetings for in %(module)s. Make teams, then make a new draft."),
    FindingKind.DAY_OFF: N_("%(meeting)s: %(day)s is a day off. Choose another day."),
    FindingKind.OFF_SLOT: N_("%(meeting)s is %(day)s, since none of your usual times was left. See whether it suits."),
    FindingKind.PREWORK_BEFORE_OPENING: N_(
        "%(meeting)s: the prework is due %(day)s, before the module opens. From %(fits_from)s there is time for it."
    ),
    FindingKind.OUTSIDE_MODULE: N_(
        "%(meeting)s, %(day)s, lies outside the time of %(module)s. Move it, or give the module more weeks."
    ),
    FindingKind.DATE_OFF: N_(
        "%(day)s is among your dates, and is a day off, so no meeting is put there. Choose another date."
    ),
    FindingKind.SLOT_OFF: N_("Your usual day is a Saturday or Sunday. Choose another one."),
    FindingKind.TEAM_GONE: N_("%(meeting)s, %(day)s, is for a team that is no more. Take it out."),
    FindingKind.MODULE_GONE: N_("The course has lost a module that the plan has. Make a new draft."),
    FindingKind.TEMPLATE_GONE: N_("The course has lost the agenda of the meeting %(day)s. Take it out."),
    FindingKind.IMPOSSIBLE_TIME: N_("%(meeting)s, %(day)s: the clocks change just then. Choose another time."),
}
_MERELY_TOLD = frozenset({FindingKind.FEWER_TEMPLATES, FindingKind.OFF_SLOT, FindingKind.WITHOUT_TEAM})


A_FEW = 2
"""modules whose missing meetings have a sentence each"""


@dataclass(frozen=True)
class Said:
    """A sentence, how weighty it is, and what it is about."""

    kind: str
    """``warning`` or ``info``"""
    text: str
    meeting: str | None = None
    """a key"""
    module_id: str | None = None
    is_lacking: bool = False
    """whether it is about meetings that are not planned"""


@dataclass(frozen=True)
class PlanWords:
    """Says things about one plan to one reader."""

    document: Document
    course: Course
    school: School
    language: Language
    today: date
    other: Document | None = field(default=None)
    """the plan it is compared with, where it is"""

    @cached_property
    def _meetings(self) -> dict[str, PlannedMeeting]:
        others = self.other.meetings if self.other else ()
        return {one.key: one for one in (*others, *self.document.meetings)}

    def day(self, day: date, *, weekday: bool = False) -> str:
        """A day; with its year when it is far off."""
        return self.language.day(day, weekday=weekday, year=abs(day - self.today) > LATER)

    def module(self, module_id: str | None) -> str:
        """A module's number and title; its id where the course has lost it."""
        module = self.course.module(module_id) if module_id else None
        return module.name if module else module_id or ""

    def module_briefly(self, module_id: str) -> str:
        """Its number alone, where it has one."""
        module = self.course.module(module_id)
        if module is None or module.number is None:
            return self.module(module_id)
        return self.language.gettext("Module %(number)s", number=module.number)

    def meeting(self, meeting: PlannedMeeting) -> str:
        """What a meeting is called."""
        template = self.course.activity(meeting.activity_id)
        return template.title if template else self.language.gettext("Meeting")

    def when(self, meeting: PlannedMeeting) -> str:
        """Its day and time."""
        day = self.day(meeting.day, weekday=True)
        return self.language.gettext("%(day)s at %(time)s", day=day, time=f"{meeting.at:%H:%M}")

    def teams(self, ids: Sequence[str]) -> str:
        """Teams by name; all of a school's are said in one word."""
        _ = self.language.gettext
        known = [team.name for id_ in ids if (team := self.school.team(id_))]
        ordinary = [team for team in self.school.teams if team.kind not in ("leader_group", "resource_group")]
        if len(ordinary) > 1 and {team.public_id for team in ordinary} <= set(ids):
            return _("all teams")
        if not known:
            return _("a team that is no more") if ids else _("leaders and resource teacher")
        return self.language.listed(known)

    def findings(self, found: Sequence[Finding]) -> list[Said]:
        """Everything that does not fit, each thing once; what a module lacks is one sentence, what several do too."""
        lacking: dict[str | None, list[Finding]] = {}
        for one in found:
            if one.kind is FindingKind.NOT_PLANNED:
                lacking.setdefault(one.module_id, []).append(one)
        if len(lacking) > A_FEW:
            said = [self._all_lack(lacking)]
        else:
            said = [self._lacks(module_id, several) for module_id, several in lacking.items()]
        said += [self.finding(one) for one in found if one.kind is not FindingKind.NOT_PLANNED]
        return list({one.text: one for one in said}.values())

    def _all_lack(self, lacking: Mapping[str | None, Sequence[Finding]]) -> Said:
        missing = sum(int(str(one.values.get("missing", 1))) for found in lacking.values() for one in found)
        text = self.language.ngettext(
            "%(num)d meeting is not planned: %(modules)s.",
            "%(num)d meetings are not planned: %(modules)s.",
            missing,
            modules=self.language.listed([self.module_briefly(id_ or "") for id_ in lacking]),
        )
        return Said("warning", text, is_lacking=True)

    def _lacks(self, module_id: str | None, found: Sequence[Finding]) -> Said:
        missing = sum(int(str(one.values.get("missing", 1))) for one in found)
        ids = [str(one.values.get("team") or "") for one in found]
        text = self.language.ngettext(
            "%(module)s: %(num)d meeting is not planned (%(teams)s). Add it, or give the module more weeks.",
            "%(module)s: %(num)d meetings are not planned (%(teams)s). Add them, or give the module more weeks.",
            missing,
            module=self.module(module_id),
            teams=self.language.gettext("all teams") if "" in ids else self.teams(ids),
        )
        return Said("warning", text, module_id=module_id, is_lacking=True)

    def finding(self, finding: Finding) -> Said:
        """What does not fit, and what would make it fit."""
        values = self._values(finding)
        text = self._counted(finding, values) or self.language.gettext(_SENTENCES[finding.kind], **values)
        fits = finding.values.get("fits")
        if isinstance(fits, When):
            _, day = self.language.gettext, self.day(fits.day, weekday=True)
            text += " " + sentence(_("%(day)s at %(time)s would fit.", day=day, time=f"{fits.at:%H:%M}"))
        kind = "info" if finding.kind in _MERELY_TOLD else "warning"
        moves = finding.values.get("moves") or next(iter(finding.meetings), None)
        return Said(kind, text, str(moves) if moves else None, finding.module_id)

    def _counted(self, finding: Finding, values: dict[str, object]) -> str:
        """A sentence that says how many; empty for one that counts nothing."""
        num = int(str(finding.values.get("people", 1)))
        if finding.kind is FindingKind.ENDS_LATE and not finding.values.get("start_by"):
            return self.language.ngettext(
                "The plan ends %(num)d school week after %(day)s. Take fewer weeks or modules, or a later last day.",
                "The plan ends %(num)d school weeks after %(day)s. Take fewer weeks or modules, or a later last day.",
                int(str(finding.values.get("weeks", 1))),
                **values,
            )
        if finding.kind is FindingKind.WITHOUT_TEAM:
            return self.language.ngettext(
                "%(num)d person is in no team that meets in the course. Put them in one, and they are called too.",
                "%(num)d people are in no team that meets in the course. Put them in one, and they are called too.",
                num,
            )
        if finding.kind is FindingKind.DOUBLE_BOOKED:
            return self.language.ngettext(
                "%(num)d person has two meetings at once %(day)s: %(meetings)s. Move one of them.",
                "%(num)d people have two meetings at once %(day)s: %(meetings)s. Move one of them.",
                num,
                **values,
            )
        return ""

    def _values(self, finding: Finding) -> dict[str, object]:
        about = [self._meetings[key] for key in finding.meetings if key in self._meetings]
        day = finding.values.get("ends_on") or finding.day or (about[0].day if about else None)
        return {
            **{name: self._said(name, value) for name, value in finding.values.items() if name != "people"},
            "module": self.module(finding.module_id),
            "day": self.day(day, weekday=True) if isinstance(day, date) else "",
            "meeting": self.meeting(about[0]) if about else "",
            "meetings": self.language.listed([f"{self.meeting(one)} ({self.teams(one.teams)})" for one in about]),
        }

    def _said(self, name: str, value: object) -> object:
        if isinstance(value, date):
            return self.day(value)
        if name == "team":
            return self.teams([str(value)]) if value else self.language.gettext("all teams")
        return self.module(str(value)) if name == "before" else value

    def pause_change(self, found: Differences) -> list[str]:
        """That the course is paused, or goes on."""
        _, paused = self.language.gettext, found.paused_after
        if found.paused_before == paused:
            return []
        return [_("Paused from %(day)s", day=self.day(paused)) if paused else _("Goes on after the pause")]

    def module_change(self, change: ModuleChange) -> str:
        """What becomes of a module's dates."""
        _, before, after = self.language.gettext, change.before, change.after
        module = self.module(change.module_id)
        if after is None:
            return _("%(module)s is left out", module=module)
        opens = self.day(after.opens_on)
        if before is None:
            return _("%(module)s opens %(day)s", module=module, day=opens)
        if before.opens_on != after.opens_on:
            return _(
                "%(module)s opens %(day)s, not %(before)s", module=module, day=opens, before=self.day(before.opens_on)
            )
        if after.done_by is None:
            return _("%(module)s has no last day any more", module=module)
        return _("%(module)s is to be done by %(day)s", module=module, day=self.day(after.done_by))

    def meeting_change(self, change: MeetingChange) -> str:
        """What becomes of a meeting."""
        _, before, after = self.language.gettext, change.before, change.after
        if after is None:
            assert before is not None
            return _(
                "The meeting %(when)s is cancelled: %(meeting)s", meeting=self.meeting(before), when=self.when(before)
            )
        if before is None:
            return _("New meeting %(when)s: %(meeting)s", meeting=self.meeting(after), when=self.when(after))
        if (before.day, before.at) != (after.day, after.at):
            return _(
                "The meeting %(before)s is moved to %(when)s: %(meeting)s",
                meeting=self.meeting(after),
                when=self.when(after),
                before=self.when(before),
            )
        return _(
            "The meeting %(when)s has another length, place or teams: %(meeting)s",
            meeting=self.meeting(after),
            when=self.when(after),
        )

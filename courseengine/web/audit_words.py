"""What a line of the audit log says, as a sentence: for the person it concerns, and for an administrator.

Each event has a sentence for what somebody did for themselves, and one for what they did to
another. Norwegian verbs are the same for every person, and so are English ones in the past.
"""

from courseengine.base.i18n import N_, Language
from courseengine.core.audit import Event
from courseengine.core.reports.log_lines import LogLine
from courseengine.web.role_words import in_sentence

_FOR_ONESELF = {
    Event.SIGNED_IN: N_("%(who)s signed in."),
    Event.SIGN_IN_REFUSED: N_("Somebody who tried to sign in wrote a wrong password or code."),
    Event.PASSWORD_CHANGED: N_("%(who)s changed the password."),
    Event.ADDRESS_PROPOSED: N_("%(who)s proposed another e-mail address."),
    Event.ADDRESS_CHANGED: N_("%(who)s changed the e-mail address."),
    Event.SECOND_FACTOR_ON: N_("%(who)s turned the second factor on."),
    Event.SECOND_FACTOR_OFF: N_("%(who)s turned the second factor off."),
    Event.RECOVERY_CODE_USED: N_("%(who)s used a recovery code."),
    Event.SESSIONS_ENDED: N_("%(who)s signed out of another browser."),
    Event.ACCOUNT_ENDED: N_("%(who)s ended the account."),
    Event.ACCOUNT_REOPENED: N_("%(who)s opened the account again."),
    Event.INVITED: N_("%(who)s invited somebody to %(place)s."),
    Event.INVITATION_WITHDRAWN: N_("%(who)s withdrew an invitation to %(place)s."),
    Event.INVITATION_USED: N_("%(who)s said yes to an invitation to %(place)s."),
    Event.JOIN_CODE_MADE: N_("%(who)s made a join code for %(place)s."),
    Event.JOIN_CODE_ENDED: N_("%(who)s ended a join code for %(place)s."),
    Event.ROLE_ASKED: N_("%(who)s asked for the role “%(role)s” at %(place)s."),
    Event.ROLE_REFUSED: N_("%(who)s refused the role “%(role)s” at %(place)s."),
    Event.ROLE_GRANTED: N_("%(who)s got the role “%(role)s” at %(place)s."),
    Event.ROLE_ENDED: N_("%(who)s ended the role “%(role)s” at %(place)s."),
    Event.TEAM_MADE: N_("%(who)s made the team %(team)s."),
    Event.TEAM_CHANGED: N_("%(who)s changed the team %(team)s."),
    Event.TEAM_ENDED: N_("%(who)s ended the team %(team)s."),
    Event.PLACE_MADE: N_("%(who)s added %(place)s."),
    Event.PLACE_CHANGED: N_("%(who)s changed %(place)s."),
    Event.PLACE_ENDED: N_("%(who)s closed %(place)s."),
    Event.PARTNER_INVITED: N_("%(who)s invited a university as partner of %(place)s."),
    Event.PARTNER_ENDED: N_("%(who)s ended a partnership of %(place)s with a university."),
    Event.PERSON_CHANGED: N_("%(who)s changed the name or the language."),
    Event.PEOPLE_IMPORTED: N_("%(who)s imported people from a file: %(place)s."),
    Event.PLACES_IMPORTED: N_("%(who)s imported places from a file."),
    Event.PEOPLE_LISTED: N_("%(who)s looked at the list of people: %(place)s."),
    Event.RUN_OPENED: N_("%(who)s opened a course for a school."),
    Event.RUN_PLANNED: N_("%(who)s published a plan for %(place)s."),
    Event.RUN_PLAN_UNDONE: N_("%(who)s undid a plan for %(place)s."),
    Event.RUN_PAUSED: N_("%(who)s paused a course at %(place)s."),
    Event.RUN_RESUMED: N_("%(who)s resumed a course at %(place)s."),
    Event.RUN_ENDED: N_("%(who)s ended a course at %(place)s."),
    Event.RUN_ADAPTED: N_("%(who)s changed the course for %(place)s."),
    Event.OPENING_MOVED: N_("%(who)s changed when a module opens at %(place)s."),
    Event.PILOT_ASKED: N_("%(who)s asked for a pilot at %(place)s."),
    Event.PILOT_DECIDED: N_("%(who)s answered the wish for a pilot at %(place)s."),
    Event.SCHOOL_DAYS_CHANGED: N_("%(who)s changed the school calendar of %(place)s."),
    Event.NETWORK_MADE: N_("%(who)s made a network at %(place)s."),
    Event.NETWORK_CHANGED: N_("%(who)s changed a network of %(place)s."),
    Event.HELP_ASKED: N_("%(who)s asked for help for %(place)s."),
    Event.HELP_ANSWERED: N_("%(who)s answered a request from %(place)s."),
    Event.MEASURE_DECIDED: N_("%(who)s decided on a measure of %(place)s."),
    Event.CALENDAR_ADDRESS_MADE: N_("%(who)s made a new address for the calendar."),
    Event.CALENDAR_ADDRESS_ENDED: N_("%(who)s ended the address of the calendar."),
    Event.TEAM_ANSWER_READ: N_("%(who)s read an answer of the team %(team)s."),
    Event.MINUTES_READ: N_("%(who)s read minutes of the team %(team)s."),
    Event.RESULT_PUBLISHED: N_("%(who)s showed a result of the team %(team)s to a network."),
    Event.RESULT_WITHDRAWN: N_("%(who)s withdrew a result of the team %(team)s from a network."),
    Event.LOG_READ: N_("%(who)s read the log."),
    Event.LOG_EXPORTED: N_("%(who)s took the log out as a file."),
}
_TO_ANOTHER = {
    Event.PEOPLE_LISTED: N_("%(who)s looked at the page about %(person)s."),
    Event.PASSWORD_CHANGED: N_("%(who)s gave %(person)s a new password."),
    Event.ADDRESS_PROPOSED: N_("%(who)s proposed another e-mail address for %(person)s."),
    Event.ADDRESS_CHANGED: N_("%(who)s changed the e-mail address for %(person)s."),
    Event.SECOND_FACTOR_OFF: N_("%(who)s turned the second factor off for %(person)s."),
    Event.SESSIONS_ENDED: N_("%(who)s signed %(person)s out everywhere."),
    Event.ACCOUNT_ENDED: N_("%(who)s ended the account for %(person)s."),
    Event.ACCOUNT_REOPENED: N_("%(who)s opened the account again for %(person)s."),
    Event.INVITED: N_("%(who)s invited %(person)s to %(place)s."),
    Event.ROLE_ASKED: N_("%(who)s proposed %(person)s for the role “%(role)s” at %(place)s."),
    Event.ROLE_REFUSED: N_("%(who)s refused %(person)s the role “%(role)s” at %(place)s."),
    Event.ROLE_GRANTED: N_("%(who)s gave %(person)s the role “%(role)s” at %(place)s."),
    Event.ROLE_ENDED: N_("%(who)s ended the role “%(role)s” at %(place)s for %(person)s."),
    Event.PERSON_CHANGED: N_("%(who)s changed what is registered about %(person)s."),
    Event.OPENING_MOVED: N_("%(who)s changed when a module opens for %(person)s at %(place)s."),
    Event.HELP_ASKED: N_("%(who)s asked %(person)s for help for %(place)s."),
}
"""Where it says something else; an event that names a team or a place concerns all who belong there."""


def line_words(line: LogLine, language: Language, *, reader: int | None = None) -> str:
    """The sentence; ``reader`` is the person who reads what concerns them, None for the whole log."""
    _ = language.gettext
    to_another = line.person_id is not None and line.person_id != line.actor_id
    sentence = _TO_ANOTHER.get(line.event) if to_another else None
    return _(
        sentence or _FOR_ONESELF[line.event],
        who=_who(line, language, reader),
        person=_("you") if line.person_id == reader and reader else line.person or _("somebody"),
        team=line.team or _("that is no longer there"),
        place=line.place or _("the whole installation"),
        role=in_sentence(line.role, language) if line.role else "–",
    )


def _who(line: LogLine, language: Language, reader: int | None) -> str:
    _ = language.gettext
    if line.actor_id is None:
        return _("Whoever runs the installation")
    if line.actor_id == reader:
        return _("You")
    if not line.actor:
        return _("Somebody")
    return f"{line.actor} ({in_sentence(line.acted_as, language)})" if line.acted_as else line.actor

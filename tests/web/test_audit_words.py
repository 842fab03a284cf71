"""Every line of the log is a sentence, in every language, whoever did it to whom."""

import re
from datetime import UTC, datetime

import pytest

from courseengine.base.i18n import language
from courseengine.core.audit import Event
from courseengine.core.people.roles import Role
from courseengine.core.reports.log_lines import LogLine
from courseengine.web.audit_words import line_words
from courseengine.web.role_words import ROLE_NAMES

AT = datetime(2026, 11, 24, tzinfo=UTC)
CASES = {
    "by the person": {"actor_id": 1, "actor": "Anne", "person_id": 1, "person": "Anne"},
    "to another": {"actor_id": 1, "actor": "Anne", "person_id": 2, "person": "Bjørn"},
    "on the command line": {"actor_id": None, "actor": "", "person_id": 2, "person": "Bjørn"},
    "by somebody erased": {"actor_id": 9, "actor": "", "person_id": 8, "person": ""},
    "about nobody": {"actor_id": 1, "actor": "Anne", "person_id": None, "person": ""},
}


def line(event: Event, case: str, **more) -> LogLine:
    given = {"id": 1, "at": AT, "event": event, "acted_as": None, "team": "", "place": "", "role": None}
    return LogLine(**{**given, **CASES[case], **more})


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("event", Event)
def test_every_event_is_a_sentence(event, case, code):
    said = line_words(line(event, case), language(code))

    assert re.fullmatch(r"[A-ZÆØÅ][^%{}]+\.", said), said


@pytest.mark.parametrize("event", [Event.ROLE_GRANTED, Event.ROLE_ENDED, Event.ROLE_REFUSED])
def test_it_says_who_whom_what_and_where(event):
    said = line_words(line(event, "to another", place="Furulia", role=Role.TEACHER), language("en"))

    assert [word for word in ("Anne", "Bjørn", "Furulia", "staff") if word not in said] == []


def test_every_role_has_a_name():
    assert set(ROLE_NAMES) == set(Role)

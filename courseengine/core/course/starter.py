"""A course to begin from: a small folder with one of the most used kinds each, which the check is content with.

The texts say what belongs where they stand, in the language the course will be written in.
"""

import json
import re
from pathlib import Path

from courseengine.base.errors import Conflict, Invalid
from courseengine.base.i18n import N_, Language

FIRST = "modules/1-start"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")

_COURSE = """\
id: {id}
title: {title}
purpose: {purpose}
language: {language}
languages: [{language}]
places: [school]          # or kindergarten, or both
paces:
  six_weeks: {{title: {pace}, weeks: {{"{module}": 6}}}}
methods:
  IGP:
    title: {method}
    steps:
      - {{minutes: 4, alone: true, role: timekeeper, text: {alone}}}
      - {{role: timekeeper, text: {group}}}
      - {{minutes: 5, role: facilitator, text: {plenary}}}
extent:                   # what every module promises; the check holds you to it
  text: {{at_least: 1}}
  individual_task: {{at_least: 1}}
  meeting: {{at_least: 1}}
certificate: {{individual_tasks: 1, team_tasks: 1, meetings: 1}}
licence: CC BY 4.0
"""
_MODULE = """\
---
id: "{module}"
number: 1
title: {first_module}
purpose: {module_purpose}
goals:
  - {goal}
meetings_required: 1
sections:
  - {{id: A, title: {section}, activities: [{module}-t1, {module}-i1, {module}-g1, {module}-m1]}}
---

{introduction}
"""
_TEXT = """\
---
kind: text
id: {module}-t1
title: {text_title}
minutes: 5
section: A
essence: true
prework_for: [{module}-m1]
sources:
  - {source}
---

## {heading}

{text}

/// tip
{tip}
///
"""
_TASK = """\
---
kind: individual_task
id: {module}-i1
title: {task_title}
minutes: 15
section: A
prework_for: [{module}-m1]
product: {product}
---

{task}
"""
_TEAM_TASK = """\
---
kind: team_task
id: {module}-g1
title: {team_title}
minutes: 30
section: A
method: IGP
used_in: [{module}-m1]
product: {product}
---

{team_task}
"""
_MEETING = """\
---
kind: meeting
id: {module}-m1
title: {meeting_title}
section: A
meets: team
prework: [{module}-t1, {module}-i1]
uses: [{module}-g1]
decision: {decision}
agenda:
  - {{minutes: 5, role: facilitator, text: {goals_and_roles}}}
  - {{minutes: 20, role: timekeeper, method: IGP, text: {talk}}}
  - {{minutes: 10, role: recorder, decision: true, text: {decide}}}
---

{meeting}
"""
_FILES = {
    "course.yml": _COURSE,
    f"{FIRST}/module.md": _MODULE,
    f"{FIRST}/{{module}}-t1.md": _TEXT,
    f"{FIRST}/{{module}}-i1.md": _TASK,
    f"{FIRST}/{{module}}-g1.md": _TEAM_TASK,
    f"{FIRST}/{{module}}-m1.md": _MEETING,
}
_FIELDS = {
    "purpose": N_("Say in one sentence what the course is for."),
    "pace": N_("Six weeks"),
    "method": N_("Individual, group, plenary"),
    "alone": N_("Everybody writes alone, in silence."),
    "group": N_("Take turns in the group: one point each, no comments before all have spoken."),
    "plenary": N_("Each group shares one thing."),
    "first_module": N_("Start"),
    "module_purpose": N_("Say in one sentence what the module is for. It is also shown while the module is locked."),
    "goal": N_("say what one can do after the module"),
    "section": N_("Prepare and meet"),
    "text_title": N_("A text to read"),
    "source": N_("Name what the text builds on: document, year"),
    "task_title": N_("A task to do alone"),
    "product": N_("Half a page"),
    "team_title": N_("A task to do together"),
    "meeting_title": N_("A meeting that decides something"),
    "decision": N_("What the meeting decides"),
    "goals_and_roles": N_("Goal and roles"),
    "talk": N_("What have we seen?"),
    "decide": N_("Decision"),
}
_TEXTS = {
    "introduction": N_("Tell those who take the module what it is about, and what they need at hand."),
    "heading": N_("A heading"),
    "text": N_("Write the text here. Short sentences are read to the end."),
    "tip": N_("A box stands out from the text. Leave it out where it says nothing new."),
    "task": N_("Say what to do, step by step, and how long each step takes. Only the writer reads the answer."),
    "team_task": N_("Say what the team makes together. All of them write in the same answer."),
    "meeting": N_("Say what should be ready before the meeting, and how each item is led."),
}


def start_course(folder: Path, *, id_: str, title: str, language: Language) -> list[Path]:
    """Write a course to begin from into ``folder``, which must be new or empty; gives the files.

    Raises ``Conflict`` where something is there already, and ``Invalid`` for an id that is none.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is there already and not empty. Nothing was written.")
    if not _ID.fullmatch(id_):
        raise Invalid('An id has letters, digits and hyphens, such as lk20; "%(id)s" is none.', field="id", id=id_)
    if not title.strip():
        raise Invalid("Say what the course is called.", field="title")
    values = {"id": _quoted(id_), "module": f"{id_}1", "language": language.code, "title": _quoted(title)}
    values |= {name: _quoted(language.gettext(text)) for name, text in _FIELDS.items()}
    values |= {name: language.gettext(text) for name, text in _TEXTS.items()}
    written = []
    for name, template in _FILES.items():
        path = folder / name.format_map(values)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format_map(values), "utf-8")
        written.append(path)
    return written


def _quoted(text: str) -> str:
    """A text as YAML that says just that; JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)

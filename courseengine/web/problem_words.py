"""What is wrong with a text that a school writes, in the reader's words.

The compiler speaks to authors, in English and with the names of fields. What somebody who writes a
text of their own is most likely to meet is said here in plain words; the rest as the compiler says it.
"""

import re
from collections.abc import Sequence

from courseengine.base.i18n import N_, Language
from courseengine.core.course.problems import Problem

_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r'has HTML, which is not allowed: "(?P<what>.*)"', N_("HTML cannot be used: %(what)s")),
        (r'has an unknown box "(?P<what>.*?)"', N_("There is no box called “%(what)s”.")),
        (r'has a box "(?P<what>.*?)" that is not closed', N_("The box “%(what)s” is not closed with ///.")),
        (r'has "(?P<what>.*?)", but no box is open', N_("No box is open that %(what)s could close.")),
        (r"has a box that is not understood", N_("A box needs an empty line before and after it.")),
        (
            r'has a link to "(?P<what>.*?)", which is not in',
            N_("The link leads to “%(what)s”, which is not in the course."),
        ),
        (
            r'has a link to "(?P<what>.*?)", which not all',
            N_("The link leads to “%(what)s”, which not all who read this may see."),
        ),
        (r'has a link to "(?P<what>.*?)", which no heading', N_("No heading here is called “%(what)s”.")),
        (r"has a link or a picture that leads nowhere", N_("A link or a picture leads nowhere.")),
        (
            r'expected an https address.*found "(?P<what>.*)"',
            N_("Write the whole address, with https://, not “%(what)s”."),
        ),
        (r"expected a picture|there is no file media/", N_("Pictures cannot be used in a text of your own.")),
        (r"has a footnote without a text: (?P<what>.*)", N_("The footnote %(what)s has no text.")),
        (r"is too long: ", N_("The text is too long.")),
        (r"is nested too deeply", N_("The text has too many lists or quotes within each other.")),
        (
            r"holds a control character",
            N_("The text holds a sign that cannot be shown. Write it anew instead of pasting it."),
        ),
    )
)


def problem_words(problems: Sequence[Problem], language: Language) -> tuple[str, ...]:
    """A sentence a problem, with the line of the text where there is one."""
    return tuple(dict.fromkeys(_words(one, language) for one in problems))


def _words(problem: Problem, language: Language) -> str:
    sentence = _sentence(problem.message, language)
    if problem.line:
        return language.gettext("Line %(line)d: %(problem)s", line=problem.line, problem=sentence)
    return sentence


def _sentence(message: str, language: Language) -> str:
    for pattern, sentence in _SAID:
        found = pattern.match(message)
        if found:
            return language.gettext(sentence, **found.groupdict())
    return message

"""What a new text keeps of an old one.

Texts that save themselves while somebody writes would fill a history with half sentences. A text
that only adds to the one before holds everything of it, so the older one may go.
"""

from os.path import commonprefix


def only_adds(before: str, after: str) -> bool:
    """Whether ``after`` is ``before`` with something put in at one place, so that nothing of it is gone."""
    if len(after) < len(before):
        return False
    start = len(commonprefix((before, after)))
    return after.endswith(before[start:])


def plain_lines(text: str) -> str:
    """A text as we keep it: browsers send line breaks as CR LF, and trailing blanks say nothing."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()

"""What time it is, and when a date begins.

Dates belong to Oslo: a date begins at 00:00 in Europe/Oslo, summer time or not, wherever the
server stands. Instants are aware and in UTC. Only the edges (web, commands) ask ``now``; the
domain gets the instant as an argument.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

_shift = timedelta()


def now() -> datetime:
    """The instant of this call, in UTC."""
    return datetime.now(UTC) + _shift


def start_at(instant: datetime) -> None:
    """Let this process's clock run on from ``instant``. Only the demo does this."""
    global _shift  # one clock a process is the point: a second one could disagree
    _shift = instant - datetime.now(UTC)


def begins(day: date) -> datetime:
    """The instant, in UTC, at which ``day`` begins in Oslo."""
    return datetime.combine(day, time(), OSLO).astimezone(UTC)


def day_in_oslo(instant: datetime) -> date:
    """The date on a calendar in Oslo at ``instant``."""
    return instant.astimezone(OSLO).date()


def last_midnight(instant: datetime) -> datetime:
    """The latest midnight in Oslo that is not after ``instant``, in UTC."""
    return begins(day_in_oslo(instant))


def in_oslo(day: date, at: time) -> datetime:
    """The instant of a wall time in Oslo; raises ``ValueError`` where it does not exist or comes twice.

    On the night summer time begins, the hour from 02:00 is left out; on the night it ends, the
    hour comes twice. A person who types such a time gets a message rather than a guess.
    """
    first, second = (datetime.combine(day, at.replace(fold=fold), OSLO) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise ValueError(f"{day} {at:%H:%M} does not exist exactly once in Oslo")
    return first.astimezone(UTC)

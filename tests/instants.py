"""Instants as tests write them: by the clock on the wall in Oslo."""

from datetime import datetime

from courseengine.base.clock import OSLO


def oslo(*wall_time: int) -> datetime:
    """``oslo(2019, 10, 31, 23, 59)``."""
    return datetime(*wall_time, tzinfo=OSLO)

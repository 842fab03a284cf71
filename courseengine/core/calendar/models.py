"""Table of the addresses at which people's calendars are read."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from courseengine.base.db import Base, Privacy, public_id


class CalendarFeed(Base):
    """The secret address of somebody's calendar.

    The address carries the public id and a proof that is reckoned from the installation's secret,
    the id and the nonce: whoever reads the database cannot make it up. A new nonce is a new
    address, and the old one is no more.
    """

    __tablename__ = "calendar_feed"
    privacy = Privacy(
        holds="that somebody's calendar program may read the person's calendar, and when it last did",
        why="so that one's own calendar shows the course's dates, and one can see that it still does",
        until="the person is erased",
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    nonce: Mapped[str]
    """empty for an address that was ended"""
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

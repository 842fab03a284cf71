"""What the room forgets when it has outlived its purpose, as ``models.py`` says of each table."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from courseengine.core.people.models import Partnership, PeopleImport, PeopleImportRow, RoleRequest

A_DAY = timedelta(days=1)
TWO_YEARS = timedelta(days=730)


def forget(session: Session, *, at: datetime) -> None:
    """The rows of a file a day after it was done or left; what was imported, decided or has ended after two years."""
    left = (PeopleImport.ended_at.is_(None), PeopleImport.moved_at < at - A_DAY)
    # Dropped as well as emptied: nobody carries out half of what was shown.
    session.execute(update(PeopleImport).where(*left).values(state="dropped", ended_at=at))
    over = select(PeopleImport.id).where((PeopleImport.ended_at < at - A_DAY) | (PeopleImport.moved_at < at - A_DAY))
    session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id.in_(over)))
    session.execute(delete(PeopleImport).where(PeopleImport.ended_at < at - TWO_YEARS))
    session.execute(delete(RoleRequest).where(RoleRequest.decided_at < at - TWO_YEARS))
    session.execute(delete(Partnership).where(Partnership.ended_at < at - TWO_YEARS))

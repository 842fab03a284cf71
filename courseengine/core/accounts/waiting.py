"""The invitations of a place that wait for an answer, a page at a time."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courseengine.core.accounts.invitations import is_open
from courseengine.core.accounts.models import Invitation
from courseengine.core.people.models import Organisation

A_PAGE = 20


class Waiting(NamedTuple):
    """One page of them."""

    invitations: list[Invitation]
    in_all: int
    page: int
    pages: int


def waiting_at(session: Session, place: Organisation, *, page: int = 1) -> Waiting:
    """Those that were neither used nor withdrawn, the latest first; a page that is not there is the last one."""
    here = (Invitation.organisation_id == place.id, is_open())
    in_all = session.scalar(select(func.count()).select_from(Invitation).where(*here)) or 0
    pages = max(1, -(-in_all // A_PAGE))
    page = max(1, min(page, pages))
    found = session.scalars(
        select(Invitation)
        .where(*here)
        .options(joinedload(Invitation.team), joinedload(Invitation.organisation))
        .order_by(Invitation.made_at.desc(), Invitation.id.desc())
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    )
    return Waiting(list(found), in_all, page, pages)

"""A small municipality, for the rooms that are about people."""

import pytest
from sqlalchemy.orm import Session

from tests.core.town import Town, build_town


@pytest.fixture
def town(session: Session) -> Town:
    """Storvik, which owns Furulia and Bjørkelia; nobody is anything there yet."""
    return build_town(session)

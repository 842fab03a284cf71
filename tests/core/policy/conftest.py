"""The world of the policy's table, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy.orm import Session

from tests.core.policy.world import Policy, make_policy


@pytest.fixture
def policy(session: Session) -> Policy:
    """Everybody who may ask, and everything they may ask about."""
    return make_policy(session)

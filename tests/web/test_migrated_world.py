"""A school in the middle of its year goes a step of the tables back and forward, and keeps what both steps have."""

import pytest
from sqlalchemy import func, select

from courseengine.base import schema
from courseengine.core.meetings.models import Attendance, Decision, Meeting
from courseengine.core.progress.models import Answer, TeamAnswer, TeamAnswerVersion

KEPT = (Meeting, Attendance, Decision, Answer, TeamAnswer, TeamAnswerVersion)
BEFORE_TEAMS_AND_MEETINGS = "2026_11_26_reasons_in_drafts"


def counted(database):
    with database.reading() as session:
        return {kind: session.scalar(select(func.count()).select_from(kind)) for kind in KEPT}


@pytest.mark.both_databases
def test_what_was_there_before_teams_had_rooms_survives_the_way_back(world, database, as_person):
    before = counted(database)
    assert all(before.values())

    schema.downgrade(database, BEFORE_TEAMS_AND_MEETINGS)
    schema.upgrade(database)

    assert counted(database) == before
    with database.reading() as session:
        ids = session.scalars(select(Decision.public_id)).all()
        assert len(set(ids)) == len(ids)
        assert session.scalars(select(Decision.submit_id).distinct()).all() == [None]
    assert as_person("anne").get(f"/meetings/{world.meetings['next'].public_id}").status_code == 200

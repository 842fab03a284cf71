"""What a page asks every second is answered to those whom the rule lets in, and to nobody else."""

import pytest

from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.policy.actions import Action
from courseengine.core.policy.following import followed
from courseengine.core.policy.rules import may
from tests.core.policy.world import NOW, Policy


@pytest.mark.parametrize("action", [Action.SHOW_ON_SCREEN, Action.SEE_MEETING])
def test_following_is_what_the_rule_says(policy: Policy, action: Action):
    meetings = [policy.subjects[name] for asked, name in policy.questions() if asked is action]

    for who, actor in policy.actors.items():
        for meeting in meetings:
            found = followed(policy.session, actor, action, meeting.public_id)
            assert (found is not None) == may(actor, action, meeting, at=NOW), (who, meeting.title)


def test_the_version_is_the_rooms(policy: Policy):
    screen, bjorn = policy.actors["the screen"], policy.actors["Bjørn"]
    meeting = policy.subjects["a planned meeting of the blue team"]
    without = policy.subjects["a held meeting of the blue team"]

    found = followed(policy.session, screen, Action.SHOW_ON_SCREEN, meeting.public_id)
    none = followed(policy.session, bjorn, Action.SHOW_ON_SCREEN, without.public_id)

    assert found is not None
    assert none is not None
    room = policy.session.get_one(MeetingRoom, meeting.id)
    assert (found.meeting_id, found.version, none.version) == (meeting.id, room.version, 0)
    assert found.version_at(NOW) == f"{room.version}.planned"

"""What the domain promises about who sees what, in words of its own: the table may change, these may not."""

import pytest

from courseengine.core.policy.actions import Action
from courseengine.core.policy.rules import may
from tests.core.policy.world import NOW, Policy

COURSE = {Action.SEE_MODULE, Action.READ_MODULE, Action.SEE_ACTIVITY, Action.READ_ACTIVITY}
WORK_OF_TEAMS = {
    Action.WORK_IN_TEAM, Action.READ_TEAM_ANSWER, Action.WRITE_TEAM_ANSWER, Action.PLAN_JOINT_MEETING,
    Action.SEE_MEETING, Action.READ_MINUTES, Action.RECORD_MEETING, Action.DELETE_MEETING, Action.SHOW_ON_SCREEN,
    Action.SEE_TEAM_PROGRESS, Action.SEE_TEAM_WORK, Action.WITHDRAW_PUBLICATION,
}  # fmt: skip
TAKING_PART = {Action.DO_ACTIVITY, Action.SEE_OWN_WORK}
PEOPLE = {
    Action.MANAGE_PEOPLE, Action.MANAGE_TEAM, Action.MANAGE_MEMBERSHIP, Action.MANAGE_INVITATION,
    Action.MANAGE_JOIN_CODE, Action.DECIDE_ROLE, Action.SEE_IMPORT,
}  # fmt: skip
PLANNING = {
    Action.SEE_PLAN, Action.PROPOSE_PLAN, Action.CHANGE_PLAN, Action.PLAN_AT, Action.SEE_MEASURES,
    Action.DECIDE_MEASURE, Action.START_NETWORK, Action.MANAGE_NETWORK, Action.MANAGE_GATHERING,
}  # fmt: skip
NETWORKS = {Action.SEE_NETWORK, Action.SEE_NETWORK_PEOPLE, Action.SEE_GATHERING}
GIVING = {Action.SEE_HELP_REQUEST, Action.ANSWER_HELP_REQUEST, Action.MANAGE_GATHERING, Action.SEE_GATHERING}
OUTLINES = {Action.SEE_OUTLINE, Action.SEE_OUTLINES}
THE_INSTALLATION = {
    Action.DECIDE_PILOT, Action.MANAGE_PLACE, Action.MANAGE_ACCOUNT, Action.SEE_EVERYBODY, Action.SEE_LOG, Action.SEE_PLACES,
}  # fmt: skip


def done_by(policy: Policy, who: str) -> set[Action]:
    return {
        action for action, name in policy.questions() if may(policy.actors[who], action, policy.subjects[name], at=NOW)
    }


def allowed(policy: Policy, action: Action, subject: str) -> set[str]:
    return {who for who, actor in policy.actors.items() if may(actor, action, policy.subjects[subject], at=NOW)}


def test_each_role_does_these_kinds_of_things_and_no_others(policy: Policy):
    own = {Action.SEE_OWN_ACCOUNT, Action.SEE_CALENDAR}
    at_school = {Action.FOLLOW_COURSE, Action.SEE_WHEEL} | NETWORKS
    asks, reads = {Action.ASK_FOR_ROLE}, {Action.READ_PUBLICATION}
    in_a_team = WORK_OF_TEAMS - {
        Action.PLAN_JOINT_MEETING,
        Action.DELETE_MEETING,
        Action.SEE_TEAM_PROGRESS,
        Action.SEE_TEAM_WORK,
    }

    assert done_by(policy, "Bjørn") == COURSE | TAKING_PART | in_a_team | asks | reads | own | at_school
    assert done_by(policy, "Anne") == done_by(policy, "Bjørn") | {Action.DELETE_MEETING}
    assert done_by(policy, "Aud") == done_by(policy, "Petra") == COURSE | TAKING_PART | asks | reads | own | at_school
    assert done_by(policy, "Eva") == (
        COURSE | {Action.READ_FOR_LEADERS} | PEOPLE | OUTLINES | asks | own | at_school | PLANNING
        | {Action.READ_SUPPORT_NOTE}
    )  # fmt: skip
    notes = {Action.WRITE_SUPPORT_NOTES, Action.READ_SUPPORT_NOTE, Action.START_NETWORK, Action.FOLLOW_COURSE}
    assert done_by(policy, "Farid") == COURSE | OUTLINES | own | notes | GIVING | NETWORKS | {Action.MANAGE_NETWORK}
    assert done_by(policy, "Sigrid") == COURSE | {Action.SEE_OUTLINES} | own | notes
    assert done_by(policy, "Gro") == PEOPLE | THE_INSTALLATION | own
    assert done_by(policy, "Otto") == {Action.SEE_OWN_WORK, Action.SEE_WHEEL} | own
    assert THE_INSTALLATION & done_by(policy, "Cecilie") == set()


def test_whoever_has_left_keeps_what_they_wrote_and_nothing_more(policy: Policy):
    assert done_by(policy, "Olav") == {Action.SEE_OWN_ACCOUNT, Action.SEE_CALENDAR, Action.SEE_OWN_WORK}


@pytest.mark.parametrize("who", ["Kari", "Sverre", "Hanna", "Gro by password"])
def test_what_does_not_hold_today_gives_nothing(policy: Policy, who: str):
    assert done_by(policy, who) == {Action.SEE_OWN_ACCOUNT, Action.SEE_CALENDAR}


@pytest.mark.parametrize("who", ["Nina", "a stranger"])
def test_an_ended_account_is_as_good_as_none(policy: Policy, who: str):
    assert done_by(policy, who) == set()


def test_a_screen_shows_its_meeting_and_does_nothing_else(policy: Policy):
    assert done_by(policy, "the screen") == {Action.SHOW_ON_SCREEN}
    meetings = [name for action, name in policy.questions() if action is Action.SHOW_ON_SCREEN]
    shown = [name for name in meetings if "the screen" in allowed(policy, Action.SHOW_ON_SCREEN, name)]
    assert shown == ["a planned meeting of the blue team"]


def test_a_deputy_is_a_leader_until_the_last_day(policy: Policy):
    asked = {"Bjørn's wish to lead Furulia", "Furulia", "the blue team", "a held meeting of the blue team"}

    for action, name in policy.questions():
        if name in asked and action is not Action.WORK_IN_TEAM:
            assert {"Vera", "Cecilie"} & allowed(policy, action, name) in ({"Vera", "Cecilie"}, set()), (action, name)


def test_nobody_beside_the_team_and_its_schools_leaders_reads_what_it_wrote(policy: Policy):
    team, leaders = {"Anne", "Bjørn", "Tor"}, {"Cecilie", "Vera"}

    assert allowed(policy, Action.READ_TEAM_ANSWER, "the blue team's draft") == team
    assert allowed(policy, Action.READ_TEAM_ANSWER, "the blue team's delivered answer") == team | leaders
    assert allowed(policy, Action.READ_MINUTES, "a planned meeting of the blue team") == team
    assert allowed(policy, Action.READ_MINUTES, "a held meeting of the blue team") == team | leaders


def test_every_role_takes_two(policy: Policy):
    """Whoever is to get it and whoever put them forward are not the second key, administrators no exception."""
    for action, name in policy.questions():
        if action is not Action.DECIDE_ROLE:
            continue
        asked = policy.subjects[name]
        deciding = {policy.actors[who].person_id for who in allowed(policy, action, name)}
        assert not deciding & {asked.person_id, asked.asked_by}, name
        assert deciding or asked.decided_at, f"nobody can decide {name}"


def test_two_hats_give_what_each_gives(policy: Policy):
    """As a teacher she does the teachers' tasks, as an owner she reads the leaders', as the university she reads ahead."""
    assert "Mona" in allowed(policy, Action.DO_ACTIVITY, "a task in an open module at Furulia")
    assert "Mona" in allowed(policy, Action.READ_ACTIVITY, "a leader note in an open module at Furulia")
    assert "Mona" not in allowed(policy, Action.DO_ACTIVITY, "a leader note in an open module at Furulia")
    assert "Mona" in allowed(policy, Action.READ_ACTIVITY, "a task in a locked module without a run")
    assert "Mona" not in allowed(policy, Action.READ_FOR_LEADERS, "a task in a locked module without a run")


def test_what_a_team_shows_is_read_by_that_networks_own_members(policy: Policy):
    """Looking after a network gives no right to it, and neither does being in its region."""
    team = {"Anne", "Bjørn", "Tor"}

    assert {"Ingrid", "Cecilie"} < allowed(policy, Action.READ_PUBLICATION, "what the blue team shows to the region")
    assert not {"Farid", "Eva", "Gro"} & allowed(
        policy, Action.READ_PUBLICATION, "what the blue team shows to the region"
    )
    assert allowed(policy, Action.READ_PUBLICATION, "what the blue team shows to a network of the region") == team
    assert allowed(policy, Action.READ_PUBLICATION, "what the blue team has withdrawn from the region") == set()

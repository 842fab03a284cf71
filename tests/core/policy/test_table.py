"""What ``docs/policy.md`` says is what the policy answers, for everybody, about everything."""

import pytest

from courseengine.core.policy.actions import Action
from courseengine.core.policy.rules import RULES, may
from courseengine.core.policy.scopes import SCOPES
from tests.core.policy.world import NOW, Policy
from tools.policy import COMMAND, PAGE, page

NOT_LISTED = {
    Action.SEE_MODULE, Action.READ_MODULE, Action.SEE_ACTIVITY, Action.READ_ACTIVITY, Action.READ_FOR_LEADERS,
    Action.DO_ACTIVITY, Action.SEE_OWN_ACCOUNT, Action.SEE_EVERYBODY, Action.SEE_LOG, Action.SEE_PLACES,
    Action.FOLLOW_COURSE, Action.SEE_CALENDAR,
}  # fmt: skip
"""asked about what stands in no table: a course's plan, oneself, the installation"""


def test_the_page_says_what_the_policy_answers(policy: Policy):
    written = PAGE.read_text(encoding="utf-8").splitlines()
    answered = page(PAGE.read_text(encoding="utf-8"), policy).splitlines()

    wrong = [line for line in written if line not in answered] + [line for line in answered if line not in written]

    assert written == answered, f"{wrong} — if the code is right, run `{COMMAND}` and commit what it writes."


def test_the_page_asks_enough(policy: Policy):
    asked = policy.questions()

    assert len(policy.actors) >= 15
    assert len(asked) >= 100
    assert {action for action, _ in asked} == set(Action) == set(RULES), "an action is asked about nothing"
    assert {name for _, name in asked} == set(policy.subjects), "something is asked about by no action"


@pytest.mark.parametrize("action", Action)
def test_every_action_lets_somebody_in_and_keeps_somebody_out(policy: Policy, action: Action):
    subjects = [policy.subjects[name] for asked, name in policy.questions() if asked is action]

    given = {may(actor, action, subject, at=NOW) for actor in policy.actors.values() for subject in subjects}

    assert given == {True, False}


def test_what_is_loaded_from_a_table_has_a_scope():
    assert set(SCOPES) == set(Action) - NOT_LISTED


@pytest.mark.parametrize("action", SCOPES)
def test_a_scope_finds_what_its_rule_allows(policy: Policy, action: Action):
    """For everybody, over all rows of the table: the rule's twin gives neither more nor less."""
    first = next(policy.subjects[name] for asked, name in policy.questions() if asked is action)
    rows = policy.session.query(type(first)).all()

    for name, actor in policy.actors.items():
        allowed = [row.id for row in rows if may(actor, action, row, at=NOW)]
        found = [row.id for row in policy.session.scalars(SCOPES[action](actor))]
        assert sorted(found) == sorted(allowed), name


def test_without_a_rule_the_answer_is_no(policy: Policy):
    assert not may(policy.actors["Gro"], "anything", None, at=NOW)  # type: ignore[arg-type]
